"""Which chats this process may handle, and who does what only one may do, where several processes are at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

import structlog
from sqlalchemy.engine import Connection

from storage import holding
from storage.engine import SILENT_SECONDS, Database
from storage.inbox import SHARES, share_of

log = structlog.get_logger()

LOOK_SECONDS = 2.0
"""How often the roll is called: a new process gets its part, a dead one's chats find another, within twice this."""

TRUST_SECONDS = 8.0
"""How long after the last look what was held then still counts. Less than PostgreSQL takes to give up a connection
that has fallen silent (storage.engine.SILENT_SECONDS). A connection that PostgreSQL itself has ended is noticed when
it is next used, by the next look at the latest; until then another may have taken what it held, and an update may be
handled twice, which takes effect once."""


class Shares(Protocol):
    """The chats of this process."""

    @property
    def mask(self) -> int | None:
        """Bit n: share n is mine. None: every chat is."""
        ...

    def mine(self, chat: str) -> bool:
        """Whether the next update of this chat may be handled here."""
        ...

    def still_mine(self, chat: str) -> bool:
        """Whether nobody else can be handling this chat: what is begun here may be brought to its end. So it is with a
        chat that is to go to another as soon as it has come to rest."""
        ...


class Serving(Protocol):
    """Whoever handles the chats."""

    def busy_shares(self) -> set[int]:
        """The shares of which a chat is being handled."""
        ...

    def look_from_the_beginning(self) -> None:
        """More chats are this process's now; their updates may have come long ago."""
        ...


class EveryChat:
    """One process alone."""

    mask = None

    def mine(self, chat: str) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def still_mine(self, chat: str) -> bool:  # noqa: ARG002
        """Always."""
        return True


class SharedChats:
    """This process's part of the chats. A part that is to go to another is given up when nothing of it is being
    handled any more."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        *,
        look_every: float = LOOK_SECONDS,
    ) -> None:
        self._database = database
        self._bot_id = bot_id
        self._serving: Serving | None = None
        self._look_every = look_every
        self._session = 0
        self._held: frozenset[int] = frozenset()
        self._going: frozenset[int] = frozenset()
        self._trusted_until = 0.0

    def serve(self, serving: Serving) -> None:
        """Who handles the chats, to be asked what is at work, and told of more. Before ``run``."""
        self._serving = serving

    @property
    def mask(self) -> int:
        """See :class:`Shares`."""
        return sum(1 << share for share in self._held - self._going) if self._trusted() else 0

    def mine(self, chat: str) -> bool:
        """See :class:`Shares`."""
        return share_of(chat) not in self._going and self.still_mine(chat)

    def still_mine(self, chat: str) -> bool:
        """See :class:`Shares`."""
        return share_of(chat) in self._held and self._trusted()

    @property
    def count(self) -> int:
        """How many shares are held."""
        return len(self._held) if self._trusted() else 0

    def _trusted(self) -> bool:
        return (
            self._session == self._database.session
            and asyncio.get_running_loop().time() < self._trusted_until
        )

    async def run(self) -> None:
        """Until cancelled."""
        away = False
        while True:
            try:
                await self.look()
                if away:
                    log.info("shares.back", shares=len(self._held))
                away = False
            except Exception as error:  # noqa: BLE001 - the database is away; nothing is held meanwhile
                if not away:
                    log.warning("shares.database_away", error=type(error).__name__)
                away = True
            await asyncio.sleep(self._look_every)

    async def look(self) -> None:
        """Call the roll; take what is free, give up what is too much."""
        asked_at = asyncio.get_running_loop().time()
        busy = self._serving.busy_shares() if self._serving else set()
        before, held, done_with = self._session, self._held, self._going - busy

        def work(connection: Connection) -> _Settled:
            # Asked here, in the lane's own thread: outside, it may be another by now.
            session = self._database.session
            if session == before:
                held_, going = _settle(connection, self._bot_id, done_with=done_with)
            else:
                held_, going = _settle(connection, self._bot_id, former=held)
            return _Settled(session, held_, going)

        settled = await self._database.write(work)
        usable = self._held - self._going if settled.session == before else frozenset()
        if settled.session != before or settled.held != held:
            log.info("shares.held", shares=len(settled.held), going=len(settled.going))
        self._session, self._held, self._going = settled.session, settled.held, settled.going
        self._trusted_until = asked_at + TRUST_SECONDS
        if self._held - self._going - usable and self._serving is not None:
            self._serving.look_from_the_beginning()


@dataclass(frozen=True, slots=True)
class _Settled:
    """How things stand after a call of the roll."""

    session: int  # of the connection that holds
    held: frozenset[int]
    going: frozenset[int]  # of what is held: to go when it has come to rest


def _settle(
    connection: Connection,
    bot_id: int,
    *,
    done_with: frozenset[int] = frozenset(),
    former: frozenset[int] = frozenset(),
) -> tuple[frozenset[int], frozenset[int]]:
    """One call of the roll: what is held after it, and what of it is to go when it has come to rest. ``done_with``
    has come to rest. ``former``: what was held until the connection was lost. That alone is taken back at first: when
    the database was away, all have lost theirs, and whoever is first must not take everybody's."""
    roll = holding.roll(connection, bot_id)
    mine = set(roll.mine)
    if not roll.enrolled:
        holding.enrol(connection, bot_id)
    fair = ceil(SHARES / (roll.dispatchers + (not roll.enrolled)))
    left = sorted(done_with & mine, reverse=True)[: max(0, len(mine) - fair)]
    for share in left:
        holding.leave(connection, bot_id, share)
        mine.discard(share)
    free = [share for share in range(SHARES) if share not in mine and share not in roll.others]
    if former:
        free = [share for share in free if share in former]
    # Each begins at another place, so that two that start at once do not ask for the same.
    start = roll.place * 37 % len(free) if free else 0
    for share in free[start:] + free[:start]:
        if len(mine) >= fair:
            break
        if share not in left and holding.take(connection, bot_id, share):
            mine.add(share)
    return frozenset(mine), frozenset(sorted(mine)[fair:])


