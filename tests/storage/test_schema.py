from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage import schema, tables
from storage.engine import sqlite_engine


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = sqlite_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def made_of(connection: Connection) -> dict[str, frozenset[str]]:
    """Every table and index, by name, as the set of what it is made of."""
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


def test_migrations_make_what_the_models_say(url: str, tmp_path: Path) -> None:
    schema.ensure(url)
    with connected(url) as connection:
        assert schema.current(connection) == schema.head()
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        migrated = made_of(connection)
    with connected(f"sqlite:///{tmp_path / 'models.db'}") as connection:
        tables.metadata.create_all(connection)
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


def test_each_revision_goes_up_and_down_by_itself(url: str) -> None:
    below = "base"
    for revision in schema.REVISIONS:
        schema.upgrade(url, revision)
        schema.downgrade(url, below)
        schema.upgrade(url, revision)
        below = revision


def test_ensure_makes_the_folder_for_the_owner_alone_and_does_nothing_twice(url: str, tmp_path: Path) -> None:
    assert schema.ensure(url) is True
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
    with pytest.raises(sa.exc.OperationalError):
        schema.upgrade(url)
    with connected(url) as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"part", "alembic_version"}
        assert schema.current(connection) is None


def test_a_migration_that_breaks_references_is_rolled_back(url: str) -> None:
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
