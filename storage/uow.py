"""One unit of work: the shelves of one assembly on one connection."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from sqlalchemy.engine import Connection

from liaison.casework.office import Office

from .answered import AnsweredRows
from .code_rows import CodeRows
from .drafts import DraftRows
from .opinions import OpinionRows
from .outbox import OutboxRows
from .people import PersonRows
from .teaching import TeachingRows


class StoredTransaction:
    """What a use case sees (:class:`liaison.casework.ports.Transaction`)."""

    def __init__(self, connection: Connection, office: Office, on_put: Callable[[], None]) -> None:
        self._connection = connection
        self._office = office
        self._on_put = on_put

    @property
    def office(self) -> Office:
        """The assembly at work."""
        return self._office

    @cached_property
    def opinions(self) -> OpinionRows:
        """Opinions and histories."""
        return OpinionRows(self._connection, self._office.assembly)

    @cached_property
    def drafts(self) -> DraftRows:
        """Words being written."""
        return DraftRows(self._connection)

    @cached_property
    def people(self) -> PersonRows:
        """Persons, posts, invitations."""
        return PersonRows(self._connection, self._office.assembly)

    @cached_property
    def teaching(self) -> TeachingRows:
        """What the router was taught."""
        return TeachingRows(self._connection, self._office.assembly)

    @cached_property
    def outbox(self) -> OutboxRows:
        """Messages owed."""
        return OutboxRows(self._connection, self._office.assembly, self._on_put)

    @cached_property
    def answered(self) -> AnsweredRows:
        """What deputies have answered."""
        return AnsweredRows(self._connection)

    @cached_property
    def codes(self) -> CodeRows:
        """Public codes."""
        return CodeRows(self._connection, self._office.assembly)
