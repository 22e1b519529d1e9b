"""Public codes, shown on one phone and opened on another: pictures, posters, and codes that were misused."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.end_to_end.opinions import press_old
from tests.phones import Phone, text_of
from tests.town import TOKEN, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(town: Town) -> Phone:
    """The clerk of these tests."""
    return await town.clerk("小孟")


async def file_of(town: Town, file_id: str) -> bytes:
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{town.url}/bot{TOKEN}/getFile", params={"file_id": file_id}) as answer:
            path = (await answer.json())["result"]["file_path"]
        async with http.get(f"{town.url}/file/bot{TOKEN}/{path}") as answer:
            assert answer.status == 200
            return await answer.read()


async def scanned(town: Town, message: dict[str, Any]) -> str:
    picture = await file_of(town, message["photo"][-1]["file_id"])
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    return str(found.text)


async def printed(town: Town, message: dict[str, Any]) -> str:
    (page,) = PdfReader(io.BytesIO(await file_of(town, message["document"]["file_id"]))).pages
    return page.extract_text()


def link_in(message: dict[str, Any]) -> str:
    return next(word for word in text_of(message).split() if word.startswith("https://t.me/"))


async def test_a_deputy_shows_the_code_and_a_citizen_who_opens_it_writes_to_them(town: Town) -> None:
    deputy = await town.deputy("D007")
    await deputy.send("/code")
    shown = await deputy.reads("代表码")
    link = link_in(shown)
    assert await scanned(town, shown) == link

    citizen = await town.phone("何立群")
    await citizen.open_link(link)
    await citizen.reads("纪明溪")
    await citizen.tap("写给纪明溪代表")
    await citizen.reads("纪明溪代表会看到")


async def test_a_deputy_gets_a_poster_to_print(town: Town) -> None:
    deputy = await town.deputy("D009")
    await deputy.send("/code")
    shown = await deputy.reads("代表码")
    await deputy.tap("海报")
    poster = await deputy.reads("A4 纸")
    assert poster["document"]["mime_type"] == "application/pdf"
    words = await printed(town, poster)
    assert link_in(shown).removeprefix("https://") in words
    name = text_of(shown).split("代表的")[0]
    assert name in words
    assert name in poster["document"]["file_name"]


async def test_only_deputies_have_a_code(town: Town) -> None:
    citizen = await town.phone("孔令仪")
    await citizen.send("/code")
    await citizen.reads("这里是代表用的")


async def test_codes_are_for_clerks(town: Town) -> None:
    citizen = await town.phone("路人丁")
    await citizen.send("/codes")
    message = await citizen.reads("这里是工作人员用的")
    for do in ("card", "picture", "poster", "renew", "renew-yes", "withdraw", "withdraw-yes"):
        toast = await press_old(citizen, message, f"q1:{do}:deputy:1:")
        assert "工作人员" in toast["text"]
    toast = await press_old(citizen, message, "n1:codes:0")
    assert "工作人员" in toast["text"]
    assert not any("start=" in text_of(message) for message in await citizen.from_bot())


async def test_a_clerk_prints_for_a_station_and_for_a_community(town: Town, clerk: Phone) -> None:
    for typed, button, words in (("望星街道代表", "🏠 望星街道代表联络站", "在这里的代表"), ("望星社区", "📍 云岫区望星街道望星社区", "替您说话的代表")):  # fmt: skip
        await clerk.send("/codes")
        await clerk.reads_next("要哪个公开码")
        await clerk.send(typed)
        await clerk.reads_next("是哪一个")
        await clerk.tap(button)
        card = await clerk.reads("扫了就能写意见")
        await clerk.tap("海报", on=card)
        page = await printed(town, await clerk.reads_next("A4 纸"))
        assert link_in(card).removeprefix("https://") in page
        assert words in page
        await clerk.tap("二维码图片", on=card)
        assert await scanned(town, await clerk.reads_next("的公开码")) == link_in(card)


async def test_a_name_that_is_not_there(clerk: Phone) -> None:
    await clerk.send("/codes")
    await clerk.reads_next("要哪个公开码")
    await clerk.send("没有这个人某某")
    await clerk.reads_next("没有找到")


async def test_a_code_that_was_misused_gets_another_after_a_question(town: Town, clerk: Phone) -> None:
    await clerk.send("/codes")
    await clerk.reads_next("要哪个公开码")
    await clerk.send("陶知远")
    await clerk.reads_next("是哪一个")
    await clerk.tap("👤 陶知远")
    card = await clerk.reads("陶知远代表的公开码")
    old = link_in(card)
    await clerk.tap("换一个新码")
    question = await clerk.reads("马上失效")
    await clerk.tap("返回")
    assert link_in(await clerk.reads("扫了就能写意见")) == old
    await clerk.tap("换一个新码")
    await clerk.reads("马上失效")
    await clerk.tap("旧码作废")
    shown = await clerk.reads_next("代表码")
    new = link_in(shown)
    assert new != old
    assert await scanned(town, shown) == new
    await press_old(clerk, question, f"q1:renew-yes:deputy:3:{old[-12:]}")  # a second tap
    assert link_in(await clerk.reads_next("代表码")) == new

    await clerk.send("/codes")
    await clerk.send("陶知远")
    await clerk.reads_next("是哪一个")
    await clerk.tap("👤 陶知远")
    await clerk.tap("停用")
    await clerk.reads("停用")
    await clerk.tap("⛔ 停用")
    card = await clerk.reads("已经停用")
    toast = await press_old(clerk, card, "q1:poster:deputy:3:")
    assert "/codes" in toast["text"]
    await clerk.tap("做一个新码")
    again = link_in(await clerk.reads_next("代表码"))
    assert again not in (old, new)
