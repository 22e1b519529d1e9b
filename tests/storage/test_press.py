"""Posters for conversations: with the picture from the database, and while others are being served."""

from __future__ import annotations

import asyncio
import io
from base64 import b64encode

import pytest
from PIL import Image
from pypdf import PdfReader

from bot.press import OfficePress
from liaison.casework.errors import Refused
from storage import tables as t
from storage.engine import LaneDatabase
from tests.storage.world import connected, make_database, office_of

LINK = "t.me/xinghe_renda_bot?start=d_Qm9b3kV7hT2x"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), (90, 120, 160)).save(out, "png")
    return out.getvalue()


async def test_posters_have_the_picture_from_the_database(empty_url: str) -> None:
    make_database(empty_url)
    with connected(empty_url) as connection:
        office = office_of(connection)
        for deputy_id, data in ((1, picture()), (2, b"no picture")):
            values = {
                "deputy_id": deputy_id,
                "sha256": "0" * 64,
                "name": "a.png",
                "base64": b64encode(data).decode(),
            }
            connection.execute(t.photo.insert(), values)
        connection.commit()
    database = LaneDatabase(empty_url)
    try:
        press = OfficePress(database, lambda: office)
        papers = await asyncio.gather(
            *(press.poster("deputy", deputy_id, LINK, "zh_CN") for deputy_id in (1, 2, 3))
        )
        assert [paper.without_photo for paper in papers] == [False, True, False]
        pages = [PdfReader(io.BytesIO(paper.data)).pages[0] for paper in papers]
        assert [len(page.images) for page in pages] == [1, 0, 0]
        for page, deputy_id in zip(pages, (1, 2, 3), strict=True):
            assert office.directory.roster.deputies[deputy_id].name in page.extract_text()
        with pytest.raises(Refused):
            await press.poster("station", 9999, LINK, "zh_CN")
    finally:
        await database.close()
