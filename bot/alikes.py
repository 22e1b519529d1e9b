"""The index of alike opinions of a conversing process: filled in the background from the first time it is asked
for, and before each look-up with what has come since. Nobody waits for it long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from liaison.routing.likeness import Alike, Likeness
from storage import joined
from storage.engine import Database
from storage.opinions import OpinionRows

log = structlog.get_logger()

KNOWN_FOR = timedelta(days=365)
"""How far back opinions are compared: what is older is another matter by now."""

PATIENCE = 1.5
"""Seconds somebody who sends an opinion waits for the index; when it takes longer nothing is offered."""

BATCH = 200
"""Opinions read at once; in between others read."""

LATE = 200
"""Numbers below the last one that are looked at again: several processes do not commit in the order of numbers."""


class Alikes:
    """One assembly's. ``run`` fills it, ``alike`` asks it; neither raises because the database is away."""

    def __init__(self, database: Database, assembly: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._assembly = assembly
        self._clock = clock
        self._index = Likeness()
        self._last = 0
        self._complete = False
        self._wanted = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []

    def expect(self) -> None:
        """Somebody will ask soon."""
        self._wanted.set()

    async def alike(self, text: str, limit: int) -> tuple[Alike, ...]:
        """Opinions that speak of the same; none while the index is not complete."""
        caught_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(caught_up)
        self._wanted.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(caught_up, PATIENCE)
        if not self._complete:
            return ()
        try:
            return await asyncio.to_thread(self._index.alike, text, limit)
        except Exception as error:  # noqa: BLE001 - what was said is sent without an offer
            log.warning("alikes.failed", error=type(error).__name__)
            return ()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            waiting, self._waiting = self._waiting, []
            try:
                await self._catch_up()
            except Exception as error:  # noqa: BLE001 - the bot goes on without it; tried again when asked
                log.warning("alikes.failed", error=type(error).__name__)
            for one in waiting:
                if not one.done():
                    one.set_result(None)

    async def _catch_up(self) -> None:
        after = max(0, self._last - LATE)
        since = self._clock() - KNOWN_FOR
        while True:
            first = after

            def read(connection: Connection, first: int = first) -> tuple[Sequence[int], dict[int, str]]:
                found = joined.newer(connection, self._assembly, after=first, since=since, limit=BATCH)
                fresh = [opinion_id for opinion_id in found if opinion_id not in self._index]
                return found, OpinionRows(connection, self._assembly).opening_words(fresh)

            found, words = await self._database.read(read)
            if words:
                await asyncio.to_thread(self._add, words)
            if found:
                after = found[-1]
                self._last = max(self._last, after)
            if len(found) < BATCH:
                break
        self._complete = True

    def _add(self, words: dict[int, str]) -> None:
        for opinion_id, text in words.items():
            self._index.add(opinion_id, text)
