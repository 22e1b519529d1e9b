"""Every row of a database, read from one snapshot and written into another: what moving, backups and restoring
share. Rows come in the order of their primary keys, tables after those they refer to; a table's checksum is that
of its rows in this order, and is the same on SQLite, on PostgreSQL and in a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url

from . import schema
from .engine import postgres_engine, sqlite_engine
from .layouts import TYPES, Layout, Row

T = TypeVar("T")

BATCH = 1000
"""Rows that are written, and by a move committed, at a time; no more than these are in memory."""

LOCK = 0x636F7079696E67
"""Key of the PostgreSQL advisory lock of whoever fills a database; any number of our own ("copying")."""

Progress = Callable[[int, int], None]
"""Told as the work goes on: so many rows more are done, of so many in all."""


HOLD_SECONDS = 3
"""How long to wait for that lock: PostgreSQL may not know yet that a move before this one was killed."""

LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's name for having waited in vain (its documentation, appendix A)."""


class NothingThere(Exception):
    """The database has no tables of ours."""


class OtherData(Exception):
    """The database that is to be filled holds rows that are not those to be written."""

    def __init__(self, table: str) -> None:
        super().__init__(f"other rows in {table}")
        self.table = table


class Unstorable(Exception):
    """The database that is to be filled cannot hold a row as it is: U+0000 in a text on PostgreSQL, or a value
    longer than its column. ``row`` is its primary key."""

    def __init__(self, table: str, row: str) -> None:
        super().__init__(f"row {row} of {table}")
        self.table = table
        self.row = row


class Different(Exception):
    """What was written does not read as what was to be written."""

    def __init__(self, table: str) -> None:
        super().__init__(f"{table} is not the same on both sides")
        self.table = table


class InUse(Exception):
    """Another process works with the database."""


@dataclass(frozen=True)
class Sum:
    """What a table holds: how many rows, and the SHA-256 of their lines."""

    rows: int
    sha256: str


# --- opening ----------------------------------------------------------------------------------


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection of one's own, which may take as long as it needs. The folder of a SQLite file is made."""
    database = make_url(url).database
    on_sqlite = make_url(url).get_backend_name() == "sqlite"
    if on_sqlite and database:
        Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = sqlite_engine(url) if on_sqlite else postgres_engine(url)
    try:
        with engine.connect() as connection:
            if not on_sqlite:
                connection.exec_driver_sql("SET statement_timeout = 0")
                connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
                connection.commit()
            yield connection
    finally:
        engine.dispose()


@contextmanager
def snapshot(connection: Connection) -> Iterator[str]:
    """Everything read in the block is as it was at one moment; gives the revision of the database. Raises
    NothingThere, NewerDatabase."""
    connection.exec_driver_sql(
        "BEGIN"
        if connection.dialect.name == "sqlite"
        else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
    )
    try:
        revision = schema.current(connection)
        if revision is None:
            raise NothingThere
        yield revision
    finally:
        connection.rollback()


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """All of the block is committed, or nothing."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def hold(connection: Connection) -> None:
    """Keep others that would fill this PostgreSQL database out, for as long as the connection lasts. Raises InUse.
    (Of SQLite the whole file is held, see bot.alone.)"""
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{HOLD_SECONDS}s'")
    try:
        connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        raise InUse from None
    connection.commit()


def refuse_if_in_use(connection: Connection) -> None:
    """Raises InUse when processes of the bot work on this PostgreSQL database: they hold advisory locks there."""
    if connection.dialect.name != "sqlite":
        held = connection.scalar(
            sa.text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
        connection.rollback()
        if held:
            raise InUse


# --- what there is ----------------------------------------------------------------------------


def line(row: Row) -> str:
    """A row as it counts for checksums and stands in files: one JSON array in ASCII, without a line's end."""
    return _encode(row)


_encode = json.JSONEncoder(separators=(",", ":"), default=lambda value: value.isoformat()).encode


def count(connection: Connection, layout: Layout) -> int:
    """How many rows there are."""
    return int(connection.scalar(sa.select(sa.func.count()).select_from(_table(layout))) or 0)


@contextmanager
def reading(connection: Connection, layout: Layout, after: Row | None = None) -> Iterator[Iterator[Row]]:
    """The rows, as they are asked for, in the order of their keys; of those behind the key ``after``."""
    table = _table(layout)
    key = [table.c[name] for name in layout.key]
    if connection.dialect.name != "sqlite":  # the order of bytes, as SQLite has it
        key = [sa.collate(one, "C") if isinstance(one.type, sa.Text) else one for one in key]  # type: ignore[misc]
    query = sa.select(
        *(
            sa.cast(column, sa.Text) if kind == "json" else column
            for column, kind in zip(table.columns, layout.kinds, strict=True)
        )
    ).order_by(*key)
    if after is not None:
        query = query.where(sa.tuple_(*key) > sa.tuple_(*map(sa.literal, after)))
    with connection.execute(query, execution_options={"yield_per": BATCH}) as found:
        if "float" in layout.kinds:  # SQLite knows no negative zero
            yield (tuple(value + 0.0 if type(value) is float else value for value in row) for row in found)
        else:
            yield map(tuple, found)


