from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from liaison.directory.model import Roster, by_id
from storage import inbox, picture, schema, tables
from storage.engine import LOCK_SECONDS
from tests import servers
from tests.storage.world import ASSEMBLY, begin, connected

_COLUMNS = """
    SELECT c.relname, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def made_of(connection: Connection) -> dict[str, frozenset[str]]:
    """Every table and index, by name, as the set of what it is made of."""
    if connection.dialect.name == "postgresql":
        pieces: dict[str, set[str]] = {}
        for name, piece in connection.execute(sa.text(_COLUMNS)):
            pieces.setdefault(name, set()).add(piece)
        return {
            name: frozenset(piece) for name, piece in pieces.items() if not name.startswith("alembic_version")
        }
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    found = {}
    for name, sql in connection.execute(query):
        head, body = re.sub(r"\s+", " ", sql).replace('"', "").split("(", 1)
        found[name] = frozenset(
            piece.strip() for piece in (head, *re.split(r",\s(?![^()]*\))", body.rsplit(")", 1)[0]))
        )
    found.pop("alembic_version", None)
    return found


def test_revisions_in_code_are_those_of_the_scripts(url: str) -> None:
    schema.ensure(url)
    with connected(url) as connection:
        scripts = ScriptDirectory.from_config(schema.config(connection))
    found = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(found)) == schema.REVISIONS
    assert scripts.get_heads() == [schema.head()]


def models(dialect: str) -> sa.MetaData:
    """The models as they are meant for this dialect: a partial index is one everywhere (storage.tables says why it
    says so for SQLite only)."""
    meant = sa.MetaData(naming_convention=tables.metadata.naming_convention)
    for table in tables.metadata.sorted_tables:
        for index in table.to_metadata(meant).indexes:
            where = index.dialect_options["sqlite"]["where"]
            if dialect == "postgresql" and where is not None:
                index.dialect_kwargs["postgresql_where"] = where
    return meant


@pytest.fixture
def another_url(kind: str, url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """One more empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'models.db'}"
        return
    server: servers.Databases = request.getfixturevalue("postgres_server")
    made = server.make()
    yield made
    server.drop(made)


def test_migrations_make_what_the_models_say(url: str, another_url: str) -> None:
    schema.ensure(url)
    with connected(url) as connection:
        assert schema.current(connection) == schema.head()
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        meant = models(connection.dialect.name)
        assert compare_metadata(context, meant) == []
        migrated = made_of(connection)
    assert {"inbox", "ix_inbox_unfinished", "ix_draft_open"} < migrated.keys()
    with connected(another_url) as connection:
        meant.create_all(connection)
        connection.commit()
        assert made_of(connection) == migrated


def test_up_and_down_and_up_again(url: str) -> None:
    for _ in range(2):
        schema.ensure(url)
        with connected(url) as connection:
            assert set(sa.inspect(connection).get_table_names()) == {
                *tables.metadata.tables,
                "alembic_version",
            }
        schema.downgrade(url, "base")
        with connected(url) as connection:
            assert schema.current(connection) is None
            assert sa.inspect(connection).get_table_names() == ["alembic_version"]


def test_updates_that_wait_get_their_share(url: str) -> None:
    schema.upgrade(url, "0002")
    chats = [str(number) for number in range(880_001_001, 880_003_500)]
    insert = sa.text(
        "INSERT INTO inbox (bot_id, update_id, chat, payload, state, tries, received_at)"
        " VALUES (7, :number, :chat, '{}', 0, 0, '2026-05-11 03:00:00')"
    )
    with connected(url) as connection:
        begin(connection)
        connection.execute(insert, [{"number": n, "chat": chat} for n, chat in enumerate(chats, 1)])
        connection.execute(sa.text("DELETE FROM inbox WHERE update_id = 7"))
        connection.commit()
    schema.upgrade(url)
    with connected(url) as connection:
        rows = connection.execute(sa.select(tables.inbox).order_by(tables.inbox.c.seq)).all()
        assert [(row.seq, row.chat) for row in rows] == [(n, c) for n, c in enumerate(chats, 1) if n != 7]
        assert [row.share for row in rows] == [inbox.share_of(row.chat) for row in rows]
    schema.downgrade(url, "0002")
    with connected(url) as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM inbox WHERE payload = '{}'")).scalar()
        assert count == len(chats) - 1


