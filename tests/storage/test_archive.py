"""Backups: complete and of one moment, or refused; restored whole into an empty database, or not at all."""

from __future__ import annotations

import asyncio
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import archive, copying, schema
from storage import tables as t
from storage.archive import Backup, Damaged, NewerBackup
from storage.copying import OtherData
from storage.engine import LaneDatabase
from tests import servers
from tests.storage.oddities import WHEN, make_odd, sums, values, working


def quiet(more: int, of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def odd(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'odd.db'}"
    make_odd(url)
    return url


@pytest.fixture
def file(odd: str, tmp_path: Path) -> Path:
    """A backup."""
    archive.backup(odd, tmp_path / "backup.zip", WHEN, quiet)
    return tmp_path / "backup.zip"


@pytest.fixture(params=["sqlite", "postgresql"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database may be made."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'liaison.db'}"
        return
    server: servers.Databases = request.getfixturevalue("postgres_server")
    made = server.make()
    yield made
    server.drop(made)


def rewritten(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    said = json.loads(members[archive.MANIFEST])
    change(said)
    members[archive.MANIFEST] = json.dumps(said).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)


def test_a_backup_comes_back_as_it_was(odd: str, file: Path, new: str) -> None:
    manifest = archive.restore(file, new, quiet)
    assert values(new) == values(odd)
    assert {one.layout.name: one.sum for one in manifest.contents} == sums(new) == sums(odd)
    assert (manifest.revision, manifest.taken_at) == (schema.head(), WHEN)


def test_what_was_given_is_not_given_again(file: Path, new: str) -> None:
    archive.restore(file, new, quiet)
    with working(new) as connection:
        person = dict(connection.execute(sa.select(t.person).limit(1)).mappings().one())
        del person["id"]
        made = connection.execute(t.person.insert().values(person | {"address": "new"})).inserted_primary_key
        assert made is not None
        assert made[0] == 121  # the last of 40 has 120
        update = dict(connection.execute(sa.select(t.inbox).limit(1)).mappings().one())
        del update["seq"]
        made = connection.execute(t.inbox.insert().values(update | {"update_id": 1})).inserted_primary_key
        assert made is not None
        assert made[0] == 41  # 38 to 40 were removed before the backup


def test_only_the_owner_may_read_a_backup_and_nothing_is_left_beside_it(odd: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        (tmp_path / "kept").mkdir()
        archive.backup(odd, tmp_path / "kept" / "backup.zip", WHEN, quiet)
    finally:
        os.umask(before)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["backup.zip"]
    assert (tmp_path / "kept" / "backup.zip").stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_the_one_before(odd: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    archive.backup(odd, kept / "backup.zip", WHEN, quiet)
    before = (kept / "backup.zip").read_bytes()

    def stop(more: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.backup(odd, kept / "backup.zip", WHEN, stop)
    with pytest.raises(copying.NothingThere):
        archive.backup(f"sqlite:///{tmp_path / 'none.db'}", kept / "backup.zip", WHEN, quiet)
    assert [path.name for path in kept.iterdir()] == ["backup.zip"]
    assert (kept / "backup.zip").read_bytes() == before


async def test_a_backup_while_the_bot_writes_is_of_one_moment(empty_url: str, tmp_path: Path) -> None:
    """A person and their post are written together, and another post in the same unit of work is removed."""
    database = LaneDatabase(empty_url)
    stop = asyncio.Event()
    numbers = iter(range(1, 10**9))

    def unit(connection: Connection) -> None:
        number = next(numbers)
        known = {"assembly": "xinghe", "language": "en", "since": WHEN}
        made = connection.execute(
            t.person.insert().values(known | {"address": str(number), "name": "乙" * 150})
        ).inserted_primary_key
        assert made is not None
        connection.execute(t.post.insert().values(assembly="xinghe", person_id=made[0], since=WHEN))
        if number > 500:
            connection.execute(t.post.delete().where(t.post.c.person_id == made[0] - 500))
            connection.execute(t.person.delete().where(t.person.c.id == made[0] - 500))

    async def write() -> None:
        while not stop.is_set():
            await asyncio.gather(*(database.write(unit) for _ in range(20)))

    await database.write(unit)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        files = [tmp_path / f"{number}.zip" for number in range(8)]
        moving_on = []
        for file in files:
            await asyncio.to_thread(archive.backup, empty_url, file, WHEN, quiet)
            moving_on.append(await database.read(lambda c: c.scalar(sa.select(sa.func.max(t.person.c.id)))))
        stop.set()
    await database.close()
    assert moving_on == sorted(set(moving_on))  # it did write meanwhile
    for file in files:
        url = f"sqlite:///{file.with_suffix('.db')}"
        archive.restore(file, url, quiet)
        with copying.opened(url) as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            persons = set(connection.scalars(sa.select(t.person.c.id)))
            assert persons == set(connection.scalars(sa.select(t.post.c.person_id)))
            assert persons


def test_into_a_database_that_holds_anything_nothing_is_restored(file: Path, new: str) -> None:
    schema.ensure(new)
    with working(new) as connection:
        connection.execute(t.assembly.insert().values(code="other", name="", serials={}))
    before = values(new)
    with pytest.raises(OtherData, match="assembly"):
        archive.restore(file, new, quiet)
    assert values(new) == before


def test_nothing_is_restored_where_a_bot_is_at_work(file: Path, postgres_url: str) -> None:
    with copying.opened(postgres_url) as bot:
        bot.execute(sa.text("SELECT pg_advisory_lock_shared(5, 100)"))  # as every dispatching process does
        bot.commit()
        with pytest.raises(copying.InUse):
            archive.restore(file, postgres_url, quiet)
    archive.restore(file, postgres_url, quiet)


def test_a_row_that_cannot_be_stored_ends_it_all(odd: str, postgres_url: str, tmp_path: Path) -> None:
    with working(odd) as connection:
        connection.execute(t.outbox.update().where(t.outbox.c.id == 11).values(key="a\0b"))
    archive.backup(odd, tmp_path / "nul.zip", WHEN, quiet)
    with pytest.raises(copying.Unstorable) as refused:
        archive.restore(tmp_path / "nul.zip", postgres_url, quiet)
    assert (refused.value.table, refused.value.row) == ("outbox", "11")
    assert sum(each.rows for each in sums(postgres_url).values()) == 0


def test_an_older_backup_is_brought_up(new: str, tmp_path: Path) -> None:
    """Taken by this program from a database that an older one had made, so before an upgrade."""
    old = f"sqlite:///{tmp_path / 'old.db'}"
    schema.upgrade(old, "0001")
    with working(old) as connection:
        connection.execute(sa.text("INSERT INTO assembly (code, name, serials) VALUES ('x', '名', '{}')"))
        connection.execute(
            sa.text(
                "INSERT INTO inbox (seq, bot_id, update_id, chat, payload, state, tries, received_at)"
                " VALUES (5, 1, 1, '42', '{}', 1, 0, '2026-01-01 00:00:00.000000')"
            )
        )
    manifest = archive.backup(old, tmp_path / "old.zip", WHEN, quiet)
    assert manifest.revision == "0001"
    for made_before in (False, True):
        if made_before:  # empty, at today's revision
            schema.downgrade(new, "base")
            schema.ensure(new)
        archive.restore(tmp_path / "old.zip", new, quiet)
        with copying.opened(new) as connection:
            assert schema.current(connection) == schema.head()
            assert connection.execute(sa.select(t.assembly.c.code, t.assembly.c.version)).all() == [("x", 0)]
            assert connection.scalars(sa.select(t.inbox.c.seq)).all() == [5]


def test_a_backup_of_a_later_program_is_refused(file: Path, tmp_path: Path) -> None:
    rewritten(file, lambda said: said.update(revision="9999"))
    with pytest.raises(NewerBackup) as refused:
        archive.restore(file, f"sqlite:///{tmp_path / 'none.db'}", quiet)
    assert refused.value.found == "9999"
    assert not (tmp_path / "none.db").exists()


def test_a_file_cut_off_anywhere_is_refused(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    cut = tmp_path / "cut.zip"
    for length in (*range(0, len(whole), 97), len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            archive.restore(cut, f"sqlite:///{tmp_path / 'none.db'}", quiet)
    assert not (tmp_path / "none.db").exists()


def test_a_file_with_a_wrong_byte_is_refused_or_reads_as_it_was(file: Path, tmp_path: Path) -> None:
    """Some bytes of a ZIP file mean nothing; what is read is right, or Damaged is said and nothing else."""
    whole = file.read_bytes()
    wrong = tmp_path / "wrong.zip"
    opened = refused = 0
    for place in range(0, len(whole), 13):
        wrong.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            backup = Backup(wrong)
        except Damaged:
            refused += 1
            continue
        opened += 1
        try:
            for content in backup.manifest.contents:
                if copying.summed(backup.lines(content.layout), lambda _: None) != content.sum:
                    refused += 1
                    break
        except Damaged:
            refused += 1
        finally:
            backup.close()
    assert opened
    assert refused > len(whole) // 13 // 2


def test_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    none = f"sqlite:///{tmp_path / 'none.db'}"
    for data in (b"", b"PK", b"%PDF-1.7 " * 100, json.dumps({"format": archive.FORMAT}).encode()):
        other.write_bytes(data)
        with pytest.raises(Damaged):
            archive.restore(other, none, quiet)
    for manifest in ("", "[]", "1", "{}", '{"format": "liaison-backup 2"}', '{"format": 7, "revision": []}'):
        with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(archive.MANIFEST, manifest)
        with pytest.raises(Damaged):
            archive.restore(other, none, quiet)
    with pytest.raises(FileNotFoundError):
        archive.restore(tmp_path / "nowhere.zip", none, quiet)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("name", ["no table", "a table too many", "no column", "a count", "a checksum"])
def test_a_manifest_that_does_not_fit_is_refused(name: str, file: Path, tmp_path: Path) -> None:
    def change(said: dict[str, Any]) -> None:
        person = said["tables"]["person"]
        match name:
            case "no table":
                del said["tables"]["post"]
            case "a table too many":
                said["tables"]["pg_authid"] = person
            case "no column":
                person["columns"].remove("name")
            case "a count":
                person["rows"] += 1
            case _:
                person["sha256"] = "0" * 64

    rewritten(file, change)
    with pytest.raises(Damaged):
        archive.restore(file, f"sqlite:///{tmp_path / 'none.db'}", quiet)
    assert not (tmp_path / "none.db").exists()
