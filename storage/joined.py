"""What storage knows of joined opinions, and of the words by which alike ones are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.model import Kind, State

from . import tables as t

_b = sa.bindparam

_CARRIED = (Kind.ANSWERED.value, Kind.CORRECTED.value)
_HOLD = sa.select(t.opinion.c.id).where(t.opinion.c.id == _b("id")).with_for_update()
_GIVEN = sa.select(t.entry.c.kind, t.entry.c.at, t.entry.c.draft_id).where(
    t.entry.c.opinion_id == _b("opinion_id"), t.entry.c.kind.in_(_CARRIED)
)
_NEW = (
    sa.select(t.opinion.c.id)
    .where(
        t.opinion.c.assembly == _b("assembly"),
        t.opinion.c.id > _b("after"),
        t.opinion.c.submitted_at > _b("since"),
        t.opinion.c.state != State.WITHDRAWN.value,
    )
    .order_by(t.opinion.c.id)
    .limit(_b("limit"))
)


def hold(connection: Connection, opinion_id: int) -> None:
    """Nobody else changes the opinion until this unit of work has ended. (SQLite has one writer at a time.)"""
    connection.execute(_HOLD, {"id": opinion_id})


def carried_over(connection: Connection, rows: Iterable[Any]) -> dict[int, int | None]:
    """Of a joined opinion's history: the drafts, by number of the entry, that hold the answers it shares. An
    answer is kept once, with the opinion it was given to, and carried over at the same moment."""
    carried = [row for row in rows if row["kind"] in _CARRIED and row["other_id"] is not None]
    found: dict[int, int | None] = {}
    for head_id in {row["other_id"] for row in carried}:
        given = {
            (kind, at): draft_id for kind, at, draft_id in connection.execute(_GIVEN, {"opinion_id": head_id})
        }
        found |= {
            row["seq"]: given.get((row["kind"], row["at"])) for row in carried if row["other_id"] == head_id
        }
    return found


def newer(connection: Connection, assembly: str, *, after: int, since: datetime, limit: int) -> Sequence[int]:
    """The ids of opinions above ``after`` that were sent after ``since`` and not withdrawn."""
    values = {"assembly": assembly, "after": after, "since": since, "limit": limit}
    return connection.execute(_NEW, values).scalars().all()
