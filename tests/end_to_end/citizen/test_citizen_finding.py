"""A citizen begins: greetings, a deputy's code, invitations, finding somebody by a name or a place."""

from __future__ import annotations

import pytest

from tests.end_to_end.public_links import public_link
from tests.phones import text_of
from tests.town import USERNAME, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_start_greets_in_the_language_of_the_account(town: Town) -> None:
    chinese = await town.phone("赵小兰")
    english = await town.phone("Mary", "en-GB")
    french = await town.phone("Jean", "fr")
    for phone in (chinese, english, french):
        await phone.send("/start")
    assert "星河市人民代表大会" in text_of(await chinese.reads("想怎么开始"))
    assert await chinese.buttons() == ["🔍 找代表", "✍️ 直接说事", "👥 我的代表", "📋 我的意见"]
    await english.reads("How shall we begin?")
    await french.reads("How shall we begin?")


async def test_small_talk_is_answered_as_such(town: Town) -> None:
    citizen = await town.phone("老街坊")
    await citizen.send("你好！")
    await citizen.reads("想怎么开始")
    await citizen.send("谢谢")
    await citizen.reads("不客气")


async def test_a_deputys_code_opens_the_deputys_card(town: Town) -> None:
    citizen = await town.phone("钱有福")
    await citizen.open_link(public_link(town, "deputy", "D005"))
    card = text_of(await citizen.reads("祁望山"))
    for fact in (
        "市人大代表",
        "星河市规划设计院",
        "云岫代表团",
        "桂花里社区",
        "每季度走访联系社区一遍",
        "望星街道代表联络站",
    ):
        assert fact in card
    await citizen.tap("写给祁望山代表")
    assert "祁望山" in text_of(await citizen.reads("请说吧"))


async def test_a_code_nobody_knows_is_answered_with_a_way_on(town: Town) -> None:
    citizen = await town.phone("孙大爷")
    await citizen.open_link(f"https://t.me/{USERNAME}?start=d_AAAAAAAAAAAAAAAA")
    await citizen.reads("这个码已经停用")
    await citizen.tap("按地方找")
    await citizen.reads("点一个往下看")


async def test_an_invitation_works_once_and_for_one_person(town: Town) -> None:
    link = (await town.liaison("invite", "--deputy", "D009", "--bot", USERNAME)).split()[0]
    first, second = await town.phone("邵稼轩"), await town.phone("冒名的人")
    await first.open_link(link)
    await first.reads("欢迎您，邵稼轩代表")
    await second.open_link(link)
    await second.reads("这个邀请链接已经用过、过期或不完整")
    await first.open_link(link)  # the same person again: nothing lost, nothing gained
    await first.reads_next("欢迎您")
    await second.send("/inbox")
    await second.reads("这里是代表用的")
    assert (
        len(town.rows("SELECT 1 FROM post p JOIN deputy d ON d.id = p.deputy_id WHERE d.code = 'D009'")) == 1
    )


async def test_an_expired_or_mutilated_invitation_is_refused(town: Town) -> None:
    link = (await town.liaison("invite", "--clerk", "--bot", USERNAME)).split()[0]
    late, clumsy = await town.phone("来晚了"), await town.phone("抄错了")
    await clumsy.open_link(link[:-4])
    await clumsy.reads("这个邀请链接已经用过、过期或不完整")
    town.change("UPDATE invitation SET expires_at = '2020-01-01 00:00:00.000000' WHERE used_by IS NULL")
    await late.open_link(link)
    await late.reads("这个邀请链接已经用过、过期或不完整")
    await late.send("/triage")
    await late.reads("这里是工作人员用的")


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("祁望山", "祁望山"),
        ("望山", "祁望山"),
        ("桂花里", "祁望山"),  # keeps in touch with this community
        ("望星街道联络站", "李知秋"),
    ],
)
async def test_part_of_a_name_or_a_place_finds_the_deputy(town: Town, typed: str, button: str) -> None:
    citizen = await town.phone("李阿姨")
    await citizen.send(typed)
    await citizen.reads("点开看看")
    assert button in (await citizen.buttons())[0]  # the best match stands first
    await citizen.tap(button)
    await citizen.reads("在这里可以见到代表")


async def test_nobody_found_says_so_and_offers_another_way(town: Town) -> None:
    citizen = await town.phone("周先生")
    await citizen.send("慕容复")
    await citizen.reads("没有找到")
    await citizen.tap("直接说事")
    await citizen.reads("请说吧")


async def test_a_list_of_an_hour_ago_still_opens_the_card(town: Town) -> None:
    citizen = await town.phone("吴姐")
    await citizen.send("顾长青")
    found = await citizen.reads("点开看看")
    await citizen.send("/help")
    await citizen.reads("怎么用")
    await citizen.tap("顾长青", on=found)
    await citizen.reads("云岫代表团")
    await citizen.tap("再找找")
    await citizen.reads("请发代表的姓名")
