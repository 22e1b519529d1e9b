"""Where units of work run: one writing thread that commits what waits together, and one reading thread. The work
is the same synchronous function on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

from liaison.casework.errors import Conflict

T = TypeVar("T")
Work = Callable[[Connection], T]

MOST_TOGETHER = 64
"""Units of work that may share one commit. When one of them fails, all are run again, each behind a savepoint, so that
one that fails takes nothing with it: a unit of work has no effect outside of the database, or one that bears being
repeated (storage.holding's locks stay when a transaction is undone)."""

CACHE_KIB = 1024
"""SQLite's own page cache for each connection; the operating system caches the file anyway."""

BUSY_SECONDS = 30
"""How long a SQLite writer waits for another process (a command beside the running bot)."""

CONNECT_SECONDS = 5
"""How long PostgreSQL may take to accept a connection."""

SILENT_SECONDS = 15
"""After so long without a word from PostgreSQL's machine the connection counts as lost, on both sides."""

CLOSE_SECONDS = 3.0
"""How long the end waits for a database that says nothing; what it had begun is then as if the process had died."""

LOCK_SECONDS = 10
"""How long a unit of work waits for a row that another process is changing; then it is tried again."""


def by_itself(work: Work[T]) -> Work[T]:
    """Say of a unit of work that it is one statement, or reads what need not be of one moment. With no other beside
    it, it is run without a transaction around it: one trip to the database instead of three."""
    work.by_itself = True  # type: ignore[attr-defined]
    return work


class Database(Protocol):
    """Runs units of work: all of it is committed, or nothing."""

    @property
    def session(self) -> int:
        """Which connection writes: another number when the one before was lost, 0 before the first. Whatever was
        held by the lost one (PostgreSQL's advisory locks) is held no more."""
        ...

    async def write(self, work: Work[T]) -> T: ...
    async def read(self, work: Work[T]) -> T: ...
    async def close(self) -> None: ...


def away(error: BaseException) -> bool:
    """Whether PostgreSQL could not be worked with when this came, whatever was asked of it: no connection, a lost one, one
    too many. (SQLite says the same of a table that is missing as of a disk that is full; there another try tells.)"""
    return (
        isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
        and not isinstance(error.orig, sqlite3.Error)
        and type(error.orig).__name__ != "QueryCanceled"  # it took too long, which is the work's own fault
    )


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


def postgres_engine(url: str) -> Engine:
    """A synchronous engine for PostgreSQL. A dead peer is noticed within SILENT_SECONDS on both sides, so that what
    the connection held is free for others."""
    settings = {
        "lock_timeout": LOCK_SECONDS * 1000,
        "statement_timeout": 60_000,
        "idle_in_transaction_session_timeout": 60_000,
        "tcp_keepalives_idle": 5,
        "tcp_keepalives_interval": 3,
        "tcp_keepalives_count": 3,
        "tcp_user_timeout": SILENT_SECONDS * 1000,
    }
    return sa.create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=sa.pool.NullPool,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            "keepalives_idle": 5,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            "tcp_user_timeout": SILENT_SECONDS * 1000,
        },
    )


class _Sqlite:
    """What a lane must know of SQLite."""

    begin_write = "BEGIN IMMEDIATE"
    begin_read = "BEGIN"
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    patience_at_the_end: float | None = None  # nobody else can keep it waiting for longer than BUSY_SECONDS

    def say(self, raw: Any, *statements: str) -> None:
        for statement in statements:
            raw.execute(statement)

    def in_transaction(self, raw: Any) -> bool:
        return bool(raw.in_transaction)  # SQLite has ended it itself where the disk is full

    def spoiled(self, raw: Any) -> bool:
        return not self.in_transaction(raw)

    def lost(self, raw: Any) -> bool:  # noqa: ARG002
        return False

    def in_the_way(self, error: BaseException) -> bool:  # noqa: ARG002
        return False  # there is one writer


