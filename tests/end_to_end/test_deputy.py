"""A deputy's day: the queue, the card, answering, asking, passing on, putting aside."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.end_to_end.deputies import finish, joined
from tests.end_to_end.opinions import SURE, URBAN, number_in, press_old, write_opinion
from tests.phones import Phone, callback_data, text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "08" * 64
    + "ffc0000b080001000101011100ffc4001f0000"
    "010501010101010100000000000000000102030405060708090a0bffc4001400010000000000000000000000000000000affda"
    "0008010100003f0054ffd9"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(town: Town) -> Phone:
    """The clerk who invites the deputies of these tests."""
    return await town.clerk()


async def test_inbox_is_for_deputies_and_says_so_kindly(town: Town) -> None:
    stranger = await town.phone("路人")
    await stranger.send("/inbox")
    await stranger.reads("这里是代表用的")
    message = await stranger.reads("这里是代表用的")
    toast = await press_old(stranger, message, "n1:inbox:0")
    assert toast is not None
    assert toast["show_alert"]
    assert "这里是代表用的" in toast["text"]


async def test_the_oldest_promise_comes_first_and_next_walks_through_the_queue(
    town: Town, clerk: Phone
) -> None:
    deputy = await joined(town, clerk, "纪明溪")
    await deputy.send("/inbox")
    await deputy.reads("都办完了")
    citizen = await town.phone("钱多多")
    numbers = [await write_opinion(citizen, f"{SURE}，第{n}回", deputy="纪明溪") for n in range(1, 8)]
    await deputy.send("/inbox")
    inbox = await deputy.reads_next("待答复 7 件")
    assert numbers[0] in text_of(inbox)
    listed = [button for button in await deputy.buttons() if "26-" in button or "27-" in button]
    assert [numbers[i] in listed[i] for i in range(6)] == [True] * 6
    await deputy.tap("下一页")
    await deputy.until(lambda _: True, "page")
    assert any(numbers[6] in button for button in await deputy.buttons())
    await deputy.tap("上一页")
    await deputy.tap("从最早的开始")
    for number in [*numbers, numbers[0]]:
        assert text_of(await deputy.reads("请在")).startswith(f"编号 {number}")
        await deputy.tap("下一件")
    await deputy.tap("待办")
    await deputy.reads("您的待办")


async def test_put_aside_leaves_the_queue_and_can_be_taken_up_again(town: Town, clerk: Phone) -> None:
    deputy = await joined(town, clerk, "聂云帆")
    citizen = await town.phone("孙美")
    number = await write_opinion(citizen, SURE, deputy="聂云帆")
    await deputy.reads("等您答复")
    await deputy.tap("打开看看")
    card = await deputy.reads("还有")
    data = callback_data(card, "放一放")
    toast = await deputy.tap("放一放")
    assert toast is not None
    assert "先放 7 天" in toast["text"]
    await press_old(deputy, card, data)  # a double tap
    card = await deputy.reads("回到待办")
    assert text_of(card).count("先放一放") == 1
    await deputy.tap("下一件")
    await deputy.reads("待答复 0 件")
    await deputy.tap("放着的（1）")
    await deputy.reads("先放着的")
    await deputy.tap(number)
    await deputy.tap("重新排进待办")
    assert deputy.last_toast is not None
    assert "已排回待办" in deputy.last_toast["text"]
    await deputy.send("/inbox")
    await deputy.reads_next("待答复 1 件")
    await citizen.send("/my")
    await citizen.tap(number)
    timeline = text_of(await citizen.reads("代表正在办"))
    assert "放" not in timeline.split("\n\n")[-1]


async def test_question_reply_answer_and_correction_stay_one_case(town: Town, clerk: Phone) -> None:
    deputy = await joined(town, clerk, "顾长青")
    citizen = await town.phone("李小明")
    await citizen.send("顾长青")
    await citizen.tap("顾长青")
    await citizen.tap("写给顾长青")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    await citizen.upload("photo", JPEG, JPEG)
    await citizen.tap("写好了")
    await citizen.reads("请过目")
    await citizen.tap("发送")
    number = number_in(await citizen.reads("已收到，编号"))
    await deputy.reads("等您答复")
    await deputy.tap("打开看看")
    card = await deputy.reads("还有")
    assert "李小明" not in text_of(card)
    assert "没有署名" in text_of(card)
    await deputy.until(lambda all_: sum(1 for m in all_ if m.get("photo")) == 2, "the pictures with the card")
    await deputy.tap("附件（2）")
    await deputy.until(lambda all_: sum(1 for m in all_ if m.get("photo")) == 4, "the pictures once more")

    await deputy.tap("追问", on=card)
    await finish(deputy, "是哪一栋楼？")
    await citizen.reads("是哪一栋楼？")
    await deputy.send("/inbox")
    await deputy.reads_next("等市民回话 1 件")
    await citizen.tap("现在回答")
    await finish(citizen, "三号楼二单元")
    await deputy.reads("市民回答了")
    await deputy.tap("打开看看")
    card = await deputy.reads_next("市民回答：三号楼二单元")
    assert number in text_of(card)

    await deputy.tap("答复", on=card)
    await deputy.reads_next("请写答复")
    await deputy.send("已经请物业更换")
    await deputy.upload("photo", JPEG)
    await deputy.tap("写好了")
    preview = await deputy.reads_next("请过目")
    assert "照片 1 张" in text_of(preview)
    send = callback_data(preview, "发送")
    await deputy.tap("发送")
    toast = await press_old(deputy, preview, send)  # a double tap
    assert toast is not None
    assert "没有重复发送" in toast["text"]
    answer = await citizen.reads("有答复了")
    assert "顾长青代表答复" in text_of(answer)
    assert "已经请物业更换" in text_of(answer)
    await citizen.until(lambda all_: any(m.get("photo") for m in all_), "the picture")
    assert sum("有答复了" in text_of(m) for m in await citizen.from_bot()) == 1

    # The card from before still offers an answer: refused kindly, and shown as it stands now.
    toast = await press_old(deputy, card, callback_data(card, "答复"))
    assert toast is not None
    assert "已经答复了" in toast["text"]
    await deputy.tap("待办")
    await deputy.tap("已答复（1）")
    await deputy.reads("您答复过的")
    await deputy.tap(number)
    await deputy.tap("更正")
    await finish(deputy, "是下周一更换")
    corrected = await citizen.reads("答复有更正")
    assert "是下周一更换" in text_of(corrected)
    await citizen.tap("打开看看")
    timeline = text_of(await citizen.reads_next("更正答复：是下周一更换"))
    assert "答复：已经请物业更换" in timeline


async def test_passing_on_tells_the_reason_to_all_but_the_citizen(town: Town, clerk: Phone) -> None:
    first = await joined(town, clerk, "邵稼轩")
    second = await joined(town, clerk, "鲁青禾")
    citizen = await town.phone("周水田")
    number = await write_opinion(citizen, SURE, deputy="邵稼轩", signed=True)
    await first.reads("等您答复")
    await first.tap("打开看看")
    card = await first.reads("还有")
    assert "署名：周水田" in text_of(card)
    old = callback_data(card, "答复")

    await first.tap("转交")
    await first.tap("转给另一位代表")
    await first.reads("转给哪位代表")
    await first.send("邵稼轩")  # oneself is not offered
    await first.reads_next("没有找到这位代表")
    await first.upload("photo", JPEG)
    await first.reads_next("请用文字")
    await first.send("鲁青禾")
    await first.reads_next("是哪一位")
    await first.tap("🟢 鲁青禾")
    await first.reads_next("请写转交的理由")
    await first.send("机密理由甲")
    await first.tap("写好了")
    preview = text_of(await first.reads_next("请过目"))
    assert "转给：鲁青禾代表" in preview
    await first.tap("发送")
    await first.reads("已转交")
    toast = await press_old(first, card, old)
    assert toast is not None
    assert "由别人在办" in toast["text"]
    await first.send(number)
    await first.reads_next("这件事现在由别人在办")

    await second.reads("等您答复")
    await second.tap("打开看看")
    await second.reads("理由：机密理由甲")
    await second.tap("转交")
    await second.tap("转给另一位代表")
    await second.send("邵稼轩")
    await second.reads_next("是哪一位")
    await second.tap("邵稼轩（")
    await finish(second, "机密理由乙")
    await second.reads("已转交")
    await first.reads_next("等您答复")
    await first.tap("打开看看")
    again = await first.reads_next("理由：机密理由乙")
    await first.tap("转交", on=again)
    await first.tap(URBAN)
    await finish(first, "机密理由丙")
    await first.reads("已转交")
    await clerk.reads(number)
    await clerk.send(number)
    await clerk.reads("理由：机密理由丙")

    await citizen.send(number)
    timeline = text_of(await citizen.reads_next("委员会正在办"))
    assert f"转给{URBAN}" in timeline
    assert not any("机密理由" in text_of(message) for message in await citizen.from_bot())


async def test_changing_ones_mind_while_passing_on(town: Town, clerk: Phone) -> None:
    deputy = await joined(town, clerk, "阮文澜")
    citizen = await town.phone("吴一")
    await write_opinion(citizen, SURE, deputy="阮文澜")
    await deputy.reads("等您答复")
    await deputy.tap("打开看看")
    card = await deputy.reads("还有")
    await deputy.tap("转交")
    await deputy.tap("返回")
    await deputy.tap("转交")
    await deputy.tap("转给另一位代表")
    await deputy.reads("转给哪位代表")
    await deputy.send("/nothing")
    await deputy.reads_next("没有这个命令")
    await deputy.send("/help")
    await deputy.reads_next("怎么用")
    await deputy.send("/cancel")
    await deputy.reads_next("什么都没有送出")

    # A reason half written to a committee follows to the deputy chosen instead.
    await press_old(deputy, card, callback_data(card, "转交"))
    await deputy.tap("社会建设委员会")
    await deputy.reads_next("请写转交的理由")
    await deputy.send("这事归您那一片")
    await deputy.reads_next("记下了")
    await press_old(deputy, card, callback_data(card, "转交"))
    await deputy.tap("转给另一位代表")
    await deputy.send("简素心")
    await deputy.reads_next("是哪一位")
    await deputy.tap("简素心（")
    await deputy.reads_next("接着写吧")
    await deputy.tap("写好了")
    preview = text_of(await deputy.reads_next("请过目"))
    assert "转给：简素心代表" in preview
    assert "这事归您那一片" in preview
    await deputy.tap("不发了")
    await deputy.reads_next("什么都没有送出")

    # An answer half written is not lost by starting to pass on.
    await press_old(deputy, card, callback_data(card, "答复"))
    await deputy.reads_next("请写答复")
    await deputy.send("半句答复")
    await deputy.reads_next("记下了")
    await press_old(deputy, card, callback_data(card, "转交"))
    await deputy.tap("转给另一位代表")
    await deputy.reads_next("半句答复")
    await deputy.tap("接着写")
    await deputy.reads_next("前面的 1 条都在")
    await deputy.tap("写好了")
    await deputy.reads_next("半句答复")
    await deputy.tap("发送")
    await citizen.reads("半句答复")
