"""A citizen writes: in one or many messages, with files, edits before and after, a preview that tells all."""

from __future__ import annotations

import asyncio

import pytest

from tests.end_to_end.citizen.pictures import png
from tests.end_to_end.opinions import SURE, number_in, press_old
from tests.phones import Phone, callback_data, text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def begin(town: Town, name: str, *words: str, language: str = "zh-hans") -> Phone:
    """Somebody who has written so much."""
    citizen = await town.phone(name, language)
    await citizen.send("/write")
    await citizen.reads("请说吧" if language.startswith("zh") else "Please go ahead")
    for text in words:
        await citizen.send(text)
    return citizen


async def done(citizen: Phone) -> str:
    """Tap "done"; the preview's text."""
    await citizen.tap("写好了")
    return text_of(await citizen.reads_next("请过目"))


async def send(citizen: Phone) -> str:
    """Tap "send"; the number on the receipt."""
    await citizen.tap("发送")
    return number_in(await citizen.reads("已收到，编号"))


def parts(town: Town, number: str) -> list[tuple[str, str]]:
    """What was sent under a number: kind and text of every part."""
    rows: list[tuple[str, str]] = town.rows(
        "SELECT p.kind, p.text FROM part p JOIN entry e ON e.draft_id = p.draft_id"
        " JOIN opinion o ON o.id = e.opinion_id WHERE o.number = ? ORDER BY p.id",
        number.replace("-", ""),
    )  # type: ignore[assignment]
    return rows


async def test_the_preview_shows_words_addressee_and_who_sees_what(town: Town) -> None:
    citizen = await begin(town, "郑爷爷", "三号楼的电梯坏了", "我七十六了，爬不动")
    shown = await done(citizen)
    assert "三号楼的电梯坏了\n我七十六了，爬不动" in shown
    assert "由工作人员安排代表" in shown
    assert "您的社区：没有填" in shown
    assert "谁都看不到您的姓名和账号" in shown
    number = await send(citizen)
    assert parts(town, number) == [("text", "三号楼的电梯坏了"), ("text", "我七十六了，爬不动")]


async def test_what_a_button_says_may_be_typed(town: Town) -> None:
    citizen = await begin(town, "不会点按钮的人", "水龙头没水了")
    await citizen.reads("记下了")
    await citizen.send("写好了")
    await citizen.reads("请过目")
    await citizen.send("发送")
    assert parts(town, number_in(await citizen.reads("已收到，编号"))) == [("text", "水龙头没水了")]
    await citizen.reads("发出去了")
    assert not any(m.get("reply_markup") for m in await citizen.from_bot() if "请过目" in text_of(m))


async def test_english_accounts_read_english_all_the_way(town: Town) -> None:
    citizen = await begin(town, "Mary", "The lift in block 3 is broken", language="en-GB")
    await citizen.tap("Done")
    assert "nobody sees your name or account" in text_of(await citizen.reads("Please check"))
    await citizen.tap("Send")
    await citizen.reads("Sent")
    await citizen.send("/my")
    await citizen.reads("one opinion")


async def test_every_kind_of_message_counts(town: Town) -> None:
    citizen = await begin(town, "何女士", "垃圾桶又满了")
    await citizen.upload("photo", png(40, 30), png(41, 31), png(42, 32), caption="三张照片")
    await citizen.upload("voice", b"OggS" + bytes(200))
    await citizen.upload("document", b"%PDF-1.4 words", caption="业主签名")
    await citizen.call("location", latitude=31.23, longitude=123.5)
    shown = await done(citizen)
    assert "垃圾桶又满了\n三张照片\n业主签名" in shown
    assert "附件：照片 3 张、语音 1 条、文件 1 个（file0.jpg）、位置 1 处" in shown
    number = await send(citizen)
    kinds = [kind for kind, _text in parts(town, number)]
    assert kinds == ["text", "photo", "photo", "photo", "voice", "document", "location"]


async def test_a_picture_with_a_caption_may_come_first_of_all(town: Town) -> None:
    citizen = await town.phone("吕师傅")
    await citizen.upload("photo", png(40, 30), caption="路上这个坑摔了三个人了")
    await citizen.reads("记下了")
    shown = await done(citizen)
    assert "路上这个坑摔了三个人了" in shown
    assert "照片 1 张" in shown
    assert [kind for kind, _ in parts(town, await send(citizen))] == ["photo"]


