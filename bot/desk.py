"""Runs use cases: one unit of work each, tried again when somebody else was faster."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from liaison.casework.errors import Conflict, Refused
from liaison.casework.office import Office
from liaison.routing.likeness import Alike
from storage.engine import Database
from storage.uow import StoredTransaction

from .alikes import Alikes
from .logs import case
from .press import OfficePress

T = TypeVar("T")

_TRIES = 5
"""How often a unit of work is tried when another changed the same opinion in between."""


@lru_cache(maxsize=256)
def _wants(use_case: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(use_case).parameters)


class StoredDesk:
    """The desk of one assembly on one database (:class:`handlers.turn.Desk`)."""

    def __init__(
        self,
        database: Database,
        office: Office,
        clock: Callable[[], datetime],
        announce: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._office = office
        self._clock = clock
        self._announce = announce
        self.alikes: Alikes | None = None
        self.press = OfficePress(database, lambda: self._office)

    def expect_alike(self) -> None:
        """Somebody will ask for alike opinions soon."""
        if self.alikes is not None:
            self.alikes.expect()

    async def alike(self, text: str, limit: int) -> tuple[Alike, ...]:
        """Opinions that speak of the same as a text, the likeliest first; none where nobody keeps an index."""
        return () if self.alikes is None else await self.alikes.alike(text, limit)

    @property
    def office(self) -> Office:
        """The assembly at work."""
        return self._office

    def adopt(self, office: Office) -> None:
        """Go on with a newer picture of the assembly; what is being worked on ends with the old one."""
        self._office = office

    def _work(
        self, use_case: Callable[..., T], facts: dict[str, Any], owed: list[bool]
    ) -> Callable[[Connection], T]:
        wants = _wants(use_case)
        given = {name: value for name, value in facts.items() if name in wants or name != "actor"}
        if "now" in wants and "now" not in given:
            given["now"] = self._clock()

        def work(connection: Connection) -> T:
            tx = StoredTransaction(connection, self._office, lambda: owed.append(True))
            return use_case(tx, **given)

        return work

    async def do(self, use_case: Callable[..., T], **facts: Any) -> T:
        """Run and commit, then wake the delivery when a message is owed. Raises Refused."""
        for _ in range(_TRIES):
            owed: list[bool] = []
            try:
                result = await self._database.write(self._work(use_case, facts, owed))
            except Conflict:
                continue
            if owed:
                self._announce()
            case(use_case, facts, result)
            return result
        raise Refused("refused-busy")

    async def look(self, query: Callable[..., T], **facts: Any) -> T:
        """Run without writing."""
        return await self._database.read(self._work(query, facts, []))
