"""What is counted and timed for Prometheus. Off (``Metrics``) it costs next to nothing and imports nothing.

Labels are few and fixed; nothing here tells of a person. Every name is described in docs/operations.md, "Watching".
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import structlog

from delivery.ports import OutboxQueue, Result
from storage.figures import Snapshot, snapshot

from .timed import TimedDatabase, TimedOutbox, time_redis

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric
    from prometheus_client.registry import Collector
    from sqlalchemy.engine import Connection

    from storage.engine import Database, LaneDatabase

T = TypeVar("T")

log = structlog.get_logger()

KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of update that are counted under their own name; every other one is "other"."""

HANDLED: Final = ("done", "failed", "parked")
"""How handling an update may end; "failed" is one try, "parked" the last."""

HANDLING_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)
"""Seconds; 0.3 is what nineteen answers in twenty should stay within."""

SEND_BUCKETS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
DATABASE_BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
REDIS_BUCKETS: Final = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1)

LOOK_EVERY: Final = 10.0
"""Seconds between two looks into the database, at the least."""

LOOK_SHARE: Final = 0.01
"""Looking takes at most this share of the reading lane's time: after a slow look the next comes later."""

OLD_SECONDS: Final = 60.0
"""What was seen longer ago (and longer than two pauses) is not shown any more: better nothing than wrong."""


class Metrics:
    """Counts nothing: what the roles call while nobody asks for metrics."""

    looks = False
    """Whether this process shows what stands in the database."""

    def received(self, update: Mapping[str, Any]) -> None:
        """An update of Telegram's was stored."""

    def handled(self, result: str, seconds: float) -> None:
        """A try to handle an update ended; ``result`` is one of HANDLED."""

    def shares(self, held: Callable[[], int]) -> None:
        """Who tells how many of the shares of the chats are this process's."""

    def database(self, database: LaneDatabase) -> Database:
        """The same database, timed."""
        return database

    def outbox(self, queue: OutboxQueue) -> OutboxQueue:
        """The same outbox, its sends counted and timed."""
        return queue

    def redis(self, client: T) -> T:
        """The same ``redis.asyncio`` client, timed."""
        return client

    def saw(self, seen: Snapshot, moment: datetime, *, took: float) -> None:
        """How things stand in the database; ``took`` seconds to find out."""

    def exposition(self) -> tuple[bytes, str]:
        """What /metrics answers, and its content type."""
        return b"", "text/plain; charset=utf-8"


class Counted(Metrics):
    """Counts into a registry of its own. ``role``: "run", or the names of roles with commas between."""

    def __init__(self, role: str) -> None:
        import prometheus_client as p  # noqa: PLC0415 - some 3 MB that a bot without metrics does not need

        self.looks = role == "run" or "clock" in role.split(",")
        p.disable_created_metrics()  # type: ignore[no-untyped-call]  # a series for each, of no use to anybody
        self.registry: CollectorRegistry = p.CollectorRegistry()
        ours: dict[str, Any] = {"registry": self.registry, "namespace": "liaison"}
        p.ProcessCollector(registry=self.registry)
        p.GCCollector(registry=self.registry)
        p.Gauge("build_info", "Always 1; says what runs.", ("version", "role"), **ours).labels(
            running_version(), role
        ).set(1)
        received = p.Counter("updates_received", "Updates stored, by kind.", ("kind",), **ours)
        handled = p.Counter("updates_handled", "Tries to handle an update, by result.", ("result",), **ours)
        self._received = {kind: received.labels(kind) for kind in (*KINDS, "other")}
        self._handled = {result: handled.labels(result) for result in HANDLED}
        self._handling = p.Histogram(
            "handling_seconds", "From taking an update to its last commit.", buckets=HANDLING_BUCKETS, **ours
        )
        sends = p.Counter("sends", "Attempts to send a message owed, by result.", ("result",), **ours)
        self._sends = {result: sends.labels(result.value) for result in Result}
        self._sending = p.Histogram(
            "send_seconds", "From an attempt's begin to its answer.", buckets=SEND_BUCKETS, **ours
        )
        lanes = p.Histogram(
            "database_seconds",
            "A unit of work, its wait included.",
            ("lane",),
            buckets=DATABASE_BUCKETS,
            **ours,
        )
        self._lanes = {lane: lanes.labels(lane) for lane in ("read", "write")}
        self._redis = p.Histogram("redis_seconds", "A call to Redis.", buckets=REDIS_BUCKETS, **ours)
        self._redis_failed = p.Counter("redis_errors", "Calls to Redis that failed.", **ours)
        self._shares = p.Gauge("shares_held", "Shares of the chats that this process handles.", **ours)
        self._seen = _Seen()
        self.registry.register(cast("Collector", self._seen))
        self._write_out = p.generate_latest
        self._content_type = p.CONTENT_TYPE_LATEST

    def received(self, update: Mapping[str, Any]) -> None:
        """Count by kind."""
        self._received[next((kind for kind in KINDS if kind in update), "other")].inc()

    def handled(self, result: str, seconds: float) -> None:
        """Count and time."""
        self._handled[result].inc()
        self._handling.observe(seconds)

    def shares(self, held: Callable[[], int]) -> None:
        """Ask whenever somebody looks."""
        self._shares.set_function(held)

    def database(self, database: LaneDatabase) -> Database:
        """Time every unit of work, and show what the lanes say of themselves."""
        self.registry.register(cast("Collector", _Lanes(database)))
        return TimedDatabase(database, self._lanes["read"].observe, self._lanes["write"].observe)

    def outbox(self, queue: OutboxQueue) -> OutboxQueue:
        """Count every attempt once its end is recorded, and time those that had begun."""
        return cast("OutboxQueue", TimedOutbox(queue, self._sent))

    def redis(self, client: T) -> T:
        """Time single commands, scripts and pipelines; not what waits in a subscription."""
        time_redis(client, self._asked)
        return client

    def _asked(self, seconds: float, failed: bool) -> None:
        self._redis.observe(seconds)
        if failed:
            self._redis_failed.inc()

    def _sent(self, result: Result, seconds: float | None) -> None:
        self._sends[result].inc()
        if seconds is not None:
            self._sending.observe(seconds)

    def saw(self, seen: Snapshot, moment: datetime, *, took: float) -> None:
        """Show until OLD_SECONDS have passed."""
        self._seen.keep(seen, moment, took)

    def exposition(self) -> tuple[bytes, str]:
        """In Prometheus's text format."""
        return self._write_out(self.registry), self._content_type


