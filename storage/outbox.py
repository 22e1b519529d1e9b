"""Messages owed: put in by the commit that owes them, taken out by the delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from delivery.ports import Attempt, ClaimLost, Outgoing, Result
from liaison.casework.notices import Owed, Priority
from liaison.casework.ports import Undelivered

from . import tables as t
from .engine import Database, by_itself

CLAIM_SECONDS = 90
"""A claim lapses after this; longer than any send with its time-outs takes."""


BEGIN_SECONDS = 15
"""A message that was claimed is begun by then, or given back: whoever claimed it has died, or waits its turn and will
claim it again."""


class State(IntEnum):
    """Where a message owed stands."""

    WAITING = 0
    CLAIMED = 1
    SENT = 2
    FAILED = 3
    UNCERTAIN = 4


_b = sa.bindparam
_o = t.outbox.c
_PARKED = sa.select(sa.func.count()).where(
    t.inbox.c.state != sa.literal_column("1"),
    t.inbox.c.state == 2,  # through its partial index
)


def insert_or_ignore(connection: Connection, table: sa.Table) -> Any:
    """INSERT that leaves a row alone which is there already, in the dialect at hand."""
    return _insert_or_ignore(connection.dialect.name, table)


@lru_cache
def _insert_or_ignore(dialect: str, table: sa.Table) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - only where it is used

        return insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

    return sqlite_insert(table).on_conflict_do_nothing()


class OutboxRows:
    """The shelf of messages owed of one assembly."""

    def __init__(self, connection: Connection, assembly: str, on_put: Callable[[], None]) -> None:
        self._c = connection
        self._assembly = assembly
        self._on_put = on_put

    def put(self, owed: Iterable[Owed], now: datetime) -> None:
        """Owe these messages; one that is owed already (same ``dedupe``) is left alone."""
        rows = [
            {
                "assembly": self._assembly,
                "person_id": item.person_id,
                "opinion_id": item.opinion_id,
                "dedupe": item.dedupe,
                "key": item.key,
                "args": item.args,
                "actions": [
                    [action.do.value, action.callback_data, *filter(None, (action.subject,))]
                    for action in item.actions
                ],
                "file_kind": item.file_kind,
                "file": item.file,
                "latitude": item.latitude,
                "longitude": item.longitude,
                "priority": int(item.priority),
                "state": int(State.WAITING),
                "tries": 0,
                "not_before": now,
                "owed_since": now,
            }
            for item in owed
        ]
        if rows:
            self._c.execute(insert_or_ignore(self._c, t.outbox), rows)
            self._on_put()

    def undelivered(self, since: datetime, *, most: int) -> Undelivered:
        """What failed since then, and what is uncertain or parked still."""
        failed = sa.and_(_o.state == int(State.FAILED), _o.ended_at >= since)
        trouble = sa.and_(
            _o.assembly == self._assembly,
            _o.state != _inline(State.SENT),  # so that the index of the unsent is enough
            sa.or_(failed, _o.state == int(State.UNCERTAIN)),
        )
        counts = {
            State(state): count
            for state, count in self._c.execute(
                sa.select(_o.state, sa.func.count()).where(trouble).group_by(_o.state)
            )
        }
        about = (
            sa.select(_o.opinion_id)
            .where(trouble, _o.opinion_id.is_not(None))
            .group_by(_o.opinion_id)
            .order_by(sa.func.max(_o.id).desc())
            .limit(most)
        )
        return Undelivered(
            counts.get(State.FAILED, 0),
            counts.get(State.UNCERTAIN, 0),
            int(self._c.execute(_PARKED).scalar_one()),
            tuple(self._c.execute(about).scalars()) if counts else (),
        )


def _inline(state: State) -> sa.ColumnClause[int]:
    """Written into the statement, so that a database sees that a partial index covers it, whatever the values."""
    return sa.literal_column(str(int(state)), sa.Integer)


_other = t.outbox.alias("other")
_IS_CLAIMED = sa.and_(
    _o.state != _inline(State.SENT), _o.state == _inline(State.CLAIMED)
)  # by a partial index
# The person is held, too: of two workers who see two messages of one person, each new to the other, one passes by.
_CLAIM = (
    sa.select(t.outbox, t.person.c.address, t.person.c.language)
    .join(t.person, t.person.c.id == _o.person_id)
    .where(
        _o.state == _inline(State.WAITING),
        _o.not_before <= _b("now", type_=t.Moment()),
        ~sa.exists().where(
            _other.c.person_id == _o.person_id,
            _other.c.state != _inline(State.SENT),
            sa.or_(
                _other.c.state == _inline(State.CLAIMED),
                sa.and_(
                    _other.c.state == _inline(State.WAITING),
                    sa.or_(
                        _other.c.priority < _o.priority,
                        sa.and_(_other.c.priority == _o.priority, _other.c.id < _o.id),
                    ),
                ),
            ),
        ),
    )
    .order_by(_o.priority, _o.id)
    .limit(_b("limit"))
    .with_for_update(skip_locked=True, key_share=True, of=(t.outbox, t.person))
)
_WRITTEN_TO = sa.select(_o.person_id).where(_o.person_id.in_(_b("people", expanding=True)), _IS_CLAIMED)
_MARK_CLAIMED = (
    t.outbox.update()
    .where(_o.id.in_(_b("ids", expanding=True)))
    .values(state=int(State.CLAIMED), not_before=_b("lapses", type_=t.Moment()))
)
_NO_STATE = -1
_CLAIMED = sa.and_(_o.state == _inline(State.CLAIMED), _o.not_before == _b("claimed_until", type_=t.Moment()))
_CLAIMED_NOW = sa.select(_o.id, _b("now", type_=t.Moment())).where(_o.id == _b("the_id"), _CLAIMED)
_BEGIN = (
    t.attempt.insert()
    .from_select(["outbox_id", "began_at"], _CLAIMED_NOW.with_for_update(of=t.outbox))
    .execution_options(preserve_rowcount=True)
)
_OPEN = sa.exists().where(t.attempt.c.outbox_id == _o.id, t.attempt.c.ended_at.is_(None))
_RELEASE = (
    t.outbox.update()
    .where(_o.id.in_(_b("ids", expanding=True)), _o.state == _inline(State.CLAIMED), ~_OPEN)
    .values(state=int(State.WAITING), not_before=_b("now", type_=t.Moment()))
)
_END_ATTEMPT = (
    t.attempt.update()
    .where(t.attempt.c.outbox_id == _b("the_outbox"), t.attempt.c.ended_at.is_(None))
    .values(
        ended_at=_b("now", type_=t.Moment()), result=_b("how"), error=_b("why"), message_id=_b("the_message")
    )
)
_END = (
    t.outbox.update()
    .where(_o.id == _b("the_id"), sa.or_(_CLAIMED, _o.state == _b("or_from")))
    .values(
        state=_b("new_state"),
        tries=_o.tries + _b("counted"),
        not_before=_b("again_at", type_=t.Moment()),
        ended_at=_b("ended", type_=t.Moment()),
    )
)

_STATE_AFTER = {
    Result.SENT: State.SENT,
    Result.RETRY: State.WAITING,
    Result.FAILED: State.FAILED,
    Result.BLOCKED: State.FAILED,
    Result.UNCERTAIN: State.UNCERTAIN,
}


class StoredOutbox:
    """The delivery's view of the outbox (:class:`delivery.ports.OutboxQueue`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def announce(self) -> None:
        """Something was put in; safe from any thread. Wakes a waiting worker of this process."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    async def wait(self, seconds: float) -> None:
        """Until something was put in by this process, at most ``seconds``."""
        self._loop = asyncio.get_running_loop()
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._news.clear()

    async def claim(self, limit: int, now: datetime) -> Sequence[Outgoing]:
        """Take what is due, for CLAIM_SECONDS."""
        self._loop = asyncio.get_running_loop()  # from here on, news wakes a later wait

        def work(connection: Connection) -> list[Outgoing]:
            rows = connection.execute(_CLAIM, {"now": now, "limit": limit}).mappings().all()
            if rows and connection.dialect.name == "postgresql":
                # Who was held by another until a moment ago may be written to by now: a look with a fresh eye.
                people = {"people": [row["person_id"] for row in rows]}
                written_to = set(connection.execute(_WRITTEN_TO, people).scalars())
                rows = [row for row in rows if row["person_id"] not in written_to]
            lapses = now + timedelta(seconds=CLAIM_SECONDS)
            if rows:
                connection.execute(_MARK_CLAIMED, {"ids": [row["id"] for row in rows], "lapses": lapses})
            return [_outgoing(row, lapses) for row in rows]

        return await self._database.write(work)

    async def begin(self, outgoing: Outgoing, now: datetime) -> None:
        """Commit that an attempt begins."""
        values = {"the_id": outgoing.id, "claimed_until": outgoing.claimed_until, "now": now}
        begun = await self._database.write(
            by_itself(lambda connection: connection.execute(_BEGIN, values).rowcount)
        )
        if begun != 1:
            raise ClaimLost

    async def finish(self, attempt: Attempt, now: datetime) -> None:
        """Record how it ended."""

        def work(connection: Connection) -> None:
            outgoing = attempt.outgoing
            end_attempt(connection, attempt, now)
            if attempt.new_address:
                _move(connection, outgoing.person_id, attempt.new_address)
            if attempt.result is Result.BLOCKED:
                _unreachable(connection, outgoing, now)

        await self._database.write(work)

    async def release(self, ids: Sequence[int], now: datetime) -> None:
        """Give back claims for which nothing went out."""
        values = {"ids": list(ids), "now": now}
        await self._database.write(lambda connection: connection.execute(_RELEASE, values) and None)

    async def recover(self, now: datetime, *, everything: bool) -> int:
        """Give back what was claimed and not begun in time; attempts that began and did not end become uncertain."""

        def work(connection: Connection) -> int:
            query = sa.select(_o.id, _o.not_before).where(_IS_CLAIMED)
            if not everything:
                query = query.where(_o.not_before <= now + timedelta(seconds=CLAIM_SECONDS - BEGIN_SECONDS))
            locked = connection.execute(query.with_for_update(skip_locked=True))
            claims = {row.id: row.not_before for row in locked}
            begun = sa.select(t.attempt.c.outbox_id).where(
                t.attempt.c.outbox_id.in_(claims), t.attempt.c.ended_at.is_(None)
            )
            at_work = set(connection.execute(begun).scalars()) if claims else set()
            uncertain = {one for one in at_work if everything or claims[one] <= now}
            for outbox_id in uncertain:
                lost = Outgoing(outbox_id, 0, "", "", "", {}, claimed_until=claims[outbox_id])
                end_attempt(connection, Attempt(lost, Result.UNCERTAIN, error="interrupted"), now)
            if waiting := claims.keys() - at_work:
                connection.execute(_RELEASE, {"ids": list(waiting), "now": now})
            return len(uncertain)

        return await self._database.write(work)


def end_attempt(connection: Connection, attempt: Attempt, now: datetime) -> None:
    """Move the message on and close its open attempt, unless the claim is lost."""
    state = _STATE_AFTER[attempt.result]
    moved = connection.execute(
        _END,
        {
            "the_id": attempt.outgoing.id,
            "claimed_until": attempt.outgoing.claimed_until,
            "or_from": int(State.UNCERTAIN) if state is State.SENT else _NO_STATE,
            "new_state": int(state),
            "counted": int(attempt.counts_as_try),
            "again_at": attempt.not_before or now,
            "ended": None if state is State.WAITING else now,
        },
    )
    if moved.rowcount:
        ended = {"the_outbox": attempt.outgoing.id, "now": now, "how": attempt.result.value}
        said = {"why": attempt.error[:300] or None, "the_message": attempt.message_id}
        connection.execute(_END_ATTEMPT, ended | said)


def _move(connection: Connection, person_id: int, address: str) -> None:
    """The chat moved. Where somebody of the assembly is known at the new address already, the old one stays,
    and what is owed there fails in its time: it cannot be told which of the two is meant."""
    there = t.person.alias("there")
    taken = sa.exists().where(there.c.assembly == t.person.c.assembly, there.c.address == address)
    connection.execute(t.person.update().where(t.person.c.id == person_id, ~taken).values(address=address))


def _unreachable(connection: Connection, outgoing: Outgoing, now: datetime) -> None:
    """The person blocked us: stop writing to them, and tell staff when an opinion is concerned."""
    connection.execute(
        t.person.update()
        .where(t.person.c.id == outgoing.person_id, t.person.c.unreachable_since.is_(None))
        .values(unreachable_since=now)
    )
    if outgoing.opinion_id is None or outgoing.key == "notice-unreachable":
        return
    clerks = sa.select(t.post.c.person_id, t.post.c.assembly).where(
        t.post.c.deputy_id.is_(None),
        t.post.c.person_id != outgoing.person_id,
        t.post.c.assembly == sa.select(_o.assembly).where(_o.id == outgoing.id).scalar_subquery(),
    )
    for person_id, assembly in connection.execute(clerks).all():
        owed = Owed(
            person_id,
            "notice-unreachable",
            {"number": outgoing.args.get("number", "")},
            f"{outgoing.opinion_id}:unreachable:{outgoing.person_id}:{person_id}:{now.date()}",
            opinion_id=outgoing.opinion_id,
            priority=Priority.NOTICE,
        )
        OutboxRows(connection, assembly, lambda: None).put([owed], now)


def _outgoing(row: Any, lapses: datetime) -> Outgoing:
    args = dict(row["args"])
    return Outgoing(
        id=row["id"],
        person_id=row["person_id"],
        address=row["address"],
        language=row["language"],
        key=row["key"],
        resend=bool(args.pop("resend", 0)),
        args=args,
        actions=tuple(tuple(action) for action in row["actions"]),
        file_kind=row["file_kind"],
        file=row["file"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        tries=row["tries"],
        opinion_id=row["opinion_id"],
        claimed_until=lapses,
    )
