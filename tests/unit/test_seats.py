"""Who stands for a place, and whom the words and the place propose."""

from __future__ import annotations

from datetime import date

from liaison.casework.office import Office, Policy
from liaison.casework.profile import working_days
from liaison.casework.proposing import Why, propose
from liaison.casework.seats import Seats, seats_of
from liaison.directory.model import Committee, Deputy, District, Group, Level, Mandate, Roster
from liaison.directory.search import Directory
from liaison.routing.lexicon import Lexicon, Row
from liaison.routing.router import Router
from liaison.routing.table import SubjectRow, SubjectTable


def deputy(number: int, name: str, *mandates: tuple[Level, int, str], **more: object) -> Deputy:
    held = tuple(Mandate(level, place, team) for level, place, team in mandates)
    return Deputy(number, f"D{number}", name, "", held, **more)  # type: ignore[arg-type]


PLACES = (
    District(1, "c", "甲市", "city"),
    District(2, "k", "乙县", "county", 1),
    District(3, "t", "丙镇", "town", 2),
    District(4, "v", "丁村", "village", 3),
    District(5, "w", "戊村", "village", 3),
    District(6, "l", "己县", "county", 1),
)
ROSTER = Roster.of(
    "a",
    "甲市人大",
    districts=PLACES,
    committees=(Committee(1, "urban", "城建委"), Committee(2, "rural", "农业委")),
    deputies=(
        deputy(1, "一", ("national", 1, "")),
        deputy(2, "二", ("city", 2, "乙县团"), ("county", 3, "丙镇团"), committee_id=1),
        deputy(3, "三", ("county", 3, "丙镇团"), district_ids=(5,)),
        deputy(4, "四", ("town", 4, "第一团")),
        deputy(5, "五", ("town", 5, "第一团")),
        deputy(6, "六", ("city", 6, "己县团"), district_ids=(4,)),
        deputy(7, "七", ("city", 6, "己县团"), active=False, committee_id=1),
        deputy(8, "八", ("county", 6, "己县团"), groups=("路灯小组",)),
    ),
    groups=(Group(1, "g", "路灯小组", 1),),
)
LEXICON = Lexicon.from_rows([Row("urban", "路灯", 5.0, "", ""), Row("rural", "种子", 5.0, "", "")])
TABLE = SubjectTable([SubjectRow("urban", "urban", ""), SubjectRow("rural", "rural", "")])
OFFICE = Office("a", Directory(ROSTER), Router(LEXICON, TABLE), Policy())


def names(district_id: int) -> list[tuple[str, str, bool]]:
    return [(seat.deputy.name, seat.level, seat.linked) for seat in Seats(ROSTER).of_place(district_id)]


def test_a_community_has_all_levels_nearest_first_and_in_touch_first() -> None:
    assert names(4) == [
        ("四", "town", False),
        ("二", "county", False),
        ("三", "county", False),
        ("六", "city", True),
        ("二", "city", False),
        ("一", "national", False),
    ]


def test_a_town_has_its_own_congress_and_a_county_not_that_of_its_towns() -> None:
    assert [name for name, level, _ in names(3) if level == "town"] == ["四", "五"]
    assert not [name for name, level, _ in names(2) if level == "town"]
    assert [name for name, level, _ in names(2) if level == "county"] == ["二", "三"]


def test_delegations_belong_to_the_place_where_their_congress_sits() -> None:
    seats = Seats(ROSTER)
    assert [(team.name, team.level) for team in seats.delegations(1)] == [
        ("乙县团", "city"),
        ("己县团", "city"),
    ]
    assert [team.deputies for team in seats.delegations(2)] == [(2, 3)]
    assert [team.name for team in seats.delegations(3)] == ["第一团"]
    keys = [team.key for place in PLACES for team in seats.delegations(place.id)]
    assert len(set(keys)) == len(keys)
    assert seats.children(0) == (1,)


def test_of_two_mandates_the_nearest_says_where_somebody_stands_in_a_list() -> None:
    both = deputy(2, "二", ("city", 2, ""), ("town", 4, ""), district_ids=(5,), station_ids=(1,))
    one = deputy(1, "一", ("county", 3, ""), station_ids=(1,))
    seats = Seats(Roster.of("a", "甲市人大", districts=PLACES, deputies=(one, both)))
    assert [found.name for found in seats.at_station(1)] == ["二", "一"]
    in_touch = [seat for seat in seats.of_place(5) if seat.linked]
    assert [(seat.deputy.name, seat.level) for seat in in_touch] == [("二", "city")]
    abroad = deputy(3, "三", ("national", 6, ""), ("county", 6, ""), district_ids=(5,))
    seats = Seats(Roster.of("a", "甲市人大", districts=PLACES, deputies=(abroad,)))
    assert [seat.level for seat in seats.of_place(5)] == ["county"]


def test_the_look_up_is_made_once_for_a_roster() -> None:
    assert seats_of(ROSTER) is seats_of(ROSTER)


def test_the_community_first_then_the_committee_and_the_group() -> None:
    found = propose(OFFICE, "路灯坏了", 4)
    assert [(one.deputy.name, [ground.why for ground in one.grounds]) for one in found] == [
        ("二", [Why.ELECTED, Why.COMMITTEE]),
        ("六", [Why.LINKED]),
        ("四", [Why.ELECTED]),
        ("三", [Why.ELECTED]),
        ("八", [Why.GROUP]),
    ]
    assert found[0].grounds[1].name == "城建委"


def test_without_a_community_the_words_alone_and_without_either_nobody() -> None:
    assert [one.deputy.name for one in propose(OFFICE, "路灯坏了", None)] == ["二", "八"]
    assert propose(OFFICE, "", None) == ()
    assert propose(OFFICE, "没有说什么事", 999) == ()


def test_working_days_begin_the_day_after() -> None:
    assert working_days(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert working_days(date(2026, 11, 20), date(2026, 11, 23)) == 1  # Friday to Monday
