"""A process stops when it is told to, whatever is away."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from bench.faults_house import BigHouse
from bot.runtime import Runtime

pytestmark = pytest.mark.timeout(300)


async def test_a_part_that_swallows_a_cancellation_is_told_again() -> None:
    runtime = Runtime()
    begun = asyncio.Event()

    async def deaf_once() -> None:
        begun.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    runtime.cut("deaf once", deaf_once)
    running = asyncio.create_task(runtime.run())
    await begun.wait()
    runtime.stop.set()
    await running


async def test_every_role_stops_though_its_servers_are_gone_or_silent(tmp_path: Path) -> None:
    house = BigHouse(tmp_path)
    async with house:
        await asyncio.to_thread(house.postgres.pause)
        await asyncio.to_thread(house.redis.kill)
        try:
            await asyncio.sleep(3)  # so that all have met it
            stopped = await asyncio.gather(*(house.stop_part(name) for name in house.commands()))
        finally:
            await asyncio.to_thread(house.postgres.resume)
        assert dict(zip(house.commands(), stopped, strict=True)) == dict.fromkeys(house.commands(), True)