class PlaceTaken(Exception):
    """While the connection was lost, another process took what one of the two alone may have."""


PATIENCE_SECONDS = 2 * SILENT_SECONDS
"""How long PostgreSQL may take to see that the connection which held a place is gone."""


async def stay(
    database: Database,
    take: Callable[[Connection], bool],
    session: int,
    *,
    look_every: float = LOOK_SECONDS,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Take a place again whenever the connection that held it was lost; this ``session`` holds it. Until cancelled.
    Raises PlaceTaken."""
    refused_since: float | None = None

    def again(connection: Connection) -> int | None:
        return database.session if database.session == session or take(connection) else None

    while True:
        await asyncio.sleep(look_every)
        if database.session == session:
            continue
        try:
            held = await database.write(again)
        except Exception as error:  # noqa: BLE001 - the database is away: nobody has it
            log.info("place.database_away", error=type(error).__name__)
            continue
        if held is not None:
            session, refused_since = held, None
            continue
        now = asyncio.get_running_loop().time()
        if refused_since is None:
            refused_since = now
        if now - refused_since >= patience:
            raise PlaceTaken


LEAVE_SECONDS = 2.0
"""For leaving a post when the work has ended; a database that is silent so long takes it back by itself."""


async def one_at_a_time(
    database: Database,
    bot_id: int,
    post: holding.Post,
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    look_every: float = LOOK_SECONDS,
) -> None:
    """Do the work while this process, of all, holds the post; wait while another does. Until cancelled, or the
    work ends or raises; then the post is another's."""
    away = False
    while True:
        try:
            session = await database.write(lambda connection: _taken(database, connection, bot_id, post))
            away = False
        except Exception as error:  # noqa: BLE001 - the database is away: nobody holds it
            if not away:
                log.warning("post.database_away", post=post.name.lower(), error=type(error).__name__)
            away, session = True, None
        if session is not None:
            log.info("post.taken", post=post.name.lower())
            lost = False
            try:
                lost = not await _while_held(database, session, work, look_every)
            finally:
                if not lost:
                    await _leave(database, session, bot_id, post)
            if not lost:
                return
            log.warning("post.lost", post=post.name.lower())
        await asyncio.sleep(look_every)


def _taken(database: Database, connection: Connection, bot_id: int, post: holding.Post) -> int | None:
    """The session that holds it; None: another process has it. In the lane's own thread, where the session is the
    one that is asked."""
    return database.session if holding.take(connection, bot_id, post) else None


async def _leave(database: Database, session: int, bot_id: int, post: holding.Post) -> None:
    def work(connection: Connection) -> None:
        if database.session == session:
            holding.leave(connection, bot_id, post)

    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await database.write(work)
    except Exception as error:  # noqa: BLE001 - away or silent: then it ends with the connection
        log.info("post.not_left", post=post.name.lower(), error=type(error).__name__)


async def _while_held(
    database: Database, session: int, work: Callable[[], Coroutine[Any, Any, None]], look_every: float
) -> bool:
    """True when the work came to its end; False when the post was lost, and the work was cut off."""
    task = asyncio.create_task(work())
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=look_every)
            if done:
                await task
                return True
            try:
                async with asyncio.timeout(TRUST_SECONDS):
                    await database.write(lambda _connection: None)
            except Exception:  # noqa: BLE001 - away or silent: it may be another's by now
                return False
            if database.session != session:
                return False
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
