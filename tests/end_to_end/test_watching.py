"""A running bot as those who watch it see it."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import aiohttp
import pytest

from tests.end_to_end.test_round_trip import write_opinion
from tests.phones import PATIENCE
from tests.servers import free_port
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def series(url: str) -> dict[str, float]:
    """What /metrics shows."""
    lines = (await get(f"{url}/metrics"))[1].splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


async def until_shown(url: str, **wanted: float) -> None:
    """Wait for these values."""
    end, found = time.monotonic() + PATIENCE, await series(url)
    while any(found.get(NAMES[name]) != value for name, value in wanted.items()):
        assert time.monotonic() < end, {name: found.get(NAMES[name]) for name in wanted}
        await asyncio.sleep(0.1)
        found = await series(url)


NAMES = {
    "messages": 'liaison_updates_received_total{kind="message"}',
    "presses": 'liaison_updates_received_total{kind="callback_query"}',
    "done": 'liaison_updates_handled_total{result="done"}',
    "timed": "liaison_handling_seconds_count",
    "sent": 'liaison_sends_total{result="sent"}',
    "sends_timed": "liaison_send_seconds_count",
    "with_committee": 'liaison_cases{state="with_committee"}',
    "waiting": "liaison_inbox_waiting",
}


async def test_one_opinion_shows_in_every_figure_and_nobody_s_name_does(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    async with Town(tmp_path, LIAISON_LISTEN=url.removeprefix("http://")) as town:
        citizen = await town.phone("赵小兰")
        await write_opinion(citizen, "我们楼下的路灯坏了半个月")  # three messages, two presses, one receipt
        assert (await get(f"{url}/healthz"))[0] == 200
        assert await get(f"{url}/readyz") == (200, '{"status": "ready", "role": "run"}\n')
        await until_shown(url, messages=3, presses=2, done=5, timed=5, sent=1, sends_timed=1)
        await until_shown(url, with_committee=1, waiting=0)
        _, text = await get(f"{url}/metrics")
        assert "赵小兰" not in text
        assert re.search(rf"(?<![\d.]){citizen.user}(?!\d)", text) is None
        assert await town.stop_bot() == {0}
