"""What the directory says beside its hits: which place, why, how surely; and how it follows a roster that changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liaison.directory import keeping
from liaison.directory.model import Deputy, District, Mandate, Roster, Station
from liaison.directory.search import Directory, Found, Reason

PLACES = (
    District(1, "c", "甲州市", "city"),
    District(2, "a", "乙山区", "county", 1),
    District(3, "b", "丙水县", "county", 1),
    *(District(10 + n, f"t{n}", f"{name}镇", "town", 2 + n // 3) for n, name in enumerate("东西南北中前")),
    *(District(20 + n, f"v{n}", "和平村", "village", 10 + n) for n in range(6)),
    District(30, "w", "白泉村", "village", 10, former=("老井村", "红旗大队")),
    District(31, "x", "石埠村", "village", 13),
)
STATIONS = (Station(1, "S1", "白泉村代表联络站", "路", 30),)


def deputy(number: int, name: str, place: int = 10, **more: object) -> Deputy:
    mandates = more.pop("mandates", (Mandate("town", place, "第一代表团"),))
    facts: dict[str, object] = {"unit": "", "mandates": mandates, **more}
    return Deputy(id=number, code=f"D{number}", name=name, **facts)  # type: ignore[arg-type]


DEPUTIES = (
    deputy(1, "钟离北", district_ids=(20, 30), station_ids=(1,), unit="甲州市第一中学", profession="渔民"),
    deputy(2, "向南方", 13, district_ids=(23,), groups=("教育代表小组",)),
    deputy(3, "石埠", 11, district_ids=(21,)),
    deputy(4, "陈静", 14, district_ids=(24,)),
    deputy(5, "程静", 15, district_ids=(25,)),
    deputy(6, "艾力·买买提", 12, district_ids=(22, 31)),
    deputy(
        7,
        "欧阳采薇",
        mandates=(Mandate("county", 2, "区团"), Mandate("city", 3, "市团", date(2030, 1, 1))),
    ),
)


def roster(deputies: tuple[Deputy, ...] = DEPUTIES, places: tuple[District, ...] = PLACES) -> Roster:
    return Roster.of("t", "t", districts=places, stations=STATIONS, deputies=deputies)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(roster())


def names(found: Found) -> list[str]:
    return [hit.deputy.name for hit in found.hits]


@pytest.mark.parametrize("typed", ["和平村", "和平", "hepingcun", "我住在和平村"])
def test_a_name_that_six_villages_share_is_asked_about(directory: Directory, typed: str) -> None:
    found = directory.search(typed)
    assert found.certain
    assert {one.name for one in found.which} == {"和平村"}
    assert len(found.which) == 6


def test_ones_own_village_comes_first_then_those_nearby(directory: Directory) -> None:
    found = directory.search("和平村", home=24)
    assert [one.id for one in found.which][0] == 24
    assert {one.id for one in found.which[1:3]} == {23, 25}  # of the same county
    assert names(found)[0] == "陈静"


def test_an_outer_place_leaves_nothing_to_ask(directory: Directory) -> None:
    found = directory.search("北镇和平村")
    assert found.which == ()
    assert names(found)[0] == "向南方"


def test_a_deputys_name_that_is_a_village_is_both(directory: Directory) -> None:
    found = directory.search("石埠")
    assert names(found)[0] == "石埠"
    assert [one.id for one in found.which] == [31]


def test_our_village_is_the_one_that_was_chosen(directory: Directory) -> None:
    found = directory.search("我们村的人大代表", home=23)
    assert found.certain
    assert names(found)[0] == "向南方"
    assert not directory.search("我们村的人大代表").certain


@pytest.mark.parametrize(
    ("typed", "name", "reason"),
    [
        ("钟离北", "钟离北", Reason("name", "钟离北")),
        ("钟离", "钟离北", Reason("name", "钟离北", "part")),
        ("钟里北", "钟离北", Reason("name", "钟离北", "sound")),
        ("zlb", "钟离北", Reason("name", "钟离北", "initials")),
        ("钟离南", "钟离北", Reason("name", "钟离北", "slip")),
        ("白泉村", "钟离北", Reason("linked", "白泉村")),
        ("百泉村", "钟离北", Reason("linked", "白泉村", "sound")),
        ("老井村", "钟离北", Reason("former", "老井村")),
        ("红旗大队", "钟离北", Reason("former", "红旗大队")),
        ("白泉村代表联络站", "钟离北", Reason("station", "白泉村代表联络站")),
        ("甲州市第一中学", "钟离北", Reason("unit", "甲州市第一中学")),
        ("渔民", "钟离北", Reason("profession", "渔民")),
        ("教育代表小组", "向南方", Reason("group", "教育代表小组")),
        ("市团", "欧阳采薇", Reason("delegation", "市团")),
        ("丙水县", "欧阳采薇", Reason("district", "丙水县")),
        ("买买提 南镇", "艾力·买买提", Reason("name", "艾力·买买提", "part")),
    ],
)
def test_it_is_said_why(directory: Directory, typed: str, name: str, reason: Reason) -> None:
    found = directory.search(typed)
    assert found.certain
    hit = next(hit for hit in found.hits if hit.deputy.name == name)
    assert reason in hit.reasons


def test_the_same_characters_come_before_the_same_sound(directory: Directory) -> None:
    assert names(directory.search("陈静")) == ["陈静", "程静"]
    assert names(directory.search("程静")) == ["程静", "陈静"]


@pytest.mark.parametrize(
    "typed",
    ["和平村的路灯坏了没有人来修已经三个月了", "路灯坏了", "没有水", "村里的路一直没有修好", "；；；", "谁"],
)
def test_something_to_say_is_no_search_but_never_a_dead_end(directory: Directory, typed: str) -> None:
    found = directory.search(typed)
    assert not found.certain
    assert found.hits or found.nearest
    assert directory.find(typed) == ()


def test_a_surname_nobody_has_is_not_answered_by_the_place_alone(directory: Directory) -> None:
    assert not directory.search("诸葛 白泉村").certain


def test_a_changed_deputy_is_found_as_they_are_now(directory: Directory) -> None:
    moved = replace(DEPUTIES[0], name="钟离西", unit="丙水县医院", district_ids=(31,), station_ids=())
    gone = replace(DEPUTIES[1], active=False)
    new = deputy(8, "端木新", 15, district_ids=(25,))
    now = roster((moved, gone, *DEPUTIES[2:], new))
    changed = directory.updated(now, deputies={1, 2, 8}, everything_else=False)
    assert names(changed.search("端木新")) == ["端木新"]
    assert names(changed.search("钟离西"))[0] == "钟离西"
    assert "钟离北" not in names(changed.search("钟离北"))
    assert names(changed.search("丙水县医院")) == ["钟离西"]
    assert all(reason.kind != "linked" for hit in changed.search("白泉村").hits for reason in hit.reasons)
    assert names(changed.search("石埠村"))[0] in ("钟离西", "艾力·买买提")
    assert "向南方" not in names(changed.search("北镇和平村"))
    assert names(changed.search("陈静"))[0] == "陈静"
    assert {hit.deputy.name for hit in changed.search("前镇和平村").hits} >= {"端木新", "程静"}
    assert names(directory.search("钟离北"))[0] == "钟离北"  # the old picture is as it was


def test_changes_follow_one_another(directory: Directory) -> None:
    once = replace(DEPUTIES[3], name="陈敬")
    twice = replace(DEPUTIES[4], name="程敬")
    first = directory.updated(
        roster((*DEPUTIES[:3], once, *DEPUTIES[4:])), deputies=[4], everything_else=False
    )
    now = roster((*DEPUTIES[:3], once, twice, *DEPUTIES[5:]))
    second = first.updated(now, deputies=[5], everything_else=False)
    assert names(second.search("陈敬"))[0] == "陈敬"
    assert names(second.search("程敬"))[0] == "程敬"


def test_changed_places_are_found(directory: Directory) -> None:
    places = (*PLACES, District(40, "new", "新塘村", "village", 10))
    changed = directory.updated(roster(places=places), deputies=(), everything_else=True)
    assert changed.find_districts("新塘村")[0].id == 40


def test_a_large_index_is_kept_and_taken_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keeping, "KEPT_FROM", 1)
    Directory(roster(), tmp_path).ready()
    kept = list(tmp_path.iterdir())
    assert len(kept) == 1
    monkeypatch.setattr(keeping, "gather", None)  # it is not made again
    assert names(Directory(roster(), tmp_path).search("钟离北")) == ["钟离北"]
    monkeypatch.undo()
    monkeypatch.setattr(keeping, "KEPT_FROM", 1)
    Directory(roster(DEPUTIES[:3]), tmp_path).ready()
    assert len(list(tmp_path.iterdir())) == 1
    assert kept[0] not in tmp_path.iterdir()


def test_a_broken_index_on_the_disk_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keeping, "KEPT_FROM", 1)
    Directory(roster(), tmp_path).ready()
    kept = next(tmp_path.iterdir())
    (kept / "ids.npy").unlink()
    assert names(Directory(roster(), tmp_path).search("钟离北")) == ["钟离北"]
    (kept / "ids.npy").write_bytes(b"half")
    assert names(Directory(roster(), tmp_path).search("钟离北")) == ["钟离北"]


def test_a_small_index_is_not_kept(tmp_path: Path) -> None:
    Directory(roster(), tmp_path).ready()
    assert not list(tmp_path.iterdir())
