"""What ``doctor`` finds, and that ``replay`` and ``resend`` mend it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import doctor
from bot.doctor import Finding, Verdict
from bot.simulation.town import SAMPLE
from bot.texts import LANGUAGES, Texts
from playground.server import Playground
from tests.commands.conftest import Liaison
from tests.town import Town

TOKEN = "10003:playground-token-for-the-doctor"
TEXTS = Texts.shipped()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An empty folder, no settings but a data directory for its owner alone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir(mode=0o700)
    monkeypatch.setenv("LIAISON_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("LIAISON_BOT_TOKEN", raising=False)
    return monkeypatch


@pytest.fixture
async def telegram(machine: pytest.MonkeyPatch) -> AsyncIterator[Playground]:
    """A Bot API server that knows the token."""
    async with Playground(bots=[(TOKEN, "doctor_test_bot", "Doctor")]) as playground:
        machine.setenv("LIAISON_BOT_TOKEN", TOKEN)
        machine.setenv("LIAISON_API_URL", playground.url)
        yield playground


async def examined() -> dict[str, Finding]:
    """The worst finding of each check; every line can be said in every language."""
    findings = await doctor.examine(TEXTS)
    for finding in findings:
        for language in LANGUAGES:
            assert TEXTS.plain(language, finding.key, **finding.args)
            assert TEXTS.plain(language, "doctor-check", check=finding.check)
    order = list(Verdict)
    worst: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda one: order.index(one.verdict)):
        worst[finding.check] = finding
    return worst


async def call(playground: Playground, method: str, **body: Any) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{playground.url}/bot{TOKEN}/{method}", json=body) as answer,
    ):
        assert answer.status == 200


async def test_a_new_machine_lacks_token_and_congress_and_stays_as_it_is(
    liaison: Liaison, tmp_path: Path
) -> None:
    done = await liaison("doctor")
    assert done.code == 1
    assert done.err == ""
    assert "✗ 令牌：缺少 LIAISON_BOT_TOKEN" in done.out
    assert "liaison import" in done.out
    assert list(tmp_path.iterdir()) == []


async def test_a_wrong_setting_is_a_finding(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("LIAISON_API_URL", "nowhere")
    found = await examined()
    assert found["settings"].key == "setting-url-wrong"
    assert found["texts"].verdict is Verdict.OK


async def test_the_token_is_asked_of_telegram(telegram: Playground, machine: pytest.MonkeyPatch) -> None:
    found = await examined()
    assert found["token"].args == {"bot": "doctor_test_bot"}
    assert found["clock"].verdict is Verdict.OK
    machine.setenv("LIAISON_BOT_TOKEN", "10009:a-token-that-nobody-has-given-out")
    assert (await examined())["token"].key == "setting-token-refused"
    machine.setenv("LIAISON_API_URL", "http://127.0.0.1:9")
    assert (await examined())["token"].key == "setting-telegram-away"


async def test_a_webhook_keeps_the_poller_from_its_updates(telegram: Playground) -> None:
    await call(telegram, "setWebhook", url="https://example.org/hook")
    assert (await examined())["token"].key == "doctor-webhook"
    await call(telegram, "deleteWebhook")
    assert (await examined())["token"].verdict is Verdict.OK


async def test_with_a_public_address_telegram_must_call_there(
    telegram: Playground, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("LIAISON_PUBLIC_URL", "https://bot.example.org")
    assert (await examined())["webhook"].key == "doctor-webhook-elsewhere"
    await call(telegram, "setWebhook", url="https://example.org/hook")
    assert (await examined())["webhook"].args == {"url": "https://example.org/hook"}
    await call(telegram, "setWebhook", url="https://bot.example.org/telegram")
    assert (await examined())["webhook"].verdict is Verdict.OK


async def test_redis_is_asked_where_there_is_one(
    telegram: Playground, machine: pytest.MonkeyPatch, redis_server: str
) -> None:
    assert "redis" not in await examined()
    machine.setenv("LIAISON_REDIS_URL", redis_server)
    assert (await examined())["redis"].verdict is Verdict.OK
    machine.setenv("LIAISON_REDIS_URL", "redis://127.0.0.1:9")
    assert (await examined())["redis"].key == "doctor-redis-away"


async def test_updates_that_nobody_takes_hint_at_another_poller_or_at_none(telegram: Playground) -> None:
    async with aiohttp.ClientSession() as http:
        for path, body in (
            ("users", {"id": 71, "first_name": "甲"}),
            ("send", {"user": 71, "text": "有人吗"}),
        ):
            async with http.post(f"{telegram.url}/playground/{path}", json=body) as answer:
                assert answer.status == 200
    found = (await examined())["token"]
    assert (found.verdict, found.key, found.args["count"]) == (Verdict.HINT, "doctor-pending", 1)


@pytest.mark.parametrize(("minutes", "fast"), [(5, "no"), (-5, "yes")])
async def test_a_clock_that_is_off(machine: pytest.MonkeyPatch, minutes: int, fast: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        there = datetime.now(UTC) + timedelta(minutes=minutes)
        body = {"ok": True, "result": {"id": 1, "username": "elsewhere_bot"}}
        return web.json_response(body, headers={"Date": f"{there:%a, %d %b %Y %H:%M:%S} GMT"})

    app = web.Application()
    app.router.add_route("*", "/{way:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    machine.setenv("LIAISON_BOT_TOKEN", TOKEN)
    machine.setenv("LIAISON_API_URL", f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        found = (await examined())["clock"]
    finally:
        await runner.cleanup()
    assert (found.verdict, found.args["fast"]) == (Verdict.WRONG, fast)
    assert 295 <= found.args["seconds"] <= 305


async def test_a_data_folder_open_to_others_or_no_folder(machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (await examined())["data"].verdict is Verdict.OK
    (tmp_path / "data").chmod(0o755)
    assert (await examined())["data"].key == "doctor-data-open"
    (tmp_path / "file").write_text("")
    machine.setenv("LIAISON_DATA_DIR", str(tmp_path / "file"))
    assert (await examined())["data"].key == "doctor-data-closed"


async def test_a_database_that_is_none_or_of_a_later_version(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = tmp_path / "data" / "liaison.db"
    database.write_bytes(b"these bytes are no database " * 100)
    assert (await examined())["database"].key == "setting-database-away"
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.commit()
    assert (await examined())["database"].key == "doctor-database-old"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()
    assert (await examined())["database"].key == "setting-database-newer"


async def test_a_calendar_that_ends_before_a_term_may(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(doctor, "last_known_year", lambda: date.today().year - 1)  # noqa: DTZ011
    found = (await examined())["calendar"]
    assert (found.verdict, found.key) == (Verdict.HINT, "doctor-calendar-ends")


async def test_a_text_missing_in_one_language(machine: pytest.MonkeyPatch) -> None:
    texts = Texts.shipped()
    texts.keys["en"] -= {"greeting"}
    findings = {finding.check: finding for finding in await doctor.examine(texts)}
    assert findings["texts"].args == {"keys": "greeting", "count": 1}


async def test_without_a_clerk_nobody_is_told(liaison: Liaison, tmp_path: Path) -> None:
    await liaison("import", str(SAMPLE))
    done = await liaison("doctor", "--json")
    assert done.code == 1
    report = json.loads(done.out)
    assert report["ok"] is False
    congress = next(check for check in report["checks"] if check["check"] == "congress")
    assert congress["verdict"] == "wrong"
    assert "liaison invite --clerk" in congress["text"]


async def test_what_was_parked_and_what_is_uncertain_is_told_and_mended(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        citizen = await town.phone("赵小兰")
        await town.clerk()
        await citizen.send("/start")
        await citizen.reads("您好")
        tmp_path.chmod(0o700)
        report = await town.liaison("doctor")
        assert "✗" not in report

        note = {"message_id": 900, "date": 1, "text": "/privacy"}
        note["from"] = {"id": citizen.user, "is_bot": False, "first_name": "赵小兰"}
        note["chat"] = {"id": citizen.user, "type": "private", "first_name": "赵小兰"}
        with closing(sqlite3.connect(town.database)) as connection:
            connection.execute(
                "INSERT INTO inbox (bot_id, update_id, chat, share, payload, state, tries, error, received_at)"
                " VALUES (10001, 77, ?, 0, ?, 2, 4, 'KeyError in somewhere:1', '2031-02-03 04:05:06')",
                (str(citizen.user), json.dumps({"update_id": 77, "message": note})),
            )
            connection.execute(
                "INSERT INTO outbox (assembly, person_id, dedupe, key, args, actions, file_kind, file, priority,"
                " state, tries, not_before, owed_since) SELECT assembly, id, 'x', 'notice-words-more',"
                " '{\"words\": \"也许没有送到的话\"}', '[]', '', '', 20, 4, 1, since, since"
                " FROM person WHERE address = ?",
                (str(citizen.user),),
            )
            connection.commit()
        report = await town.liaison("doctor", code=1)
        assert "77, came 2031-02-03" in report
        assert "tried 4 times: KeyError in somewhere:1" in report
        assert "perhaps not delivered: 1" in report

        assert "One update" in await town.liaison("replay")
        assert "One message" in await town.liaison("resend")
        assert "No update" in await town.liaison("replay")
        await citizen.reads("谁看得到什么")
        again = await citizen.reads("也许没有送到的话")
        assert TEXTS.plain("zh_CN", "notice-resend") in again["text"]
        assert "✗" not in await town.liaison("doctor")