async def test_an_album_out_of_the_blue_becomes_one_draft(town: Town) -> None:
    citizen = await town.phone("施姐")
    await citizen.upload("photo", png(40, 30), png(41, 31), png(42, 32))
    await citizen.reads("记下了")
    assert "照片 3 张" in await done(citizen)
    assert "（没有文字）" in text_of(await citizen.reads("请过目"))
    assert len(parts(town, await send(citizen))) == 3


async def test_long_words_out_of_the_blue_become_a_draft(town: Town) -> None:
    citizen = await town.phone("张大妈")
    words = "你们好，我想反映一下我们小区门口的公交站，早上等车的人很多，没有雨棚也没有凳子。"
    await citizen.send(words)
    await citizen.reads("记下了")
    assert words in await done(citizen)


async def test_edits_before_sending_count(town: Town) -> None:
    citizen = await begin(town, "孔先生")
    first = await citizen.send("路灯坏了三天")
    await citizen.reads("记下了")
    await citizen.call("edit", message_id=first["message_id"], text="路灯坏了三十天")
    assert "路灯坏了三十天" in await done(citizen)
    preview = await citizen.reads("请过目")
    await citizen.call("edit", message_id=first["message_id"], text="路灯坏了三百天")
    assert (await citizen.reads("路灯坏了三百天"))["message_id"] == preview["message_id"]
    assert parts(town, await send(citizen)) == [("text", "路灯坏了三百天")]


async def test_edits_after_sending_keep_both_and_tell_whoever_handles_it(town: Town) -> None:
    clerk = await town.clerk()
    citizen = await begin(town, "曹奶奶")
    message = await citizen.send(SURE)
    await citizen.reads("记下了")
    await done(citizen)
    number = await send(citizen)
    await citizen.call("edit", message_id=message["message_id"], text=SURE + "，已经两年了")
    await citizen.reads("改之前和改之后的，代表都看得到")
    await clerk.reads(f"市民改了编号 {number}")
    await clerk.tap("打开看看", on=await clerk.reads(f"市民改了编号 {number}"))
    card = text_of(await clerk.reads("市民改了原话"))
    assert card.count(SURE) == 3  # the words as sent, then before and after
    assert "已经两年了" in card


async def test_an_edit_of_what_was_dropped_or_changed_nothing_says_nothing(town: Town) -> None:
    citizen = await begin(town, "严先生")
    message = await citizen.send("不说了算了")
    await citizen.reads("记下了")
    await citizen.send("/cancel")
    await citizen.reads("好的，不发了")
    await citizen.call("edit", message_id=message["message_id"], text="还是不说了")
    await citizen.send("/help")
    await citizen.reads("怎么用")
    assert text_of((await citizen.from_bot())[-2]).startswith("好的，不发了")


async def test_addressee_community_and_name_are_the_citizens_to_change(town: Town) -> None:
    citizen = await begin(town, "金翠花", SURE)
    await done(citizen)
    await citizen.tap("选一位代表")
    await citizen.reads("想送给哪位代表")
    await citizen.send("顾长青")
    await citizen.reads("是哪一位")
    await citizen.tap("顾长青")
    await citizen.reads("送给：顾长青代表")
    await citizen.tap("换一位代表")
    await citizen.send("祁望山")
    await citizen.tap("祁望山")
    await citizen.reads("送给：祁望山代表")
    await citizen.tap("填上我的社区")
    await citizen.reads("您住在哪个村或社区")
    await citizen.send("桂花里")
    await citizen.tap("桂花里社区")
    await citizen.reads("您的社区：云岫区望星街道桂花里社区")
    await citizen.tap("让代表知道我的姓名")
    await citizen.reads("也看得到您的姓名「金翠花」")
    await citizen.tap("不写姓名")
    await citizen.reads("谁都看不到您的姓名和账号")
    await citizen.tap("让代表知道我的姓名")
    await citizen.reads("也看得到您的姓名「金翠花」")
    with_buttons = [m for m in await citizen.from_bot() if "发送" in str(m.get("reply_markup"))]
    assert len(with_buttons) == 1  # earlier previews cannot be tapped any more
    number = await send(citizen)
    assert town.rows(
        "SELECT d.code, x.code, o.named FROM opinion o JOIN deputy d ON d.id = o.deputy_id"
        " JOIN district x ON x.id = o.district_id WHERE o.number = ?",
        number.replace("-", ""),
    ) == [("D005", "XH-YX-WX-04", 1)]


async def test_a_community_nobody_knows_leaves_things_as_they_were(town: Town) -> None:
    citizen = await begin(town, "华大爷", SURE)
    await done(citizen)
    await citizen.tap("填上我的社区")
    await citizen.send("火星基地")
    await citizen.reads("没找到这个地方")
    await citizen.tap("先不改")
    await citizen.reads("您的社区：没有填")


