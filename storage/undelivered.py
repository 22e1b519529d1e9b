"""Messages that did not arrive, for whoever looks after the bot."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t
from .outbox import State

_o = t.outbox.c
_UNSENT = _o.state != sa.literal_column(
    str(int(State.SENT))
)  # written out, so that the partial index is enough


def unsettled(connection: Connection, assembly: str) -> dict[str, int]:
    """How many messages wait, failed, or are uncertain."""
    query = sa.select(_o.state, sa.func.count()).where(_o.assembly == assembly, _UNSENT).group_by(_o.state)
    counts = {State(state): count for state, count in connection.execute(query)}
    waiting = counts.get(State.WAITING, 0) + counts.get(State.CLAIMED, 0)
    return {
        "waiting": waiting,
        "failed": counts.get(State.FAILED, 0),
        "uncertain": counts.get(State.UNCERTAIN, 0),
    }


def resend_uncertain(connection: Connection, assembly: str, now: datetime) -> int:
    """Staff decide to send uncertain messages again, each marked as one that may have come before."""
    rows = connection.execute(
        sa.select(_o.id, _o.args)
        .where(_o.assembly == assembly, _UNSENT, _o.state == int(State.UNCERTAIN))
        .with_for_update()
    ).all()
    for outbox_id, args in rows:
        connection.execute(
            t.outbox.update()
            .where(_o.id == outbox_id)
            .values(state=int(State.WAITING), args={**args, "resend": 1}, not_before=now, ended_at=None)
        )
    return len(rows)
