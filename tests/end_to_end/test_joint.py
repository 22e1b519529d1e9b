"""Somebody has said the same already: joining it, adding to one's own, merging and separating, on the screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from liaison.casework import numbers
from tests.end_to_end.opinions import number_in, press_old, write_opinion
from tests.phones import Phone, callback_data, text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Where these tests take place."""
    async with Town(tmp_path_factory.mktemp("joint")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(town: Town) -> Phone:
    """The clerk of these tests."""
    return await town.clerk("小方")


async def is_asked(citizen: Phone, words: str) -> dict[str, Any]:
    """Write and press send; the question that comes then."""
    await citizen.send("/write")
    await citizen.reads_next("请说吧")
    await citizen.send(words)
    await citizen.tap("写好了")
    await citizen.reads_next("请过目")
    await citizen.tap("发送")
    return await citizen.reads_next("反映过")


async def open_case(phone: Phone, number: str) -> dict[str, Any]:
    """The card or timeline, by the number."""
    await phone.send(number)
    return await phone.reads_next(f"编号 {number} · ")


async def answer(clerk: Phone, number: str, words: str) -> dict[str, Any]:
    """The clerk answers what no deputy has. Returns the preview as it was before it was sent."""
    await open_case(clerk, number)
    await clerk.tap("✍️ 答复" if "✍️ 答复" in await clerk.buttons() else "答复")
    await clerk.send(words)
    await clerk.tap("写好了")
    preview = await clerk.reads_next("请过目")
    await clerk.tap("发送")
    return preview


async def test_a_citizen_joins_and_gets_the_answer_of_the_other(town: Town, clerk: Phone) -> None:
    first, second = await town.phone("何一"), await town.phone("何二")
    secret = "我家住在三楼右手边"
    head = await write_opinion(first, f"云杉小区的电梯天天坏，老人上不去，{secret}。")
    asked = await is_asked(second, "云杉小区电梯又坏了，老人爬不动楼。")
    said = text_of(asked)
    assert "云杉小区" in said
    assert "电梯" in said
    assert "您的话会一并交给承办人，答复时同样告诉您" in said
    assert secret not in said
    assert head not in said
    await second.tap("附议这一件")
    number = number_in(await second.reads("已收到，编号"))
    assert number != head
    await second.reads("已附议")
    assert "又有一位市民附议" in text_of(await clerk.reads("又有一位市民附议"))
    toast = await press_old(second, asked, callback_data(asked, "附议这一件"))
    assert number in toast["text"]
    toast = await press_old(second, asked, callback_data(asked, "单独反映"))
    assert number in toast["text"]
    card = text_of(await open_case(clerk, head))
    assert "附议 1 人" in card
    await clerk.tap("看附议（1）")
    assert "老人爬不动楼" in text_of(await clerk.reads("老人爬不动楼"))
    assert "附议 1 人" in text_of(await open_case(first, head))
    shown = await answer(clerk, head, "本周更换钢缆")
    assert "会同时送给另外 1 位附议的市民，请不要写只与一个人有关的内容。" in text_of(shown)
    await clerk.reads("已同时送给另外 1 位附议的市民")
    await first.reads("本周更换钢缆")
    told = text_of(await second.reads("本周更换钢缆"))
    assert number in told
    assert "答复：本周更换钢缆" in text_of(await open_case(second, number))
    await open_case(clerk, head)
    await clerk.tap("更正")
    await clerk.reads_next("请写更正")
    await clerk.send("下周更换钢缆")
    await clerk.tap("写好了")
    assert "会同时送给另外 1 位附议的市民" in text_of(await clerk.reads_next("请过目"))
    await clerk.tap("发送")
    await second.reads("下周更换钢缆")


async def test_what_was_not_offered_is_refused_alike_whether_it_exists_or_not(town: Town) -> None:
    first, second = await town.phone("卫一"), await town.phone("卫二")
    strange = await write_opinion(first, "赵家桥的公交车半小时才来一趟。")
    await write_opinion(first, "桃园小区的自来水总是发黄，没法喝。")
    asked = await is_asked(second, "桃园小区自来水又发黄了，没法喝。")
    _, draft_id, offered = callback_data(asked, "附议这一件").removeprefix("j1:").split(":")
    ((strange_id,),) = town.rows("select id from opinion where number = ?", numbers.parse(strange))
    texts = set()
    for opinion_id in (strange_id, 987_654):
        toast = await press_old(second, asked, f"j1:join:{draft_id}:{opinion_id}")
        assert toast["show_alert"]
        texts.add(toast["text"])
    assert len(texts) == 1
    assert "您的话还在" in texts.pop()
    assert town.rows("select joined_to from opinion where id > ?", int(offered)) == []
    await town.kill_bot()
    await town.start_bot()
    await second.tap("附议这一件", on=asked)
    await second.reads("已附议")


async def test_it_may_be_sent_alone_and_nothing_is_lost_over_a_restart(town: Town, clerk: Phone) -> None:
    first, second = await town.phone("吴一"), await town.phone("吴二")
    await write_opinion(first, "翠竹小区的路灯坏了半个月，晚上一片黑。")
    asked = await is_asked(second, "翠竹小区路灯坏了，晚上黑得很。")
    await town.kill_bot()
    await town.start_bot()
    await second.tap("单独反映", on=asked)
    number = number_in(await second.reads("已收到，编号"))
    card = text_of(await open_case(clerk, number))
    assert "相似：" in card


async def test_ones_own_is_added_to(town: Town) -> None:
    citizen = await town.phone("郑一")
    number = await write_opinion(citizen, "柳湾大道的井盖丢了，晚上很危险。")
    asked = await is_asked(citizen, "柳湾大道的井盖还没补上，危险。")
    assert f"编号 {number}" in text_of(asked)
    await citizen.tap("补充到这一件")
    await citizen.reads("补充的话已加到编号")
    assert "还没补上" in text_of(await open_case(citizen, number))


async def test_a_clerk_merges_and_separates_and_a_head_is_withdrawn(town: Town, clerk: Phone) -> None:
    first, second = await town.phone("冯一"), await town.phone("冯二")
    head = await write_opinion(first, "石桥村的水渠堵了，稻田没水。")
    await is_asked(second, "石桥村水渠堵死了，田里没有水。")
    await second.tap("单独反映")
    other = number_in(await second.reads("已收到，编号"))
    card = await open_case(clerk, other)
    assert f"编号 {head}" in text_of(card).split("相似：")[1]
    await clerk.tap("合并")
    await clerk.tap(f"合并到 {head}")
    toast = await clerk.tap("合并")
    assert toast is not None
    assert toast["text"] == "已合并"
    assert "和另一件反映同一件事的意见合并了" in text_of(await second.reads("合并了"))
    await clerk.send("/triage")
    await clerk.reads_next("已合并")
    await clerk.tap("🤝 已合并（")
    await clerk.tap(other)
    assert f"已合并到编号 {head}" in text_of(await clerk.reads(f"编号 {other} · "))
    await clerk.tap("拆开")
    await second.reads("现在单独办理")
    await open_case(clerk, other)
    await clerk.tap("合并")
    await clerk.tap(f"合并到 {head}")
    await clerk.tap("合并")
    await open_case(first, head)
    await first.tap("撤回")
    await first.tap("撤回")
    await clerk.reads("新意见待分派")
    assert "工作人员正在安排" in text_of(await open_case(second, other))
