"""What a benchmark of the whole needs on one machine: Telegram, the servers, the roles, each a process, each with what it
uses. Everything that is started is stopped at the end, also after an error."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import psycopg
from redis import Redis as Client

from tests.servers import Postgres, Redis, free_port

from .usage import cpu_of, cpu_of_all, cpu_with_children, listening, rss_of

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "1:token-for-the-benchmark-only"
START_SECONDS = 60.0
ROLES = ("receive", "dispatch", "deliver", "clock")
"""Whose CPU is the product's own."""

POSTGRES = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
"""What anybody would set on a machine like this; everything else as PostgreSQL comes, every commit on the disk."""

WARM_UP = range(1, 41)
"""Who talks to a bot that has just begun; nobody else may be among them."""


@dataclass
class Servers:
    """PostgreSQL and Redis, and a database with a congress in it to copy."""

    postgres: Postgres
    redis: Redis
    template: str

    async def fresh(self) -> str:
        """The URL of a database of its own."""
        return await asyncio.to_thread(self.postgres.copy, self.template)

    def forget_talks(self) -> None:
        """Redis, empty."""
        with Client.from_url(self.redis.url) as client:
            client.flushall()


@contextlib.asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Both, durable as in earnest."""
    with contextlib.ExitStack() as stack:
        postgres = stack.enter_context(contextlib.closing(Postgres(durable=True, **POSTGRES)))
        redis = stack.enter_context(contextlib.closing(Redis()))
        template = postgres.make()
        with TemporaryDirectory(prefix="bench") as folder:
            await command(_environment(template, redis.url, folder), "import", "congress/xinghe")
        yield Servers(postgres, redis, template)


async def command(environment: Mapping[str, str], *words: str) -> None:
    """A command of the product's, to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, env=environment, cwd=ROOT, stdout=DEVNULL
    )
    assert await process.wait() == 0, words


def _environment(database: str, redis: str, folder: str) -> dict[str, str]:
    return {**os.environ, "LIAISON_BOT_TOKEN": TOKEN, "LIAISON_DATABASE_URL": database, "LIAISON_REDIS_URL": redis,
            "LIAISON_DATA_DIR": folder, "LIAISON_SENDS_PER_SECOND": "1000", "LIAISON_LOG_LEVEL": "ERROR"}  # fmt: skip


@dataclass
class Stage:
    """A bot at work, and Telegram. ``pids``: by what they are, ours by their role. ``sampled``: a folder where each role
    shall write what it has been at (bench.sampled_bot)."""

    http: aiohttp.ClientSession
    telegram: str
    pids: dict[str, list[int]] = field(default_factory=dict)
    servers: dict[str, int] = field(default_factory=dict)
    sampled: Path | None = None

    async def ask(self, what: str, **how: Any) -> dict[str, Any]:
        """Tell Telegram's people to do something (bench.telegram); returns what came of it."""
        async with self.http.post(f"{self.telegram}/bench/{what}", json=how) as answer:
            answer.raise_for_status()
            told: dict[str, Any] = await answer.json()
            return told

    def used(self) -> Counter[str]:
        """CPU seconds until now, by what used them."""
        seconds = Counter({what: sum(map(cpu_of, pids)) for what, pids in self.pids.items()})
        return seconds + Counter({what: cpu_with_children(pid) for what, pid in self.servers.items()})

    def memory(self) -> float:
        """Resident megabytes of our processes."""
        return sum(rss_of(pid) for what, pids in self.pids.items() if what != "telegram" for pid in pids)


@dataclass
class Round:
    """What one round showed. ``us``: CPU µs an update, by what used them."""

    told: dict[str, Any]
    seconds: float
    us: dict[str, float]
    others: float
    """Cores that were busy with something else than this benchmark: the less, the more the figures say."""

    @property
    def updates(self) -> int:
        """How many updates were handled."""
        return int(self.told["updates"])

    @property
    def rate(self) -> float:
        """Updates a second, until nothing waits any more."""
        return self.updates / self.seconds

    @property
    def ours(self) -> float:
        """CPU µs an update of the product's processes, or of the bare bot."""
        return sum(us for what, us in self.us.items() if what in (*ROLES, "bare"))

    @property
    def with_servers(self) -> float:
        """The same, with PostgreSQL and Redis."""
        return self.ours + self.us.get("postgres", 0.0) + self.us.get("redis", 0.0)


async def measured(stage: Stage, what: str, database: str | None = None, **how: Any) -> Round:
    """Let the people do something, until nothing waits any more."""
    before, began, busy = stage.used(), asyncio.get_running_loop().time(), cpu_of_all()
    told = await stage.ask(what, **how)
    if database is not None:
        await drained(database)
    seconds = asyncio.get_running_loop().time() - began
    after, busy = stage.used(), cpu_of_all() - busy
    us = {what: (after[what] - before[what]) / told["updates"] * 1e6 for what in after}
    return Round(told, seconds, us, max(0.0, (busy - (after - before).total()) / seconds))


