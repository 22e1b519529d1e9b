"""What deputies have answered, for the figures on their cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.model import Kind, Party, State

from . import tables as t

_o, _e = t.opinion.c, t.entry.c

_BY_DEPUTY = (
    sa.select(_o.submitted_at, sa.func.min(_e.at))
    .join(t.entry, _e.opinion_id == _o.id)
    .where(
        _o.deputy_id == sa.bindparam("deputy_id"),
        _o.state == State.ANSWERED.value,
        _e.kind == Kind.ANSWERED.value,
        _e.party == Party.DEPUTY.value,
    )
    .group_by(_o.id, _o.submitted_at)
)  # by the index (deputy_id, state, due_on)


class AnsweredRows:
    """The shelf of what was answered (:class:`liaison.casework.ports.Answered`)."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def by_deputy(self, deputy_id: int) -> Sequence[tuple[datetime, datetime]]:
        """Of each opinion that stands answered by this deputy: when it was sent, and first answered. What was
        joined to one of them is not counted again."""
        rows = self._c.execute(_BY_DEPUTY, {"deputy_id": deputy_id})
        return [(sent, answered) for sent, answered in rows]
