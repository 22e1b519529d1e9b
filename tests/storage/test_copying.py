"""All rows to another database and to a file and back: nothing changed, nothing missing, or nothing at all."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import archive, copying, moving, schema
from storage import tables as t
from storage.copying import OtherData, Unstorable
from storage.layouts import laid_out as laid_out_by
from storage.layouts import layouts_at
from tests import servers
from tests.storage.oddities import CHATS, WHEN, make_odd, sums, values, working


def quiet(more: int, of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def odd(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'odd.db'}"
    make_odd(url)
    return url


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


def holds_nothing(url: str) -> bool:
    with copying.opened(url) as connection:
        return copying.first_filled(connection, layouts_at(schema.head())) is None


def fresh_id(url: str) -> int:
    """The number of an outbox row that the database numbers itself."""
    with copying.opened(url) as connection:
        row = dict(connection.execute(sa.select(t.outbox).limit(1)).mappings().one())
        del row["id"]
        made = connection.execute(t.outbox.insert().values(row | {"dedupe": "fresh"})).inserted_primary_key
        assert made is not None
        connection.rollback()
        return int(made[0])


def fresh_seq(url: str) -> int:
    with copying.opened(url) as connection:
        row = dict(connection.execute(sa.select(t.inbox).limit(1)).mappings().one())
        del row["seq"]
        made = connection.execute(t.inbox.insert().values(row | {"update_id": 1})).inserted_primary_key
        assert made is not None
        connection.rollback()
        return int(made[0])


# --- layouts ----------------------------------------------------------------------------------


def test_layouts_know_every_table_and_column_and_what_refers_to_what() -> None:
    found = {layout.name: layout for layout in layouts_at(schema.head())}
    assert found.keys() == t.metadata.tables.keys()
    for name, table in t.metadata.tables.items():
        assert found[name].columns == tuple(table.columns.keys())
    assert {name for name, layout in found.items() if layout.inner} == {"district", "deputy", "opinion"}
    order = list(found)
    for name, table in t.metadata.tables.items():
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) <= order.index(name)


def test_layouts_from_the_migrations_are_those_of_the_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'made.db'}"
    schema.ensure(url)
    found = sa.MetaData()
    with copying.opened(url) as connection:
        found.reflect(connection)

    def laid_out(metadata: sa.MetaData) -> dict[str, tuple[object, ...]]:
        return {
            one.name: (dict(zip(one.columns, one.kinds, strict=True)), one.key, one.inner)
            for one in laid_out_by(metadata)
        }

    assert laid_out(found) == laid_out(t.metadata)
    with pytest.raises(schema.NewerDatabase):
        layouts_at("9999")


def test_a_table_reads_the_same_everywhere(odd: str, new: str) -> None:
    moving.move(odd, new, quiet)
    wanted = [(bot, chat) for bot in (7, 2**63 - 1) for chat in sorted(CHATS, key=str.encode)]
    (layout,) = (one for one in layouts_at(schema.head()) if one.name == "conversation")
    for url in (odd, new):
        with copying.opened(url) as connection:
            for at in range(-1, len(wanted)):
                after = wanted[at] if at >= 0 else None
                with copying.reading(connection, layout, after) as rows:
                    assert [layout.key_of(row) for row in rows] == wanted[at + 1 :]


# --- moving -----------------------------------------------------------------------------------


def test_a_move_changes_nothing_on_the_way(odd: str, new: str) -> None:
    before = values(odd)
    done: list[tuple[int, int]] = []
    moved = moving.move(odd, new, lambda more, of: done.append((more, of)))
    assert values(new) == before == values(odd)
    assert sums(new) == sums(odd)
    assert (moved.rows, moved.before) == (sum(map(len, before.values())), 0)
    assert {of for _, of in done} == {moved.rows * moving.READINGS}
    assert sum(more for more, _ in done) == moved.rows * moving.READINGS


def test_after_a_move_new_rows_get_new_numbers(odd: str, new: str) -> None:
    moving.move(odd, new, quiet)
    assert fresh_id(new) == fresh_id(odd) == 12
    assert fresh_seq(new) == fresh_seq(odd) == 41  # not 38: those were given and removed


def test_a_move_that_is_done_may_be_given_again(odd: str, new: str) -> None:
    first = moving.move(odd, new, quiet)
    again = moving.move(odd, new, quiet)
    assert (again.rows, again.before) == (first.rows, first.rows)


KILLED = """
import signal, sys
from storage import copying, moving

source, target, where, after = *sys.argv[1:4], int(sys.argv[4])
seen = 0

def reached(place, more):
    global seen
    if place == where:
        seen += more
        if seen >= after:
            print("here", flush=True)
            signal.pause()

def insert(connection, layout, batch, really=copying.insert):
    really(connection, layout, batch)
    reached("before the commit", len(batch))

copying.insert = insert
moving.move(source, target, lambda more, of: reached("after a commit", more))
"""


def test_a_move_killed_at_any_point_goes_on_where_it_was(new: str, tmp_path: Path) -> None:
    large = f"sqlite:///{tmp_path / 'large.db'}"
    make_odd(large, persons=3500)
    wanted = sums(large)
    total = sum(each.rows for each in wanted.values())
    there = []
    for where, after in (
        ("after a commit", total // 2),  # that is, while the source is still being read
        ("after a commit", total + 1500),
        ("before the commit", 1),
        ("before the commit", 2500),
    ):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, large, new, where, str(after)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        child.kill()
        assert child.wait() == -9
        child.stdout.close()
        there.append(sum(each.rows for each in sums(new).values()))
    assert there[0] == 0
    assert 1500 <= there[1] == there[2] < there[3] < total
    moved = moving.move(large, new, quiet)
    assert (moved.before, moved.rows) == (there[3], total)
    assert sums(new) == wanted


def test_a_target_with_other_data_is_refused_and_left_alone(odd: str, new: str) -> None:
    schema.ensure(new)
    with working(new) as connection:  # the same row as in the source, and one that is not there
        connection.execute(t.assembly.insert().values(code="z", name="", serials={}))
    before = sums(new)
    with pytest.raises(OtherData, match="assembly"):
        moving.move(odd, new, quiet)
    assert sums(new) == before


def test_a_target_with_rows_out_of_turn_is_refused(odd: str, new: str) -> None:
    """The row is the source's, yet no move would have come so far before the others."""
    moving.move(odd, new, quiet)
    with working(new) as connection:
        connection.execute(t.conversation.delete().where(t.conversation.c.chat == "甲"))
    before = sums(new)
    with pytest.raises(OtherData):
        moving.move(odd, new, quiet)
    assert sums(new) == before