def sum_of(connection: Connection, layout: Layout, tick: Callable[[int], None]) -> Sum:
    """What a table of a database holds."""
    with reading(connection, layout) as rows:
        return summed(map(line, rows), tick)


def summed(lines: Iterable[str], tick: Callable[[int], None]) -> Sum:
    """Count and checksum of a table's lines."""
    total, digest = 0, hashlib.sha256()
    for batch in batches(lines):
        digest.update("".join(f"{one}\n" for one in batch).encode("ascii"))
        total += len(batch)
        tick(len(batch))
    return Sum(total, digest.hexdigest())


def batches(of: Iterable[T]) -> Iterator[list[T]]:
    """What there is, BATCH at a time."""
    rest = iter(of)
    while batch := list(islice(rest, BATCH)):
        yield batch


def counter(connection: Connection, layout: Layout) -> int:
    """The last number that the database gave to a row of this table, as far as it remembers; 0: none. New rows get
    larger ones, so a button that names a row which is gone never means another."""
    if not layout.numbered:
        return 0
    if connection.dialect.name == "sqlite":
        if not connection.scalar(_REMEMBERS, {"name": layout.name}):
            return 0
        return int(connection.scalar(_REMEMBERED, {"name": layout.name}) or 0)
    last = sa.literal_column("last_value", sa.BigInteger)
    query = sa.select(sa.case((sa.literal_column("is_called", sa.Boolean), last), else_=0))
    return int(connection.scalar(query.select_from(sa.text(_sequence(connection, layout)))) or 0)


_REMEMBERS = sa.text("SELECT 1 FROM sqlite_master WHERE name = :name AND sql LIKE '%AUTOINCREMENT%'")
_REMEMBERED = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")


def _sequence(connection: Connection, layout: Layout) -> str:
    return str(connection.scalar(sa.select(sa.func.pg_get_serial_sequence(layout.name, layout.key[0]))))


def _table(layout: Layout) -> sa.TableClause:
    return sa.table(
        layout.name,
        *(sa.column(name, TYPES[kind]) for name, kind in zip(layout.columns, layout.kinds, strict=True)),
    )


# --- writing ----------------------------------------------------------------------------------


def insert(connection: Connection, layout: Layout, batch: Sequence[Row]) -> None:
    """Write rows, without their references to the same table. Raises Unstorable."""
    as_json = connection.dialect.name != "sqlite"
    statement = sa.insert(_table(layout)).values(
        {
            name: sa.cast(sa.bindparam(name, type_=sa.Text), sa.JSON)
            if kind == "json" and as_json
            else sa.bindparam(name, type_=TYPES[kind])
            for name, kind in zip(layout.columns, layout.kinds, strict=True)
        }
    )

    def put(some: Sequence[Row]) -> None:
        with connection.begin_nested():
            connection.execute(
                statement, [dict(zip(layout.columns, layout.outer(row), strict=True)) for row in some]
            )

    try:
        put(batch)
    except (sa.exc.DataError, sa.exc.IntegrityError, ValueError):
        for row in batch:
            try:
                put([row])
            except (sa.exc.DataError, sa.exc.IntegrityError, ValueError):
                raise _unstorable(layout, row) from None
        raise


def refer(connection: Connection, layout: Layout, batch: Sequence[Row]) -> None:
    """Write the references to the same table, when all its rows are there."""
    for name in layout.inner:
        at = layout.columns.index(name)
        values = [
            {
                "value": row[at],
                **{f"key_{one}": part for one, part in zip(layout.key, layout.key_of(row), strict=True)},
            }
            for row in batch
            if row[at] is not None
        ]
        if values:
            table = _table(layout)
            statement = (
                sa.update(table)
                .values({name: sa.bindparam("value", type_=table.c[name].type)})
                .where(*(table.c[one] == sa.bindparam(f"key_{one}") for one in layout.key))
            )
            connection.execute(statement, values)


def set_counter(connection: Connection, layout: Layout, last: int) -> None:
    """New rows get numbers above ``last`` and above every row that is there."""
    if not layout.numbered:
        return
    most = connection.scalar(sa.select(sa.func.max(_table(layout).c[layout.key[0]])))
    last = max(last, most or 0)
    if connection.dialect.name != "sqlite":
        if last:
            connection.execute(sa.select(sa.func.setval(_sequence(connection, layout), last)))
    elif connection.scalar(_REMEMBERS, {"name": layout.name}):
        values = {"name": layout.name, "last": last}
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)


def first_filled(connection: Connection, of: Iterable[Layout]) -> str | None:
    """The name of a table that holds anything."""
    for layout in of:
        if connection.execute(sa.select(sa.literal(1)).select_from(_table(layout)).limit(1)).first():
            return layout.name
    return None


def get_ready(connection: Connection) -> None:
    """The database reckons anew how its rows lie, once they have all come."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _unstorable(layout: Layout, row: Row) -> Unstorable:
    return Unstorable(layout.name, ", ".join(map(str, layout.key_of(row))))
