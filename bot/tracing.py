"""Optional traces by OpenTelemetry: a span for an update handled, a unit of work, an attempt to send.

Off, nothing is imported and a span is one object that does nothing. On (LIAISON_OTLP_ENDPOINT, ``pip install
'liaison[tracing]'``), spans are sent in the background; which share of them is kept says OpenTelemetry's own
variable OTEL_TRACES_SAMPLER. Spans carry ids and the kinds of errors, never an error's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from delivery.ports import Attempt, OutboxQueue, Outgoing, Result

from .metrics import running_version
from .settings import SettingProblem

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import Span, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from sqlalchemy.engine import Connection

    from storage.engine import Database

T = TypeVar("T")

_EXPORTER: Final = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
_PATH: Final = "/v1/traces"
"""Where an OTLP collector takes traces over HTTP (OTLP specification, "OTLP/HTTP Request")."""

_NOTHING: Final[AbstractContextManager[None]] = nullcontext()

EXPORT_SECONDS: Final = 3
"""How long sending a batch may take with all its tries; so long may a collector that is away hold up the end."""

UPDATE: Final = "update"
READ: Final = "database read"
WRITE: Final = "database write"
SEND: Final = "send"


class Tracing:
    """No traces: what the roles call while nobody wants any."""

    def span(self, name: str, **ids: int | str) -> AbstractContextManager[object]:  # noqa: ARG002
        """Around something worth its own line in a trace; inner spans belong to it. An error ends it."""
        return _NOTHING

    def database(self, database: Database) -> Database:
        """The same database, a span for each unit of work."""
        return database

    def outbox(self, queue: OutboxQueue) -> OutboxQueue:
        """The same outbox, a span for each attempt."""
        return queue

    def stop(self) -> None:
        """Send what is left; blocks for some seconds at most. Call it in a thread."""


class Traced(Tracing):
    """Traces to an exporter of OpenTelemetry's. ``at_once``: not in the background (for tests)."""

    def __init__(self, exporter: SpanExporter, role: str, *, at_once: bool = False) -> None:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only where traces are wanted
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor  # noqa: PLC0415
        from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415

        told = {"service.name": f"liaison-{role}", "service.version": running_version()}
        self._provider: TracerProvider = TracerProvider(
            resource=Resource.create(told), shutdown_on_exit=False
        )
        processor = SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("liaison")
        self._failed: Callable[[str], Status] = lambda why: Status(StatusCode.ERROR, why)

    @contextmanager
    def span(self, name: str, **ids: int | str) -> Iterator[object]:
        """Current while it lasts. Of an error its kind is kept; OpenTelemetry by itself would keep its words."""
        with self._tracer.start_as_current_span(
            name, attributes=dict(ids), record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                span.set_status(self._failed(type(error).__name__))
                raise

    def begin(self, name: str, **ids: int | str) -> Span:
        """A span whose end comes elsewhere: end_as."""
        return cast("Span", self._tracer.start_span(name, attributes=dict(ids)))

    def end_as(self, span: Span, result: Result) -> None:
        """End it; only what was sent went well."""
        span.set_attribute("result", result.value)
        if result is not Result.SENT:
            span.set_status(self._failed(result.value))
        span.end()

    def database(self, database: Database) -> Database:
        """A span from asking to the end, the wait for the lane included."""
        return _TracedDatabase(database, self)

    def outbox(self, queue: OutboxQueue) -> OutboxQueue:
        """A span from the attempt's begin until its end is recorded, with the ids of message and opinion."""
        return cast("OutboxQueue", _TracedOutbox(queue, self))

    def stop(self) -> None:
        """Flush and close."""
        self._provider.shutdown()


def tracing_for(endpoint: str | None, role: str) -> Tracing:
    """What a role traces with; nothing without an endpoint (LIAISON_OTLP_ENDPOINT). Raises SettingProblem when the
    packages are missing."""
    if endpoint is None:
        return Tracing()
    try:
        exporter = import_module(_EXPORTER).OTLPSpanExporter
        return Traced(exporter(endpoint=traces_at(endpoint), timeout=EXPORT_SECONDS), role)
    except ModuleNotFoundError as error:
        raise SettingProblem("LIAISON_OTLP_ENDPOINT", "setting-tracing-missing", error.name or "") from error


def traces_at(endpoint: str) -> str:
    """The address traces go to, of a collector's address with or without the path."""
    base = endpoint.rstrip("/")
    return base if base.endswith(_PATH) else base + _PATH


class _TracedDatabase:
    def __init__(self, inner: Database, tracing: Traced) -> None:
        self._inner = inner
        self._tracing = tracing

    @property
    def session(self) -> int:
        return self._inner.session

    async def write(self, work: Callable[[Connection], T]) -> T:
        with self._tracing.span(WRITE):
            return await self._inner.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        with self._tracing.span(READ):
            return await self._inner.read(work)

    async def close(self) -> None:
        await self._inner.close()


class _TracedOutbox:
    def __init__(self, inner: OutboxQueue, tracing: Traced) -> None:
        self._inner = inner
        self._tracing = tracing
        self._begun: dict[int, Span] = {}  # one whose end is never recorded stays here, and is never shown

    async def begin(self, outgoing: Outgoing, now: datetime) -> None:
        await self._inner.begin(outgoing, now)
        about = {} if outgoing.opinion_id is None else {"opinion": outgoing.opinion_id}
        self._begun[outgoing.id] = self._tracing.begin(SEND, outbox=outgoing.id, **about)

    async def finish(self, attempt: Attempt, now: datetime) -> None:
        await self._inner.finish(attempt, now)
        span = self._begun.pop(attempt.outgoing.id, None)
        if span is not None:
            self._tracing.end_as(span, attempt.result)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
