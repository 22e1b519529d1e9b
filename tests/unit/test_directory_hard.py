"""The hard cases of the text box over an invented city: `tests/directory/hard_*.tsv`.

Each line of `hard_queries.tsv` is what a citizen would expect: which deputies may stand first, who must be shown, which
places are asked about, and whether the answer is given as a certain one (empty: nothing is expected of it).
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

import pytest

from liaison.directory.model import Deputy, District, Mandate, Roster
from liaison.directory.search import Directory, Found

FOLDER = Path(__file__).parents[1] / "directory"
LONG = 4_000


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@lru_cache(maxsize=1)
def directory() -> Directory:
    places = table("hard_places.tsv")
    ids = {row["code"]: number for number, row in enumerate(places, start=1)}
    districts = [
        District(
            ids[row["code"]],
            row["code"],
            row["name"],
            row["kind"],  # type: ignore[arg-type]
            ids.get(row["parent"]),
            former=tuple(row["former"].split()),
        )
        for row in places
    ]
    deputies = [
        Deputy(
            id=number,
            code=row["code"],
            name=row["name"],
            unit=row["unit"],
            mandates=(Mandate(row["level"], ids[row["place"]]),),  # type: ignore[arg-type]
            district_ids=tuple(ids[code] for code in row["linked"].split()),
        )
        for number, row in enumerate(table("hard_deputies.tsv"), start=1)
    ]
    return Directory(Roster.of("hard", "青榆市", districts=districts, deputies=deputies))


def home_of(code: str) -> int | None:
    return directory().roster.district_by_code[code].id if code else None


def search(typed: str, home: str = "", limit: int = 8) -> Found:
    return directory().search(typed, home=home_of(home), limit=limit)


def codes(found: Found) -> list[str]:
    return [hit.deputy.code for hit in found.hits]


def typed_of(written: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), written)


QUERIES = table("hard_queries.tsv")


@pytest.mark.parametrize("row", QUERIES, ids=[f"{row['case']}: {row['typed']}" for row in QUERIES])
def test_what_a_citizen_expects(row: dict[str, str]) -> None:
    found = search(typed_of(row["typed"]), row["home"])
    shown = codes(found)
    if row["first"]:
        assert shown
        assert shown[0] in row["first"].split()
    assert set(row["shown"].split()) <= set(shown)
    asked = [place.code for place in found.which]
    assert set(row["which"].split()) <= set(asked)
    if row["home"] and row["which"]:
        assert asked[0] == row["which"].split()[0]
    if row["certain"]:
        assert found.certain == (row["certain"] == "yes")


def test_of_a_surname_alone_its_bearers_come_before_everybody_else() -> None:
    for typed, bearers in (("王", {"W1", "W2", "W3"}), ("欧阳", {"O1", "O2"}), ("买买提", {"M1", "M2"})):
        assert set(codes(search(typed))[: len(bearers)]) == bearers


def test_a_town_that_was_said_leaves_nothing_to_ask() -> None:
    assert {place.code for place in search("望山镇和平村").which} <= {"B3H"}


def test_a_district_that_was_said_leaves_its_own_villages_to_ask_about() -> None:
    assert {place.code for place in search("西屏区和平村").which} == {"B1H", "B2H", "B3H", "B4H"}
    assert search("西屏区和平村", home="B4").which[0].code == "B4H"
    assert search("西屏区和平村", home="A1H").which[0].code in {"B1H", "B2H", "B3H", "B4H"}


def test_villages_of_one_name_are_asked_about_from_the_nearest_outwards() -> None:
    asked = [place.code for place in search("和平村", home="B3K").which]
    assert asked[0] == "B3H"
    assert {code[0] for code in asked[:4]} == {"B"}
    assert len(asked) == 12


def test_a_home_never_changes_who_is_meant_by_a_whole_name() -> None:
    for home in ("A1H", "B1W", "D1L", "C"):
        assert codes(search("王秀兰", home=home))[0] == "W1"


def test_no_search_is_a_dead_end() -> None:
    """Something that sounds a little like somebody shows the nearest, and says that they are only that."""
    for typed in ("王秀篮子", "欧阳雪儿", "石头桥村", "陈北", "李知", "张三丰"):
        found = search(typed)
        assert found.hits or found.nearest, typed


@pytest.mark.parametrize(
    "unit",
    [
        "王", "和平村", "石桥", "欧阳雪，", "wang ", "wxl", "a", "1", " ", "\u3000", "，", "😀", "𬭎", "·", "'", '"', "%", "*", "(", "\\",
        "\u200b", "\x00", "\ud800", "\U0010ffff", "ﷺ", "ﬃ", "e\u0301", "王秀兰 OR ", "我们村的路灯坏了三个月没人修，请代表帮忙看看。",
    ],
)  # fmt: skip
def test_four_thousand_characters_are_answered_and_found_to_be_no_search(unit: str) -> None:
    typed = (unit * LONG)[:LONG]
    found = search(typed)
    assert not found.certain
    assert len(found.hits) <= 8
    assert directory().find(typed) == ()


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_the_limit_holds_whatever_is_typed(limit: int) -> None:
    for row in QUERIES:
        found = search(typed_of(row["typed"]), row["home"], limit)
        assert len(found.hits) <= limit
        assert len({hit.deputy.id for hit in found.hits}) == len(found.hits)
        scores = [hit.score for hit in found.hits]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 100 for score in scores)


def test_every_deputy_is_first_by_their_whole_name_and_by_name_and_place() -> None:
    roster = directory().roster
    for deputy in roster.deputies.values():
        place = roster.districts[deputy.district_id].name
        for typed in (deputy.name, f"{deputy.name} {place}", f"{place}{deputy.name}", f"{deputy.name}代表"):
            assert codes(search(typed))[0] == deputy.code, typed


def test_what_is_found_says_why() -> None:
    for row in QUERIES:
        for hit in search(typed_of(row["typed"]), row["home"]).hits:
            assert hit.reasons
