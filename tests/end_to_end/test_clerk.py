"""A clerk's day: routing, assigning, answering where nobody else has it, inviting."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.end_to_end.opinions import SURE, UNSURE, URBAN, press_old, write_opinion
from tests.phones import Phone, callback_data, text_of
from tests.town import USERNAME, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOUBTFUL = "小区电梯坏了没人修，医保也报不了"
"""Words that speak for several committees, and for none enough."""

SOCIAL = "社会建设委员会"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(town: Town) -> Phone:
    """The clerk of these tests."""
    return await town.clerk("小方")


async def open_case(clerk: Phone, number: str) -> dict:
    """The clerk types the number and gets the card."""
    await clerk.reads(number)
    await clerk.send(number)
    return await clerk.reads_next(f"编号 {number} · ")


async def test_triage_and_invitations_are_for_clerks(town: Town) -> None:
    stranger = await town.phone("路人丙")
    for command in ("/triage", "/invite"):
        await stranger.send(command)
        message = await stranger.reads_next("这里是工作人员用的")
    for data in (
        "n1:triage:0",
        "n1:triage-deputy:0",
        "n1:invite:0",
        "n1:invite-clerk:0",
        "n1:invite-deputy:0",
    ):
        toast = await press_old(stranger, message, data)
        assert toast["show_alert"]
        assert "工作人员" in toast["text"]
    toast = await press_old(stranger, message, "d1:invite:1:0")
    assert "工作人员" in toast["text"]
    assert not any("start=j_" in text_of(message) for message in await stranger.from_bot())


async def test_one_tap_confirms_the_suggested_committee(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("何五")
    number = await write_opinion(citizen, DOUBTFUL)
    await clerk.reads(number)
    await clerk.send("/triage")
    await clerk.reads_next("待分派")
    await clerk.tap(number)
    card = await clerk.reads("建议归")
    text = text_of(card)
    assert "依据：" in text
    assert "把握" in text
    assert text.count("也可能是") <= 2
    suggested = text.split("建议归")[1].split("（")[0]
    first = callback_data(card, f"✅ {suggested}")
    toast = await clerk.tap(f"✅ {suggested}")
    assert toast is not None
    assert suggested in toast["text"]
    shown = await clerk.reads(f"专工委：{suggested}")
    assert shown["message_id"] == card["message_id"]
    toast = await press_old(clerk, card, first)  # a double tap
    assert toast["show_alert"]
    assert "已经由这个委员会跟进" in toast["text"]
    await citizen.reads(f"已经定下由{suggested}跟进")
    assert sum("已经定下" in text_of(message) for message in await citizen.from_bot()) == 1

    # A correction after it: the citizen is told again.
    await clerk.tap("改专工委")
    await clerk.reads("归哪个专工委")
    assert f"✅ {suggested}" in await clerk.buttons()
    await clerk.tap("返回")
    await clerk.tap("改专工委")
    await clerk.tap("法制委员会")
    await clerk.reads("专工委：法制委员会")
    await citizen.reads("已经定下由法制委员会跟进")


async def test_the_named_deputy_gets_it_once_it_is_routed(town: Town, clerk: Phone) -> None:
    deputy = await town.deputy("D017")
    citizen = await town.phone("吕六")
    number = await write_opinion(citizen, UNSURE, deputy="严立诚")
    await deputy.send("/inbox")
    await deputy.reads("待答复 0 件")
    card = await open_case(clerk, number)
    assert "市民想找：严立诚代表" in text_of(card)
    await clerk.tap("专工委", on=card)  # others, or all: it may have learnt already
    await clerk.tap(SOCIAL)
    await clerk.reads(f"专工委：{SOCIAL}")
    await deputy.reads("等您答复")
    await deputy.reads(number)
    await clerk.send("/triage")
    await clerk.reads_next("待分派")
    await clerk.tap("代表办理中（")
    await clerk.reads("代表办理中")
    # Staff may give it to somebody else; the former holder is told.
    card = await open_case(clerk, number)
    await clerk.tap("指派代表", on=card)
    await clerk.reads("现在是严立诚代表在办")
    await clerk.send("没有这个人某某")
    await clerk.reads_next("没有找到这位代表")
    await clerk.send("傅安宁")
    await clerk.reads_next("是哪一位")
    await clerk.tap("傅安宁（")
    assert clerk.last_toast is not None
    assert "已指派给傅安宁代表" in clerk.last_toast["text"]
    await deputy.reads("您不用再处理了")
    await clerk.reads("还没有开通")  # nobody acts for this deputy yet
    await citizen.reads("现在由傅安宁代表办理")


async def test_the_short_list_names_who_suits_and_who_has_joined(town: Town, clerk: Phone) -> None:
    await town.deputy("D006")
    citizen = await town.phone("施七")
    number = await write_opinion(citizen, SURE)
    card = await open_case(clerk, number)
    assert "在专工委，还没有代表" in text_of(card)
    await clerk.tap("指派代表", on=card)
    await clerk.reads("点一位")
    offered = [button for button in await clerk.buttons() if "对口专工委" in button]
    assert offered[0].startswith("🟢")
    assert any("温书屏" in button for button in offered)
    assign = await clerk.reads("点一位")
    data = callback_data(assign, "温书屏")
    await clerk.tap("温书屏")
    await clerk.reads("代表：温书屏")
    toast = await press_old(clerk, assign, data)  # a double tap
    assert "已经在这位代表那里" in toast["text"]
    await citizen.reads("现在由温书屏代表办理")
    assert sum("现在由温书屏" in text_of(message) for message in await citizen.from_bot()) == 1


async def test_staff_answer_what_nobody_else_has_and_correct_it(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("张八")
    number = await write_opinion(citizen, SURE)
    card = await open_case(clerk, number)
    await clerk.tap("追问", on=card)
    await clerk.reads_next("想问市民什么")
    await clerk.send("哪个小区？")
    await clerk.tap("写好了")
    await clerk.reads_next("请过目")
    await clerk.tap("发送")
    await citizen.reads("哪个小区？")
    await citizen.tap("现在回答")
    await citizen.reads_next("请回答")
    await citizen.send("桂花里")
    await citizen.tap("写好了")
    await citizen.reads_next("请过目")
    await citizen.tap("发送")
    await clerk.reads("市民回答了您的提问")
    card = await open_case(clerk, number)
    await clerk.tap("答复", on=card)
    await clerk.reads_next("请写答复")
    await clerk.send("已经转给物业")
    await clerk.tap("写好了")
    await clerk.reads_next("请过目")
    await clerk.tap("发送")
    answered = text_of(await citizen.reads("有答复了"))
    assert URBAN in answered
    toast = await press_old(clerk, card, callback_data(card, "指派代表"))
    assert "已经答复了" in toast["text"]
    card = await open_case(clerk, number)
    await clerk.tap("更正", on=card)
    await clerk.reads_next("请写更正")
    await clerk.send("是转给街道")
    await clerk.tap("写好了")
    await clerk.reads_next("请过目")
    await clerk.tap("发送")
    await citizen.reads("是转给街道")
    await clerk.send("/triage")
    await clerk.reads_next("待分派")
    await clerk.tap("已答复（")
    await clerk.reads("最近的排在最前")
    assert any(number in button for button in await clerk.buttons())


async def test_withdrawn_meanwhile_is_said_on_an_old_card(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("孔九")
    number = await write_opinion(citizen, UNSURE)
    card = await open_case(clerk, number)
    await clerk.tap("专工委", on=card)  # others, or all: it may have learnt already
    choice = await clerk.reads(f"编号 {number} 归哪个专工委")
    await citizen.send(number)
    await citizen.tap("撤回")
    await citizen.tap("撤回")
    await citizen.reads("已撤回")
    toast = await press_old(clerk, choice, callback_data(choice, SOCIAL))
    assert toast["show_alert"]
    assert "已经撤回" in toast["text"]
    shown = await clerk.reads(f"编号 {number} · 市民已撤回")
    assert shown["message_id"] == card["message_id"]


async def test_next_walks_through_what_is_to_be_assigned(town: Town, clerk: Phone) -> None:
    citizen = await town.phone("曹十")
    numbers = {await write_opinion(citizen, f"{UNSURE}{n}") for n in range(2)}
    card = await open_case(clerk, max(numbers))
    seen = set()
    for _ in range(8):
        await clerk.tap("下一件", on=card)
        card = next(m for m in await clerk.from_bot() if m["message_id"] == card["message_id"])
        seen.add(text_of(card).split()[1])
        if numbers <= seen:
            break
    assert numbers <= seen


async def test_an_invitation_works_once(town: Town, clerk: Phone) -> None:
    await clerk.send("/invite")
    await clerk.reads_next("想邀请谁")
    await clerk.tap("邀请同事")
    text = text_of(await clerk.reads_next("链接只能用一次"))
    link = next(word for word in text.split() if USERNAME in word)
    colleague = await town.phone("小圆")
    await colleague.open_link(link)
    await colleague.reads("您现在是工作人员")
    await colleague.send("/triage")
    await colleague.reads("待分派")
    other = await town.phone("旁人")
    await other.open_link(link)
    await other.reads("已经用过、过期或不完整")
    await other.send("/triage")
    await other.reads("这里是工作人员用的")


async def test_inviting_a_deputy_bears_wrong_turns(town: Town, clerk: Phone) -> None:
    await clerk.send("/invite")
    await clerk.reads_next("想邀请谁")
    await clerk.tap("邀请代表")
    await clerk.reads("邀请哪位代表")
    await clerk.send("查无此人甲乙丙")
    await clerk.reads_next("没有找到这位代表")
    await clerk.tap("返回")
    await clerk.reads("想邀请谁")
    await clerk.tap("邀请代表")
    await clerk.send("/cancel")
    await clerk.reads_next("什么都没有送出")
    await clerk.send("段如松")  # no name is expected any more: the ordinary search
    await clerk.reads_next("点开看看")
