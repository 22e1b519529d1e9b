from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.intake import ALLOWED
from bot.metrics import HANDLED, KINDS, LOOK_EVERY, Counted, Metrics, metrics_for, pause_after, watch
from delivery.ports import Attempt, Result
from liaison.casework.model import State
from liaison.casework.notices import Owed
from storage import schema
from storage.engine import LaneDatabase
from storage.figures import Snapshot
from storage.outbox import OutboxRows, StoredOutbox
from storage.people import PersonRows

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
SEEN = Snapshot(
    cases={**dict.fromkeys(State, 0), State.TRIAGE: 3, State.ANSWERED: 40},
    deadlines_missed=2,
    inbox_waiting=7,
    inbox_parked=1,
    inbox_oldest=12.5,
    outbox_waiting=5,
    outbox_sending=4,
    outbox_failed=3,
    outbox_uncertain=2,
    outbox_oldest=33.0,
)


def shown(metrics: Metrics) -> dict[str, float]:
    """Every series with its value."""
    lines = metrics.exposition()[0].decode().splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


@pytest.fixture
def metrics() -> Counted:
    return Counted("run")


def test_updates_are_counted_by_kind(metrics: Counted) -> None:
    metrics.received({"update_id": 1, "message": {}})
    metrics.received({"update_id": 2, "message": {}})
    metrics.received({"update_id": 3, "callback_query": {}})
    metrics.received({"update_id": 4, "a_kind_of_the_future": {}})
    found = shown(metrics)
    assert found['liaison_updates_received_total{kind="message"}'] == 2
    assert found['liaison_updates_received_total{kind="callback_query"}'] == 1
    assert found['liaison_updates_received_total{kind="edited_message"}'] == 0
    assert found['liaison_updates_received_total{kind="other"}'] == 1


def test_every_kind_that_is_asked_for_has_its_own_count() -> None:
    assert set(ALLOWED) == set(KINDS)


@pytest.mark.parametrize("result", HANDLED)
def test_updates_handled_are_counted_by_result_and_timed(metrics: Counted, result: str) -> None:
    metrics.handled(result, 0.04)
    found = shown(metrics)
    assert found[f'liaison_updates_handled_total{{result="{result}"}}'] == 1
    assert found['liaison_handling_seconds_bucket{le="0.025"}'] == 0
    assert found['liaison_handling_seconds_bucket{le="0.05"}'] == 1
    assert found["liaison_handling_seconds_sum"] == pytest.approx(0.04)


def test_shares_and_the_build_are_shown(metrics: Counted) -> None:
    metrics.shares(lambda: 30)
    found = shown(metrics)
    assert found["liaison_shares_held"] == 30
    assert [name for name in found if name.startswith("liaison_build_info{") and 'role="run"' in name]


def test_what_was_seen_in_the_database_is_shown(metrics: Counted) -> None:
    assert not [name for name in shown(metrics) if name.startswith("liaison_inbox")]
    metrics.saw(SEEN, NOW, took=0.03)
    found = shown(metrics)
    assert found['liaison_cases{state="triage"}'] == 3
    assert found['liaison_cases{state="withdrawn"}'] == 0
    assert found["liaison_deadlines_missed"] == 2
    assert found["liaison_inbox_waiting"] == 7
    assert found["liaison_inbox_parked"] == 1
    assert found["liaison_inbox_oldest_seconds"] == 12.5
    assert [found[f'liaison_outbox_messages{{state="{s}"}}'] for s in ("waiting", "sending", "failed")] == [
        5,
        4,
        3,
    ]
    assert found['liaison_outbox_messages{state="uncertain"}'] == 2
    assert found["liaison_outbox_oldest_seconds"] == 33
    assert found["liaison_snapshot_timestamp_seconds"] == NOW.timestamp()
    assert found["liaison_snapshot_seconds"] == 0.03


