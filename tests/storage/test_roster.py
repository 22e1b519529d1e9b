from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.directory.files import CongressFiles, DeputyRow
from liaison.directory.importing import read_congress
from storage import codes, picture, roster
from storage import tables as t
from storage.people import PersonRows
from storage.roster import Changes, Count
from tests.storage.world import begin, connected

TODAY = date(2026, 5, 11)
NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"


@pytest.fixture(scope="module")
def files() -> CongressFiles:
    return read_congress(SAMPLE)


@pytest.fixture
def connection(empty_url: str) -> Iterator[Connection]:
    with connected(empty_url) as made:
        yield made
        if made.dialect.name == "sqlite":  # PostgreSQL looks by itself
            assert made.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def save(connection: Connection, files: CongressFiles, code: str = "xinghe", today: date = TODAY) -> Changes:
    return roster.save(connection, code, files, today=today)


def until(row: DeputyRow, day: date | None) -> DeputyRow:
    return replace(row, mandates=tuple(replace(one, term_end=day) for one in row.mandates))


def without_deputy(files: CongressFiles, code: str) -> CongressFiles:
    return replace(files, deputies=tuple(row for row in files.deputies if row.code != code))


def test_what_was_read_is_what_is_loaded(connection: Connection, files: CongressFiles) -> None:
    changes = save(connection, files)
    assert changes == Changes(
        Count(len(files.districts)),
        Count(len(files.committees)),
        Count(len(files.stations)),
        Count(len(files.deputies)),
        groups=Count(len(files.groups)),
    )
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    said = files.roster(today=TODAY)
    assert loaded.name == said.name
    for code, deputy in said.deputy_by_code.items():
        found = loaded.deputy_by_code[code]
        assert (found.name, found.level, found.unit, found.delegation, found.groups, found.pledge) == (
            deputy.name,
            deputy.level,
            deputy.unit,
            deputy.delegation,
            deputy.groups,
            deputy.pledge,
        )
        assert (found.phone, found.active) == (deputy.phone, deputy.active)
        assert loaded.districts[found.district_id].code == said.districts[deputy.district_id].code
        assert {loaded.districts[i].code for i in found.district_ids} == {
            said.districts[i].code for i in deputy.district_ids
        }
        assert {loaded.stations[i].code for i in found.station_ids} == {
            said.stations[i].code for i in deputy.station_ids
        }
    for code, district in said.district_by_code.items():
        path = [place.code for place in loaded.path(loaded.district_by_code[code].id)]
        assert path == [place.code for place in said.path(district.id)]
    for code, station in said.station_by_code.items():
        found_station = loaded.station_by_code[code]
        assert replace(found_station, id=0, district_id=0, token="") == replace(station, id=0, district_id=0)
    assert picture.load_lexicon(connection, "xinghe") == files.lexicon()
    assert picture.assemblies(connection) == {"xinghe": said.name}


def test_an_assembly_nobody_imported_is_none(connection: Connection) -> None:
    assert picture.load(connection, "nowhere") is None
    assert picture.load_lexicon(connection, "nowhere").weights == {}
    assert picture.assemblies(connection) == {}


def test_the_same_files_again_change_nothing(connection: Connection, files: CongressFiles) -> None:
    save(connection, files)
    before = {table.name: connection.execute(table.select()).all() for table in t.metadata.sorted_tables}
    assert save(connection, files).nothing
    assert before == {
        table.name: connection.execute(table.select()).all() for table in t.metadata.sorted_tables
    }


def test_every_deputy_has_a_token_of_their_own_that_stays(
    connection: Connection, files: CongressFiles
) -> None:
    numbers = count(1)
    roster.save(connection, "xinghe", files, today=TODAY, token=lambda: f"token-{next(numbers)}")
    first = picture.load(connection, "xinghe")
    assert first is not None
    assert sorted(first.deputy_by_token) == sorted(f"token-{n}" for n in range(1, len(files.deputies) + 1))
    renamed = replace(files.deputies[0], name="某某某")
    changes = save(connection, replace(files, deputies=(renamed, *files.deputies[1:])))
    assert changes == Changes(deputies=Count(changed=1))
    second = picture.load(connection, "xinghe")
    assert second is not None
    assert {d.id: d.token for d in second.deputies.values()} == {
        d.id: d.token for d in first.deputies.values()
    }
    assert len({codes.new_token() for _ in range(1000)}) == 1000
    assert all(len(f"d_{codes.new_token()}") <= 24 for _ in range(100))


def test_a_deputy_missing_from_the_files_leaves_office_and_comes_back_with_the_same_token(
    connection: Connection, files: CongressFiles
) -> None:
    save(connection, files)
    code = files.deputies[3].code
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    deputy = loaded.deputy_by_code[code]
    changes = save(connection, without_deputy(files, code))
    assert changes == Changes(deputies=Count(retired=1), deputies_gone=(deputy.id,))
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    assert loaded.deputies[deputy.id].active is False
    assert loaded.deputies[deputy.id].district_ids == ()
    assert save(connection, without_deputy(files, code)).nothing
    assert save(connection, files) == Changes(deputies=Count(changed=1))
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    assert loaded.deputies[deputy.id] == deputy


