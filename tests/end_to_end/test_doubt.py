"""Doubt, danger and grades on the screens of citizen, clerk and deputy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.end_to_end.opinions import URBAN, number_in, press_old, write_opinion
from tests.phones import Phone, callback_data, text_of
from tests.scripted_bot import DESPAIR, DOUBTFUL, FIRE, JUDGED, SHARED
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOCIAL = "社会建设委员会"


class ScriptedTown(Town):
    """A town whose router the tests know."""

    program = "tests.scripted_bot"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Where these tests take place."""
    async with ScriptedTown(tmp_path_factory.mktemp("doubt")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(town: Town) -> Phone:
    """The clerk of these tests."""
    return await town.clerk("小方")


async def open_case(phone: Phone, number: str) -> dict[str, Any]:
    """The card or timeline, by the number."""
    await phone.send(number)
    return await phone.reads_next(f"编号 {number} · ")


def under(message: dict[str, Any]) -> list[str]:
    """The buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def again(phone: Phone, message: dict[str, Any]) -> dict[str, Any]:
    """A message as it is now."""
    return next(m for m in await phone.from_bot() if m["message_id"] == message["message_id"])


async def test_one_tap_says_what_it_is_about(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何一")
    number = await write_opinion(citizen, DOUBTFUL)
    receipt = await citizen.reads("想跟您确认一下")
    assert "您说的是关于小区物业，还是户口和身份证件？" in text_of(receipt)
    assert under(receipt) == ["小区物业", "户口和身份证件", "🤷 说不清"]
    await clerk.reads("待分派")  # nothing waits for the citizen
    card = text_of(await open_case(clerk, number))
    assert "正在问市民是关于小区物业，还是户口和身份证件" in card
    assert "建议归环境资源城乡建设委员会（小区物业，把握 41%）" in card
    toast = await citizen.tap("户口和身份证件", on=receipt)
    assert toast is not None
    assert toast["text"] == "好的，马上转过去"
    told = text_of(await citizen.reads("已转给"))
    assert number in told
    assert SOCIAL in told
    assert under(await again(citizen, receipt)) == []
    await clerk.reads(f"新意见：{SOCIAL}")
    for data in (
        callback_data(receipt, "户口"),
        callback_data(receipt, "小区物业"),
        callback_data(receipt, "说不清"),
    ):
        toast = await press_old(citizen, receipt, data)
        assert toast["show_alert"]
        assert toast["text"] == f"不用再选了，已经在{SOCIAL}那里。"
    assert sum("已转给" in text_of(message) for message in await citizen.from_bot()) == 1
    timeline = text_of(await open_case(citizen, number))
    assert f"市民说明是关于户口和身份证件，转给{SOCIAL}" in timeline
    assert "想跟您确认" not in timeline


async def test_who_cannot_say_need_not(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何二")
    number = await write_opinion(citizen, DOUBTFUL)
    receipt = await citizen.reads("想跟您确认一下")
    toast = await citizen.tap("说不清")
    assert toast is not None
    assert toast["text"] == "没关系，工作人员会看"
    assert under(await again(citizen, receipt)) == ["打开看看", "补充几句"]
    toast = await press_old(citizen, receipt, callback_data(receipt, "小区物业"))
    assert toast["show_alert"]
    assert "已经答过了" in toast["text"]
    card = text_of(await open_case(clerk, number))
    assert "市民说不清是哪一类" in card
    assert "正在问市民" not in card


async def test_the_question_stands_on_the_timeline_too_and_a_deputy_gets_it(town: Town) -> None:
    deputy = await town.deputy("D017")
    citizen = await town.phone("何三")
    number = await write_opinion(citizen, DOUBTFUL, deputy="严立诚")
    timeline = await open_case(citizen, number)
    assert "想跟您确认：是关于小区物业，还是户口和身份证件？" in text_of(timeline)
    assert under(timeline)[:3] == ["小区物业", "户口和身份证件", "🤷 说不清"]
    await citizen.tap("小区物业", on=timeline)
    await citizen.reads(f"已转给严立诚代表，对口的是{URBAN}")
    await deputy.reads("等您答复")
    assert "市民说明是关于小区物业" in text_of(await open_case(deputy, number))


async def test_a_clerk_may_be_faster_and_the_system_remembers(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何四")
    number = await write_opinion(citizen, DOUBTFUL)
    receipt = await citizen.reads("想跟您确认一下")
    card = await open_case(clerk, number)
    toast = await clerk.tap(f"✅ {URBAN}", on=card)
    assert toast is not None
    assert toast["text"] == f"已定给{URBAN}，系统会记住"
    assert town.rows(
        "SELECT e.target, e.person_id IS NOT NULL FROM routing_example e JOIN opinion o ON o.id = e.opinion_id"
        " WHERE o.number = ? AND e.taken_back_at IS NULL",
        number.replace("-", ""),
    ) == [("committee:urban", 1)]
    await citizen.reads("已经定下由")
    toast = await press_old(citizen, receipt, callback_data(receipt, "户口"))
    assert toast["text"] == f"不用再选了，已经在{URBAN}那里。"
    assert under(await again(citizen, receipt)) == ["打开看看", "补充几句"]


async def test_a_stranger_cannot_say_for_somebody_else(town: Town) -> None:
    citizen, stranger = await town.phone("何五"), await town.phone("路人")
    await write_opinion(citizen, DOUBTFUL)
    receipt = await citizen.reads("想跟您确认一下")
    await stranger.send("/start")
    message = await stranger.reads("您好")
    toast = await press_old(stranger, message, callback_data(receipt, "小区物业"))
    assert "没有找到这条意见" in toast["text"]
    toast = await press_old(citizen, receipt, callback_data(receipt, "小区物业").replace("estate", "nothing"))
    assert toast["show_alert"]


async def test_whoever_writes_of_a_fire_is_told_to_call_and_staff_hear_at_once(
    town: Town, clerk: Phone
) -> None:
    citizen, earlier = await town.phone("何六"), await town.phone("何七")
    usual = await write_opinion(earlier, "上次说的那件事到底怎么样了，麻烦给个说法")
    await citizen.send("/write")
    await citizen.reads_next("请说吧")
    await citizen.send(f"我们楼{FIRE}")
    await citizen.reads_next("记下了")
    told = text_of(await citizen.reads_next("119"))
    assert "代表没法马上赶到" in told
    assert "仍然可以送出" in told
    await citizen.send(f"{FIRE}，烟很大")  # said once is enough
    await citizen.tap("写好了")
    preview = await citizen.reads_next("请过目")
    assert text_of(preview).startswith("🆘 如果正在起火、冒烟或漏气，请先离开，再拨 119。")
    assert sum("119" in text_of(message) for message in await citizen.from_bot()) == 2
    await citizen.tap("发送")
    number = number_in(await citizen.reads_next("已收到，编号"))
    assert "您写的话已经送出" in text_of(await again(citizen, preview))

    alarm = text_of(await clerk.reads("【紧急】请马上看"))
    assert number in alarm
    assert "已请市民拨 119" in alarm
    await clerk.send("/triage")
    await clerk.reads_next("紧急的在最前")
    listed = [label for label in await clerk.buttons() if number in label or usual in label]
    assert listed[0].startswith("🆘")
    assert number in listed[0]
    card = await open_case(clerk, number)
    assert text_of(card).startswith("🆘 【紧急】像是火情，已请市民拨 119（依据：着火）")
    assert "建议定级：紧急（依据：着火、快来）" in text_of(card)
    await clerk.tap("定级", on=card)
    await clerk.reads("定哪一级")
    choice = await again(clerk, card)
    assert under(choice) == ["普通", "重要", "紧急（建议）", "‹ 返回"]
    toast = await clerk.tap("紧急", on=card)
    assert toast is not None
    assert toast["text"] == "已定为紧急"
    shown = text_of(await again(clerk, card))
    assert "定级：紧急" in shown
    assert "建议定级" not in shown
    toast = await press_old(clerk, choice, callback_data(choice, "紧急"))
    assert toast["text"] == "已经是这一级了。"
    assert "定级" not in text_of(await open_case(citizen, number))


async def test_a_short_cry_for_help_is_no_search(town: Town) -> None:
    citizen = await town.phone("何呼")
    await citizen.send(FIRE)
    await citizen.reads_next("记下了")
    await citizen.reads_next("119")
    await citizen.tap("取消")
    await citizen.reads_next("什么都没有送出")


async def test_whoever_despairs_is_answered_warmly(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何八")
    await citizen.send(f"{DESPAIR}，谁也不管")
    await citizen.reads_next("记下了")
    told = text_of(await citizen.reads_next("12356"))
    assert "请别一个人扛着" in told
    await citizen.tap("写好了")
    assert "12356" in text_of(await citizen.reads_next("请过目"))
    await citizen.tap("发送")
    number = number_in(await citizen.reads_next("已收到，编号"))
    await clerk.reads(number)
    assert "可能有人要伤害自己或他人" in text_of(await clerk.reads(number))


async def test_judgments_are_for_courts_but_may_be_sent(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何九")
    await citizen.send("/write")
    await citizen.reads_next("请说吧")
    await citizen.send(JUDGED)
    await citizen.reads_next("记下了")
    await citizen.tap("写好了")
    preview = await citizen.reads_next("请过目")
    assert "12368" in text_of(preview)
    assert sum("12368" in text_of(message) for message in await citizen.from_bot()) == 1
    await citizen.tap("发送")
    number = number_in(await citizen.reads_next("已收到，编号"))
    assert "12368" not in text_of(await again(citizen, preview))
    await clerk.reads(number)
    assert "已告诉市民只有法院能改" in text_of(await open_case(clerk, number))


async def test_who_assists_is_named_to_everybody(town: Town, clerk: Phone) -> None:
    deputy = await town.deputy("D018")
    name = town.rows("SELECT name FROM deputy WHERE code = 'D018'")[0][0]
    citizen = await town.phone("何十")
    number = await write_opinion(citizen, SHARED, deputy=name)
    await deputy.reads("等您答复")
    card = await open_case(clerk, number)
    await clerk.tap("定级", on=card)
    await clerk.tap("重要", on=card)
    for phone in (citizen, deputy, clerk):
        assert f"主办：{URBAN}，协办：{SOCIAL}" in text_of(await open_case(phone, number))
    assert "定级：重要" in text_of(await open_case(deputy, number))


async def test_a_clerk_confirms_the_committee_and_says_who_assists(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何十一")
    number = await write_opinion(citizen, SHARED)
    card = await open_case(clerk, number)
    old = callback_data(card, "委员会对")
    toast = await clerk.tap("委员会对", on=card)
    assert toast is not None
    assert toast["text"] == "好，系统会记住"
    card = await again(clerk, card)
    assert f"工作人员确认由{URBAN}跟进" in text_of(card)
    assert not any("委员会对" in label for label in under(card))
    toast = await press_old(clerk, card, old)
    assert "已经由这个委员会跟进了" in toast["text"]
    assert town.rows(
        "SELECT e.target FROM routing_example e JOIN opinion o ON o.id = e.opinion_id"
        " WHERE o.number = ? AND e.taken_back_at IS NULL",
        number.replace("-", ""),
    ) == [("committee:urban",)]

    await clerk.tap("协办", on=card)
    choice = await again(clerk, card)
    assert f"由{URBAN}主办，请哪个专工委协办" in text_of(choice)
    assert f"✅ {SOCIAL}" in under(choice)
    assert not any(URBAN in label for label in under(choice))
    toast = await clerk.tap("法制委员会", on=choice)
    assert toast is not None
    assert toast["text"] == "已请法制委员会协办"
    assert f"主办：{URBAN}，协办：法制委员会" in text_of(await again(clerk, card))
    await clerk.tap("协办", on=await again(clerk, card))
    toast = await clerk.tap("不用协办", on=await again(clerk, card))
    assert toast is not None
    assert toast["text"] == "好，不用协办"
    shown = text_of(await again(clerk, card))
    assert "请法制委员会协办" in shown
    assert "不用协办了" in shown
    timeline = text_of(await open_case(citizen, number))
    assert "协办" not in timeline
    assert "工作人员确认" not in timeline


async def test_all_of_it_reads_well_in_english(town: Town) -> None:
    citizen = await town.phone("Ann", "en")
    await citizen.send("/write")
    await citizen.reads_next("go ahead")
    await citizen.send(DOUBTFUL)
    await citizen.tap("Done")
    await citizen.tap("Send")
    receipt = await citizen.reads("May we ask")
    assert (
        "is it about housing estates and their management, or household registration and identity cards?"
        in text_of(receipt)
    )
    await citizen.tap("housing estates", on=receipt)
    await citizen.reads("thank you")
