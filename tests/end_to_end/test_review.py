"""What a second pair of eyes looked for: promises of the whole product, seen from the phones."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.deputies import finish
from tests.end_to_end.opinions import SURE, UNSURE, write_opinion
from tests.end_to_end.public_links import public_link
from tests.phones import Phone, callback_data, text_of
from tests.town import ROOT, Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

NAME = "独一无二的姓名"
FILES = ("voice", "audio", "video", "video_note", "animation", "document")


async def gone_keyboard(phone: Phone) -> bool:
    """Whether the big buttons are away."""
    keyboard = await phone.keyboard()
    return not (keyboard or {}).get("keyboard")


async def forget_conversation(town: Town, phone: Phone) -> None:
    """The row that says where the chat stands is lost; the bot reads it anew with the next update."""
    await town.quiet()
    town.forget(phone)


async def test_every_kind_of_file_reaches_the_deputy_and_comes_back_in_an_answer(town: Town) -> None:
    deputy = await town.deputy("D001")
    citizen = await town.phone(NAME)
    await citizen.open_link(public_link(town, "deputy", "D001"))
    await citizen.tap("写给")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    for kind in FILES:
        await citizen.upload(
            kind, b"content of " + kind.encode(), caption="" if kind == "video_note" else kind
        )
    await citizen.tap("写好了")
    await citizen.reads("请过目")
    await citizen.tap("发送")
    await deputy.reads("有一条意见等您答复")
    await deputy.tap("打开看看")
    card = await deputy.reads("小区物业不修路灯")
    await deputy.tap("附件", on=card)
    for kind in FILES:
        await deputy.until(lambda seen, kind=kind: [m for m in seen if kind in m], kind)

    await deputy.tap("答复", on=card)
    await deputy.reads("请写答复")
    for kind in FILES:
        await deputy.upload(kind, b"answer in " + kind.encode())
    await deputy.send("都看过了")
    await deputy.tap("写好了")
    preview = text_of(await deputy.reads_next("才会送给市民"))
    assert "署名是" in preview
    assert "您的姓名" not in preview
    await deputy.tap("发送")
    await citizen.reads("有答复了")
    for kind in FILES:
        await citizen.until(lambda seen, kind=kind: [m for m in seen if kind in m], kind)
    assert not town.rows("SELECT 1 FROM outbox WHERE state IN (3, 4) AND file_kind <> ''")
    everything = str(await deputy.messages())
    assert NAME not in everything
    assert str(citizen.user) not in everything


async def test_forwards_quotes_and_cards_tell_nobody_who_the_citizen_is(town: Town) -> None:
    clerk, deputy = await town.clerk(), await town.deputy("D002")
    citizen = await town.phone(NAME)
    await citizen.open_link(public_link(town, "deputy", "D002"))
    await citizen.tap("写给")
    await citizen.reads("请说吧")
    me = {"id": citizen.user, "is_bot": False, "first_name": NAME, "username": "my_account"}
    origin = {"type": "user", "date": 1, "sender_user": me}
    town.hand_over(citizen, text=UNSURE, forward_origin=origin)
    quoted = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": citizen.user, "type": "private"},
        "from": me,
        "text": NAME,
    }
    town.hand_over(citizen, text="见上文", reply_to_message=quoted, quote={"text": NAME, "position": 0})
    await citizen.call("contact", phone_number="+861234567890")
    await citizen.reads("名片上有您的姓名和电话")
    await citizen.tap("写好了")
    shown = text_of(await citizen.reads("请过目"))
    assert UNSURE in shown
    assert "见上文" in shown
    await citizen.tap("发送")
    await clerk.reads("新意见待分派")
    await clerk.tap("打开看看")
    await clerk.tap("指派代表")
    await clerk.tap("市民指名")
    await deputy.reads("有一条意见等您答复")
    await deputy.tap("打开看看")
    await deputy.reads("没有署名")
    await town.quiet()
    for reader in (clerk, deputy):
        everything = str(await reader.messages())
        for secret in (NAME, str(citizen.user), "my_account", "1234567890"):
            assert secret not in everything, (reader.name, secret)


async def test_a_lost_conversation_loses_no_words_and_no_addressee(town: Town) -> None:
    citizen = await town.phone("丢了上下文")
    await citizen.open_link(public_link(town, "deputy", "D003"))
    await citizen.tap("写给")
    await citizen.reads("请说吧")
    await forget_conversation(town, citizen)
    await citizen.send("路灯坏了")  # so short that it would be taken for a name
    await citizen.reads_next("记下了")
    await forget_conversation(town, citizen)
    await citizen.send("第二句")
    await citizen.reads_next("接着写吧")
    await forget_conversation(town, citizen)
    await citizen.tap("写好了")
    shown = text_of(await citizen.reads_next("请过目"))
    ((name,),) = town.rows("SELECT name FROM deputy WHERE code = 'D003'")
    assert f"送给：{name}代表" in shown
    assert "路灯坏了\n第二句" in shown
    await forget_conversation(town, citizen)
    await citizen.tap("发送")
    await citizen.reads("已收到，编号")
    assert len(town.rows("SELECT 1 FROM opinion o JOIN person p ON p.id = o.author_id WHERE p.address = ?",
                         str(citizen.user))) == 1  # fmt: skip


async def test_a_long_answer_arrives_whole(town: Town) -> None:
    deputy = await town.deputy("D004")
    citizen = await town.phone("等长答复的人")
    await citizen.open_link(public_link(town, "deputy", "D004"))
    await citizen.tap("写给")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    await citizen.tap("写好了")
    await citizen.reads("请过目")
    await citizen.tap("发送")
    await deputy.reads("有一条意见等您答复")
    await deputy.tap("打开看看")
    await deputy.tap("答复")
    long = ["".join(f"第{n}点，已经办了。" for n in range(start, start + 250)) for start in (0, 250)]
    for piece in long:
        await deputy.send(piece)
    await deputy.tap("写好了")
    assert "一共" in text_of(await deputy.reads_next("才会送给市民"))
    await deputy.tap("发送")
    await citizen.reads("第499点，已经办了。")
    read = "".join(text_of(m) for m in await citizen.from_bot())
    assert all(f"第{n}点，已经办了。" in read for n in range(500))


async def test_after_sending_the_big_buttons_are_gone_and_the_record_stays(town: Town) -> None:
    clerk = await town.clerk()
    citizen = await town.phone("看键盘的人")
    await citizen.send("/write")
    await citizen.reads("请说吧")
    assert not await gone_keyboard(citizen)
    await citizen.send(UNSURE)
    await citizen.tap("写好了")
    preview = await citizen.reads("请过目")
    data = callback_data(preview, "发送")
    await citizen.tap("发送")
    await citizen.reads("发出去了")
    assert await gone_keyboard(citizen)
    record = await citizen.becomes(preview, "已送出，编号")
    assert UNSURE in text_of(record)
    assert not record.get("reply_markup")
    said = len(await citizen.from_bot())
    await town.quiet()
    pressed = await citizen.call("press", message_id=preview["message_id"], data=data, stale=True, wait=10)
    assert "没有重复发送" in pressed["answer"]["text"]
    assert len(await citizen.from_bot()) <= said + 1  # the receipt at most

    await clerk.reads("新意见待分派")
    await clerk.tap("打开看看")
    await clerk.tap("答复")
    await clerk.reads("请写答复")
    await clerk.send("已经办好")
    await clerk.tap("写好了")
    assert "署名是工作人员" in text_of(await clerk.reads_next("才会送给市民"))
    await clerk.tap("发送")
    await clerk.reads("答复已送给市民")
    assert await gone_keyboard(clerk)
    assert any("下一件" in label for label in await clerk.buttons())


async def test_a_second_bot_on_the_same_database_is_refused_in_one_sentence(own_town: Town) -> None:
    town = own_town
    citizen = await town.phone("照常")
    await citizen.send("/help")
    await citizen.reads("怎么用")
    said = (await town.liaison("run", code=2)).strip()
    assert len(said.splitlines()) == 1, said
    assert str(town.parts["run"].pid) in said
    await citizen.send("/privacy")
    await citizen.reads("谁看得到什么")
    await town.kill_bot()
    await town.start_bot()  # a killed bot holds nothing
    await citizen.send("/my")
    await citizen.reads("您还没有发过意见")

    # A running bot takes up an import, and a deputy who left has nothing open any more.
    clerk, deputy = await town.clerk(), await town.deputy("D001")
    await citizen.open_link(public_link(town, "deputy", "D001"))
    await citizen.tap("写给")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    await citizen.tap("写好了")
    await citizen.tap("发送")
    notice = await deputy.reads("有一条意见等您答复")
    files = town.folder / "congress"
    await asyncio.to_thread(copy_without, ROOT / "congress" / "xinghe", files, "D001")
    await town.liaison("import", str(files))
    await citizen.reads("这位代表已经离任")
    await clerk.reads("退回待分派")
    await deputy.tap("打开看看", on=notice)
    assert "没有找到" in str(deputy.last_toast)  # an account without a post is a stranger
    async with asyncio.timeout(60):
        while "已经离任" not in text_of((await citizen.from_bot())[-1]):
            await citizen.open_link(public_link(town, "deputy", "D001"))
            await town.quiet()


def copy_without(source: Path, target: Path, code: str) -> None:
    """The files of a congress, a deputy left out."""
    shutil.copytree(source, target)
    file = target / "deputies.csv"
    lines = file.read_text("utf-8-sig").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(f"{code},")), "utf-8")


async def test_who_had_it_before_hears_that_somebody_else_has_it(town: Town) -> None:
    clerk, first = await town.clerk(), await town.deputy("D006")
    citizen = await town.phone("换了代表的人")
    await citizen.open_link(public_link(town, "deputy", "D006"))
    await citizen.tap("写给")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    await citizen.tap("写好了")
    await citizen.tap("发送")
    notice = await first.reads("有一条意见等您答复")
    number = text_of(notice).split("编号 ")[1].split("）")[0]
    await clerk.send(number)
    await clerk.tap("指派代表")
    await clerk.reads("请哪位代表办")
    ((other,),) = town.rows("SELECT name FROM deputy WHERE code = 'D007'")
    await clerk.send(other)
    await clerk.tap(f"{other}（")
    await first.reads("已改由")
    toast = await first.tap("打开看看", on=notice)
    assert toast is not None
    assert "由别人在办" in toast["text"]
    await first.send("我来答复一下这件事情", reply_to=notice["message_id"])
    await first.reads("由别人在办")
    assert not town.rows("SELECT 1 FROM part WHERE text = '我来答复一下这件事情'")


async def test_write_opinion_still_works_for_a_clerk_who_is_a_citizen_too(town: Town) -> None:
    both = await town.clerk("又是市民又是工作人员")
    number = await write_opinion(both, UNSURE)
    await both.reads("新意见待分派")
    await both.send("/my")
    await both.tap(number)
    await both.reads("工作人员正在安排")
    await both.send("/triage")
    await both.reads_next("待分派")
    await both.tap(number)
    await both.reads("没有署名")
    await both.tap("答复")
    await finish(both, "自己答复自己")
    await both.reads("有答复了")
