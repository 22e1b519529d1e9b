"""Which chats this process may handle, and who does what only one may do, where several processes are at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from math import ceil
from typing import Any, Protocol

import structlog
from sqlalchemy.engine import Connection

from storage import holding
from storage.engine import Database
from storage.inbox import SHARES, share_of

log = structlog.get_logger()

LOOK_SECONDS = 2.0
"""How often the roll is called: a new process gets its part, a dead one's chats find another, within twice this."""

TRUST_SECONDS = 8.0
"""How long after the last look what was held then still counts. Less than PostgreSQL takes to give up a connection
that has fallen silent (storage.engine.SILENT_SECONDS), so two never think that they have the same chat."""


class Shares(Protocol):
    """The chats of this process."""

    @property
    def mask(self) -> int | None:
        """Bit n: share n is mine. None: every chat is."""
        ...

    def mine(self, chat: str) -> bool:
        """Whether the next update of this chat may be handled here."""
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
        share = share_of(chat)
        return share in self._held and share not in self._going and self._trusted()

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
        before = self._held if self._session == self._database.session else frozenset()
        going = self._going & before

        def work(connection: Connection) -> tuple[frozenset[int], frozenset[int]]:
            return _settle(connection, self._bot_id, going - busy)

        held, too_many = await self._database.write(work)
        self._session = self._database.session
        self._held, self._going = held, too_many
        self._trusted_until = asked_at + TRUST_SECONDS
        if held != before:
            log.info("shares.held", shares=len(held), going=len(too_many))
        if held - before and self._serving is not None:
            self._serving.look_from_the_beginning()


def _settle(
    connection: Connection, bot_id: int, done_with: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """One call of the roll: what is held after it, and what of it is to go when it has come to rest."""
    roll = holding.roll(connection, bot_id)
    mine = set(roll.mine)
    if not roll.enrolled:
        holding.enrol(connection, bot_id)
    fair = ceil(SHARES / (roll.dispatchers + (not roll.enrolled)))
    for share in done_with & mine:
        holding.leave(connection, bot_id, share)
        mine.discard(share)
    free = [share for share in range(SHARES) if share not in mine and share not in roll.others]
    # Each begins at another place, so that two that start at once do not ask for the same.
    start = roll.place * 37 % len(free) if free else 0
    for share in free[start:] + free[:start]:
        if len(mine) >= fair or share in done_with:
            continue
        if holding.take(connection, bot_id, share):
            mine.add(share)
    return frozenset(mine), frozenset(sorted(mine)[fair:])


async def one_at_a_time(
    database: Database,
    bot_id: int,
    post: holding.Post,
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    look_every: float = LOOK_SECONDS,
) -> None:
    """Do the work while this process, of all, holds the post; wait while another does. Until cancelled, or the
    work ends or raises."""
    while True:
        if await _taken(database, bot_id, post):
            log.info("post.taken", post=post.name.lower())
            if await _while_held(database, work, look_every):
                return
            log.warning("post.lost", post=post.name.lower())
        await asyncio.sleep(look_every)


async def _taken(database: Database, bot_id: int, post: holding.Post) -> bool:
    try:
        return await database.write(lambda connection: holding.take(connection, bot_id, post))
    except Exception as error:  # noqa: BLE001 - the database is away: nobody holds it
        log.warning("post.database_away", post=post.name.lower(), error=type(error).__name__)
        return False


async def _while_held(
    database: Database, work: Callable[[], Coroutine[Any, Any, None]], look_every: float
) -> bool:
    """True when the work came to its end; False when the post was lost, and the work was cut off."""
    session = database.session
    task = asyncio.create_task(work())
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=look_every)
            if done:
                await task
                return True
            try:
                await asyncio.wait_for(database.write(lambda _connection: None), TRUST_SECONDS)
            except Exception:  # noqa: BLE001 - away or silent: it may be another's by now
                return False
            if database.session != session:
                return False
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
