"""What a deputy may see, whatever they press; other languages, long histories, two posts."""

from __future__ import annotations

import itertools

import pytest
import pytest_asyncio

from tests.end_to_end.deputies import joined
from tests.end_to_end.opinions import SURE, number_in, press_old, write_opinion
from tests.phones import Phone, callback_data, text_of
from tests.town import USERNAME, Town

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


async def test_nobody_reaches_an_opinion_of_others_by_old_or_forged_buttons(town: Town, clerk: Phone) -> None:
    deputy = await joined(town, clerk, "贺兰亭")
    other = await joined(town, clerk, "陶知远")
    citizen = await town.phone("郑二")
    number = await write_opinion(citizen, SURE, deputy="贺兰亭")
    found = town.rows("SELECT id FROM opinion WHERE number = ?", number.replace("-", ""))[0][0]
    await deputy.reads(number)
    stranger = await town.phone("路人乙")
    await stranger.send("/start")
    for person in (other, stranger):
        greeting = await person.reads("您好" if person is stranger else "欢迎您")
        before = len(await person.from_bot())
        for data in itertools.chain(
            (
                f"a1:{do}:{found}"
                for do in ("card", "open", "answer", "ask", "correct", "pass", "pass_deputy")
            ),
            (
                f"a1:{do}:{found}"
                for do in ("aside", "take_up", "files", "case", "committees", "assign", "mine")
            ),
            (f"c1:pass:{found}:1", f"c1:route:{found}:1", f"d1:pass:1:{found}", f"d1:assign:1:{found}"),
            (f"a1:{do}:999999" for do in ("card", "answer", "pass", "aside")),
        ):
            toast = await press_old(person, greeting, data)
            assert toast is not None, data
            assert toast["show_alert"], data
        assert len(await person.from_bot()) == before
    assert town.rows("SELECT count(*) FROM entry WHERE opinion_id = ?", found) == [(1,)]


async def test_a_deputy_who_reads_english(town: Town, clerk: Phone) -> None:
    deputy = await joined(town, clerk, "尹乐群", "en")
    await deputy.send("/inbox")
    await deputy.reads("All done")
    citizen = await town.phone("冯一")
    number = await write_opinion(citizen, SURE, deputy="尹乐群")
    await deputy.reads(number)
    await deputy.send("/inbox")
    await deputy.reads("1 to answer")
    await deputy.tap("Begin with the oldest")
    await deputy.reads("days left")
    await deputy.tap("Put aside")
    await deputy.reads("put aside until")
    await deputy.tap("Pass on")
    await deputy.tap("To another deputy")
    await deputy.reads("to which deputy")
    await deputy.tap("Back")
    await deputy.tap("Answer")


async def test_a_long_history_fits_the_card_and_the_whole_is_one_tap_away(town: Town, clerk: Phone) -> None:
    deputy = await joined(town, clerk, "李建澜")
    citizen = await town.phone("蒋长文")
    # Characters beyond the basic plane count twice with Telegram, and a less-than sign is no tag.
    words = SURE + "𠮷<b>路灯</b>" * 200
    await citizen.send("李建澜")
    await citizen.tap("李建澜")
    await citizen.tap("写给李建澜")
    await citizen.reads("请说吧")
    sent = await citizen.send(words)
    await citizen.tap("写好了")
    await citizen.reads("请过目")
    await citizen.tap("发送")
    number = number_in(await citizen.reads("已收到，编号"))
    for time in range(1, 12):
        await citizen.call("edit", message_id=sent["message_id"], text=f"{words}改{time}")
    await deputy.until(lambda all_: sum("市民改了" in text_of(m) for m in all_) == 11, "eleven edits")
    await deputy.send(number)
    card = await deputy.reads("更早的还有")
    assert len(text_of(card).encode("utf-16-le")) // 2 <= 4096
    await deputy.tap("看全文")
    await deputy.until(lambda all_: any(m.get("document") for m in all_), "the file")

    other = await town.phone("蒋短文")
    brief = await write_opinion(other, SURE, "二" * 1900 + "完", deputy="李建澜")
    await deputy.send(brief)
    card = await deputy.reads(f"编号 {brief} · ")
    assert "完" not in text_of(card)
    await deputy.tap("看全文", on=card)
    whole = await deputy.reads(f"编号 {brief} 全文")
    assert "完" in text_of(whole)


async def test_a_deputy_who_is_a_clerk_too_gets_the_card_that_fits(town: Town, clerk: Phone) -> None:
    both = await joined(town, clerk, "秦晓月")
    await clerk.send("/invite")
    await clerk.reads_next("想邀请谁")
    await clerk.tap("邀请同事")
    invitation = text_of(await clerk.reads_next("链接只能用一次"))
    await both.open_link(next(word for word in invitation.split() if USERNAME in word))
    await both.reads("您现在是工作人员")
    citizen = await town.phone("沈两")
    number = await write_opinion(citizen, SURE, deputy="秦晓月")
    await both.reads(number)
    await both.send("/inbox")
    await both.reads("待答复 1 件")
    await both.tap(number)
    mine = await both.reads("请在")
    assert text_of(mine).startswith(f"编号 {number} · 还有")
    await both.send("/triage")
    await both.tap("代表办理中（")
    while not any(number in button for button in await both.buttons()):
        await both.tap("下一页")
    await both.tap(number)
    card = await both.reads(f"编号 {number} · 代表办理中")
    await both.tap("指派代表", on=card)
    await both.send("方砚耕")
    await both.tap("方砚耕（")
    await both.reads("代表：方砚耕")
    toast = await press_old(both, mine, callback_data(mine, "追问"))
    assert "这一步做不了" in toast["text"]