def test_a_migration_waits_for_another_however_long_but_not_for_a_table(
    postgres_server: servers.Databases,
) -> None:
    """So that the running bot is not held up behind it."""
    url = postgres_server.make()
    said: list[str] = []
    schema._migrate(
        sa.make_url(url),
        lambda connection: said.extend(
            connection.execute(sa.text(f"SHOW {name}")).scalar_one()
            for name in ("statement_timeout", "lock_timeout")
        ),
    )
    postgres_server.drop(url)
    assert said == ["0", f"{LOCK_SECONDS}s"]


def test_each_revision_goes_up_and_down_by_itself(url: str) -> None:
    below = "base"
    for revision in schema.REVISIONS:
        schema.upgrade(url, revision)
        schema.downgrade(url, below)
        schema.upgrade(url, revision)
        below = revision


def test_ensure_does_nothing_twice_and_a_folder_is_for_the_owner_alone(url: str, tmp_path: Path) -> None:
    assert schema.ensure(url) is True
    if url.startswith("sqlite"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert schema.ensure(url) is False


def test_a_newer_database_is_refused_and_left_alone(url: str) -> None:
    schema.ensure(url)
    with connected(url) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    for act in (schema.ensure, schema.upgrade):
        with pytest.raises(schema.NewerDatabase) as refused:
            act(url)
        assert refused.value.found == "9999"
    with connected(url) as connection:
        assert schema.current(connection) == "9999"


def test_a_migration_that_fails_leaves_nothing(url: str) -> None:
    schema.ensure(url)
    schema.downgrade(url, "base")
    with connected(url) as connection:  # the last table of the revision stands in the way
        connection.execute(sa.text("CREATE TABLE part (id INTEGER)"))
        connection.commit()
    with pytest.raises(sa.exc.DBAPIError, match="part"):
        schema.upgrade(url)
    with connected(url) as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"part", "alembic_version"}
        assert schema.current(connection) is None


def test_a_migration_that_breaks_references_is_rolled_back(tmp_path: Path) -> None:
    """On SQLite, which does not look while a migration is at work."""
    url = f"sqlite:///{tmp_path / 'broken.db'}"
    schema.ensure(url)
    with connected(url) as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.execute(sa.text("INSERT INTO deputy_station VALUES (1, 1)"))
        connection.execute(sa.text("DELETE FROM alembic_version"))
        connection.commit()
    with pytest.raises(schema.BrokenReferences):
        schema._migrate(sa.make_url(url), lambda _connection: None)


def python(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-W", "error", "-c", code], stdout=subprocess.PIPE, text=True)


def test_several_processes_may_start_at_once(url: str) -> None:
    code = f"from storage import schema; print(schema.ensure({url!r}))"
    starts = [python(code) for _ in range(4)]
    for start in starts:
        start.communicate()
        assert start.returncode == 0
    with connected(url) as connection:
        assert schema.current(connection) == schema.head()


def test_a_start_on_a_database_that_is_up_to_date_does_not_load_alembic(url: str) -> None:
    schema.ensure(url)
    code = f"import sys; from storage import schema; schema.ensure({url!r}); print('alembic' in sys.modules)"
    start = python(code)
    assert start.communicate()[0] == "False\n"


async def test_ensure_works_inside_an_event_loop_too(url: str) -> None:
    assert schema.ensure(url) is True


def as_before_there_was_more(found: Roster) -> Roster:
    """Without what the tables of that time could not hold: codes of places, former names, groups, professions,
    successors, and all mandates but the one that counts."""
    return replace(
        found,
        districts=by_id(replace(district, token="", former=()) for district in found.districts.values()),
        stations=by_id(replace(station, token="") for station in found.stations.values()),
        groups=by_id(()),
        deputies=by_id(
            replace(deputy, mandates=deputy.in_force[:1], profession="", succeeds_id=None)
            for deputy in found.deputies.values()
        ),
    )


def test_a_congress_stays_what_it_is_through_the_migrations(congress_url: str) -> None:
    with connected(congress_url) as connection:
        before = picture.load(connection, ASSEMBLY)
        assert before is not None
        begin(connection)
        longest = {"name": "名" * 500, "unit": "选" * 500}
        connection.execute(tables.deputy.update().where(tables.deputy.c.code == "D001").values(longest))
        connection.rollback()
    schema.downgrade(congress_url, "0002")
    schema.upgrade(congress_url)
    with connected(congress_url) as connection:
        after = picture.load(connection, ASSEMBLY)
        assert after is not None
        assert len(after.station_by_token) == len(
            after.stations
        )  # made anew: what was there before knew none
        assert as_before_there_was_more(after) == as_before_there_was_more(before)