class _Postgres:
    """What a lane must know of PostgreSQL."""

    begin_write = "BEGIN"
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    patience_at_the_end: float | None = CLOSE_SECONDS

    def __init__(self) -> None:
        import psycopg  # noqa: PLC0415 - not needed on SQLite

        self._idle = psycopg.pq.TransactionStatus.IDLE
        self._at_work = psycopg.pq.TransactionStatus.INTRANS
        self._in_the_way = (
            psycopg.errors.DeadlockDetected,
            psycopg.errors.SerializationFailure,
            psycopg.errors.LockNotAvailable,
        )
        self.errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def say(self, raw: Any, *statements: str) -> None:
        raw.execute("; ".join(statements), prepare=False)  # one round trip

    def in_transaction(self, raw: Any) -> bool:
        return not raw.closed and raw.info.transaction_status != self._idle

    def spoiled(self, raw: Any) -> bool:
        return bool(raw.closed or raw.info.transaction_status != self._at_work)

    def lost(self, raw: Any) -> bool:
        return bool(raw.closed)

    def in_the_way(self, error: BaseException) -> bool:
        return isinstance(getattr(error, "orig", error), self._in_the_way)


_Outcomes = list[tuple[asyncio.Future[Any], Any, BaseException | None]]
_Job = tuple[Work[Any], asyncio.Future[Any]]


class DatabaseClosed(Exception):
    """Work came after the end."""


@dataclass
class LaneFigures:
    """What a lane has done so far, for the metrics."""

    jobs: int = 0
    commits: int = 0


class _Lane:
    """One thread with one connection. Jobs that wait are run in one transaction."""

    def __init__(self, engine: Engine, kind: _Sqlite | _Postgres, begin: str, *, writes: bool) -> None:
        self._engine = engine
        self._kind = kind
        self._begin = begin
        self._writes = writes
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._opened: Connection | None = None
        self._thread = threading.Thread(target=self._run, name=f"database {begin}", daemon=True)
        self.session = 0
        self.figures = LaneFigures()

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
            await asyncio.to_thread(self._thread.join, self._kind.patience_at_the_end)

    def _run(self) -> None:
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
            outcomes = self._together(jobs)
            self.figures.jobs += len(jobs)
            self.figures.commits += 1
            assert self._loop is not None
            self._loop.call_soon_threadsafe(_settle, outcomes)
        self._let_go()

    def _connected(self) -> tuple[Connection, Any]:
        """The connection and the driver's own. Raises what the driver raises when there is none to be had."""
        if self._opened is None:
            self._opened = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self.session += 1
        raw = self._opened.connection.dbapi_connection
        assert raw is not None
        return self._opened, raw

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened.invalidate()
            self._opened.close()
            self._opened = None

    def _together(self, jobs: list[_Job]) -> _Outcomes:
        outcomes: _Outcomes
        raw = None
        try:
            connection, raw = self._connected()
            outcomes, left = self._as_one(connection, raw, jobs) if self._writes and jobs[1:] else ([], jobs)
            if left:
                outcomes += self._each(connection, raw, left)
            if self._kind.in_transaction(raw):
                self._say(raw, "COMMIT")
        except Exception as error:  # noqa: BLE001 - the whole transaction failed, so every job did
            try:
                if raw is not None and self._kind.in_transaction(raw):
                    self._say(raw, "ROLLBACK")
            except sa.exc.OperationalError:
                self._let_go()
            outcomes = [(future, None, error) for _work, future in jobs]
        if raw is not None and self._kind.lost(raw):
            self._let_go()
        return outcomes

    def _as_one(self, connection: Connection, raw: Any, jobs: list[_Job]) -> tuple[_Outcomes, list[_Job]]:
        """With nothing between them, as nearly all are: savepoints cost as much as the work. Returns what came of them
        and, when one failed, those of which nothing was done."""
        outcomes: _Outcomes = []
        self._say(raw, self._begin)
        for number, (work, future) in enumerate(jobs):
            try:
                outcomes.append((future, work(connection), None))
            except Exception as error:
                if self._kind.lost(raw):
                    raise
                if self._kind.in_transaction(raw):
                    self._say(raw, "ROLLBACK")
                if self._kind.in_the_way(error):  # it has waited for long enough
                    return [(future, None, self._plainly(error))], jobs[:number] + jobs[number + 1 :]
                return [], jobs
        return outcomes, []

    def _each(self, connection: Connection, raw: Any, jobs: list[_Job]) -> _Outcomes:
        """One that fails leaves nothing behind. Alone there is nobody to be protected from, and what only reads leaves
        nothing behind anyway: no savepoint."""
        protect = self._writes and len(jobs) > 1
        outcomes: _Outcomes = []
        if protect or not all(hasattr(work, "by_itself") for work, _ in jobs):
            self._say(raw, self._begin, *(["SAVEPOINT work"] if protect else []))
        for number, (work, future) in enumerate(jobs, 1):
            try:
                result = work(connection)
            except Exception as error:  # noqa: BLE001 - handed to whoever awaits the work
                outcomes.append((future, None, self._plainly(error)))
                if protect:
                    self._say(raw, "ROLLBACK TO work")  # which is there still, for the next
                elif self._writes or self._kind.spoiled(raw):
                    if self._kind.in_transaction(raw):
                        self._say(raw, "ROLLBACK")
                    if number < len(jobs):
                        self._say(raw, self._begin)
            else:
                outcomes.append((future, result, None))
                if protect and number < len(jobs):
                    self._say(raw, "RELEASE work", "SAVEPOINT work")
        return outcomes

    def _plainly(self, error: Exception) -> Exception:
        """A Conflict, where another process was in the way: the work is to be tried again."""
        if self._kind.in_the_way(error):
            conflict = Conflict()
            conflict.__cause__ = error
            return conflict
        return error

    def _say(self, raw: Any, *statements: str) -> None:
        """Begin, end and savepoints straight to the driver: through SQLAlchemy they cost more than the work between
        them. Its errors are SQLAlchemy's all the same."""
        try:
            self._kind.say(raw, *statements)
        except self._kind.errors as error:
            raise sa.exc.OperationalError("; ".join(statements), None, error) from error


