"""Rosters that come in parts, go out again, and change as rosters do; no opinion is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.congress import ManyLeave, import_congress
from bot.settings import Settings
from liaison.casework.model import State
from liaison.directory.files import CongressFiles, DeputyRow, MandateRow, PhotoFile
from liaison.directory.importing import ImportProblems, open_files, read_congress
from liaison.directory.writing import write_export
from storage import export, picture, roster, schema
from storage import tables as t
from storage.roster import Changes, Count, Named
from tests.storage.world import ASSEMBLY, START, SURE, connected, world_on

TODAY = date(2026, 5, 11)
SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"
HEADS = "代码,姓名,级别,选区"


@pytest.fixture(scope="module")
def files() -> CongressFiles:
    return read_congress(SAMPLE)


@pytest.fixture
def connection(empty_url: str) -> Iterator[Connection]:
    with connected(empty_url) as made:
        yield made
        if made.dialect.name == "sqlite":
            assert made.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def save(connection: Connection, files: CongressFiles, today: date = TODAY) -> Changes:
    return roster.save(connection, ASSEMBLY, files, today=today)


def exported(connection: Connection, today: date = TODAY) -> CongressFiles:
    found = export.export(connection, ASSEMBLY, today)
    assert found is not None
    return found


def everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
        for table in t.metadata.sorted_tables
    }


def part(connection: Connection, folder: Path, **tables: str) -> CongressFiles:
    """Files with these tables only, read for the roster that is there."""
    paths = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        path.write_text(text, "utf-8")
        paths.append(path)
    return open_files(paths).check(export.known(connection, ASSEMBLY))


def named(connection: Connection, code: str) -> DeputyRow:
    return next(row for row in exported(connection).deputies if row.code == code)


def test_an_export_holds_what_was_imported_and_importing_it_changes_nothing(
    connection: Connection, files: CongressFiles, tmp_path: Path
) -> None:
    data = b"\xff\xd8\xff picture"
    photo = PhotoFile("a.jpg", sha256(data).hexdigest(), lambda: data)
    files = replace(files, deputies=(replace(files.deputies[0], photo=photo), *files.deputies[1:]))
    save(connection, files)
    before = everything(connection)
    found = exported(connection)
    assert sorted(found.deputies, key=lambda row: row.code) == sorted(
        (
            replace(row, districts=tuple(sorted(row.districts)), stations=tuple(sorted(row.stations)))
            for row in files.deputies
        ),
        key=lambda row: row.code,
    )
    assert (found.districts, found.groups, found.stations) == (files.districts, files.groups, files.stations)
    for target in (tmp_path / "out.xlsx", tmp_path / "folder"):
        write_export(found, target, "zh_CN", lambda _more, _of: None)
        again = open_files([target]).check(export.known(connection, ASSEMBLY))
        assert save(connection, again).nothing
    assert everything(connection) == before
    assert export.export(connection, "elsewhere", TODAY) is None
    assert export.known(connection, "elsewhere") is None


def test_who_left_is_exported_with_the_last_day_and_stays_away(
    connection: Connection, files: CongressFiles, tmp_path: Path
) -> None:
    save(connection, files)
    gone = files.deputies[2]
    save(connection, replace(files, deputies=(*files.deputies[:2], *files.deputies[3:])))
    assert named(connection, gone.code).mandates[0].term_end == date(2026, 5, 10)
    write_export(exported(connection), tmp_path / "out.xlsx", "zh_CN", lambda _more, _of: None)
    again = open_files([tmp_path / "out.xlsx"]).check(export.known(connection, ASSEMBLY))
    assert save(connection, again, date(2026, 6, 1)).nothing
    assert save(connection, files).deputies == Count(changed=1)  # and comes back when named with the old term


def test_only_the_tables_that_are_given_are_replaced(
    connection: Connection, files: CongressFiles, tmp_path: Path
) -> None:
    save(connection, files)
    before = exported(connection)
    stations = "代码,名称,地址,所在地\nS01,新名称,新地址,XH-YX-WX\nS99,新站,某路,XH-SY\n"
    changes = save(connection, part(connection, tmp_path, stations=stations))
    assert changes == Changes(stations=Count(added=1, changed=1))  # the others are still in use
    assert changes.stations.named == Named(("新站",), (("新名称", ("address", "name")),), ())
    after = exported(connection)
    assert (after.deputies, after.districts, after.subjects) == (
        before.deputies,
        before.districts,
        before.subjects,
    )
    known = {row.code: row for row in before.stations}
    assert [row for row in after.stations if row.code == "S01"] == [
        replace(
            known["S01"], name="新名称", address="新地址"
        )  # hours and place stay: there was no such column
    ]


def test_columns_that_are_not_there_leave_things_as_they_are(
    connection: Connection, files: CongressFiles, tmp_path: Path
) -> None:
    save(connection, files)
    before = exported(connection)
    rows = [f"{row.code},{row.name},{m.level},{m.district}" for row in files.deputies for m in row.mandates]
    assert save(connection, part(connection, tmp_path, deputies="\n".join([HEADS, *rows]))).nothing
    rows[0] = "D001,顾长青,区县,XH-YX"
    changes = save(connection, part(connection, tmp_path, deputies="\n".join([HEADS, *rows])))
    assert changes == Changes(deputies=Count(changed=1))
    assert replace(named(connection, "D001"), mandates=()) == replace(before.deputies[0], mandates=())
    fresh = part(connection, tmp_path, deputies="\n".join([HEADS, *rows, "N1,新人,市,XH"]))
    assert save(connection, fresh).deputies == Count(added=1)
    assert named(connection, "N1").mandates == (MandateRow("city", "XH", "", None),)


def test_links_by_themselves_replace_the_links(
    connection: Connection, files: CongressFiles, tmp_path: Path
) -> None:
    save(connection, files)
    changes = save(connection, part(connection, tmp_path, links="代表,村社区\nD001,XH-YX-WX-02\n"))
    linked = sum(1 for row in files.deputies if row.districts)
    assert changes == Changes(deputies=Count(changed=linked))
    assert [row.districts for row in exported(connection).deputies if row.districts] == [("XH-YX-WX-02",)]


def test_committees_that_go_take_their_subjects_along_when_those_are_not_given(
    connection: Connection, files: CongressFiles, tmp_path: Path
) -> None:
    save(connection, files)
    rows = [f"{row.code},{row.name}" for row in files.committees if row.code != "urban"]
    save(connection, part(connection, tmp_path, committees="\n".join(["代码,名称", *rows])))
    table = picture.load_subjects(connection, ASSEMBLY)
    assert "urban" not in table.committees
    assert "judicial" in table.committees
    words = {row.committee for row in exported(connection).terms}
    assert words == {row.code for row in files.committees} - {"urban"}  # the others keep theirs


def test_names_of_who_changed_and_in_what_are_told(connection: Connection, files: CongressFiles) -> None:
    save(connection, files)
    first, second, *rest = files.deputies
    first = replace(
        first, mandates=(replace(first.mandates[0], delegation="新代表团"),), districts=(), unit="某处"
    )
    changes = save(connection, replace(files, deputies=(first, *rest[:-1], replace(rest[-1], code="D999"))))
    assert changes.deputies == Count(1, 1, 2)
    assert changes.deputies.named.changed == ((first.name, ("delegation", "districts", "unit")),)
    assert set(changes.deputies.named.retired) == {second.name, rest[-1].name}
    assert changes.deputies_before == len(files.deputies) - 1  # one's term was over


def test_people_of_the_same_name_are_apart(connection: Connection, files: CongressFiles) -> None:
    twin = replace(files.deputies[0], code="D900", phone="0000-5550900")
    save(connection, replace(files, deputies=(*files.deputies, twin)))
    loaded = picture.load(connection, ASSEMBLY)
    assert loaded is not None
    assert len({d.token for d in loaded.deputies.values() if d.name == twin.name}) == 2


def settings(url: str) -> Settings:
    return Settings(_env_file=None, database_url=url)  # type: ignore[call-arg]


def written(folder: Path, files: CongressFiles) -> list[Path]:
    write_export(files, folder / "all.xlsx", "zh_CN", lambda _more, _of: None)
    return [folder / "all.xlsx"]


async def test_who_goes_on_keeps_the_opinion_and_who_leaves_gives_it_back(
    congress_url: str, files: CongressFiles, tmp_path: Path
) -> None:
    """One of two mandates ends, somebody moves to another delegation, somebody is replaced: by one import."""
    with world_on(congress_url) as world:
        citizens = {code: world.citizen(f"致{code}") for code in ("D010", "D003", "D004")}
        opinions = {code: world.submit(one, SURE, to=code).opinion.id for code, one in citizens.items()}
        world.connection.commit()
    by_code = {row.code: row for row in files.deputies}
    double = by_code["D010"]
    over = replace(double.mandates[0], term_end=date(2026, 5, 1))
    moved = by_code["D003"]
    left = by_code["D004"]
    seat = replace(left, code="D104", name="接任者", succeeds="D004", mandates=left.mandates)
    by_code |= {
        "D010": replace(double, mandates=(over, double.mandates[1])),
        "D003": replace(moved, mandates=(replace(moved.mandates[0], delegation="机关代表团"),)),
        "D104": seat,
    }
    del by_code["D004"]
    paths = written(tmp_path, replace(files, deputies=tuple(by_code.values())))
    looked = await import_congress(settings(congress_url), paths, lambda: START, dry_run=True)
    done = await import_congress(settings(congress_url), paths, lambda: START)
    assert looked == done
    assert done.changes.deputies == Count(1, 2, 1)
    assert done.changes.deputies.named.changed == (("陶知远", ("delegation",)), ("简素心", ("term_end",)))
    assert (await import_congress(settings(congress_url), paths, lambda: START)).changes.nothing
    with world_on(congress_url) as world:
        assert {code: world.file(one).opinion.state for code, one in opinions.items()} == {
            "D010": State.WITH_DEPUTY,
            "D003": State.WITH_DEPUTY,
            "D004": State.TRIAGE,
        }
        assert "notice-returned" in world.keys(citizens["D004"])
        assert "notice-returned" not in world.keys(citizens["D010"]) + world.keys(citizens["D003"])
        loaded = world.office.directory.roster
        assert loaded.deputy_by_code["D010"].level == "county"
        after = loaded.successor_of(loaded.deputy_by_code["D004"].id)
        assert after is not None
        assert after.code == "D104"


async def test_a_file_that_was_cut_off_is_not_imported_unless_that_is_meant(
    congress_url: str, files: CongressFiles, tmp_path: Path
) -> None:
    paths = written(tmp_path, replace(files, deputies=files.deputies[:30]))
    with pytest.raises(ManyLeave):
        await import_congress(settings(congress_url), paths, lambda: START)
    with connected(congress_url) as connection:
        assert export.export(connection, ASSEMBLY, TODAY) is not None
        still = connection.execute(sa.select(sa.func.count()).where(t.deputy.c.active)).scalar_one()
    assert still == len(files.deputies) - 1
    looked = await import_congress(settings(congress_url), paths, lambda: START, dry_run=True)
    done = await import_congress(settings(congress_url), paths, lambda: START, many_leave=True)
    assert looked.changes == done.changes
    assert len(done.changes.deputies_gone) == still - 30


async def test_files_that_do_not_name_their_congress_are_for_the_only_one(
    congress_url: str, empty_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "stations.csv"
    path.write_text("代码,名称,地址,所在地\nS77,新站,某路,XH-SY\n", "utf-8")
    done = await import_congress(settings(congress_url), [path], lambda: START)
    assert done.changes.stations.added == 1
    schema.ensure(empty_url)
    with pytest.raises(ImportProblems):
        await import_congress(settings(empty_url), [path], lambda: START)
