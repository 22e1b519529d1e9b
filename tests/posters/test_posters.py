"""Posters as they come off the press: rendered, read back, never cut off."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from bot.texts import LANGUAGES, Texts
from liaison.casework.errors import Refused
from liaison.directory.importing import read_congress
from liaison.directory.model import Mandate, Roster, Station
from posters import picture
from posters.press import MISSING, Press, print_posters, together
from posters.sheet import MOST_NAMES, Sheet, Sheets

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"
LINK = "t.me/xinghe_renda_bot?start=d_Qm9b3kV7hT2x"
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊"
NO_SHAPE = "\U0003fffd"
"""Not a character: no font has it."""

NEVER_FIRST = "，。、；：！？）”』」…·"
"""What no line may begin with (GB/T 15834)."""


@pytest.fixture(scope="module")
def roster() -> Roster:
    return read_congress(SAMPLE).roster()


def sheets_of(roster: Roster, language: str = "zh_CN") -> Sheets:
    return Sheets(roster, 15, Texts.shipped(), language)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), (90, 120, 160)).save(out, "jpeg")
    return out.getvalue()


def read_back(png: bytes, width: int | None = None) -> list[str]:
    image = Image.open(io.BytesIO(png)).convert("L")
    if width:
        image = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    return [found.text for found in zxingcpp.read_barcodes(image)]


def every_kind(roster: Roster, language: str) -> list[Sheet]:
    sheets = sheets_of(roster, language)
    community = next(place for place in roster.districts.values() if place.kind == "village")
    return [
        sheets.of("deputy", 1, LINK),
        sheets.of("deputy", 2, LINK, jpeg()),
        sheets.of("station", 1, LINK),
        sheets.of("district", community.id, LINK),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_of_every_poster_is_read_back_also_from_afar(roster: Roster, language: str) -> None:
    printed = print_posters(every_kind(roster, language), language=language, title="x", form="png")
    assert len(printed.files) == 4
    assert (printed.missing, printed.unreadable) == ((), ())
    for page in printed.files:
        assert read_back(page) == [f"https://{LINK}"]
        assert read_back(page, width=300) == [f"https://{LINK}"]  # a fifth of a phone's picture from a metre


def test_a_poster_has_everything_that_was_promised(roster: Roster) -> None:
    deputy, _, station, community = (
        words(print_posters([sheet], language="zh_CN", title="x").files[0])
        for sheet in every_kind(roster, "zh_CN")
    )
    for part in (
        "星河市人民代表大会",
        "顾长青",
        "星河市人大代表",
        "云岫代表团",
        "望星街道代表联络站",
        "桂花里18号",
        "9:00–11:30",
        "15个工作日",
        LINK,
    ):
        assert part in deputy
    for part in (
        "望星街道代表联络站",
        "桂花里18号",
        "9:00–11:30",
        "顾长青",
        "李知秋",
        "云岫区人大代表",
        LINK,
    ):
        assert part in station
    for part in ("望星社区", "星河市云岫区望星街道", "顾长青", "星河市人大代表", "云岫区人大代表", LINK):
        assert part in community


def words(pdf: bytes) -> str:
    """Without spaces: Typst sets some between Chinese and figures."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def crowded(roster: Roster) -> Roster:
    """Long names everywhere, many of them, at one station of many."""
    first = roster.deputies[1]
    stations = {
        number: Station(number, f"S{number}", "望星街道桂花里新时代文明实践人大代表联络站" * 2, "星河市云岫区望星街道桂花里十八号院" * 2, 4, "周一至周五 9:00–11:30、14:00–17:00；" * 4)
        for number in range(1, 7)
    }  # fmt: skip
    deputies = {
        number: replace(
            first,
            id=number,
            name=LONG_NAME,
            unit="星河市云岫区望星街道桂花里社区居民委员会" * 2,
            station_ids=tuple(stations),
            mandates=(first.mandates[0], Mandate("county", 2, "云岫区望星街道代表团")),
        )
        for number in range(1, 90)
    }
    return replace(roster, stations=stations, deputies=deputies)


def test_however_much_there_is_a_poster_is_one_page_and_can_be_scanned(roster: Roster) -> None:
    full = crowded(roster)
    for language in LANGUAGES:
        sheets = every_kind(full, language)
        sheets += [replace(sheet, name=sheet.name * 6, address=f"{LINK}{'x' * 40}") for sheet in sheets]
        pages = print_posters(sheets, language=language, title="x", form="png").files
        assert len(pages) == len(sheets)
        assert [read_back(page) for page in pages] == [[f"https://{sheet.address}"] for sheet in sheets]


def test_of_very_many_deputies_the_first_are_named_and_the_others_counted(roster: Roster) -> None:
    sheet = sheets_of(crowded(roster)).of("station", 1, LINK)
    assert sum(len(group.names) for group in sheet.people) == MOST_NAMES
    assert str(89 - MOST_NAMES) in sheet.more


