"""The roster changes while citizens hold old links and buttons: none of them ends in nothing."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.citizen.pictures import png
from tests.end_to_end.opinions import press_old
from tests.end_to_end.public_links import public_link
from tests.phones import PATIENCE, Phone, callback_data, text_of
from tests.town import ROOT, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def changed(town: Town, folder: Path, file: str, change: Callable[[str], str]) -> None:
    """Import the sample congress with one file changed."""
    if not folder.exists():
        shutil.copytree(ROOT / "congress" / "xinghe", folder)
    path = folder / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    await town.liaison("import", str(folder))


async def again_and_again(phone: Phone, link: str, words: str) -> dict[str, Any]:
    """Open a link until it shows this: every process hears of a change within seconds."""
    end = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < end:
        await phone.open_link(link)
        await asyncio.sleep(0.5)
        for message in reversed(await phone.from_bot()):
            if words in text_of(message):
                return message
    raise AssertionError(f"never saw {words!r}")


def without(*codes: str) -> Callable[[str], str]:
    """A file without the rows of these codes."""
    return lambda text: "".join(
        line for line in text.splitlines(keepends=True) if line.split(",")[0] not in codes
    )


async def test_what_is_gone_is_said_kindly_and_leads_on(own_town: Town, tmp_path: Path) -> None:
    town, folder = own_town, tmp_path / "congress"
    citizen = await town.phone("留着海报的人")
    deputy = public_link(town, "deputy", "D046")
    await citizen.open_link(deputy)
    card = await citizen.reads("鲍志廉")
    await citizen.open_link(public_link(town, "district", "XH-LX-HT-01"))
    page = await citizen.reads("鹤汀社区")
    home = callback_data(page, "这是我的社区")
    await citizen.call("location", latitude=31.23, longitude=123.5)
    await citizen.reads("离您最近的联络站")

    await changed(town, folder, "deputies.csv", without("D046"))
    left = await again_and_again(citizen, deputy, "已经离任")
    assert "现在代表那里的是" in text_of(left)
    assert left["reply_markup"]["inline_keyboard"]
    alert = await press_old(citizen, card, callback_data(card, "写给鲍志廉代表"))
    assert "不在任" in alert["text"]

    stations = folder / "stations.csv"
    rows = [line.split(",") for line in stations.read_text("utf-8").splitlines()]
    bare = "\n".join(",".join([*row[:5], "", ""]) for row in rows[1:])
    stations.write_text(",".join(rows[0]) + "\n" + bare + "\n", "utf-8")
    await changed(
        town, folder, "deputies.csv",
        lambda text: text.replace("XH-LX-HT-01、XH-LX-HT-02", "XH-LX-HT-02"),
    )  # fmt: skip
    await changed(town, folder, "districts.csv", without("XH-LX-HT-01"))
    end = time.monotonic() + 3 * PATIENCE
    while (toast := await press_old(citizen, page, home)) is not None and "不在名册" not in toast["text"]:
        assert time.monotonic() < end
        await asyncio.sleep(0.5)
    await citizen.call("location", latitude=31.23, longitude=123.5)
    await citizen.reads("按位置找不了")
    await citizen.tap("按地方找")
    await citizen.reads("点一个往下看")


async def test_a_picture_comes_with_the_card_and_is_uploaded_once(own_town: Town) -> None:
    town = own_town
    citizen = await town.phone("看照片的人")
    picture = png(80, 100)
    ((deputy_id,),) = town.rows("SELECT id FROM deputy WHERE code = 'D005'")
    town.change(
        "INSERT INTO photo (deputy_id, sha256, name, base64) VALUES (?, ?, 'a.png', ?)",
        deputy_id, hashlib.sha256(picture).hexdigest(), base64.b64encode(picture).decode(),
    )  # fmt: skip
    town.change("UPDATE assembly SET version = version + 1, laid_out = version + 1")
    link = public_link(town, "deputy", "D005")
    end = time.monotonic() + 3 * PATIENCE
    while not (shown := [m for m in await citizen.from_bot() if m.get("photo")]):
        assert time.monotonic() < end
        await citizen.open_link(link)
        await asyncio.sleep(0.5)
    assert "祁望山" in shown[0]["caption"]
    before = len(shown)
    await citizen.open_link(link)
    photos = await citizen.until(
        lambda messages: [m for m in messages if m.get("photo")][before:], "the picture again"
    )
    assert photos[0]["photo"][-1]["file_id"] == shown[0]["photo"][-1]["file_id"]
    await citizen.tap("写给祁望山代表", on=photos[0])
    await citizen.reads("祁望山代表会看到")
