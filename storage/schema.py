"""The database's schema: which revision it has, which the code wants, and the way from one to the other.

Only a migration that is due imports Alembic: a start on a database that is up to date does not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url

from .engine import LOCK_SECONDS, postgres_engine, sqlite_engine

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every revision in ``migrations/versions``, oldest first. A test holds the two together."""

LOCK = 0x6C696169736F6E
"""Key of the PostgreSQL advisory lock under which a migration runs; any number of our own ("liaison")."""


class NewerDatabase(Exception):
    """The database was made by a later version of the program; this one must not touch it."""

    def __init__(self, found: str) -> None:
        super().__init__(f"the database is at revision {found}; this program knows {head()} and before")
        self.found = found


class BrokenReferences(Exception):
    """A migration would have left rows that refer to nothing; it was rolled back."""


def head() -> str:
    """The revision this code works with."""
    return REVISIONS[-1]


def current(connection: Connection) -> str | None:
    """The revision of the database; None when it has no tables of ours yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def is_due(connection: Connection) -> bool:
    """Whether a migration is due. Raises NewerDatabase."""
    found = current(connection)
    if found is not None and found not in REVISIONS:
        raise NewerDatabase(found)
    return found != head()


def ensure(url: str) -> bool:
    """Make the database what the code wants, from nothing if need be; True when something was done.

    The folder of a SQLite file is made (for the owner alone: it will hold what citizens wrote). Of several
    processes that start at once one migrates and the others wait for it. Blocks; call it before the event
    loop is at work, or in a thread. Raises NewerDatabase.
    """
    if not _on(make_url(url), is_due):
        return False
    upgrade(url)
    return True


def upgrade(url: str, to: str = "head") -> None:
    """Go forward to ``to``, if not there already: all in one transaction. Raises NewerDatabase."""
    from alembic import command  # noqa: PLC0415 - see the head of this file

    def work(connection: Connection) -> None:
        if is_due(connection):  # another process may have been quicker
            command.upgrade(config(connection), to)

    _migrate(make_url(url), work)


def downgrade(url: str, to: str) -> None:
    """Go back to ``to`` ("base": to nothing), in one transaction. What the later tables held is lost."""
    from alembic import command  # noqa: PLC0415

    _migrate(make_url(url), lambda connection: command.downgrade(config(connection), to))


def config(connection: Connection) -> Config:
    """Alembic's configuration, in code; migrations run on ``connection``, in its transaction."""
    from alembic.config import Config  # noqa: PLC0415

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    return made


def _migrate(url: URL, work: Callable[[Connection], None]) -> None:
    """Run with every other migration kept out."""

    def alone(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            # Off while tables are made anew in batches; not to be switched within a transaction.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # A migration may take its time, and so may waiting for another's; but it does not stand in the way of
            # the running bot for long: who waits for a table makes everybody after it wait.
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        work(connection)
        if (
            connection.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise BrokenReferences

    _on(url, alone)


def _on(url: URL, work: Callable[[Connection], T]) -> T:
    """Run on a connection of its own, and commit."""
    text = url.render_as_string(hide_password=False)
    if url.get_backend_name() != "sqlite":
        engine = postgres_engine(text)
    else:
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = sqlite_engine(text)
    try:
        with engine.connect() as connection:
            result = work(connection)
            connection.commit()
            return result
    finally:
        engine.dispose()