def _settle(outcomes: _Outcomes) -> None:
    for future, result, error in outcomes:
        if future.done():  # whoever waited was cancelled; the work is committed all the same
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


class LaneDatabase:
    """The database a URL means, through one writing and one reading lane. ValueError names a kind that is not
    supported."""

    def __init__(self, url: str) -> None:
        kind: _Sqlite | _Postgres
        match make_url(url).get_backend_name():
            case "sqlite":
                self._engines, kind = (sqlite_engine(url), sqlite_engine(url)), _Sqlite()
            case "postgresql":
                self._engines, kind = (postgres_engine(url), postgres_engine(url)), _Postgres()
            case other:
                raise ValueError(other)
        self._writer = _Lane(self._engines[0], kind, kind.begin_write, writes=True)
        self._reader = _Lane(self._engines[1], kind, kind.begin_read, writes=False)

    @property
    def session(self) -> int:
        """See :class:`Database`."""
        return self._writer.session

    @property
    def figures(self) -> dict[str, LaneFigures]:
        """What each lane has done so far."""
        return {"write": self._writer.figures, "read": self._reader.figures}

    async def write(self, work: Work[T]) -> T:
        """Run in the one writing transaction."""
        return await self._writer.do(work)

    async def read(self, work: Work[T]) -> T:
        """Run on the reading connection; sees everything committed before."""
        return await self._reader.do(work)

    async def close(self) -> None:
        """Finish what was begun, then close. A PostgreSQL that is silent is left after CLOSE_SECONDS."""
        await asyncio.gather(self._writer.close(), self._reader.close())
        for engine in self._engines:
            engine.dispose()
