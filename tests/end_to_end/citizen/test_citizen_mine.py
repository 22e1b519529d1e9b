"""What a citizen does with what was sent: looking, adding, asking after it, taking it back, answering."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.end_to_end.citizen.pictures import png
from tests.end_to_end.opinions import SURE, number_in, write_opinion
from tests.phones import Phone, text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEPUTY = "纪明溪"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def deputy(town: Town) -> Phone:
    """The deputy who has the opinions of these tests."""
    return await town.deputy("D007", DEPUTY)


async def opened(citizen: Phone, number: str) -> str:
    """The timeline, opened from the list."""
    await citizen.send("/my")
    await citizen.reads_next("条，点开看进展")
    await citizen.tap(number)
    return text_of(await citizen.reads(f"编号 {number} · "))


async def test_my_lists_and_a_timeline_tells_what_became_of_it(town: Town, deputy: Phone) -> None:
    citizen = await town.phone("褚大爷")
    first = await write_opinion(citizen, "上一件事：广场舞太吵了")
    second = await write_opinion(citizen, SURE, deputy=DEPUTY)
    await citizen.send("/my")
    listed = await citizen.reads("您一共发过 2 条")
    labels = [row[0]["text"] for row in listed["reply_markup"]["inline_keyboard"]]
    assert [label.split()[1] for label in labels] == [second, first]
    await citizen.tap(second, on=listed)
    shown = text_of(await citizen.reads("代表正在办"))
    assert f"编号 {second}" in shown
    assert f"{DEPUTY}代表" in shown
    assert SURE in shown
    assert "最晚" in shown
    await citizen.tap("返回")
    await citizen.reads("您一共发过 2 条")


async def test_a_long_list_has_pages(town: Town) -> None:
    citizen = await town.phone("勤快人")
    numbers = [await write_opinion(citizen, f"第{n}件事情要说") for n in range(7)]
    await citizen.send("/my")
    await citizen.reads("您一共发过 7 条")
    assert not any(numbers[0] in label for label in await citizen.buttons())
    await citizen.tap("下一页")
    await citizen.until(lambda all_: numbers[0] in str(all_[-1].get("reply_markup")), "the oldest")
    await citizen.tap("上一页")
    await citizen.until(lambda all_: numbers[6] in str(all_[-1].get("reply_markup")), "the newest")


async def test_words_can_be_added(town: Town, deputy: Phone) -> None:
    citizen = await town.phone("卫大妈")
    number = await write_opinion(citizen, SURE, deputy=DEPUTY)
    await opened(citizen, number)
    await citizen.tap("补充")
    await citizen.reads("想补充什么")
    await citizen.send("今天又停了一次水")
    await citizen.upload("photo", png(50, 40))
    await citizen.tap("写好了")
    preview = await citizen.reads("补充的话")
    assert "照片 1 张" in text_of(preview)
    await citizen.tap("发送", on=preview)
    await citizen.reads(f"补充的话已加到编号 {number}")
    notice = await deputy.reads(f"市民补充了编号 {number}")
    assert "今天又停了一次水" in text_of(notice)
    await deputy.until(lambda all_: any(m.get("photo") for m in all_), "the picture")
    assert "市民补充：今天又停了一次水" in await opened(citizen, number)


async def test_asking_after_it_once_a_day(town: Town, deputy: Phone) -> None:
    citizen = await town.phone("蒋大姐")
    number = await write_opinion(citizen, SURE, deputy=DEPUTY)
    await opened(citizen, number)
    assert "已经替您问了" in (await citizen.tap("问进展") or {})["text"]
    await deputy.reads(f"市民在问编号 {number} 的进展")
    again = await citizen.tap("问进展") or {}
    assert "今天已经替您问过了" in again["text"]
    assert again["show_alert"]


async def test_taking_it_back_asks_first(town: Town, deputy: Phone) -> None:
    citizen = await town.phone("沈阿婆")
    number = await write_opinion(citizen, SURE, deputy=DEPUTY)
    await opened(citizen, number)
    await citizen.tap("撤回")
    await citizen.reads(f"要撤回编号 {number} 吗")
    await citizen.tap("不撤回")
    await citizen.reads("代表正在办")
    await citizen.tap("撤回")
    await citizen.tap("撤回", on=await citizen.reads("要撤回编号"))
    await citizen.reads("已撤回")
    await deputy.reads(f"市民撤回了编号 {number}")
    assert "撤回" not in str((await citizen.buttons())[:3])


async def test_a_question_is_answered_by_button_and_by_replying(town: Town, deputy: Phone) -> None:
    citizen = await town.phone("韩师傅")
    number = await write_opinion(citizen, SURE, deputy=DEPUTY)
    for question, way in (
        ("具体是几号楼呢", "button"),
        ("几点钟停的水呢", "reply"),
        ("能拍张照片吗", "photo"),
        ("还有别的吗", "plainly"),
    ):
        await deputy.send(number)
        await deputy.reads_next("编号 " + number)
        await deputy.tap("追问")
        await deputy.reads_next("想问市民什么")
        await deputy.send(question)
        await deputy.tap("写好了")
        await deputy.tap("发送", on=await deputy.reads(question))
        asked = await citizen.reads(question)
        if way == "button":
            await citizen.tap("现在回答", on=asked)
            await citizen.reads_next("请回答")
            await citizen.send("答：button")
        elif way == "plainly":
            await citizen.send("答：plainly")
            await citizen.reads("这算您对提问的回答")
        elif way == "reply":
            await citizen.send("答：reply", reply_to=asked["message_id"])
        else:
            await citizen.upload("photo", png(30, 30), caption="答：photo", reply_to=asked["message_id"])
        await citizen.reads_next("记下了")
        await citizen.tap("写好了")
        preview = await citizen.reads_next("您的回答")
        assert f"答：{way}" in text_of(preview)
        await citizen.tap("发送", on=preview)
        await citizen.reads_next("您的回答已送到")
        await citizen.becomes(preview, "已送出，编号")
        await deputy.reads(f"答：{way}")
    assert "市民回答：答：button" in await opened(citizen, number)


async def test_a_deputy_may_answer_by_replying_to_the_notice(town: Town, deputy: Phone) -> None:
    citizen = await town.phone("杨某")
    number = await write_opinion(citizen, SURE, deputy=DEPUTY)
    notice = await deputy.reads(number)
    await deputy.send("下周一开始修", reply_to=notice["message_id"])
    await deputy.reads_next("记下了")
    await deputy.tap("写好了")
    await deputy.tap("发送", on=await deputy.reads("点「发送」才会送给市民"))
    answer = await citizen.reads("下周一开始修")
    assert f"编号 {number} 有答复了" in text_of(answer)
    await citizen.send("谢谢代表", reply_to=answer["message_id"])
    await citizen.reads_next("记下了")
    await citizen.tap("写好了")
    await citizen.tap("发送", on=await citizen.reads("补充的话"))
    await deputy.reads("谢谢代表")


@pytest.mark.parametrize(
    "written",
    [
        lambda number: number,
        lambda number: number.replace("-", ""),
        lambda number: number.replace("-", " "),
        lambda number: number.replace("-", "—"),
        lambda number: number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
        lambda number: f"编号{number}",
        lambda number: f"{number}怎么样了？",
        lambda number: f"#{number}",
    ],
    ids=["shown", "bare", "blanks", "dash", "full-width", "word", "question", "hash"],
)
async def test_a_number_typed_anyhow_opens_it(town: Town, written) -> None:  # noqa: ANN001
    citizen = await town.phone("朱某")
    number = await write_opinion(citizen, "几号都行，反正能打开")
    await citizen.send(written(number))
    assert "几号都行" in text_of(await citizen.reads(f"编号 {number} · "))


async def test_a_strangers_number_and_a_wrong_number_are_refused_alike(town: Town) -> None:
    citizen, stranger = await town.phone("秦某"), await town.phone("外人")
    number = await write_opinion(citizen, "我家的事别人看不到")
    last = str((int(number[-1]) + 1) % 10)
    refusals = []
    for typed in (number, number[:-1] + last, "26-9999-9", f"编号{number}"):
        await stranger.send(typed)
        refusals.append(text_of(await stranger.reads_next("没有找到这条意见")))
    assert len(set(refusals)) == 1
    assert number_in(await citizen.reads("已收到，编号")) == number