def test_a_source_that_changed_since_is_noticed(odd: str, new: str) -> None:
    moving.move(odd, new, quiet)
    with working(odd) as connection:
        connection.execute(t.person.update().where(t.person.c.id == 9).values(name="changed"))
    with pytest.raises(OtherData, match="person"):
        moving.move(odd, new, quiet)


def test_a_parent_that_differs_is_written_again(odd: str, new: str) -> None:
    """References within a table are not compared before, and right afterwards."""
    moving.move(odd, new, quiet)
    with working(new) as connection:
        connection.execute(t.district.update().where(t.district.c.id == 2).values(parent_id=None))
    moving.move(odd, new, quiet)
    assert sums(new) == sums(odd)


def test_what_differs_at_the_end_is_said(odd: str, new: str) -> None:
    moving.move(odd, new, quiet)
    with working(new) as connection:  # a parent where the source has none
        connection.execute(t.district.update().where(t.district.c.id == 1500).values(parent_id=1))
    with pytest.raises(copying.Different, match="district"):
        moving.move(odd, new, quiet)


def test_what_postgresql_cannot_hold_is_named_before_anything_is_written(odd: str, postgres_url: str) -> None:
    with working(odd) as connection:
        connection.execute(t.person.update().where(t.person.c.id == 27).values(name="a\0b"))
    with pytest.raises(Unstorable) as refused:
        moving.move(odd, postgres_url, quiet)
    assert (refused.value.table, refused.value.row) == ("person", "27")
    assert holds_nothing(postgres_url)


def test_a_value_longer_than_its_column_is_named_and_the_move_goes_on_once_it_is_mended(
    odd: str, postgres_url: str
) -> None:
    long = t.conversation.update().where(t.conversation.c.bot_id == 7, t.conversation.c.chat == "ab")
    with working(odd) as connection:
        connection.execute(long.values(state="x" * 61))
    with pytest.raises(Unstorable) as refused:
        moving.move(odd, postgres_url, quiet)
    assert (refused.value.table, refused.value.row) == ("conversation", "7, ab")
    with working(odd) as connection:
        connection.execute(long.values(state="x" * 60))
    moving.move(odd, postgres_url, quiet)
    assert sums(postgres_url) == sums(odd)


def test_null_characters_stay_between_sqlite_files(odd: str, tmp_path: Path) -> None:
    with working(odd) as connection:
        connection.execute(t.person.update().where(t.person.c.id == 27).values(name="a\0b"))
    new = f"sqlite:///{tmp_path / 'new.db'}"
    moving.move(odd, new, quiet)
    assert values(new) == values(odd)


def test_an_older_target_is_brought_up_only_while_it_is_empty(odd: str, new: str) -> None:
    schema.upgrade(new, "0001")
    moving.move(odd, new, quiet)
    assert sums(new) == sums(odd)


def test_a_newer_target_is_refused(odd: str, new: str) -> None:
    schema.ensure(new)
    with working(new) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerDatabase):
        moving.move(odd, new, quiet)


def test_postgresql_in_use_is_not_moved_from_nor_filled_twice_at_once(
    postgres_url: str, odd: str, tmp_path: Path
) -> None:
    away = f"sqlite:///{tmp_path / 'away.db'}"
    with copying.opened(postgres_url) as bot:
        bot.execute(sa.text("SELECT pg_advisory_lock(5, 7)"))  # as whoever has a share of the chats
        bot.commit()
        for source, target in ((postgres_url, away), (odd, postgres_url)):
            with pytest.raises(copying.InUse):
                moving.move(source, target, quiet)
    with copying.opened(postgres_url) as other:
        copying.hold(other)
        with pytest.raises(copying.InUse):
            moving.move(odd, postgres_url, quiet)
    moving.move(postgres_url, away, quiet)
    assert holds_nothing(away)


def test_to_a_file_to_postgresql_and_home_again(odd: str, postgres_url: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    home, again = f"sqlite:///{tmp_path / 'home.db'}", f"sqlite:///{tmp_path / 'again.db'}"
    made = archive.backup(odd, first, WHEN, quiet)
    archive.restore(first, postgres_url, quiet)
    moving.move(postgres_url, home, quiet)
    from_postgres = archive.backup(postgres_url, second, WHEN, quiet)
    assert [one.sum for one in from_postgres.contents] == [one.sum for one in made.contents]
    archive.restore(second, again, quiet)
    assert sums(odd) == sums(postgres_url) == sums(home) == sums(again)
    assert values(odd) == values(postgres_url) == values(home) == values(again)


def test_moving_nothing(new: str, tmp_path: Path) -> None:
    threads = threading.active_count()
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    with pytest.raises(copying.NothingThere):
        moving.move(empty, new, quiet)
    schema.ensure(empty)
    assert moving.move(empty, new, quiet).rows == 0
    assert threading.active_count() <= threads
