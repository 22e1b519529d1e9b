"""What Telegram handed over, kept until it has been handled, and the conversations it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t
from .outbox import insert_or_ignore

_b = sa.bindparam
_i = t.inbox.c
_UNFINISHED = _i.state != sa.literal_column("1")  # written out, so that the partial index is enough


SHARES = 60
"""Every chat belongs to one of so many shares; each is handled by one dispatching process at a time. Few enough to be
the bits of one number, enough for 1, 2, 3, 4, 5, 6, 10, 12 processes to have the same."""

EVERY_SHARE = (1 << SHARES) - 1
"""Of shares of the chats, all: bit n stands for share n."""

MOST_STRAGGLERS = 2000


def share_of(chat: str) -> int:
    """The share of a chat, 0 to SHARES - 1; never another, it is stored."""
    return crc32(chat.encode()) % SHARES


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
            "share": share_of(update.chat),
            "payload": update.payload,
            "state": int(State.WAITING),
            "tries": 0,
            "received_at": now,
        }
        for update in sorted(updates, key=lambda update: update.update_id)
    ]
    if rows:
        connection.execute(insert_or_ignore(connection, t.inbox), rows)


_WAITS_FOR_US = (
    _i.bot_id == _b("bot_id"),
    _UNFINISHED,
    _i.state == int(State.WAITING),
    _b("mask", type_=sa.BigInteger).bitwise_rshift(_i.share).bitwise_and(sa.literal_column("1")) == 1,
)
_TAKE = (
    sa.select(_i.seq, _i.update_id, _i.chat, _i.payload, _i.tries)
    .where(*_WAITS_FOR_US, _i.seq > _b("after"))
    .order_by(_i.seq)
    .limit(_b("limit"))
)
_STRAGGLERS = (
    sa.select(_i.seq).where(*_WAITS_FOR_US, _i.seq < _b("before")).order_by(_i.seq).limit(MOST_STRAGGLERS)
)
_TALK = sa.select(t.conversation).where(
    t.conversation.c.bot_id == _b("bot_id"), t.conversation.c.chat.in_(_b("chats", expanding=True))
)


def take(
    connection: Connection, bot_id: int, after: int, limit: int, mask: int | None = None
) -> list[Update]:
    """Waiting updates in order of arrival, beyond ``after``. ``mask``: bit n is set where share n is wanted; None:
    every share is."""
    wanted = EVERY_SHARE if mask is None else mask
    rows = connection.execute(_TAKE, {"bot_id": bot_id, "after": after, "limit": limit, "mask": wanted})
    return [Update(row.update_id, row.chat, row.payload, row.seq, row.tries) for row in rows]


def stragglers(connection: Connection, bot_id: int, before: int, mask: int | None = None) -> list[int]:
    """The numbers (``Update.seq``) below ``before`` that wait, lowest first, at most MOST_STRAGGLERS: several receivers
    commit in another order than that in which the numbers are given. ``mask`` as for :func:`take`."""
    wanted = EVERY_SHARE if mask is None else mask
    return list(
        connection.execute(_STRAGGLERS, {"bot_id": bot_id, "before": before, "mask": wanted}).scalars()
    )


def conversations(connection: Connection, bot_id: int, chats: Sequence[str]) -> dict[str, Conversation]:
    """Where these chats stand; a chat without a row is at the beginning."""
    if not chats:
        return {}
    rows = connection.execute(_TALK, {"bot_id": bot_id, "chats": list(chats)})
    return {row.chat: Conversation(row.state, row.data) for row in rows}


_FINISH = (
    t.inbox.update().where(_i.seq.in_(_b("seqs", expanding=True))).values(state=int(State.DONE), payload="")
)


def finish(connection: Connection, bot_id: int, seqs: Sequence[int], talks: dict[str, Conversation]) -> None:
    """Updates were handled: mark them done (their text is not kept) and store where their chats stand."""
    if seqs:
        connection.execute(_FINISH, {"seqs": list(seqs)})
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
    replayed = 0
    for row in rows:
        if connection.execute(t.inbox.delete().where(_i.seq == row["seq"])).rowcount != 1:
            continue  # somebody else replays them at this moment
        replayed += 1
        fresh = {**row, "state": int(State.WAITING), "tries": 0, "error": None, "received_at": now}
        fresh.pop("seq")
        connection.execute(t.inbox.insert(), fresh)
    return replayed


def forget_done(connection: Connection, before: datetime) -> int:
    """Drop what was handled before ``before``. Telegram repeats nothing older than 24 hours."""
    query = t.inbox.delete().where(_i.state == int(State.DONE), _i.received_at < before)
    return int(connection.execute(query).rowcount)


def waiting(connection: Connection, bot_id: int) -> int:
    """How many updates wait."""
    query = sa.select(sa.func.count()).where(_i.bot_id == bot_id, _UNFINISHED, _i.state == int(State.WAITING))
    return int(connection.execute(query).scalar_one())