def test_a_term_ends_the_day_after_its_last_day(connection: Connection, files: CongressFiles) -> None:
    last, *others = (until(row, None) for row in files.deputies)
    last = until(last, TODAY)
    files = replace(files, deputies=(last, *others))
    save(connection, files)
    assert roster.end_terms(connection, "xinghe", TODAY) == ()
    tomorrow = date(2026, 5, 12)
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    deputy = loaded.deputy_by_code[last.code]
    assert roster.end_terms(connection, "xinghe", tomorrow) == (deputy.id,)
    assert roster.end_terms(connection, "xinghe", tomorrow) == ()
    assert save(connection, files, today=tomorrow).nothing
    assert save(connection, files, today=TODAY).deputies == Count(changed=1)
    assert save(connection, files, today=tomorrow).deputies_gone == (deputy.id,)


def test_links_follow_the_files(connection: Connection, files: CongressFiles) -> None:
    save(connection, files)
    station = files.stations[-1].code
    moved = replace(files.deputies[0], stations=(station,), districts=())
    changes = save(connection, replace(files, deputies=(moved, *files.deputies[1:])))
    assert changes == Changes(deputies=Count(changed=1))
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    deputy = loaded.deputy_by_code[moved.code]
    assert [loaded.stations[i].code for i in deputy.station_ids] == [station]
    assert deputy.district_ids == ()


def test_what_nothing_refers_to_is_removed(connection: Connection, files: CongressFiles) -> None:
    save(connection, files)
    gone = files.stations[-1].code
    fewer = replace(
        files,
        stations=files.stations[:-1],
        deputies=tuple(
            replace(row, stations=tuple(code for code in row.stations if code != gone))
            for row in files.deputies
        ),
    )
    changes = save(connection, fewer)
    assert changes.stations == Count(retired=1)
    assert save(connection, fewer).nothing
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    assert gone not in loaded.station_by_code


def test_whole_branches_of_places_are_removed_but_not_a_place_where_somebody_lives(
    connection: Connection, files: CongressFiles
) -> None:
    save(connection, files)
    new = [
        replace(files.districts[0], code="T-1", name="甲镇", kind="town", parent=files.districts[0].code),
        replace(files.districts[0], code="T-1-1", name="甲村", kind="village", parent="T-1"),
        replace(files.districts[0], code="T-1-2", name="乙村", kind="village", parent="T-1"),
    ]
    assert save(connection, replace(files, districts=(*files.districts, *new))).districts == Count(added=3)
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    person = PersonRows(connection, "xinghe").meet("1", "甲", "zh_CN", NOW)
    PersonRows(connection, "xinghe").change(
        replace(person, home_district_id=loaded.district_by_code["T-1-1"].id)
    )
    assert save(connection, files).districts == Count(retired=1)  # 乙村; 甲村 is a home, in 甲镇
    assert save(connection, files).nothing
    PersonRows(connection, "xinghe").change(person)
    assert save(connection, files).districts == Count(retired=2)


def test_a_committee_that_is_referred_to_stays_but_nothing_is_routed_to_it(
    connection: Connection, files: CongressFiles
) -> None:
    save(connection, files)
    code = files.deputies[0].committee
    assert code is not None
    fewer = replace(
        files,
        committees=tuple(row for row in files.committees if row.code != code),
        terms=tuple(row for row in files.terms if row.committee != code),
        subjects=tuple(row for row in files.subjects if row.committee != code),
        groups=tuple(row for row in files.groups if row.committee != code),
        deputies=tuple(row for row in files.deputies if row.committee != code),
    )
    changes = save(connection, fewer)
    assert changes.committees == Count(retired=1)
    assert len(changes.deputies_gone) == len(files.deputies) - len(fewer.deputies)
    loaded = picture.load(connection, "xinghe")
    assert loaded is not None
    assert code in loaded.committee_by_code
    assert code not in picture.load_subjects(connection, "xinghe").committees
    assert save(connection, fewer).nothing


def test_assemblies_stand_side_by_side(connection: Connection, files: CongressFiles) -> None:
    save(connection, files)
    save(connection, files, "other")
    assert set(picture.assemblies(connection)) == {"xinghe", "other"}
    one, other = picture.load(connection, "xinghe"), picture.load(connection, "other")
    assert one is not None
    assert other is not None
    assert one.deputies.keys().isdisjoint(other.deputies)
    changes = save(connection, without_deputy(files, files.deputies[0].code), "other")
    assert changes.deputies.retired == 1
    assert picture.load(connection, "xinghe") == one


def test_an_import_that_fails_leaves_nothing(connection: Connection, files: CongressFiles) -> None:
    broken = replace(files.deputies[-1], districts=("nowhere",))
    begin(connection)
    with pytest.raises(KeyError):
        save(connection, replace(files, deputies=(*files.deputies[:-1], broken)))
    connection.rollback()
    for table in t.metadata.sorted_tables:
        assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