def metrics_for(listen: str | None, role: str) -> Metrics:
    """What a role counts with: nothing where nobody can ask (LIAISON_LISTEN is not set)."""
    return Counted(role) if listen else Metrics()


async def watch(
    metrics: Metrics,
    database: Database,
    assembly: str,
    *,
    clock: Callable[[], datetime],
    today: Callable[[datetime], date],
) -> None:
    """Look into the database again and again, until cancelled. What fails is tried again. Does nothing in a
    process that does not look (Metrics.looks)."""
    if not metrics.looks:
        await asyncio.Event().wait()
    before = 0.0

    def look(connection: Connection) -> tuple[Snapshot, datetime, float]:
        begun, now = time.perf_counter(), clock()
        seen = snapshot(connection, assembly, today(now), now)
        return seen, now, time.perf_counter() - begun

    while True:
        took = before
        try:
            seen, moment, took = await database.read(look)
            metrics.saw(seen, moment, took=took)
        except Exception as error:  # noqa: BLE001 - what watches must not stop what works
            log.warning("metrics.not_seen", error=type(error).__name__)
        await asyncio.sleep(pause_after(min(before, took)))  # one slow look, the first as a rule, says little
        before = took


def pause_after(took: float) -> float:
    """Seconds to wait after a look that took so long."""
    return max(LOOK_EVERY, took / LOOK_SHARE)


def running_version() -> str:
    """Of the installed program."""
    try:
        return version("liaison")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"


class _Seen:
    """The last look into the database, as a collector."""

    def __init__(self) -> None:
        self._last: tuple[Snapshot, datetime, float] | None = None
        self._until = 0.0

    def keep(self, seen: Snapshot, moment: datetime, took: float) -> None:
        self._last = (seen, moment, took)
        self._until = time.monotonic() + max(OLD_SECONDS, 2 * pause_after(took))

    def describe(self) -> Iterator[Metric]:
        """Every name, also before the first look."""
        blank = Snapshot({}, 0, 0, 0, 0.0, 0, 0, 0, 0, 0.0)
        return self._families(blank, 0.0, 0.0)

    def collect(self) -> Iterator[Metric]:
        if self._last is not None and time.monotonic() < self._until:
            seen, moment, took = self._last
            yield from self._families(seen, moment.timestamp(), took)

    def _families(self, seen: Snapshot, moment: float, took: float) -> Iterator[Metric]:
        yield _gauge("snapshot_timestamp_seconds", "When the database was last looked into.", moment)
        yield _gauge("snapshot_seconds", "How long looking took.", took)
        yield _gauge("inbox_waiting", "Updates not handled yet.", seen.inbox_waiting)
        yield _gauge("inbox_parked", "Updates that kept failing.", seen.inbox_parked)
        yield _gauge("inbox_oldest_seconds", "Age of the oldest waiting update.", seen.inbox_oldest)
        yield _gauge("outbox_oldest_seconds", "Since the oldest due message is due.", seen.outbox_oldest)
        yield _gauge("deadlines_missed", "Open cases whose promised day is past.", seen.deadlines_missed)
        states = {
            "waiting": seen.outbox_waiting,
            "sending": seen.outbox_sending,
            "failed": seen.outbox_failed,
            "uncertain": seen.outbox_uncertain,
        }
        yield _gauges("outbox_messages", "Messages owed and not known to have arrived.", "state", states)
        cases = {state.value: count for state, count in seen.cases.items()}
        yield _gauges("cases", "Opinions, by state.", "state", cases)


class _Lanes:
    """What the database's lanes count themselves, as a collector."""

    def __init__(self, database: LaneDatabase) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - loaded by now

        jobs = CounterMetricFamily("liaison_database_jobs", "Units of work done.", labels=["lane"])
        commits = CounterMetricFamily("liaison_database_commits", "Commits they shared.", labels=["lane"])
        for lane, figures in self._database.figures.items():
            jobs.add_metric([lane], figures.jobs)
            commits.add_metric([lane], figures.commits)
        yield jobs
        yield commits


def _gauge(name: str, meaning: str, value: float) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - loaded by now

    return GaugeMetricFamily(f"liaison_{name}", meaning, value=value)


def _gauges(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - loaded by now

    family = GaugeMetricFamily(f"liaison_{name}", meaning, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family
