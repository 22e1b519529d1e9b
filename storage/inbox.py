"""What Telegram handed over, kept until it has been handled, and the conversations it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t
from .outbox import insert_or_ignore

_b = sa.bindparam
_i = t.inbox.c
_UNFINISHED = _i.state != sa.literal_column("1")  # written out, so that the partial index is enough


class State(IntEnum):
    """Where an update stands."""

    WAITING = 0
    DONE = 1
    PARKED = 2  # kept failing; listed by ``doctor``, replayed by a command


@dataclass(frozen=True, slots=True)
class Update:
    """One update as Telegram sent it."""

    update_id: int
    chat: str
    payload: str  # JSON
    seq: int = 0
    tries: int = 0
    error: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a chat's conversation stands; ``data`` is JSON and holds ids only."""

    state: str | None
    data: str


def accept(connection: Connection, bot_id: int, updates: Iterable[Update], now: datetime) -> None:
    """Keep a batch; an update that is here already is left alone."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update.update_id,
            "chat": update.chat,
            "payload": update.payload,
            "state": int(State.WAITING),
            "tries": 0,
            "received_at": now,
        }
        for update in sorted(updates, key=lambda update: update.update_id)
    ]
    if rows:
        connection.execute(insert_or_ignore(connection, t.inbox), rows)


_TAKE = (
    sa.select(_i.seq, _i.update_id, _i.chat, _i.payload, _i.tries)
    .where(_i.bot_id == _b("bot_id"), _i.seq > _b("after"), _UNFINISHED, _i.state == int(State.WAITING))
    .order_by(_i.seq)
    .limit(_b("limit"))
)
_TALK = sa.select(t.conversation).where(
    t.conversation.c.bot_id == _b("bot_id"), t.conversation.c.chat.in_(_b("chats", expanding=True))
)


def take(connection: Connection, bot_id: int, after: int, limit: int) -> list[Update]:
    """Waiting updates in order of arrival, beyond ``after``."""
    rows = connection.execute(_TAKE, {"bot_id": bot_id, "after": after, "limit": limit})
    return [Update(row.update_id, row.chat, row.payload, row.seq, row.tries) for row in rows]


def conversations(connection: Connection, bot_id: int, chats: Sequence[str]) -> dict[str, Conversation]:
    """Where these chats stand; a chat without a row is at the beginning."""
    if not chats:
        return {}
    rows = connection.execute(_TALK, {"bot_id": bot_id, "chats": list(chats)})
    return {row.chat: Conversation(row.state, row.data) for row in rows}


_FINISH = t.inbox.update().where(_i.seq == _b("the_seq")).values(state=int(State.DONE), payload="")


def finish(connection: Connection, bot_id: int, seqs: Sequence[int], talks: dict[str, Conversation]) -> None:
    """Updates were handled: mark them done (their text is not kept) and store where their chats stand."""
    if seqs:
        connection.execute(_FINISH, [{"the_seq": seq} for seq in seqs])
    if talks:
        rows = [
            {"bot_id": bot_id, "chat": chat, "state": talk.state, "data": talk.data}
            for chat, talk in talks.items()
        ]
        connection.execute(_upsert_conversation(connection.dialect.name), rows)


@lru_cache
def _upsert_conversation(dialect: str) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert  # noqa: PLC0415

        statement: Any = pg_insert(t.conversation)
    else:
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

        statement = sqlite_insert(t.conversation)
    return statement.on_conflict_do_update(
        index_elements=["bot_id", "chat"],
        set_={"state": statement.excluded.state, "data": statement.excluded.data},
    )


def failed(connection: Connection, seq: int, tries: int, error: str, *, park: bool) -> None:
    """One try failed; ``park`` after the last."""
    connection.execute(
        t.inbox.update()
        .where(_i.seq == seq)
        .values(tries=tries, error=error, state=int(State.PARKED if park else State.WAITING))
    )


def parked(connection: Connection) -> list[Update]:
    """What kept failing, with its error."""
    query = sa.select(t.inbox).where(_UNFINISHED, _i.state == int(State.PARKED)).order_by(_i.seq)
    return [
        Update(row.update_id, row.chat, row.payload, row.seq, row.tries, row.error or "", row.received_at)
        for row in connection.execute(query)
    ]


def replay(connection: Connection, now: datetime) -> int:
    """Let parked updates be handled again, as if they had just come. Returns how many."""
    rows = (
        connection.execute(
            sa.select(t.inbox).where(_UNFINISHED, _i.state == int(State.PARKED)).order_by(_i.seq)
        )
        .mappings()
        .all()
    )
    for row in rows:
        connection.execute(t.inbox.delete().where(_i.seq == row["seq"]))
        fresh = {**row, "state": int(State.WAITING), "tries": 0, "error": None, "received_at": now}
        fresh.pop("seq")
        connection.execute(t.inbox.insert(), fresh)
    return len(rows)


def forget_done(connection: Connection, before: datetime) -> int:
    """Drop what was handled before ``before``. Telegram repeats nothing older than 24 hours."""
    query = t.inbox.delete().where(_i.state == int(State.DONE), _i.received_at < before)
    return int(connection.execute(query).rowcount)


def waiting(connection: Connection, bot_id: int) -> int:
    """How many updates wait."""
    query = sa.select(sa.func.count()).where(_i.bot_id == bot_id, _UNFINISHED, _i.state == int(State.WAITING))
    return int(connection.execute(query).scalar_one())
