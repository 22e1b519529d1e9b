"""Public codes: stable, unguessable, withdrawn for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from liaison.directory.files import CongressFiles, StationRow
from liaison.directory.importing import read_congress
from storage import codes, picture, roster, versions
from storage.codes import Found
from tests.storage.world import connected

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"
FIRST_DAY, LATER = date(2026, 3, 2), date(2026, 9, 1)


@pytest.fixture(scope="module")
def files() -> CongressFiles:
    return read_congress(SAMPLE)


@pytest.fixture
def connection(empty_url: str, files: CongressFiles) -> Iterator[Connection]:
    with connected(empty_url) as made:
        roster.save(made, "xinghe", files, today=FIRST_DAY)
        yield made


def loaded(connection: Connection) -> picture.Roster:
    found = picture.load(connection, "xinghe")
    assert found is not None
    return found


def test_every_deputy_station_and_community_has_a_code_of_its_own(connection: Connection) -> None:
    found = loaded(connection)
    assert len(found.deputy_by_token) == len(found.deputies)
    assert len(found.station_by_token) == len(found.stations)
    communities = [place for place in found.districts.values() if place.kind == "village"]
    assert list(found.district_by_token.values()) == communities
    assert len({*found.deputy_by_token, *found.station_by_token, *found.district_by_token}) == len(
        found.deputies
    ) + len(found.stations) + len(communities)
    station = next(iter(found.stations.values()))
    assert codes.find(connection, "xinghe", station.token) == Found("station", station.id, None)
    assert codes.find(connection, "elsewhere", station.token) is None
    assert codes.find(connection, "xinghe", "nobody-s") is None


def test_a_withdrawn_code_stays_known_and_an_import_makes_no_other(
    connection: Connection, files: CongressFiles
) -> None:
    deputy = next(iter(loaded(connection).deputies.values()))
    before = versions.versions(connection, "xinghe")
    assert codes.revoke(connection, "xinghe", "deputy", deputy.id, LATER)
    assert not codes.revoke(connection, "xinghe", "deputy", deputy.id, LATER)
    after = versions.versions(connection, "xinghe")
    assert (after.last, after.laid_out) == (before.last + 1, before.laid_out)
    assert codes.find(connection, "xinghe", deputy.token) == Found("deputy", deputy.id, LATER)
    assert roster.save(connection, "xinghe", files, today=LATER).nothing
    assert loaded(connection).deputies[deputy.id].token == ""


def test_a_new_code_takes_the_place_of_the_old_one(connection: Connection) -> None:
    station = next(iter(loaded(connection).stations.values()))
    made = codes.renew(connection, "xinghe", "station", station.id, LATER)
    found = loaded(connection)
    assert found.stations[station.id].token == made != station.token
    old = codes.find(connection, "xinghe", station.token)
    assert old is not None
    assert old.revoked_on == LATER
    assert made in found.station_by_token
    assert station.token not in found.station_by_token


def test_the_code_of_what_is_removed_opens_nothing_ever_again(
    connection: Connection, files: CongressFiles
) -> None:
    extra = StationRow("S-EXTRA", "临时站", "某路 1 号", files.districts[0].code, "", None, None)
    roster.save(connection, "xinghe", replace(files, stations=(*files.stations, extra)), today=FIRST_DAY)
    token = loaded(connection).station_by_code["S-EXTRA"].token
    roster.save(connection, "xinghe", files, today=LATER)
    assert codes.find(connection, "xinghe", token) == Found("station", None, LATER)
    roster.save(connection, "xinghe", replace(files, stations=(*files.stations, extra)), today=LATER)
    again = loaded(connection).station_by_code["S-EXTRA"]
    assert again.token not in ("", token)
    assert codes.find(connection, "xinghe", token) == Found("station", None, LATER)


def test_a_picture_caught_up_with_is_the_one_read_anew(connection: Connection, files: CongressFiles) -> None:
    before, known = loaded(connection), versions.version(connection, "xinghe")
    assert picture.catch_up(connection, before, known) == (before, frozenset())
    first, second, *others = files.deputies
    roster.save(
        connection, "xinghe", replace(files, deputies=(replace(first, name="另一个"), *others)), today=LATER
    )
    codes.renew(connection, "xinghe", "deputy", before.deputy_by_code[others[0].code].id, LATER)
    caught = picture.catch_up(connection, before, known)
    assert caught is not None
    assert caught[0] == loaded(connection)
    assert caught[1] == {before.deputy_by_code[row.code].id for row in (first, second, others[0])}
    place = replace(files.districts[-1], former=("旧名",))
    roster.save(connection, "xinghe", replace(files, districts=(*files.districts[:-1], place)), today=LATER)
    assert picture.catch_up(connection, before, known) is None