def test_what_was_seen_long_ago_is_shown_no_more(metrics: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.metrics.OLD_SECONDS", -1.0)
    monkeypatch.setattr("bot.metrics.LOOK_EVERY", -1.0)
    metrics.saw(SEEN, NOW, took=0.0)
    assert not [name for name in shown(metrics) if name.startswith("liaison_inbox")]


def test_a_slow_look_is_repeated_less_often() -> None:
    assert pause_after(0.0) == pause_after(0.1) == LOOK_EVERY
    assert pause_after(2.0) == 200


async def test_the_database_is_looked_into_and_its_work_is_timed(metrics: Counted, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    schema.ensure(url)
    database = metrics.database(LaneDatabase(url))
    watching = asyncio.create_task(
        watch(metrics, database, "xinghe", clock=lambda: NOW, today=lambda now: now.date())
    )
    while "liaison_inbox_waiting" not in shown(metrics):
        await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(*(database.write(lambda _: None) for _ in range(5)))
    await asyncio.gather(watching, database.close(), return_exceptions=True)
    found = shown(metrics)
    assert found["liaison_inbox_waiting"] == 0
    assert found['liaison_database_seconds_count{lane="read"}'] == 1
    assert found['liaison_database_seconds_count{lane="write"}'] == 5
    assert found['liaison_database_jobs_total{lane="write"}'] == 5
    assert 1 <= found['liaison_database_commits_total{lane="write"}'] <= 5


async def test_work_that_fails_is_timed_too(metrics: Counted, tmp_path: Path) -> None:
    database = metrics.database(LaneDatabase(f"sqlite:///{tmp_path / 'empty.db'}"))
    with pytest.raises(OperationalError):
        await database.write(lambda c: c.exec_driver_sql("SELECT * FROM nothing"))
    assert database.session == 1
    await database.close()
    assert shown(metrics)['liaison_database_seconds_count{lane="write"}'] == 1


async def test_a_database_that_is_away_does_not_end_the_watch(metrics: Counted, tmp_path: Path) -> None:
    database = metrics.database(LaneDatabase(f"sqlite:///{tmp_path / 'empty.db'}"))
    watching = asyncio.create_task(
        watch(metrics, database, "xinghe", clock=lambda: NOW, today=lambda now: now.date())
    )
    while shown(metrics)['liaison_database_seconds_count{lane="read"}'] == 0:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    assert not watching.done()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await database.close()


def owed(connection: Connection, address: str) -> None:
    """A message owed to somebody new."""
    person = PersonRows(connection, "xinghe").meet(address, "", "en", NOW)
    OutboxRows(connection, "xinghe", lambda: None).put([Owed(person.id, "sorry", {}, address)], NOW)


async def test_attempts_are_counted_once_their_end_is_recorded(metrics: Counted, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    schema.ensure(url)
    database = LaneDatabase(url)
    for address in ("1", "2"):
        await database.write(partial(owed, address=address))
    watched = metrics.outbox(StoredOutbox(database))
    first, second = await watched.claim(2, NOW)
    await watched.begin(first, NOW)
    await database.write(lambda c: c.exec_driver_sql("ALTER TABLE attempt RENAME TO away"))
    with pytest.raises(OperationalError):
        await watched.finish(Attempt(first, Result.SENT), NOW)
    await database.write(lambda c: c.exec_driver_sql("ALTER TABLE away RENAME TO attempt"))
    await watched.finish(Attempt(first, Result.SENT), NOW)
    await watched.finish(Attempt(second, Result.RETRY, not_before=NOW), NOW)  # nothing could go out
    assert [message.id for message in await watched.claim(2, NOW)] == [second.id]
    assert await watched.recover(NOW, everything=True) == 0
    await database.close()
    found = shown(metrics)
    assert found['liaison_sends_total{result="sent"}'] == 1
    assert found['liaison_sends_total{result="retry"}'] == 1
    assert found['liaison_sends_total{result="uncertain"}'] == 0
    assert found["liaison_send_seconds_count"] == 1


def test_of_a_person_there_is_nothing(metrics: Counted) -> None:
    """The values of all labels are words of the program's own."""
    words = {
        *KINDS, *HANDLED, *map(str, Result), *map(str, State),
        "other", "read", "write", "waiting", "sending", "failed", "uncertain",
    }  # fmt: skip
    metrics.saw(SEEN, NOW, took=0.0)
    for family in metrics.registry.collect():
        if not family.name.startswith("liaison_") or family.name == "liaison_build_info":
            continue
        for sample in family.samples:
            assert {v for k, v in sample.labels.items() if k != "le"} <= words, sample


async def test_nobody_asks_so_nothing_is_counted_or_wrapped(tmp_path: Path) -> None:
    off = metrics_for(None, "run")
    database = LaneDatabase(f"sqlite:///{tmp_path / 'a.db'}")
    queue, client = StoredOutbox(database), object()
    assert off.database(database) is database
    assert off.outbox(queue) is queue
    assert off.redis(client) is client
    off.received({})
    off.handled("done", 1.0)
    off.shares(lambda: 3)
    off.saw(SEEN, NOW, took=0.0)
    assert off.exposition()[0] == b""
    await database.close()
    assert isinstance(metrics_for("127.0.0.1:0", "run"), Counted)


def test_without_metrics_their_library_is_not_loaded() -> None:
    code = (
        "import sys; from bot.metrics import metrics_for; metrics_for(None, 'run').handled('done', 1.0);"
        "print(*{'prometheus_client', 'redis', 'aiohttp', 'opentelemetry'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize(
    ("role", "looks"),
    [
        ("run", True),
        ("clock", True),
        ("clock,deliver", True),
        ("dispatch", False),
        ("deliver,receive", False),
    ],
)
def test_what_stands_in_the_database_is_shown_by_one_kind_of_process(role: str, looks: bool) -> None:
    assert Counted(role).looks is looks
    assert not metrics_for(None, role).looks


def test_two_in_one_process_do_not_meddle(metrics: Counted) -> None:
    other = Counted("deliver")
    other.shares(lambda: 1)
    assert shown(metrics)["liaison_shares_held"] == 0
    del other
    gc.collect()
