"""Three people in three chats, one opinion, one answer."""

from __future__ import annotations

import pytest

from tests.phones import text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def write_opinion(citizen, *words: str) -> str:
    """Write without a deputy, preview, send; returns the number."""
    await citizen.send("/start")
    await citizen.tap("直接说事")
    await citizen.reads("请说吧")
    for text in words:
        await citizen.send(text)
    await citizen.tap("写好了")
    preview = await citizen.reads("请过目")
    for text in words:
        assert text in text_of(preview)
    await citizen.tap("发送")
    receipt = await citizen.reads("已收到，编号")
    return text_of(receipt).split("编号 ")[1].split()[0]


async def test_a_word_goes_all_the_way_and_the_answer_comes_back(town: Town) -> None:
    citizen = await town.phone("赵小兰")
    clerk = await town.clerk()
    deputy = await town.deputy("D001")
    number = await write_opinion(citizen, "我们楼下的路灯坏了半个月", "晚上老人出门看不见路")
    assert "<" not in number
    await clerk.reads(number)
    assert deputy