async def drained(database: str) -> None:
    """Until nothing waits in the inbox or the outbox."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        while await _waiting(connection):
            await asyncio.sleep(0.05)


async def _waiting(connection: psycopg.AsyncConnection[Any]) -> int:
    query = (
        "SELECT (SELECT count(*) FROM inbox WHERE state <> 1 AND state = 0)"
        " + (SELECT count(*) FROM outbox WHERE state <> 2 AND state IN (0, 1))"
    )
    row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return int(row[0])


@contextlib.asynccontextmanager
async def telegram(*, bare: bool = False) -> AsyncIterator[Stage]:
    """Telegram alone."""
    async with contextlib.AsyncExitStack() as stack:
        words = ["-m", "bench.telegram", *(["--bare"] if bare else [])]
        process = await stack.enter_async_context(_running(words, dict(os.environ), PIPE))
        assert process.stdout is not None
        port = int(await asyncio.wait_for(process.stdout.readline(), START_SECONDS))
        http = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        )
        yield Stage(http, f"http://127.0.0.1:{port}", {"telegram": [process.pid]})


@contextlib.asynccontextmanager
async def bare(processes: int = 1) -> AsyncIterator[Stage]:
    """A bare aiogram bot on a webhook, warm."""
    async with telegram(bare=True) as stage, contextlib.AsyncExitStack() as stack:
        port = free_port()
        words = ["-m", "bench.bare_bot", stage.telegram, TOKEN, str(port)]
        begun = [await stack.enter_async_context(_running(words, dict(os.environ))) for _ in range(processes)]
        stage.pids["bare"] = [process.pid for process in begun]
        await _until(partial(_listens, port, processes))
        await warm(stage)
        yield stage


async def _listens(port: int, processes: int) -> bool:
    return listening(port) == processes


@contextlib.asynccontextmanager
async def product(house: Servers, database: str, *, dispatchers: int = 1) -> AsyncIterator[Stage]:
    """All roles, warm: Telegram calls, and everybody's chats are shared out. Redis begins empty."""
    await asyncio.to_thread(house.forget_talks)
    roles = (*ROLES, *["dispatch"] * (dispatchers - 1))
    async with telegram() as stage, playing(stage, house, database, roles):
        await warm(stage)
        await drained(database)
        yield stage


@contextlib.asynccontextmanager
async def playing(stage: Stage, house: Servers, database: str, roles: Sequence[str]) -> AsyncIterator[None]:
    """One process a role, each ready; until the end of the block."""
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="bench"))
        begun = []
        for role in roles:
            port = free_port()
            environment = {
                **_environment(database, house.redis.url, folder),
                "LIAISON_LISTEN": f"127.0.0.1:{port}",
                "LIAISON_API_URL": stage.telegram + ("/delivery" if role == "deliver" else ""),
            }
            if role == "receive":
                environment["LIAISON_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
            words = ["-m", "bot", role]
            if stage.sampled is not None:
                words = ["-m", "bench.sampled_bot", str(stage.sampled / role), role]
            process = await stack.enter_async_context(_running(words, environment))
            begun.append((process, port))
            stage.pids.setdefault(role, []).append(process.pid)
            stack.callback(stage.pids[role].remove, process.pid)
        assert house.postgres.process is not None
        assert house.redis.process is not None
        stage.servers = {"postgres": house.postgres.process.pid, "redis": house.redis.process.pid}
        for process, port in begun:
            await _until(partial(_ready, stage, process, port))
        if (dispatchers := roles.count("dispatch")) > 0:
            await _until(partial(_shared_out, database, dispatchers))
        yield


async def _ready(stage: Stage, process: Process, port: int) -> bool:
    assert process.returncode is None, "a role has ended"
    try:
        async with stage.http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def _shared_out(database: str, dispatchers: int) -> bool:
    """Whether each dispatcher has its part of the chats (storage.holding)."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        rows = await connection.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid < 100"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY pid"
        )
        return [row[0] for row in await rows.fetchall()] == [60 // dispatchers] * dispatchers


async def warm(stage: Stage) -> None:
    """Until a webhook is set, and some people have talked."""

    async def is_set() -> bool:
        return bool((await stage.ask("look"))["hook"])

    await _until(is_set)
    await stage.ask("play", chats=[WARM_UP.start, WARM_UP.stop, WARM_UP.step], at_once=10)


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(START_SECONDS):
        while not await condition():
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def _running(
    words: Sequence[str], environment: Mapping[str, str], says: int = DEVNULL
) -> AsyncIterator[Process]:
    """A Python process; told to stop at the end, and killed when it does not."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment, cwd=ROOT, stdout=says
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except (TimeoutError, asyncio.CancelledError):
            process.kill()
            await process.wait()


class People:
    """Chats nobody has had yet: ``spread`` apart from each other, so that a large database is asked for rows all over
    it."""

    def __init__(self, first: int = 100_001, spread: int = 1) -> None:
        self._next = first
        self._spread = spread

    def take(self, count: int) -> list[int]:
        """The next so many, as bench.telegram wants to hear it."""
        first, self._next = self._next, self._next + count * self._spread
        return [first, self._next, self._spread]
