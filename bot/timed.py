"""The database, the outbox and Redis, with a clock beside them. Each behaves as what it wraps."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from delivery.ports import Attempt, OutboxQueue, Outgoing, Result

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.engine import Database

T = TypeVar("T")

Seconds = Callable[[float], None]


class TimedDatabase:
    """Units of work are timed from being asked for to their end, the wait for the lane included."""

    def __init__(self, inner: Database, read_took: Seconds, write_took: Seconds) -> None:
        self._inner = inner
        self._read_took = read_took
        self._write_took = write_took

    @property
    def session(self) -> int:
        """See storage.engine.Database."""
        return self._inner.session

    async def write(self, work: Callable[[Connection], T]) -> T:
        """See storage.engine.Database."""
        begun = time.perf_counter()
        try:
            return await self._inner.write(work)
        finally:
            self._write_took(time.perf_counter() - begun)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """See storage.engine.Database."""
        begun = time.perf_counter()
        try:
            return await self._inner.read(work)
        finally:
            self._read_took(time.perf_counter() - begun)

    async def close(self) -> None:
        """See storage.engine.Database."""
        await self._inner.close()


class TimedOutbox:
    """``ended`` is told of every attempt once its end is recorded: the result, and the seconds since it began
    (None when nothing could go out)."""

    def __init__(self, inner: OutboxQueue, ended: Callable[[Result, float | None], None]) -> None:
        self._inner = inner
        self._ended = ended
        self._begun: dict[int, float] = {}  # an end that is never recorded leaves its number here

    async def begin(self, outgoing: Outgoing, now: datetime) -> None:
        """See delivery.ports.OutboxQueue."""
        await self._inner.begin(outgoing, now)
        self._begun[outgoing.id] = time.perf_counter()

    async def finish(self, attempt: Attempt, now: datetime) -> None:
        """See delivery.ports.OutboxQueue."""
        ended = time.perf_counter()
        await self._inner.finish(attempt, now)  # where it fails it is asked again, and counted once
        begun = self._begun.pop(attempt.outgoing.id, None)
        self._ended(attempt.result, None if begun is None else ended - begun)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the outbox's own."""
        return getattr(self._inner, name)


def time_redis(client: Any, took: Callable[[float, bool], None]) -> None:
    """Let a ``redis.asyncio.Redis`` say of each command, script and pipeline how many seconds it took and
    whether it failed. Subscriptions are left alone: they wait."""
    from redis.asyncio.client import Pipeline  # noqa: PLC0415 - loaded by whoever has a client

    async def timed(call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        begun = time.perf_counter()
        failed = True
        try:
            result = await call(*args, **kwargs)
            failed = False
            return result
        finally:
            took(time.perf_counter() - begun, failed)

    class TimedPipeline(Pipeline):
        async def execute(self, *args: Any, **kwargs: Any) -> Any:
            return await timed(super().execute, args, kwargs)

    plain = client.execute_command

    async def execute_command(*args: Any, **kwargs: Any) -> Any:
        return await timed(plain, args, kwargs)

    def pipeline(transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        return TimedPipeline(client.connection_pool, client.response_callbacks, transaction, shard_hint)

    client.execute_command = execute_command
    client.pipeline = pipeline
