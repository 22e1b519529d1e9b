import pytest

from liaison.directory.model import District, Roster


def roster(*districts: District) -> Roster:
    return Roster.of("t", "t", districts=districts)


def test_a_path_runs_from_the_root_to_the_place() -> None:
    city = District(1, "c", "甲州市", "city")
    county = District(2, "a", "乙山区", "county", 1)
    village = District(3, "v", "和平社区", "village", 2)
    assert roster(city, county, village).path(3) == (city, county, village)
    assert roster(city).path(1) == (city,)


def test_an_unknown_place_and_a_circle_are_errors() -> None:
    with pytest.raises(KeyError):
        roster().path(1)
    with pytest.raises(ValueError, match="lies in itself"):
        roster(District(1, "a", "甲", "town", 2), District(2, "b", "乙", "town", 1)).path(1)


def test_lookups_by_code_agree_with_those_by_id() -> None:
    place = District(7, "c", "甲州市", "city")
    assert roster(place).district_by_code["c"] is roster(place).districts[7]
