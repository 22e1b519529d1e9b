"""What a running bot sees to by itself: terms that end, a roster that somebody imported, old updates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from liaison.casework import leaving
from storage import inbox, roster
from storage.engine import Database
from storage.uow import StoredTransaction

from .desk import StoredDesk
from .offices import choose_assembly, policy_of, read_office
from .settings import Settings

log = structlog.get_logger()

KEEP_DONE = timedelta(days=3)
"""How long handled updates stay known. Telegram repeats nothing older than 24 hours, and chooses the numbers
of updates anew after a week of silence: a number must not be known for so long."""

LOOK_EVERY = 5.0
"""Seconds between two looks at the roster's version, one small read."""

_TIDY_EVERY = timedelta(hours=1)


def end_terms(
    connection: Connection, settings: Settings, now: datetime, announce: Callable[[], None] = lambda: None
) -> int:
    """Deputies whose term has ended leave office and their open opinions go back to staff, in one unit of
    work. Returns how many left. Raises SettingProblem."""
    assembly = choose_assembly(connection, settings)
    gone = roster.end_terms(connection, assembly, policy_of(settings).today(now))
    if gone:
        tx = StoredTransaction(connection, read_office(connection, settings), announce)
        for deputy_id in gone:
            leaving.return_open_opinions(tx, deputy_id=deputy_id, now=now)
    return len(gone)


class Upkeep:
    """Looks after a database on which a bot is at work."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        desk: StoredDesk,
        clock: Callable[[], datetime],
        announce: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._database = database
        self._desk = desk
        self._clock = clock
        self._announce = announce
        self._terms_seen: date | None = None
        self._tidied: datetime | None = None

    async def run(self) -> None:
        """Until cancelled. What fails is tried again at the next look: none of it may stop the bot."""
        while True:
            for look in (self.terms, self.roster, self.tidy):
                try:
                    await look()
                except Exception as error:  # noqa: BLE001 - see above
                    log.warning("upkeep.failed", what=look.__name__, error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def terms(self) -> None:
        """Once a day of the assembly's."""
        now = self._clock()
        today = policy_of(self._settings).today(now)
        if today == self._terms_seen:
            return
        gone = await self._database.write(lambda c: end_terms(c, self._settings, now, self._announce))
        self._terms_seen = today
        if gone:
            log.info("upkeep.terms_ended", deputies=gone)
            self._announce()

    async def roster(self) -> None:
        """Take up the roster when it is another than the one at work."""
        assembly, known = self._desk.office.assembly, self._desk.office.version
        if await self._database.read(lambda c: roster.version(c, assembly)) != known:
            self._desk.adopt(await self._database.read(lambda c: read_office(c, self._settings)))
            log.info("upkeep.roster_taken_up", assembly=assembly)

    async def tidy(self) -> None:
        """Forget updates that were handled long ago."""
        now = self._clock()
        if self._tidied is not None and now - self._tidied < _TIDY_EVERY:
            return
        await self._database.write(lambda c: inbox.forget_done(c, now - KEEP_DONE))
        self._tidied = now
