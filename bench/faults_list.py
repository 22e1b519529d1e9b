"""What befalls a city, and a small house: each fault by its name, how it begins, how it ends, and how long it lasts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
import redis

from storage.engine import SILENT_SECONDS

from .faults_house import BigHouse, House, SmallHouse
from .faults_people import People

Befalls = Callable[[Any, People], AbstractAsyncContextManager[None]]
"""Begins with the context, ends with it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``seconds`` from its beginning to its end, in the long form and in the ``short`` one (None: not in that, which has
    another of its kind)."""

    name: str
    befalls: Befalls
    seconds: float
    short: float | None


@asynccontextmanager
async def killed(house: House, _people: People, *, names: tuple[str, ...]) -> AsyncIterator[None]:
    """kill -9; at the end they are started again."""
    await house.kill_part(*names)
    yield
    for name in names:
        await house.start_part(name)


@asynccontextmanager
async def told_to_stop(house: House, _people: People, *, names: tuple[str, ...]) -> AsyncIterator[None]:
    """SIGTERM, as when a new version is put in place; started again at once."""
    for name in names:
        if not await house.stop_part(name):
            raise StillThere(name)
        await house.start_part(name)
    yield


class StillThere(Exception):
    """A process did not end when it was told to."""


@asynccontextmanager
async def server(house: BigHouse, _people: People, *, which: str, how: str, back: str) -> AsyncIterator[None]:
    """A server is stopped, killed or paused, and comes back."""
    at = getattr(house, which)
    await asyncio.to_thread(getattr(at, how))
    try:
        yield
    finally:
        await asyncio.to_thread(getattr(at, back))


@asynccontextmanager
async def out_of_connections(house: BigHouse, _people: People) -> AsyncIterator[None]:
    """Everybody is cut off, and the places are taken by others who do nothing."""
    url, held, enough = house.postgres.url, list[psycopg.Connection[Any]](), asyncio.Event()

    def take_all() -> None:
        with contextlib.suppress(psycopg.OperationalError):  # there are no more
            while True:
                held.append(psycopg.connect(url, application_name="idle", connect_timeout=2))

    async def again_and_again() -> None:
        while not enough.is_set():
            await asyncio.to_thread(take_all)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(enough.wait(), 0.2)

    with psycopg.connect(url, autocommit=True) as first:
        first.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    taking = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        enough.set()
        await taking
        for connection in held:
            connection.close()


@asynccontextmanager
async def flushed(house: BigHouse, _people: People) -> AsyncIterator[None]:
    """All that Redis holds is gone."""
    with redis.Redis.from_url(house.redis.url) as client:
        client.flushall()
    yield


@asynccontextmanager
async def cut(
    house: BigHouse, _people: People, *, names: tuple[str, ...], to: str = "both"
) -> AsyncIterator[None]:
    """No word between these processes and PostgreSQL, Redis, or both; nobody is told."""
    wires = [
        wire
        for name in names or tuple(house.wires)
        for which, wire in zip(("postgres", "redis"), house.wires[name], strict=True)
        if to in (which, "both")
    ]
    for wire in wires:
        wire.cut()
    try:
        yield
    finally:
        for wire in wires:
            wire.mend()


@asynccontextmanager
async def telegram(
    house: House, people: People, *, faults: tuple[dict[str, Any], ...]
) -> AsyncIterator[None]:
    """Telegram is out of order (playground/README.md says how)."""
    disorder = any(fault["fault"] == "reorder_updates" for fault in faults)
    people.disorder |= disorder
    for citizen in people.citizens:
        citizen.disordered |= disorder and not citizen.done
    for fault in faults:
        await house.control("faults", **fault)
    try:
        yield
    finally:
        await house.no_faults()
        people.disorder = False


@asynccontextmanager
async def polling(
    house: BigHouse, people: People, *, faults: tuple[dict[str, Any], ...]
) -> AsyncIterator[None]:
    """The updates are fetched instead of being brought, and come twice, in disorder, broken or not at all; then they are
    brought again."""
    address = house.environment.pop("LIAISON_PUBLIC_URL")
    try:
        await _anew(house, "receive")
        async with telegram(house, people, faults=faults):
            yield
    finally:
        house.environment["LIAISON_PUBLIC_URL"] = address
        await _anew(house, "receive")


async def _anew(house: House, name: str) -> None:
    if not await house.stop_part(name):
        raise StillThere(name)
    await house.start_part(name)


@asynccontextmanager
async def clocks(
    house: House, _people: People, *, by: float, names: tuple[str, ...] = (), back: bool = False
) -> AsyncIterator[None]:
    """The clocks jump (of all processes, when none is named); ``back``: at the end they are put right."""
    house.put_clocks(by, *names)
    yield
    if back:
        house.put_clocks(-by, *names)


@asynccontextmanager
async def disk_full(house: SmallHouse, _people: People) -> AsyncIterator[None]:
    """Nothing more can be written."""
    await asyncio.to_thread(house.fill_disk)
    try:
        yield
    finally:
        house.empty_disk()


@asynccontextmanager
async def together(house: Any, people: People, *, all_of: tuple[Befalls, ...]) -> AsyncIterator[None]:
    """Misfortunes never come singly."""
    async with AsyncExitStack() as stack:
        for befalls in all_of:
            await stack.enter_async_context(befalls(house, people))
        yield


def _calls(fault: str, share: float = 0.5, **how: Any) -> Befalls:
    return partial(telegram, faults=({"fault": fault, "method": "*", "share": share, **how},))


_TOO_MANY: dict[str, Any] = {
    "error_code": 429,
    "description": "Too Many Requests: retry after 1",
    "parameters": {"retry_after": 1},
}
_WHILE_POLLING: tuple[dict[str, Any], ...] = (
    {"fault": "duplicate_updates", "share": 0.5},
    {"fault": "reorder_updates", "share": 0.5},
    {"fault": "status", "status": 502, "method": "getUpdates", "share": 0.1},
    {"fault": "drop_after", "method": "getUpdates", "share": 0.1},
    {"fault": "garbage", "method": "getUpdates", "share": 0.1},
)
_ALL = ("receive", "dispatch 1", "dispatch 2", "deliver 1", "deliver 2", "clock")
_LOST = SILENT_SECONDS + 7.0
"""Long enough for connections to be given up."""

IN_A_CITY: tuple[Fault, ...] = (
    *(
        Fault(f"kill -9 {name}", partial(killed, names=(name,)), 3, None if name.endswith("2") else 0.5)
        for name in _ALL
    ),
    Fault("kill -9 of both dispatch", partial(killed, names=("dispatch 1", "dispatch 2")), 3, None),
    Fault("kill -9 of everything", partial(killed, names=_ALL), 3, 0.5),
    Fault("SIGTERM, one after the other", partial(told_to_stop, names=_ALL), 0, None),
    Fault("PostgreSQL restarted", partial(server, which="postgres", how="stop", back="start"), 4, None),
    Fault("PostgreSQL killed", partial(server, which="postgres", how="kill", back="start"), 4, 1),
    Fault("PostgreSQL paused", partial(server, which="postgres", how="pause", back="resume"), 20, 6),
    Fault("PostgreSQL out of connections", out_of_connections, 10, 3),
    Fault("Redis flushed", flushed, 1, 0.5),
    Fault("Redis killed", partial(server, which="redis", how="kill", back="start"), 8, 2),
    Fault("Redis paused", partial(server, which="redis", how="pause", back="resume"), 20, 6),
    Fault("Telegram 429", _calls("error", **_TOO_MANY), 8, 3),
    Fault("Telegram 500", _calls("status", status=500), 8, None),
    Fault("Telegram 502", _calls("status", status=502), 8, None),
    Fault("Telegram hangs up before it acts", _calls("drop_before"), 8, None),
    Fault("Telegram hangs up after it acted", _calls("drop_after", share=0.3), 8, 3),
    Fault("Telegram says nothing at all", _calls("drop_before", share=1.0), 8, 3),
    Fault("Telegram talks garbage", _calls("garbage"), 8, None),
    Fault("Telegram is slow", _calls("slow", seconds=1.5), 8, 3),
    Fault(
        "updates twice, and out of order",
        partial(
            telegram,
            faults=(
                {"fault": "duplicate_updates", "method": "webhook", "share": 0.7},
                {"fault": "reorder_updates", "method": "webhook", "share": 0.7},
            ),
        ),
        8,
        3,
    ),
    Fault("polling: twice, out of order, broken", partial(polling, faults=_WHILE_POLLING), 15, None),
    Fault("clocks an hour ahead", partial(clocks, by=3600.0), 2, 1),
    Fault("clocks 20 s back", partial(clocks, by=-20.0), 2, None),
    Fault("one deliver 2 min ahead", partial(clocks, by=120.0, names=("deliver 1",), back=True), 8, None),
    Fault("network of dispatch 1 cut", partial(cut, names=("dispatch 1",)), _LOST, None),
    Fault("network of deliver 1 cut", partial(cut, names=("deliver 1",)), _LOST, None),
    Fault("network to PostgreSQL cut", partial(cut, names=(), to="postgres"), _LOST, 4),
    Fault("network to Redis cut", partial(cut, names=(), to="redis"), _LOST, 4),
    Fault(
        "PostgreSQL and Redis killed, Telegram silent",
        partial(
            together,
            all_of=(
                _calls("drop_before", share=1.0),
                partial(server, which="postgres", how="kill", back="start"),
                partial(server, which="redis", how="kill", back="start"),
            ),
        ),
        10,
        2,
    ),
)  # fmt: skip

IN_A_SMALL_HOUSE: tuple[Fault, ...] = (
    Fault("SQLite: disk full", disk_full, 6, 3),
    Fault("SQLite: kill -9", partial(killed, names=("run",)), 2, 0.5),
    Fault(
        "SQLite: kill -9 while the disk is full",
        partial(together, all_of=(disk_full, partial(killed, names=("run",)))),
        3,
        1,
    ),
)
