"""The simulation from beginning to end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import aiohttp

from bot.texts import LANGUAGES, Texts

from .people import Play, citizen, clerk, deputy
from .phones import GaveUp, Network, Phone
from .plans import Plan
from .tally import Tally, count, read_ledger
from .town import Town, TownFailed, open_town
from .words import Words

FIRST_CITIZEN = 6_000_000_001
"""Accounts above 32 bits, like many real ones."""

FIRST_IN_OFFICE = 5_900_000_001

QUIET = 45.0
"""Seconds without anything happening anywhere, after which nothing more is expected."""

Progress = Callable[[Mapping[str, int]], None]


async def simulate(
    plans: Sequence[Plan], labels: Mapping[str, str], texts: Texts, *, chats: int, progress: Progress
) -> Tally:
    """Play all plans, at most ``chats`` citizens writing at a time, and count. Raises TownFailed.

    SIGTERM and SIGINT end it as a cancellation does: every process that was started is stopped.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, task.cancel)
    with tempfile.TemporaryDirectory(prefix="liaison-simulate-", ignore_cleanup_errors=True) as folder:
        async with (
            open_town(Path(folder), concurrent_chats=chats) as town,
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=chats + 50), timeout=aiohttp.ClientTimeout(total=60)
            ) as http,
        ):
            return await _Simulation(plans, texts, town, Network(http, town.url)).play(
                labels, chats, progress
            )


class _Simulation:
    def __init__(self, plans: Sequence[Plan], texts: Texts, town: Town, network: Network) -> None:
        self._plans = plans
        self._town = town
        self._network = network
        self._words = {language: Words(texts, language) for language in LANGUAGES}
        self._citizens: list[tuple[Plan, Phone | None]] = []
        self._play = Play([each.deputy for each in town.invited if each.deputy is not None])

    async def play(self, labels: Mapping[str, str], chats: int, progress: Progress) -> Tally:
        listening = asyncio.Event()
        background = [asyncio.create_task(self._network.follow(listening))]
        try:
            await listening.wait()
            background.append(asyncio.create_task(self._tell(progress)))
            await self._all([asyncio.create_task(self._take_office(background))], background)
            began = time.monotonic()
            waiting = iter(self._plans)
            writers = [asyncio.create_task(self._write(waiting)) for _ in range(chats)]
            await self._all(writers, background)
            await self._all([asyncio.create_task(self._settle())], background)
            seconds = self._network.last_news - began
            ledger = await self._town.database.read(read_ledger)
            return count(self._citizens, ledger, labels, seconds=seconds, troubles=self._play.troubles)
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)

    async def _all(
        self, parts: Sequence[asyncio.Task[None]], background: Sequence[asyncio.Task[None]]
    ) -> None:
        """Until the parts are through; raises the error of whatever dies meanwhile, in the background too."""
        left = set(parts)
        try:
            while left:
                done, _ = await asyncio.wait([*left, *background], return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                left -= done
        finally:
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _take_office(self, at_work: list[asyncio.Task[None]]) -> None:
        """The clerk and the deputies join, as they would on their own phones, and begin to work."""
        words = self._words[LANGUAGES[0]]
        for at, invited in enumerate(self._town.invited):
            name = invited.deputy.name if invited.deputy else words.text("demo-clerk")
            phone = await self._network.phone(FIRST_IN_OFFICE + at, name, words, "zh-hans")
            await phone.open_link(invited.link)
            try:
                await phone.sees("button-inbox" if invited.deputy else "button-triage")
            except GaveUp:
                raise TownFailed(self._town.said()) from None
            work = deputy if invited.deputy else clerk
            at_work.append(asyncio.create_task(work(phone, self._play)))

    async def _write(self, waiting: Iterator[Plan]) -> None:
        for plan in waiting:
            words = self._words[LANGUAGES[1] if plan.english else LANGUAGES[0]]
            self._citizens.append((plan, None))
            at = len(self._citizens) - 1
            name = words.text("simulate-citizen", number=str(plan.at + 1))
            code = "en" if plan.english else "zh-hans"
            phone = await self._network.phone(FIRST_CITIZEN + plan.at, name, words, code)
            self._citizens[at] = (plan, phone)
            await citizen(phone, plan, self._play)

    async def _settle(self) -> None:
        """Until every citizen who was promised an answer has it, or nothing happens any more."""
        while (  # noqa: ASYNC110 - what is waited for may be that nothing happens
            self._told() < self._play.receipts and time.monotonic() - self._network.last_news < QUIET
        ):
            await asyncio.sleep(0.5)

    def _told(self) -> int:
        return sum(1 for _, phone in self._citizens if phone is not None and phone.read("notice-answered"))

    async def _tell(self, progress: Progress) -> None:
        while True:
            self._town.check()
            progress(
                {"sent": len(self._citizens), "of": len(self._plans), "received": self._play.receipts,
                 "answered": self._play.answers}
            )  # fmt: skip
            await asyncio.sleep(1.0)
