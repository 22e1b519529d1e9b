"""Where units of work run. SQLite: one writing thread that commits what waits together, one reading
thread. PostgreSQL: the pool of an async engine. The work itself is the same synchronous function."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

T = TypeVar("T")
Work = Callable[[Connection], T]

MOST_TOGETHER = 64
"""Units of work that may share one SQLite commit; each has its own savepoint, so one that fails takes
nothing with it."""

CACHE_KIB = 1024
"""SQLite's own page cache for each connection; the operating system caches the file anyway."""

BUSY_SECONDS = 30
"""How long a SQLite writer waits for another process (a command beside the running bot)."""


class Database(Protocol):
    """Runs units of work: all of it is committed, or nothing."""

    async def write(self, work: Work[T]) -> T: ...
    async def read(self, work: Work[T]) -> T: ...
    async def close(self) -> None: ...


def sqlite_engine(url: str) -> Engine:
    """A synchronous engine for a SQLite file: WAL, foreign keys on, full durability at each commit."""
    engine = sa.create_engine(url, poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves; see _Lane
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")  # first: the next one may wait
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")

    return engine


_Outcomes = list[tuple[asyncio.Future[Any], Any, BaseException | None]]


class DatabaseClosed(Exception):
    """Work came after the end."""


class _Lane:
    """One thread with one connection. Jobs that wait are run in one transaction."""

    def __init__(self, engine: Engine, begin: str) -> None:
        self._engine = engine
        self._begin = begin
        self._jobs: queue.SimpleQueue[tuple[Work[Any], asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"database {begin}", daemon=True)

    async def do(self, work: Work[T]) -> T:
        if self._closed:
            raise DatabaseClosed
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._thread.start()
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((work, future))
        return await future

    async def close(self) -> None:
        self._closed = True
        if self._loop is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        try:
            opened = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except Exception as error:  # noqa: BLE001 - handed to whoever awaits the work
            self._refuse(error)
            return
        with opened as connection:
            while (job := self._jobs.get()) is not None:
                jobs = [job]
                while len(jobs) < MOST_TOGETHER:
                    try:
                        more = self._jobs.get_nowait()
                    except queue.Empty:
                        break
                    if more is None:
                        self._jobs.put(None)
                        break
                    jobs.append(more)
                outcomes = self._together(connection, jobs)
                assert self._loop is not None
                self._loop.call_soon_threadsafe(_settle, outcomes)

    def _refuse(self, error: Exception) -> None:
        """The database cannot be opened: say so to everybody, until the end."""
        assert self._loop is not None
        while (job := self._jobs.get()) is not None:
            refused: _Outcomes = [(job[1], None, error)]
            self._loop.call_soon_threadsafe(_settle, refused)

    def _together(
        self, connection: Connection, jobs: list[tuple[Work[Any], asyncio.Future[Any]]]
    ) -> _Outcomes:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        alone = len(jobs) == 1  # nobody to be protected from: no savepoint
        outcomes: _Outcomes = []
        try:
            _say(raw, self._begin)
            for work, future in jobs:
                if not alone:
                    _say(raw, "SAVEPOINT work")
                try:
                    result = work(connection)
                except Exception as error:  # noqa: BLE001 - handed to whoever awaits the work
                    if not alone:
                        _say(raw, "ROLLBACK TO work")
                    elif raw.in_transaction:  # SQLite has ended it itself where the disk is full
                        _say(raw, "ROLLBACK")
                    outcomes.append((future, None, error))
                else:
                    outcomes.append((future, result, None))
                if not alone:
                    _say(raw, "RELEASE work")
            if raw.in_transaction:
                _say(raw, "COMMIT")
        except Exception as error:  # noqa: BLE001 - the whole transaction failed, so every job did
            if raw.in_transaction:
                _say(raw, "ROLLBACK")
            return [(future, None, error) for _work, future in jobs]
        return outcomes


def _say(raw: sqlite3.Connection, statement: str) -> None:
    """Begin, end and savepoints straight to SQLite: through SQLAlchemy they cost more than the work between
    them. Its errors are SQLAlchemy's all the same."""
    try:
        raw.execute(statement)
    except sqlite3.Error as error:
        raise sa.exc.OperationalError(statement, None, error) from error


def _settle(outcomes: _Outcomes) -> None:
    for future, result, error in outcomes:
        if future.done():  # whoever waited was cancelled; the work is committed all the same
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


class SqliteDatabase:
    """The embedded default."""

    def __init__(self, url: str) -> None:
        self._engines = (sqlite_engine(url), sqlite_engine(url))
        self._writer = _Lane(self._engines[0], "BEGIN IMMEDIATE")
        self._reader = _Lane(self._engines[1], "BEGIN")

    async def write(self, work: Work[T]) -> T:
        """Run in the one writing transaction."""
        return await self._writer.do(work)

    async def read(self, work: Work[T]) -> T:
        """Run on the reading connection; sees everything committed before."""
        return await self._reader.do(work)

    async def close(self) -> None:
        """Finish what was begun, then close."""
        await self._writer.close()
        await self._reader.close()
        for engine in self._engines:
            engine.dispose()


class PostgresDatabase:
    """PostgreSQL through asyncpg; each unit of work has its own connection and transaction."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - not needed on SQLite

        self._engine = create_async_engine(url, pool_size=pool_size, pool_pre_ping=True)

    async def write(self, work: Work[T]) -> T:
        """Run and commit."""
        async with self._engine.begin() as connection:
            return cast("T", await connection.run_sync(work))

    async def read(self, work: Work[T]) -> T:
        """Run without anything to commit."""
        async with self._engine.connect() as connection:
            return cast("T", await connection.run_sync(work))

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.dispose()


def open_database(url: str) -> Database:
    """The database a URL means. ValueError names what is supported."""
    match make_url(url).get_backend_name():
        case "sqlite":
            return SqliteDatabase(url)
        case "postgresql":
            return PostgresDatabase(url)
        case other:
            raise ValueError(other)
