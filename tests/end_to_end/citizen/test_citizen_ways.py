"""The ways to a deputy: where one stands, place by place, by topic, one's own community, public codes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.deputies import finish
from tests.end_to_end.opinions import SURE, URBAN, press_old, write_opinion
from tests.end_to_end.public_links import PREFIXES, public_link
from tests.phones import Phone, callback_data, text_of
from tests.town import USERNAME, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = {"latitude": 31.2310, "longitude": 123.5020}
"""Some hundred metres from the station of 望星街道."""

FAR_AWAY = {"latitude": 39.9, "longitude": 116.4}


def home_of(town: Town, citizen: Phone) -> str | None:
    """The name of the community that is kept of a citizen."""
    rows = town.rows(
        "SELECT d.name FROM person p LEFT JOIN district d ON d.id = p.home_district_id WHERE p.address = ?",
        str(citizen.user),
    )
    return rows[0][0] if rows else None


async def last_buttons(citizen: Phone) -> list[str]:
    """The buttons of the newest message that has some."""
    for message in reversed(await citizen.from_bot()):
        rows = message.get("reply_markup", {}).get("inline_keyboard")
        if rows:
            return [button["text"] for row in rows for button in row]
    return []


async def test_a_place_sent_shows_the_stations_around_and_keeps_nothing(town: Town) -> None:
    citizen = await town.phone("迷路的人")
    await citizen.call("location", **HERE)
    message = await citizen.reads("离您最近的联络站")
    shown = text_of(message)
    assert shown.index("望星街道代表联络站") < shown.index("听澜街道代表联络站")
    for fact in ("约 100 米", "桂花里18号", "开放时间：周一至周五", "祁望山"):
        assert fact in shown
    ways = [one["url"] for one in message["entities"] if one["type"] == "text_link"]
    assert len(ways) == 3
    assert ways[0].startswith("https://uri.amap.com/navigation?to=123.501200,31.230400,")
    assert "coordinate=wgs84" in ways[0]
    assert "云岫区望星街道" in text_of(await citizen.reads("代表那里的有"))
    assert home_of(town, citizen) is None
    assert not town.rows(
        "SELECT 1 FROM part WHERE latitude IS NOT NULL AND source LIKE ?", f"{citizen.user}:%"
    )
    assert not town.rows(
        "SELECT 1 FROM draft d JOIN person p ON p.id = d.person_id WHERE p.address = ?", str(citizen.user)
    )
    await citizen.tap("看里面的村和社区")
    here = await citizen.reads("点一个往下看")
    await citizen.tap("桂花里社区", on=here)
    page = await citizen.becomes(here, "代表这里的共")
    assert "祁望山★" in text_of(page)
    toast = await citizen.tap("这是我的社区", on=page)
    assert "记住了" in (toast or {})["text"]
    await citizen.becomes(here, "您填的社区")
    assert home_of(town, citizen) == "桂花里社区"


async def test_what_is_to_be_said_about_a_place_takes_it_along(town: Town) -> None:
    citizen = await town.phone("这里有事的人")
    await citizen.call("location", **HERE)
    await citizen.reads("代表那里的有")
    await citizen.tap("这里有事要说")
    await citizen.reads("记下了")
    await citizen.send("这棵树快倒了")
    await citizen.tap("写好了")
    shown = text_of(await citizen.reads("请过目"))
    assert "位置 1 处" in shown
    assert "这棵树快倒了" in shown


async def test_words_where_a_community_is_asked_for_are_not_lost(town: Town) -> None:
    citizen = await town.phone("没看问题的人")
    await citizen.send("/deputies")
    await citizen.reads("您住在哪个")
    await citizen.send("我家楼下的垃圾桶好几个星期没有人来清运了，味道特别大，麻烦来看看")
    await citizen.reads("记下了")


async def test_the_big_button_sends_the_place_and_goes_away(town: Town) -> None:
    citizen = await town.phone("找站的人")
    await citizen.send("/find")
    await citizen.tap("发我的位置")
    await citizen.reads("位置只用这一次")
    keyboard = await citizen.keyboard()
    assert keyboard is not None
    assert keyboard["keyboard"][0][0]["request_location"] is True
    await citizen.call("location", **HERE)
    await citizen.reads("离您最近的联络站")
    assert await citizen.keyboard() is None
    await citizen.tap("发我的位置")
    await citizen.tap("取消")
    await citizen.reads("现在没有正在写的内容")
    assert await citizen.keyboard() is None


async def test_far_away_is_said_honestly(town: Town) -> None:
    citizen = await town.phone("出差的人")
    await citizen.call("location", **FAR_AWAY)
    assert "公里，您好像不在本市" in text_of(await citizen.reads("离您最近的联络站"))
    await citizen.tap("按地方找")
    await citizen.reads("点一个往下看")


@pytest.mark.parametrize(
    "more", [{}, {"live_period": 900, "horizontal_accuracy": 20.0}], ids=["venue", "live"]
)
async def test_a_venue_and_a_live_location_are_places_too(town: Town, more: dict[str, Any]) -> None:
    citizen = await town.phone("在路上的人")
    await citizen.send("/help")
    await citizen.reads("怎么用")
    place = {**HERE, **more}
    said = {} if more else {"venue": {"location": place, "title": "桂花里菜场", "address": "桂花里1号"}}
    town.hand_over(citizen, location=place, **said)
    await citizen.reads("离您最近的联络站")


async def test_while_writing_a_place_belongs_to_the_words(town: Town) -> None:
    citizen = await town.phone("写了一半的人")
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await citizen.send("这里的井盖丢了")
    await citizen.reads("记下了")
    await citizen.call("location", **HERE)
    await town.until_rows(
        "SELECT 1 FROM part WHERE latitude IS NOT NULL AND source LIKE ?", f"{citizen.user}:%"
    )
    await citizen.send("/find")  # whom for
    await citizen.reads("想送给哪位代表")
    await citizen.tap("接着写")
    await citizen.send("/start")
    await citizen.tap("写好了")
    assert "位置 1 处" in text_of(await citizen.reads("请过目"))


async def test_place_by_place_and_back_in_one_message(town: Town) -> None:
    citizen = await town.phone("慢慢找的人")
    await citizen.send("/find")
    await citizen.tap("按地方找")
    message = await citizen.reads("点一个往下看")
    await citizen.tap("云岫区", on=message)
    await citizen.becomes(message, "星河市 › 云岫区")
    await citizen.tap("望星街道", on=message)
    await citizen.becomes(message, "星河市 › 云岫区 › 望星街道")
    await citizen.tap("墨香社区", on=message)
    page = await citizen.becomes(message, "代表这里的共")
    assert "市代表：" in text_of(page)
    assert "区县代表：简素心★、方砚耕★" in text_of(page)
    old = callback_data(page, "‹ 望星街道")
    await citizen.tap("‹ 望星街道", on=message)
    await citizen.becomes(message, "点一个往下看")
    await citizen.tap("‹ 云岫区", on=message)
    await citizen.tap("‹ 星河市", on=message)
    await citizen.becomes(message, "下面有 3 个地方")
    await press_old(citizen, message, old)  # a button of before
    await citizen.becomes(message, "望星街道")
    await press_old(citizen, message, old)  # and twice


async def test_delegations_and_their_members(town: Town) -> None:
    citizen = await town.phone("找代表团的人")
    await citizen.send("/find")
    await citizen.tap("按地方找")
    message = await citizen.reads("点一个往下看")
    await citizen.tap("按代表团看", on=message)
    await citizen.becomes(message, "代表团，共")
    await citizen.tap("松屿代表团", on=message)
    page = await citizen.becomes(message, "松屿代表团（市代表）")
    assert any("鲁青禾" in one for one in await last_buttons(citizen))
    await citizen.tap("鲁青禾", on=page)
    await citizen.reads("松屿县农业技术推广站")
    await citizen.tap("‹ 代表团", on=page)
    await citizen.becomes(message, "代表团，共")


async def test_old_and_made_up_buttons_are_answered_kindly(town: Town) -> None:
    citizen = await town.phone("留着旧按钮的人")
    await citizen.send("/find")
    message = await citizen.reads("也可以这样找")
    for data in ("t1:open:999999:0", "t1:home:999999:0", "e1:1:12345:0", "h1:open:999999:0"):
        toast = await press_old(citizen, message, data)
        assert toast["show_alert"], data
        assert "请" in toast["text"], data
    for data in ("t1:dance:1:0", "e1:x:y:z", "t1:browse:-1"):
        assert (await press_old(citizen, message, data))["text"], data
    assert home_of(town, citizen) is None


async def test_the_words_propose_deputies_and_become_the_draft(town: Town) -> None:
    citizen = await town.phone("有事的人")
    await citizen.send("/find")
    await citizen.tap("按事情找")
    await citizen.reads("是什么事")
    await citizen.send(SURE)
    await citizen.reads("下面这几位可能合适")
    buttons = await last_buttons(citizen)
    assert URBAN[:6] in buttons[0]
    await citizen.tap("祁望山")
    shown = text_of(await citizen.reads("请过目"))
    assert "送给：祁望山代表" in shown
    assert SURE in shown
    await citizen.tap("发送")
    await citizen.reads("已收到，编号")


async def test_the_community_comes_before_the_committee(town: Town) -> None:
    citizen = await town.phone("有社区的人")
    await citizen.send("/deputies")
    await citizen.reads("您住在哪个")
    await citizen.send("潮声")
    await citizen.tap("潮声社区", on=await citizen.reads("是哪一个"))
    await citizen.reads("您填的社区")
    await citizen.send("/find")
    await citizen.tap("按事情找")
    await citizen.reads("是什么事")
    await citizen.send(SURE)
    await citizen.reads("下面这几位可能合适")
    buttons = await last_buttons(citizen)
    assert "联系潮声社区" in buttons[0]
    assert any(URBAN[:6] in one for one in buttons)
    await citizen.send("❌ 取消")  # not our button: words, and too short for a name nobody has
    await citizen.reads_next("下面这几位可能合适")
    await citizen.send("✖️ 取消")
    await citizen.reads("什么都没有送出")


async def test_by_topic_with_something_unfinished_goes_on_with_that(town: Town) -> None:
    citizen = await town.phone("先写了的人")
    await citizen.send("/find")
    ways = await citizen.reads("也可以这样找")
    await citizen.send("/write")
    await citizen.send(SURE)
    await citizen.reads("记下了")
    await citizen.tap("按事情找", on=ways)
    await citizen.reads("下面这几位可能合适")
    await citizen.tap("发我的位置", on=ways)
    await citizen.reads("您正在写意见")
    await citizen.tap("接着写")
    await citizen.reads("接着写吧")


async def test_my_deputies_at_all_levels_and_the_community_can_be_forgotten(town: Town) -> None:
    citizen = await town.phone("住在村里的人")
    await citizen.send("/start")
    await citizen.tap("我的代表")
    await citizen.reads("您住在哪个")
    for nonsense in ("没有这个村", "？！"):
        await citizen.send(nonsense)
        await citizen.reads_next("没找到这个地方")
    await citizen.send("磨坊村")
    found = await citizen.reads("是哪一个")
    await citizen.tap("磨坊村", on=found)
    page = await citizen.becomes(found, "您填的社区")
    for level in ("镇街代表：", "区县代表：", "市代表："):
        assert level in text_of(page)
    assert "仇大有★" in text_of(page)
    await citizen.send("/deputies")
    await citizen.reads_next("您填的社区")
    await citizen.send("/privacy")
    await citizen.tap("不再记住", on=await citizen.reads("谁看得到什么"))
    assert home_of(town, citizen) is None
    await citizen.send("/deputies")
    await citizen.reads_next("您住在哪个")
    await citizen.send("✖️ 取消")
    await citizen.reads("先不填")


async def test_more_results_come_in_the_same_message(town: Town) -> None:
    citizen = await town.phone("一页看不完的人")
    await citizen.send("云岫代表团")
    message = await citizen.reads("点开看看")
    first = await last_buttons(citizen)
    await citizen.tap("下一页", on=message)
    again = await citizen.becomes(message, "云岫代表团")
    assert await last_buttons(citizen) != first
    await citizen.tap("上一页", on=again)
    assert "市代表" in first[0]


async def test_nothing_found_is_no_dead_end(town: Town) -> None:
    citizen = await town.phone("找不到的人")
    await citizen.send("/find")
    await citizen.reads("请发代表的")
    await citizen.send("𠮷𠮷𠮷!'\"; --")
    await citizen.reads("𠮷")
    buttons = await last_buttons(citizen)
    for way in ("发我的位置", "按地方找", "按事情找", "我的代表", "直接说事"):
        assert any(way in one for one in buttons), way


async def test_links_of_stations_and_communities(town: Town) -> None:
    citizen = await town.phone("扫码的人")
    await citizen.open_link(public_link(town, "station", "S04"))
    page = await citizen.reads("澜桥街道代表联络站")
    assert "船坞路33号" in text_of(page)
    assert "在这里接待的代表" in text_of(page)
    await citizen.open_link(public_link(town, "district", "XH-LX-LQ-04"))
    page = await citizen.reads("新澜社区")
    assert "贺兰亭★" in text_of(page)
    await citizen.tap("这是我的社区", on=page)
    await citizen.becomes(page, "您填的社区")
    for payload in ("s_AAAAAAAAAAAA", "c_", "s_"):
        await citizen.open_link(f"https://t.me/{USERNAME}?start={payload}")
        await citizen.reads_next("这个码已经停用")


async def test_a_withdrawn_code_says_so_and_leads_on(town: Town) -> None:
    citizen = await town.phone("有旧海报的人")
    for kind, table, code, name in (
        ("deputy", "deputy", "D045", "庄绿野"),
        ("station", "station", "S09", "茶岭乡代表之家"),
        ("district", "district", "XH-SY-CL-03", "古樟树村"),
    ):
        town.change(
            "INSERT INTO public_code (assembly, token, kind, target_id, made_on, revoked_on)"
            f" SELECT assembly, ?, ?, id, '2026-01-01', '2026-02-01' FROM {table} WHERE code = ?",
            f"old-{kind}-{citizen.user}", kind, code,
        )  # fmt: skip
        await citizen.open_link(f"https://t.me/{USERNAME}?start={PREFIXES[kind]}old-{kind}-{citizen.user}")
        said = await citizen.reads_next("您要找的还在这里")
        await citizen.tap(name, on=said)
        await citizen.reads(name)


async def test_the_card_tells_how_many_were_answered_and_how_fast(town: Town) -> None:
    deputy = await town.deputy("D031", "倪东篱")
    citizen = await town.phone("看名片的人")
    await citizen.send("倪东篱")
    await citizen.tap("倪东篱", on=await citizen.reads("点开看看"))
    assert "答复过" not in text_of(await citizen.reads("在这里可以见到代表"))
    number = await write_opinion(citizen, SURE, deputy="倪东篱")
    await deputy.reads(number)
    await deputy.tap("打开")
    await deputy.tap("答复")
    await finish(deputy, "已经去看过，这个月修好。")
    await citizen.reads("已经去看过")
    await citizen.send("/find")
    await citizen.reads_next("请发代表的")
    await citizen.send("倪东篱")
    await citizen.tap("倪东篱", on=await citizen.reads_next("点开看看"))
    assert "答复过 1 件，一般当天答复" in text_of(await citizen.reads_next("倪东篱\n"))


async def test_whoever_is_asked_for_their_community_may_still_say_something_else(town: Town) -> None:
    citizen = await town.phone("答非所问的人")
    await citizen.send("我们村的人大代表")
    await citizen.reads("您住在哪个")
    await citizen.send("慕容复")
    await citizen.reads("没找到这个地方")
    await citizen.send("qi wang shan")
    await citizen.reads_next("点开看看")
    assert any("祁望山" in label for label in await last_buttons(citizen))
    await citizen.send("我们村的人大代表")
    await citizen.reads("您住在哪个")
    await citizen.send("桂花里社区")
    await citizen.tap("桂花里社区", on=await citizen.reads("是哪一个"))
    assert home_of(town, citizen) == "桂花里社区"
