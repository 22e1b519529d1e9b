from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from sqlalchemy.exc import OperationalError

from bot.metrics import Counted
from bot.settings import SettingProblem
from bot.texts import LANGUAGES, Texts
from bot.tracing import READ, SEND, UPDATE, WRITE, Traced, Tracing, traces_at, tracing_for
from delivery.ports import Attempt, Result
from storage import schema
from storage.engine import LaneDatabase
from storage.outbox import StoredOutbox
from tests.unit.test_metrics import owed

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)


class Kept:
    """Traces that stay in memory."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.tracing = Traced(self._exporter, "dispatch", at_once=True)

    @property
    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self._exporter.get_finished_spans()}


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path / 'liaison.db'}"
    schema.ensure(made)
    return made


async def test_the_units_of_work_of_an_update_belong_to_its_trace(kept: Kept, url: str) -> None:
    database = kept.tracing.database(Counted("run").database(LaneDatabase(url)))
    with kept.tracing.span(UPDATE, update=7):
        await database.read(lambda _: None)
        await database.write(lambda _: None)
    await database.close()
    update = kept.spans[UPDATE]
    assert update.attributes == {"update": 7}
    for name in (READ, WRITE):
        assert kept.spans[name].parent == update.context
    assert update.resource.attributes["service.name"] == "liaison-dispatch"


async def test_an_error_leaves_its_kind_and_not_its_words(kept: Kept, url: str) -> None:
    database = kept.tracing.database(LaneDatabase(url))
    with pytest.raises(OperationalError), kept.tracing.span(UPDATE, update=7):
        await database.write(lambda c: c.exec_driver_sql("SELECT secret_words"))
    await database.close()
    for span in (kept.spans[UPDATE], kept.spans[WRITE]):
        assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "OperationalError")
        assert "secret" not in span.to_json()


async def test_an_attempt_is_a_span_with_its_result(kept: Kept, url: str) -> None:
    plain = LaneDatabase(url)
    for address in ("880001001", "880001002"):
        await plain.write(partial(owed, address=address))
    outbox = kept.tracing.outbox(StoredOutbox(plain))
    first, second = await outbox.claim(2, NOW)
    await outbox.begin(first, NOW)
    assert kept.spans == {}
    await outbox.finish(Attempt(first, Result.SENT), NOW)
    span = kept.spans[SEND]
    assert span.attributes == {"outbox": first.id, "result": "sent"}
    assert span.status.status_code is StatusCode.UNSET
    await outbox.begin(second, NOW)
    await outbox.finish(Attempt(second, Result.UNCERTAIN, error="NetworkError"), NOW)
    assert await outbox.recover(NOW, everything=True) == 0
    await plain.close()
    span = kept.spans[SEND]
    assert span.attributes == {"outbox": second.id, "result": "uncertain"}
    assert span.status.status_code is StatusCode.ERROR
    assert "880001" not in span.to_json()


async def test_what_never_began_has_no_span(kept: Kept, url: str) -> None:
    plain = LaneDatabase(url)
    await plain.write(partial(owed, address="1"))
    outbox = kept.tracing.outbox(StoredOutbox(plain))
    (one,) = await outbox.claim(1, NOW)
    await outbox.finish(Attempt(one, Result.RETRY, not_before=NOW), NOW)
    await plain.close()
    assert kept.spans == {}


async def test_without_an_endpoint_nothing_is_wrapped(url: str) -> None:
    off = tracing_for(None, "run")
    database = LaneDatabase(url)
    outbox = StoredOutbox(database)
    assert type(off) is Tracing
    assert off.database(database) is database
    assert off.outbox(outbox) is outbox
    with off.span(UPDATE, update=7), off.span(READ):
        pass
    off.stop()
    await database.close()


def test_without_an_endpoint_nothing_is_loaded() -> None:
    code = (
        "import sys; from bot.tracing import tracing_for; tracing_for(None, 'run').span('update', update=1);"
        "print(*(name for name in sys.modules if name.startswith('opentelemetry')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_missing_packages_are_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingProblem) as problem:
        tracing_for("http://127.0.0.1:4318", "run")
    assert (problem.value.name, problem.value.key) == ("LIAISON_OTLP_ENDPOINT", "setting-tracing-missing")
    for language in LANGUAGES:
        said = Texts.shipped().plain(language, problem.value.key, detail=problem.value.detail)
        assert "opentelemetry.exporter.otlp.proto.http.trace_exporter" in said


@pytest.mark.parametrize(
    "endpoint", ["http://c:4318", "http://c:4318/", "http://c:4318/v1/traces", "http://c:4318/v1/traces/"]
)
def test_traces_go_where_the_protocol_says(endpoint: str) -> None:
    assert traces_at(endpoint) == "http://c:4318/v1/traces"
