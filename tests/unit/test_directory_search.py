"""Search over the sample congress and small rosters made for one case."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.directory.importing import read_congress
from liaison.directory.model import Deputy, District, Mandate, Roster, Station
from liaison.directory.search import Directory, Hit, Reason

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(read_congress(SAMPLE).roster())


def names(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.deputy.name for hit in hits]


@pytest.mark.parametrize(
    "query",
    [
        "李知秋",
        " 李 知 秋 ",
        "李知秋代表",
        "我要找李知秋",
        "请问李知秋人大代表怎么联系？",
        "李知秋女士",
        "望星街道的李知秋代表",
        "李知秋，望星",
        "Find 李知秋",
    ],
)
def test_a_full_name_comes_first_whatever_stands_around_it(directory: Directory, query: str) -> None:
    hits = directory.find(query)
    assert names(hits)[0] == "李知秋"
    assert hits[0].reasons[0] == Reason("name", "李知秋")


@pytest.mark.parametrize(("query", "name"), [("知秋", "李知秋"), ("顾长", "顾长青"), ("长青", "顾长青")])
def test_a_part_of_a_name_finds_its_bearer(directory: Directory, query: str, name: str) -> None:
    assert names(directory.find(query)) == [name]


def test_a_surname_finds_everybody_of_that_name(directory: Directory) -> None:
    assert set(names(directory.find("李代表"))) == {"李知秋", "李建澜", "李梯云"}


def test_a_surname_and_a_place_find_the_one(directory: Directory) -> None:
    assert names(directory.find("桐陂镇李代表")) == ["李建澜"]


def test_a_community_finds_first_who_keeps_in_touch_with_it_then_its_town(directory: Directory) -> None:
    hits = directory.find("望星社区的代表是谁？")
    assert hits[0].deputy.name == "顾长青"
    assert hits[0].reasons[0] == Reason("linked", "望星社区")
    assert {"李知秋", "方砚耕"} <= set(names(hits[1:]))
    assert all(Reason("district", "望星街道") in hit.reasons for hit in hits if hit.deputy.name == "方砚耕")


def test_an_outer_place_narrows_an_inner_one(directory: Directory) -> None:
    assert names(directory.find("我住在云岫区望星社区")) == names(directory.find("望星社区"))


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("白鹭滩渔港代表联络站", "station"),
        ("云岫代表团", "delegation"),
        ("松屿县人民医院", "unit"),
        ("医疗卫生代表小组", "group"),
        ("松屿县", "district"),
    ],
)
def test_everything_a_deputy_belongs_to_is_a_way_to_find_them(
    directory: Directory, query: str, kind: str
) -> None:
    hits = directory.find(query)
    assert hits
    assert all(kind in {reason.kind for reason in hit.reasons} for hit in hits)


@pytest.mark.parametrize(
    ("query", "name", "how"),
    [
        ("李智秋", "李知秋", "sound"),
        ("望心社区", "顾长青", "sound"),
        ("磨仿村", "仇大有", "sound"),
        ("李知春", "李知秋", "slip"),
        ("李秋知", "李知秋", "slip"),
        ("磨枋坊村", "仇大有", "slip"),
    ],
)
def test_a_slip_still_finds_but_ranks_below_an_exact_match(
    directory: Directory, query: str, name: str, how: str
) -> None:
    hits = directory.find(query)
    assert name in names(hits)[:2]
    found = next(hit for hit in hits if hit.deputy.name == name)
    assert found.reasons[0].how == how
    assert found.score < (50 if how == "slip" else 97)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "？？",
        "代表",
        "社区",
        "街道",
        "今天天气真好",
        "asdfgh",
        "阿斯顿发",
        "\u200b",
        "😀",
        "12345",
        "路灯坏了",
        "望星社区的路灯坏了三个月没人修",
        "李知秋代表您好，我们楼下的下水道堵了",
        "桐陂镇磨坊村的水渠塌了，水稻插秧用不上水，再拖就误了农时，村干部说没有钱修，希望代表来看看。",
        "李知秋" * 30,
    ],
)
def test_nonsense_and_complaints_find_nobody(directory: Directory, query: str) -> None:
    assert directory.find(query) == ()
    assert directory.find_districts(query) == ()


def test_the_limit_holds_and_scores_fall(directory: Directory) -> None:
    hits = directory.find("云岫区", limit=5)
    assert len(hits) == 5
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)


def test_every_deputy_is_found_by_name_and_by_every_community(directory: Directory) -> None:
    for deputy in directory.roster.deputies.values():
        assert directory.find(deputy.name)[0].deputy == deputy
        for district_id in deputy.district_ids:
            community = directory.roster.districts[district_id].name
            assert deputy in [hit.deputy for hit in directory.find(community, limit=8)]


def test_every_place_is_found_by_its_name(directory: Directory) -> None:
    for district in directory.roster.districts.values():
        assert directory.find_districts(district.name)[0] == district


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("望星", "望星社区"),
        ("我家住在棉纺新村", "棉纺新村社区"),
        ("云岫区望星社区", "望星社区"),
        ("望心社区", "望星社区"),
    ],
)
def test_my_community_is_found_as_people_say_it(directory: Directory, query: str, first: str) -> None:
    assert directory.find_districts(query)[0].name == first


def test_a_person_is_no_place(directory: Directory) -> None:
    assert directory.find_districts("顾长青") == ()


def test_children_are_the_places_directly_inside(directory: Directory) -> None:
    town = directory.find_districts("望星街道")[0]
    assert [d.name for d in directory.children(town.id)] == [
        "望星社区",
        "墨香社区",
        "邮驿里社区",
        "桂花里社区",
    ]


def test_the_nearest_station_comes_first_with_its_distance(directory: Directory) -> None:
    found = directory.nearest_stations(31.2305, 123.5012)
    assert [station.code for station, _ in found][0] == "S01"
    assert len(found) == 3
    assert 5 < found[0][1] < 20  # a ten-thousandth of a degree of latitude is 11 metres
    assert found[0][1] <= found[1][1] <= found[2][1]


def small(*deputies: Deputy, stations: tuple[Station, ...] = ()) -> Directory:
    places = (
        District(1, "c", "甲州市", "city"),
        District(2, "a", "乙山区", "county", 1),
        District(3, "b", "丙水区", "county", 1),
        District(4, "av", "和平社区", "village", 2),
        District(5, "bv", "和平社区", "village", 3),
    )
    return Directory(Roster.of("t", "t", districts=places, deputies=deputies, stations=stations))


def deputy(number: int, name: str, **more: object) -> Deputy:
    seat = {key: more.pop(key) for key in ("level", "district_id", "delegation") if key in more}
    mandate = Mandate(**{"level": "county", "district_id": 2, **seat})  # type: ignore[arg-type]
    facts: dict[str, object] = {"unit": "", "mandates": (mandate,), **more}
    return Deputy(id=number, code=f"D{number}", name=name, **facts)  # type: ignore[arg-type]


def test_the_inactive_never_appear() -> None:
    gone = deputy(1, "钟离北", active=False, token="gone", district_ids=(4,))
    here = deputy(2, "钟离南", token="here")
    directory = small(gone, here)
    assert names(directory.find("钟离北")) == ["钟离南"]  # only as something alike
    assert directory.find("钟离北")[0].score < 50
    assert names(directory.find("乙山区")) == ["钟离南"]
    assert directory.by_token("gone") is None
    assert directory.by_token("here") == here


def test_a_token_finds_exactly_one_and_an_empty_one_nobody() -> None:
    directory = small(deputy(1, "钟离北"))
    assert directory.by_token("") is None
    assert directory.by_token("nope") is None


def test_places_of_one_name_are_told_apart_by_the_outer_place() -> None:
    directory = small(
        deputy(1, "钟离北", district_ids=(4,)), deputy(2, "向南方", district_id=3, district_ids=(5,))
    )
    assert set(names(directory.find("和平社区"))) == {"钟离北", "向南方"}
    assert names(directory.find("丙水区和平社区")) == ["向南方"]
    assert [d.code for d in directory.find_districts("丙水 和平")] == ["bv"]


def test_two_people_of_one_name_are_both_shown() -> None:
    directory = small(deputy(1, "钟离北"), deputy(2, "钟离北", district_id=3))
    assert [hit.deputy.id for hit in directory.find("钟离北")] == [1, 2]
    assert [hit.deputy.id for hit in directory.find("丙水区 钟离北")] == [2]


def test_names_with_a_middle_dot_are_found_with_and_without_it() -> None:
    directory = small(deputy(1, "艾力·买买提"))
    for query in ("艾力买买提", "艾力·买买提", "艾力•买买提", "买买提", "艾力 买买提"):
        assert names(directory.find(query)) == ["艾力·买买提"]


def test_stations_without_coordinates_are_not_near_anything() -> None:
    directory = small(stations=(Station(1, "S", "甲站", "路", 2),))
    assert directory.nearest_stations(0.0, 0.0) == ()


def test_an_empty_roster_answers_everything_with_nothing() -> None:
    directory = Directory(Roster.of("t", "t"))
    assert directory.find("李") == ()
    assert directory.find_districts("望星社区") == ()
    assert directory.nearest_stations(0, 0) == ()


BITS = st.sampled_from(
    [
        "李",
        "知秋",
        "望星",
        "社区",
        "云岫区",
        "代表",
        "的",
        "，",
        " ",
        "·",
        "a",
        "我住在",
        "😀",
        "\u200b",
        "街道",
    ]
)
SAMPLE_DIRECTORY = Directory(read_congress(SAMPLE).roster())


@given(st.one_of(st.text(max_size=60), st.lists(BITS, max_size=10).map("".join)))
def test_whatever_is_typed_is_answered_in_order_and_within_bounds(query: str) -> None:
    hits = SAMPLE_DIRECTORY.find(query, limit=4)
    assert len(hits) <= 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.reasons and 0 < hit.score <= 100 for hit in hits)
    assert len({hit.deputy.id for hit in hits}) == len(hits)
    assert len(SAMPLE_DIRECTORY.find_districts(query, limit=3)) <= 3