def test_two_mandates_stand_under_each_other(roster: Roster) -> None:
    sheet = sheets_of(crowded(roster)).of("deputy", 1, LINK)
    assert sheet.lines[:2] == ("星河市人大代表 · 云岫代表团", "云岫区人大代表 · 云岫区望星街道代表团")


def test_only_those_in_office_are_named(roster: Roster) -> None:
    gone = {
        number: replace(deputy, active=deputy.name != "顾长青") for number, deputy in roster.deputies.items()
    }
    sheets = sheets_of(replace(roster, deputies=gone))
    assert named(sheets_of(roster).of("station", 1, LINK)) >= {"顾长青", "李知秋"}
    assert named(sheets.of("station", 1, LINK)) >= {"李知秋"}
    assert "顾长青" not in named(sheets.of("station", 1, LINK))
    community = next(place for place in roster.districts.values() if place.kind == "village")
    assert "顾长青" not in named(sheets.of("district", community.id, LINK))


def named(sheet: Sheet) -> set[str]:
    return {name for group in sheet.people for name in group.names}


def test_what_is_not_in_the_roster_gets_no_poster(roster: Roster) -> None:
    for kind in ("deputy", "station", "district"):
        with pytest.raises(Refused):
            sheets_of(roster).of(kind, 9999, LINK)  # type: ignore[arg-type]


def test_no_line_begins_with_punctuation(roster: Roster) -> None:
    names = ["顾" * length for length in range(1, 24)]
    sheets = [
        replace(sheet, name=name, purpose=Texts.shipped().plain("zh_CN", "poster-purpose", kind=kind, name=name))
        for name in names
        for sheet, kind in zip(every_kind(roster, "zh_CN")[:3:2], ("deputy", "station"), strict=True)
    ]  # fmt: skip
    pdf = print_posters(sheets, language="zh_CN", title="x").files[0]
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == len(sheets)
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    assert len(lines) > 15 * len(sheets)
    assert [line for line in lines if line.startswith(tuple(NEVER_FIRST))] == []


@pytest.mark.parametrize("name", ["陈𬱖", "𫘧𬀩", "㛃龘", "欧阳䶮", LONG_NAME])
def test_rare_characters_are_there(roster: Roster, name: str) -> None:
    sheet = replace(every_kind(roster, "zh_CN")[0], name=name)
    printed = print_posters([sheet], language="zh_CN", title="x")
    assert printed.missing == ()
    assert name in words(printed.files[0])


def test_for_a_character_of_another_script_other_fonts_are_asked(roster: Roster) -> None:
    """Typst brings some of its own; on a machine with more fonts there are more."""
    sheet = replace(every_kind(roster, "zh_CN")[0], name="陈א")
    printed = print_posters([sheet], language="zh_CN", title="x")
    assert printed.missing == ()
    assert "א" in words(printed.files[0])


def test_a_character_without_a_shape_is_marked_and_named(roster: Roster) -> None:
    sheet = replace(every_kind(roster, "zh_CN")[0], name=f"陈{NO_SHAPE}")
    printed = print_posters([sheet], language="zh_CN", title="x")
    assert printed.missing == (NO_SHAPE,)
    assert f"陈{MISSING}" in words(printed.files[0])


def test_a_photograph_is_shown_and_a_broken_one_left_out(roster: Roster) -> None:
    sheet = every_kind(roster, "zh_CN")[0]
    sheets = [replace(sheet, photo=photo) for photo in (jpeg(), b"no picture", jpeg()[:200])]
    printed = print_posters(sheets, language="zh_CN", title="x")
    assert printed.unreadable == ("顾长青", "顾长青")
    assert [len(page.images) for page in PdfReader(io.BytesIO(printed.files[0])).pages] == [1, 0, 0]


def test_words_in_a_name_are_no_commands(roster: Roster) -> None:
    name = '#panic("x") $x$ *b* \\ "<&>'
    printed = print_posters([replace(every_kind(roster, "en")[0], name=name)], language="en", title=name)
    assert re.sub(r"\s", "", name) in words(printed.files[0])


def test_many_posters_are_one_file(roster: Roster) -> None:
    press = Press(language="zh_CN", title="海报", tagged=False)
    sheets = every_kind(roster, "zh_CN")
    whole = PdfReader(io.BytesIO(together([*press.set(sheets), *press.set(sheets[:2])], "海报")))
    assert len(whole.pages) == 6
    assert whole.metadata is not None
    assert whole.metadata.title == "海报"


def test_a_poster_as_svg_has_its_words_as_shapes(roster: Roster) -> None:
    """Whoever opens it needs no font."""
    svg = (
        print_posters(every_kind(roster, "zh_CN")[:1], language="zh_CN", title="x", form="svg")
        .files[0]
        .decode()
    )
    assert svg.startswith("<svg")
    assert "<text" not in svg


def test_the_bare_code_is_read_back() -> None:
    assert read_back(picture.png(f"https://{LINK}")) == [f"https://{LINK}"]
    assert picture.svg(f"https://{LINK}").startswith(b"<?xml")
