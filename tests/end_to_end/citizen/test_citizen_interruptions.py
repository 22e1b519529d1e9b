"""The unexpected in the middle of a conversation is answered in context, and the conversation stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.citizen.pictures import png
from tests.end_to_end.opinions import SURE, number_in, write_opinion
from tests.phones import Phone, text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def writing(town: Town, name: str, *words: str) -> Phone:
    """Somebody in the middle of writing."""
    citizen = await town.phone(name)
    await citizen.send("/write")
    await citizen.reads("请说吧")
    for text in words or ("井盖丢了",):
        await citizen.send(text)
    await citizen.reads("记下了")
    return citizen


async def preview(citizen: Phone) -> str:
    """What would be sent now."""
    await citizen.tap("写好了")
    return text_of(await citizen.reads_next("请过目"))


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/help", "怎么用"),
        ("/privacy", "谁看得到什么"),
        ("/language", "请选择语言"),
        ("/my", "您还没有发过意见"),
        ("/inbox", "这里是代表用的"),
        ("/triage", "这里是工作人员用的"),
        ("/nonsense", "没有这个命令"),
        ("/start", "您上次写的还在"),
        ("/write", "前面的 1 条都在"),
    ],
)
async def test_a_command_is_answered_and_the_draft_stays_where_it_was(
    town: Town, command: str, answer: str
) -> None:
    citizen = await writing(town, "魏某")
    await citizen.send(command)
    await citizen.reads(answer)
    await citizen.send("掉下去过一只狗")
    shown = await preview(citizen)
    assert "井盖丢了\n掉下去过一只狗\n" in shown
    assert command not in shown


async def test_changing_the_language_in_the_middle_keeps_the_words(town: Town) -> None:
    citizen = await writing(town, "陶某")
    await citizen.send("/language")
    await citizen.tap("English")
    await citizen.reads("English it is")
    await citizen.send("还有一句")
    await citizen.send("✅ 写好了")  # the old keyboard may still be on the screen
    assert "井盖丢了\n还有一句" in text_of(await citizen.reads("Please check"))


@pytest.mark.parametrize(
    "message",
    [
        {"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 9, "height": 9,
                     "is_animated": False, "is_video": False}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
    ids=["sticker", "dice"],
)  # fmt: skip
async def test_what_cannot_be_kept_is_refused_and_the_rest_is_safe(
    town: Town, message: dict[str, Any]
) -> None:
    citizen = await writing(town, "姜某")
    town.hand_over(citizen, **message)
    await citizen.reads("这个我收不了")
    assert "井盖丢了\n" in await preview(citizen)
    town.hand_over(citizen, **message)
    await citizen.reads_next("这个我收不了")
    await citizen.tap("发送")
    await citizen.reads("已收到，编号")


async def test_a_contact_and_a_poll_count_as_words_but_not_ones_own_card(town: Town) -> None:
    citizen = await writing(town, "戴某")
    await citizen.call("contact", phone_number="+861111111111")
    await citizen.reads("名片上有您的姓名和电话")
    town.hand_over(citizen, contact={"first_name": "物业", "phone_number": "+860000000000"})
    await town.until_rows("SELECT 1 FROM part WHERE text = '物业 +860000000000'")
    option = {"voter_count": 0, "persistent_id": "1"}
    town.hand_over(
        citizen,
        poll={"id": "1", "question": "该不该装路灯", "options": [{"text": "该", **option}], "total_voter_count": 0,
              "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
              "allows_revoting": False, "members_only": False},
    )  # fmt: skip
    await town.until_rows("SELECT 1 FROM part WHERE text LIKE '该不该装路灯%'")
    assert "井盖丢了\n物业 +860000000000\n该不该装路灯\n该\n" in await preview(citizen)


async def test_pinning_a_message_is_nothing_anybody_said(town: Town) -> None:
    citizen = await writing(town, "谈某")
    said = len(await citizen.from_bot())
    pinned = {"message_id": 1, "date": 1, "chat": {"id": citizen.user, "type": "private"}, "text": "x"}
    update = town.hand_over(citizen, pinned_message=pinned)
    await town.until_rows("SELECT 1 FROM inbox WHERE update_id = ? AND state = 1", update)
    assert len(await citizen.from_bot()) == said


async def test_looking_for_a_deputy_in_the_middle_changes_the_addressee_not_the_words(town: Town) -> None:
    citizen = await writing(town, "宋某")
    await citizen.send("/find")
    await citizen.reads("想送给哪位代表")
    await citizen.send("慕容复")
    await citizen.reads("没有找到这位代表")
    await citizen.send("顾长青")
    await citizen.tap("顾长青")
    shown = text_of(await citizen.reads("请过目"))
    assert "送给：顾长青代表" in shown
    assert "慕容复" not in shown
    await citizen.tap("再写几句")
    assert "送给顾长青代表" in text_of(await citizen.reads("接着写吧"))


async def test_words_where_a_name_or_place_was_expected_are_words(town: Town) -> None:
    citizen = await writing(town, "庞某")
    await preview(citizen)
    await citizen.tap("选一位代表")
    await citizen.reads("想送给哪位代表")
    more = "忘了说，就在学校后门那条小路上，孩子们天天走，晚上特别黑。"
    await citizen.send(more)
    await citizen.upload("photo", png(20, 20))
    shown = await preview(citizen)
    assert f"井盖丢了\n{more}" in shown
    assert "照片 1 张" in shown
    await citizen.tap("填上我的社区")
    await citizen.reads("您住在哪个村或社区")
    await citizen.send("✅ 写好了")
    assert f"井盖丢了\n{more}\n" in text_of(await citizen.reads_next("请过目"))


async def test_more_words_at_the_preview_make_a_new_preview(town: Town) -> None:
    citizen = await writing(town, "熊某")
    await preview(citizen)
    await citizen.send("再加一句")
    assert "井盖丢了\n再加一句\n" in text_of(await citizen.reads_next("请过目"))
    await citizen.send("✅ 写好了")
    assert "写好了" not in text_of(await citizen.reads_next("请过目"))
    await citizen.upload("photo", png(20, 20), png(21, 21), png(22, 22))
    await citizen.reads("照片 3 张")
    previews = [m for m in await citizen.from_bot() if "请过目" in text_of(m)]
    assert len(previews) == 4  # an album makes one preview, not one a picture
    assert [bool(m.get("reply_markup")) for m in previews] == [False, False, False, True]


async def test_done_with_nothing_written_asks_for_words(town: Town) -> None:
    citizen = await town.phone("路人")
    await citizen.send("/write")
    await citizen.tap("写好了")
    await citizen.reads("还没有内容呢")
    await citizen.tap("取消")
    await citizen.reads("好的，不发了")
    await citizen.send("✅ 写好了")
    await citizen.reads("现在没有正在写的内容")


async def test_something_new_does_not_push_out_what_is_unfinished(town: Town) -> None:
    citizen = await town.phone("纪某")
    number = await write_opinion(citizen, "上一件事：广场舞太吵了")
    await citizen.send("/write")
    await citizen.reads_next("请说吧")
    await citizen.send("新的一件事")
    await citizen.reads_next("记下了")
    await citizen.send("/my")
    await citizen.tap(number)
    await citizen.tap("补充")
    await citizen.reads("您还有没写完的内容（1 条）")
    await citizen.tap("接着写")
    await citizen.reads("接着写吧")
    assert "新的一件事" in await preview(citizen)


async def test_a_group_gets_the_way_to_the_private_chat_and_nothing_else(town: Town) -> None:
    citizen = await town.phone("群里人")
    number = await write_opinion(citizen, "私事不能在群里说")
    group = (await town.control("groups", title="楼道群", members=[citizen.user]))["id"]
    for text in ("/start", "/my", "大家好，今天停水吗", number, "/nothing"):
        await citizen.call("send", chat=group, text=text)
    await citizen.call("send", chat=group, text="/help@some_other_bot")
    await town.quiet()
    said = await citizen.in_group(group)
    assert len(said) == 2
    assert all("您的意见是私事" in text_of(m) and not m.get("reply_markup") for m in said)
    assert not town.rows("SELECT 1 FROM conversation WHERE chat = ? AND state IS NOT NULL", str(group))


async def test_whoever_blocks_the_bot_is_not_written_to_and_may_come_back(town: Town) -> None:
    clerk = await town.clerk()
    citizen = await town.phone("沉默的人")
    number = await write_opinion(citizen, SURE)
    await citizen.call("block")
    away = "SELECT 1 FROM person WHERE address = ? AND unreachable_since IS NOT NULL"
    await town.until_rows(away, str(citizen.user))
    await clerk.send("/triage")
    await clerk.send(number)
    await clerk.tap("直接答复" if any("直接答复" in b for b in await clerk.buttons()) else "答复")
    await clerk.reads("请写答复")
    await clerk.send("已经派人去修了")
    await clerk.tap("写好了")
    await clerk.tap("发送", on=await clerk.reads("点「发送」才会送给市民"))
    await clerk.reads("消息送不到")
    await citizen.call("unblock")
    await citizen.send("/my")
    await citizen.tap(number)
    await citizen.reads("已经派人去修了")
    assert not town.rows(away, str(citizen.user))
    assert number_in({"text": f"编号 {number}，"}) == number