async def test_cancelling_sends_nothing(town: Town) -> None:
    for way in ("button", "command", "preview"):
        citizen = await begin(town, "戚某", "这条不要发出去")
        await citizen.reads("记下了")
        if way == "button":
            await citizen.tap("取消")
        elif way == "command":
            await citizen.send("/cancel")
        else:
            await done(citizen)
            await citizen.tap("不发了")
        await citizen.reads("什么都没有送出")
        await citizen.send("/my")
        await citizen.reads("您还没有发过意见")
        assert await citizen.keyboard() is None


async def test_two_taps_at_once_send_one_opinion(town: Town) -> None:
    citizen = await begin(town, "谢老师", "两次点发送也只发一次")
    await done(citizen)
    preview = await citizen.reads("请过目")
    data = callback_data(preview, "发送")
    answers = await asyncio.gather(
        citizen.press_data(preview, data), citizen.press_data(preview, data), return_exceptions=True
    )
    await citizen.reads("已收到，编号")
    again = await press_old(citizen, preview, data)
    assert "没有重复发送" in again["text"]
    assert len(answers) == 2
    person = "SELECT count(*) FROM opinion o JOIN person p ON p.id = o.author_id WHERE p.address = ?"
    assert town.rows(person, str(citizen.user)) == [(1,)]
    assert sum("已收到，编号" in text_of(m) for m in await citizen.from_bot()) == 1


async def test_old_buttons_after_sending_are_answered_kindly(town: Town) -> None:
    citizen = await begin(town, "邹先生", "按钮按旧了怎么办呢")
    await done(citizen)
    preview = await citizen.reads("请过目")
    await send(citizen)
    for label in ("再写几句", "填上我的社区", "让代表知道我的姓名", "不发了"):
        toast = await press_old(citizen, preview, callback_data(preview, label))
        assert "已经发出或取消" in toast["text"]
    toast = await press_old(citizen, preview, "zz9:gone:1")
    assert "按钮已经失效" in toast["text"]


async def test_five_thousand_characters_arrive_whole(town: Town) -> None:
    clerk = await town.clerk()
    words = "".join(f"第{n}行，楼道的灯坏了。" for n in range(420))[:5000]
    citizen = await begin(town, "喻老", words[:4096], words[4096:])
    shown = await done(citizen)
    assert "一共 5,001 字，这里只显示开头，会全部送出" in shown
    number = await send(citizen)
    assert "".join(text for _kind, text in parts(town, number)) == words
    await clerk.reads(number)


async def test_an_emoji_counts_double_and_still_fits(town: Town) -> None:
    clerk = await town.clerk()
    citizen = await begin(town, "小柏", "😀" * 2000, "😡" * 2000)
    assert "😀" * 1000 in await done(citizen)
    number = await send(citizen)
    await citizen.send(number)
    await citizen.reads("工作人员正在安排")
    await clerk.tap("打开看看", on=await clerk.reads(number))
    await clerk.reads("😀" * 500)


async def test_special_characters_come_through_verbatim(town: Town) -> None:
    deputy = await town.deputy("D006", "温书屏")
    words = "污水管道堵了 <b>&amp; 'x' \"y\" </blockquote> { $x } 路灯、垃圾清运 & 物业"
    citizen = await town.phone("<i>水&火</i>")
    await citizen.send("温书屏")
    await citizen.tap("温书屏")
    await citizen.tap("写给温书屏")
    await citizen.reads("请说吧")
    await citizen.send(words)
    assert words in await done(citizen)
    await citizen.tap("让代表知道我的姓名")
    await citizen.reads("「<i>水&火</i>」")
    number = await send(citizen)
    await citizen.send(number)
    assert words in text_of(await citizen.reads("发出，最晚"))
    notice = await deputy.reads(number)
    assert words in text_of(notice)
    await deputy.tap("打开看看", on=notice)
    card = text_of(
        await deputy.until(lambda all_: all_[-1] if "<i>水" in text_of(all_[-1]) else None, "name")
    )
    assert words in card
    await deputy.tap("答复")
    await deputy.send("已请 <物业> & 环卫处理")
    await deputy.tap("写好了")
    await deputy.tap("发送", on=await deputy.reads("点「发送」才会送给市民"))
    assert "已请 <物业> & 环卫处理" in text_of(await citizen.reads("有答复了"))


async def test_quick_messages_keep_their_order(town: Town) -> None:
    citizen = await begin(town, "快手", *(f"第{n}句" for n in range(12)))
    assert "\n".join(f"第{n}句" for n in range(12)) in await done(citizen)
