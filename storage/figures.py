"""What is in the database, counted for those who watch the service. Nothing in it tells of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.model import State

from . import inbox, outbox
from . import tables as t

ENDED = frozenset({State.ANSWERED, State.WITHDRAWN, State.JOINED})
"""States in which nobody owes an answer to this one; in all others the promised day counts."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How things stood at one moment. Ages are seconds, never below 0, and 0 where nothing waits."""

    cases: dict[State, int]  # every state has its count
    deadlines_missed: int  # open cases whose promised day is before today
    inbox_waiting: int
    inbox_parked: int
    inbox_oldest: float  # since the oldest waiting update came in
    outbox_waiting: int
    outbox_sending: int  # claimed by a worker
    outbox_failed: int  # since ever
    outbox_uncertain: int
    outbox_oldest: float  # since the oldest message that is due became due


_b = sa.bindparam
_i, _o, _c = t.inbox.c, t.outbox.c, t.opinion.c


def _written(state: IntEnum) -> sa.ColumnElement[int]:
    """Written into the statement, so that a database sees that a partial index covers it."""
    return sa.literal_column(str(int(state)), sa.SmallInteger)


_CASES = (
    sa.select(_c.state, sa.func.count()).where(_c.assembly == _b("assembly")).group_by(_c.state)
)  # the index (assembly, state, rank, due_on) is enough
_MISSED = sa.select(sa.func.count()).where(
    _c.assembly == _b("assembly"),
    _c.state.in_(sorted(state.value for state in State if state not in ENDED)),
    _c.rank.in_([0, 1]),  # all there are: so that the index leads to the day
    _c.due_on < _b("today"),
)
_INBOX = (
    sa.select(_i.state, sa.func.count(), sa.func.min(_i.received_at, type_=t.Moment()))
    .where(_i.state != _written(inbox.State.DONE))
    .group_by(_i.state)
)
_OURS = _o.assembly.concat("") == _b("assembly")
"""Not to be looked up by: SQLite would take the index of all messages ever owed to the assembly."""
_OUTBOX = (
    sa.select(_o.state, sa.func.count())
    .where(_OURS, _o.state != _written(outbox.State.SENT))
    .group_by(_o.state)
)
_DUE_SINCE = sa.select(sa.func.min(_o.not_before, type_=t.Moment())).where(
    _OURS, _o.state == _written(outbox.State.WAITING)
)


def snapshot(connection: Connection, assembly: str, today: date, now: datetime) -> Snapshot:
    """Count. ``today`` is the assembly's day. The inbox belongs to no assembly and is counted whole.

    The work grows with what waits and, for the cases, with their number: about 0.2 s for a million. Not for
    the way of a request.
    """
    ours = {"assembly": assembly}
    cases = {str(state): int(count) for state, count in connection.execute(_CASES, ours)}
    missed = int(connection.execute(_MISSED, {**ours, "today": today}).scalar_one())
    received = {inbox.State(row[0]): (int(row[1]), row[2]) for row in connection.execute(_INBOX)}
    owed = {outbox.State(state): int(count) for state, count in connection.execute(_OUTBOX, ours)}
    waiting, oldest = received.get(inbox.State.WAITING, (0, None))
    return Snapshot(
        cases={state: cases.get(state.value, 0) for state in State},
        deadlines_missed=missed,
        inbox_waiting=waiting,
        inbox_parked=received.get(inbox.State.PARKED, (0, None))[0],
        inbox_oldest=_age(oldest, now),
        outbox_waiting=owed.get(outbox.State.WAITING, 0),
        outbox_sending=owed.get(outbox.State.CLAIMED, 0),
        outbox_failed=owed.get(outbox.State.FAILED, 0),
        outbox_uncertain=owed.get(outbox.State.UNCERTAIN, 0),
        outbox_oldest=_age(connection.execute(_DUE_SINCE, ours).scalar(), now),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
