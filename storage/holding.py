"""Which process has what, where several work on one PostgreSQL: session-level advisory locks on the connection
that writes. Whoever dies or loses that connection holds nothing any more, at once and without a lease to wait
out; and whoever has lost it cannot write as if it still held something.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_b = sa.bindparam


class Post(IntEnum):
    """What one process at a time may do; the numbers below 100 are the shares of chats (storage.inbox.SHARES)."""

    DISPATCHERS = 100  # the roll of dispatching processes: held by all of them together
    POLLER = 101
    CLOCK = 102
    ALONE = 103  # a program that needs the database to itself


def _ground(bot_id: int) -> int:
    """The first number of every lock of this bot (32 bits, as PostgreSQL takes them)."""
    return crc32(f"liaison {bot_id}".encode())


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number


_TRY = sa.text(  # a lock that is taken twice has to be left twice
    "SELECT CASE WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND pid = pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = :unsigned AND objid::bigint = :what AND objsubid = 2) THEN true"
    " ELSE pg_try_advisory_lock(CAST(:ground AS integer), CAST(:what AS integer)) END"
)
_LEAVE = sa.select(sa.func.pg_advisory_unlock(_b("ground", type_=sa.Integer), _b("what", type_=sa.Integer)))
_ENROL = sa.select(
    sa.func.pg_try_advisory_lock_shared(_b("ground", type_=sa.Integer), _b("what", type_=sa.Integer))
)
_HELD = sa.text(
    "SELECT objid::bigint, pid = pg_backend_pid(), pg_backend_pid() FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = :ground AND objsubid = 2"
)


def take(connection: Connection, bot_id: int, what: int) -> bool:
    """Hold this from now on, unless another has it. Taken again by its holder: True, and still held once."""
    ground = _ground(bot_id)
    values = {"unsigned": ground, "ground": _signed(ground), "what": what}
    return bool(connection.execute(_TRY, values).scalar_one())


def leave(connection: Connection, bot_id: int, what: int) -> None:
    """Hold it no more."""
    connection.execute(_LEAVE, {"ground": _signed(_ground(bot_id)), "what": what})


@dataclass(frozen=True, slots=True)
class Roll:
    """How things stand, as this connection sees it."""

    dispatchers: int  # at work, this one too if it is ``enrolled``
    enrolled: bool
    mine: frozenset[int]  # shares of chats
    others: frozenset[int]
    place: int  # a number of this connection's own


def enrol(connection: Connection, bot_id: int) -> None:
    """Be counted among the dispatching processes for as long as this connection lasts."""
    _together(connection, bot_id, Post.DISPATCHERS)


def beside_others(connection: Connection, bot_id: int) -> bool:
    """Whether others may work on the database too; a program that needs it to itself waits from now on."""
    return _together(connection, bot_id, Post.ALONE)


def _together(connection: Connection, bot_id: int, what: int) -> bool:
    values = {"ground": _signed(_ground(bot_id)), "what": int(what)}
    return bool(connection.execute(_ENROL, values).scalar_one())


def roll(connection: Connection, bot_id: int) -> Roll:
    """Who has what now."""
    rows = connection.execute(_HELD, {"ground": _ground(bot_id)}).all()
    return Roll(
        dispatchers=sum(1 for what, _, _ in rows if what == Post.DISPATCHERS),
        enrolled=any(own for what, own, _ in rows if what == Post.DISPATCHERS),
        mine=frozenset(what for what, own, _ in rows if own and what < Post.DISPATCHERS),
        others=frozenset(what for what, own, _ in rows if not own and what < Post.DISPATCHERS),
        place=next((pid for _, _, pid in rows), 0),
    )
