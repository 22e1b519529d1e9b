"""Starting with a wrong setting, stopping in the middle of work, going on where it was."""

from __future__ import annotations

import asyncio

import pytest

from tests.phones import text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOON = 10
"""Seconds in which a stop must have happened: less than the runtime lets the parts take before it cuts them
off, far less than a long poll."""


async def stopped(town: Town) -> int:
    """SIGTERM; the exit code."""
    (code,) = await asyncio.wait_for(town.stop_bot(), SOON)
    return code


@pytest.mark.parametrize("size", ["alone"], indirect=True)  # one start is like another
@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("LIAISON_BOT_TOKEN", "", "LIAISON_BOT_TOKEN"),
        ("LIAISON_BOT_TOKEN", "not-a-token", "LIAISON_BOT_TOKEN"),
        ("LIAISON_BOT_TOKEN", "99999:nobody-knows-this-token-here", "LIAISON_BOT_TOKEN"),
        ("LIAISON_API_URL", "telegram.example", "LIAISON_API_URL"),
        ("LIAISON_DATABASE_URL", "mysql://somewhere/else", "LIAISON_DATABASE_URL"),
        ("LIAISON_ASSEMBLY", "nowhere", "LIAISON_ASSEMBLY"),
    ],
    ids=["no token", "malformed token", "refused token", "address", "database", "congress"],
)
async def test_a_wrong_setting_stops_the_start_with_one_sentence(
    rough_town: Town, setting: str, value: str, words: str
) -> None:
    said = (await rough_town.liaison("run", code=2, **{setting: value})).strip()
    assert words in said
    assert len(said.splitlines()) == 1, said
    assert "Traceback" not in said


async def test_stopping_in_the_middle_finishes_what_was_begun(rough_town: Town) -> None:
    town = rough_town
    citizen = await town.phone("说到一半")
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await town.control("faults", method="*", chat=citizen.user, fault="slow", seconds=1, times=1)
    await citizen.send("正说着呢")
    await town.until_rows("SELECT 1 FROM part WHERE text = '正说着呢'")  # kept; the answer is on its way
    assert "记下了" not in text_of((await citizen.from_bot())[-1])
    assert await stopped(town) == 0
    assert "记下了" in text_of((await citizen.from_bot())[-1])
    assert town.rows("SELECT count(*) FROM inbox WHERE state = 0") == [(0,)]
    await citizen.send("停了以后说的")
    await town.start_bot()
    await citizen.send("✅ 写好了")
    assert "正说着呢\n停了以后说的\n" in text_of(await citizen.reads("请过目"))


async def test_stopping_does_not_wait_for_telegram_to_come_back(rough_town: Town) -> None:
    town = rough_town
    citizen = await town.phone("电报断了")
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await town.control("faults", method="sendMessage", chat=citizen.user, fault="status", status=502)
    await citizen.send("断了也要记下")
    await town.until_rows("SELECT 1 FROM part WHERE text = '断了也要记下'")
    assert await stopped(town) == 0
    await town.no_faults()
    await town.start_bot()
    await citizen.reads("记下了")
    await citizen.tap("写好了")
    assert "断了也要记下\n" in text_of(await citizen.reads("请过目"))


async def test_an_idle_bot_stops_at_once_and_a_token_taken_away_stops_it(rough_town: Town) -> None:
    town = rough_town
    citizen = await town.phone("看看")
    await citizen.send("/start")
    await citizen.reads("想怎么开始")  # it has started, and listens to signals
    await town.quiet()
    assert await stopped(town) == 0
    await town.start_bot()
    await citizen.send("/help")
    await citizen.reads("怎么用")
    if "run" not in town.parts:  # many processes are called by Telegram, and have no long poll to be refused
        return
    unauthorized = {"error_code": 401, "description": "Unauthorized"}
    await town.control("faults", method="getUpdates", fault="error", times=1, **unauthorized)
    await citizen.send("/privacy")  # ends the long poll; the next one is refused
    assert await asyncio.wait_for(town.parts["run"].wait(), SOON) == 2
    await town.start_bot()
    await citizen.reads("谁看得到什么")
