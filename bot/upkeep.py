"""What a running bot sees to by itself: terms that end, a roster that somebody imported, old updates, messages whose
sender died."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from liaison.casework import leaving
from liaison.casework.seats import seats_of
from storage import inbox, roster
from storage.engine import Database
from storage.outbox import StoredOutbox
from storage.uow import StoredTransaction

from .desk import StoredDesk
from .offices import choose_assembly, newer, policy_of, read_office, read_office_afresh
from .settings import Settings

log = structlog.get_logger()

KEEP_DONE = timedelta(days=3)
"""How long handled updates stay known. Telegram repeats nothing older than 24 hours, and chooses the numbers
of updates anew after a week of silence: a number must not be known for so long."""

LOOK_EVERY = 2.0
"""Seconds between two looks, a small read each: a change of the roster is to be at work everywhere within five
seconds, the reading of it included."""

_TIDY_EVERY = timedelta(hours=1)
_BEHIND_EVERY = timedelta(minutes=1)


def end_terms(
    connection: Connection, settings: Settings, now: datetime, announce: Callable[[], None] = lambda: None
) -> int:
    """Deputies whose term has ended leave office and their open opinions go back to staff, in one unit of
    work. Returns how many left. Raises SettingProblem."""
    assembly = choose_assembly(connection, settings)
    gone = roster.end_terms(connection, assembly, policy_of(settings).today(now))
    _return_opinions(connection, settings, gone, now, announce)
    return len(gone)


def return_left_behind(
    connection: Connection, settings: Settings, now: datetime, announce: Callable[[], None] = lambda: None
) -> int:
    """Open opinions that were given to somebody out of office, by a process whose roster was some seconds old, go
    back to staff. Returns how many deputies had some."""
    behind = roster.left_behind(connection, choose_assembly(connection, settings))
    _return_opinions(connection, settings, behind, now, announce)
    return len(behind)


def _return_opinions(
    connection: Connection,
    settings: Settings,
    deputies: Sequence[int],
    now: datetime,
    announce: Callable[[], None],
) -> None:
    if deputies:
        tx = StoredTransaction(connection, read_office(connection, settings), announce)
        for deputy_id in deputies:
            leaving.return_open_opinions(tx, deputy_id=deputy_id, now=now)


async def look_again_and_again(*looks: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled. What fails is tried again at the next look: none of it may stop the bot."""
    failing: set[str] = set()
    while True:
        for look in looks:
            try:
                await look()
                failing.discard(look.__name__)
            except Exception as error:  # noqa: BLE001 - see above
                if look.__name__ not in failing:
                    log.warning("upkeep.failed", what=look.__name__, error=type(error).__name__)
                failing.add(look.__name__)
        await asyncio.sleep(LOOK_EVERY)


class RosterWatch:
    """Keeps a desk's picture of the assembly as the database has it. Every conversing process does this."""

    def __init__(self, settings: Settings, database: Database, desk: StoredDesk) -> None:
        self._settings = settings
        self._database = database
        self._desk = desk

    async def roster(self) -> None:
        """Take up what changed in the roster at work: some deputies, or all of it."""
        at_work = self._desk.office
        found = await self._database.read(lambda c: newer(c, at_work))
        if found is None:
            return
        office = found.office
        if office is None:
            office = await asyncio.to_thread(read_office_afresh, self._settings)
            if office.router.reads_as(at_work.router):  # then what it has learnt stays with it
                office = replace(office, router=at_work.router)
        await asyncio.to_thread(seats_of, office.directory.roster)
        self._desk.adopt(office)
        log.info("upkeep.roster_taken_up", assembly=office.assembly, all=found.office is None)


class Upkeep:
    """Looks after a database on which bots are at work; of several processes one does this."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        outbox: StoredOutbox,
        clock: Callable[[], datetime],
        announce: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._announce = announce
        self._terms_seen: date | None = None
        self._tidied: datetime | None = None
        self._seen_behind: datetime | None = None

    async def terms(self) -> None:
        """Once a day of the assembly's."""
        now = self._clock()
        today = policy_of(self._settings).today(now)
        if today == self._terms_seen:
            return
        gone = await self._database.write(lambda c: end_terms(c, self._settings, now))
        self._terms_seen = today
        if gone:
            log.info("upkeep.terms_ended", deputies=gone)
            self._announce()

    async def left_behind(self) -> None:
        """Opinions of those who are no longer in office; once a minute."""
        now = self._clock()
        if self._seen_behind is not None and now - self._seen_behind < _BEHIND_EVERY:
            return
        assembly = await self._database.read(lambda c: choose_assembly(c, self._settings))
        if await self._database.read(lambda c: roster.left_behind(c, assembly)):
            await self._database.write(lambda c: return_left_behind(c, self._settings, now))
            self._announce()
        self._seen_behind = now

    async def lapsed(self) -> None:
        """Messages that somebody began to send and did not end: given back, or uncertain."""
        uncertain = await self._outbox.recover(self._clock(), everything=False)
        if uncertain:
            log.warning("upkeep.uncertain", messages=uncertain)

    async def tidy(self) -> None:
        """Forget updates that were handled long ago."""
        now = self._clock()
        if self._tidied is not None and now - self._tidied < _TIDY_EVERY:
            return
        await self._database.write(lambda c: inbox.forget_done(c, now - KEEP_DONE))
        self._tidied = now
