"""Health, readiness and metrics over real HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa
import structlog
from aiohttp import web

from bot.metrics import Counted
from bot.settings import SettingProblem
from bot.texts import LANGUAGES, Texts
from bot.web import MOST_BYTES, Check, Web, answers
from storage import schema
from storage.engine import LaneDatabase


@asynccontextmanager
async def serving(
    checks: Mapping[str, Check] | None = None,
    *routes: web.RouteDef,
    metrics: Counted | None = None,
    patience: float = 60.0,
) -> AsyncIterator[tuple[Web, aiohttp.ClientSession]]:
    """A server on a free port, and somebody who asks it."""
    made = Web("127.0.0.1:0", "dispatch", checks or {}, metrics, patience=patience)
    made.add_routes(routes)
    await made.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{made.port}") as http:
            yield made, http
    finally:
        await made.stop()


async def lines(http: aiohttp.ClientSession, path: str) -> tuple[int, list[dict[str, str]]]:
    async with http.get(path) as response:
        assert response.content_type == "application/json"
        return response.status, [json.loads(line) for line in (await response.text()).splitlines()]


async def fine() -> None:
    return None


async def no_shares() -> str:
    return "holds no shares"


async def breaks() -> None:
    raise ConnectionResetError("postgresql://user:password@host")


async def test_it_is_alive_while_it_can_answer_whatever_its_checks_say() -> None:
    async with serving({"shares": no_shares}) as (made, http):
        made.draining = True
        status, (said,) = await lines(http, "/healthz")
    assert status == 200
    assert (said["status"], said["role"]) == ("alive", "dispatch")
    assert float(said["uptime_seconds"]) >= 0


async def test_it_is_ready_when_every_check_passes() -> None:
    async with serving({"database": fine, "redis": fine}) as (_, http):
        assert await lines(http, "/readyz") == (200, [{"status": "ready", "role": "dispatch"}])


async def test_each_check_that_fails_has_its_line_and_an_error_shows_its_kind_only() -> None:
    async with serving({"database": breaks, "redis": fine, "shares": no_shares}) as (_, http):
        status, said = await lines(http, "/readyz")
    assert status == 503
    assert said == [
        {"check": "database", "problem": "ConnectionResetError"},
        {"check": "shares", "problem": "holds no shares"},
    ]


async def test_it_is_not_ready_while_draining() -> None:
    async with serving({"database": fine}) as (made, http):
        made.draining = True
        assert await lines(http, "/readyz") == (503, [{"check": "draining", "problem": "draining"}])


async def test_a_check_that_hangs_fails_and_is_not_begun_again_before_it_ended() -> None:
    begun, answer = [], asyncio.Event()

    async def hangs() -> None:
        begun.append(True)
        await answer.wait()

    async with serving({"database": hangs}, patience=0.2) as (_, http):
        for _time in range(3):
            assert await lines(http, "/readyz") == (503, [{"check": "database", "problem": "no answer"}])
        assert len(begun) == 1
        answer.set()
        assert (await lines(http, "/readyz"))[0] == 200
        assert (await lines(http, "/readyz"))[0] == 200
        assert len(begun) > 1


async def test_a_check_that_hangs_does_not_hold_up_the_stop() -> None:
    made = Web("127.0.0.1:0", "run", {"never": asyncio.Event().wait})  # type: ignore[dict-item]
    await made.start()
    asking = asyncio.create_task(made.problems())
    await asyncio.sleep(0)
    await made.stop()
    await asyncio.gather(asking, return_exceptions=True)


async def test_the_database_counts_as_ready_when_it_answers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    schema.ensure(url)
    database = LaneDatabase(url)
    ask = answers(lambda: database.read(lambda c: c.execute(sa.text("SELECT 1")).scalar()))
    async with serving({"database": ask}) as (_, http):
        assert (await lines(http, "/readyz"))[0] == 200
        await database.close()
        assert await lines(http, "/readyz") == (503, [{"check": "database", "problem": "DatabaseClosed"}])


async def test_metrics_are_in_prometheus_s_format() -> None:
    metrics = Counted("dispatch")
    metrics.handled("done", 0.02)
    async with serving(metrics=metrics) as (_, http), http.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        text = await response.text()
    assert 'liaison_updates_handled_total{result="done"} 1.0' in text.splitlines()
    assert 'liaison_handling_seconds_bucket{le="0.025"} 1.0' in text.splitlines()
    assert "process_resident_memory_bytes" in text


async def test_a_route_of_the_role_s_own_and_what_it_raises() -> None:
    async def hook(request: web.Request) -> web.Response:
        body = await request.read()
        if body == b"bad":
            raise ValueError("what a person wrote")
        return web.Response(text=str(len(body)))

    with structlog.testing.capture_logs() as logged:
        async with serving(None, web.post("/hook/secret", hook)) as (_, http):
            async with http.post("/hook/secret", data=b"12345") as response:
                assert (response.status, await response.text()) == (200, "5")
                assert response.headers["Server"] == "liaison"
            async with http.post("/hook/secret", data=b"bad") as response:
                assert (response.status, await response.text()) == (500, "")
            async with http.post("/hook/secret", data=BytesIO(b"x" * (MOST_BYTES + 1))) as response:
                assert response.status == 413
            async with http.get("/elsewhere") as response:
                assert response.status == 404
    failed = [line for line in logged if line["event"] == "web.failed"]
    assert len(failed) == 1
    assert "secret" not in str({**failed[0], "exc_info": None})


async def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    async with serving() as (first, _):
        second = Web(f"127.0.0.1:{first.port}", "run", {})
        with pytest.raises(SettingProblem) as problem:
            await second.start()
    assert (problem.value.name, problem.value.key) == ("LIAISON_LISTEN", "setting-listen-taken")
    for language in LANGUAGES:
        said = Texts.shipped().plain(language, problem.value.key, detail=problem.value.detail, name="")
        assert f"127.0.0.1:{first.port}" in said


@pytest.mark.parametrize(
    ("listen", "key"),
    [
        ("127.0.0.1:70000", "setting-listen-wrong"),
        ("192.0.2.1:8080", "setting-listen-impossible"),  # an address for documentation: nobody's
    ],
)
async def test_an_address_that_cannot_be_had_is_said(listen: str, key: str) -> None:
    with pytest.raises(SettingProblem) as problem:
        await Web(listen, "run", {}).start()
    assert problem.value.key == key


async def test_it_listens_at_the_given_address_only() -> None:
    async with serving() as (made, _):
        with socket.socket() as elsewhere:  # the same port of another address of this machine is free
            elsewhere.bind(("127.0.0.2", made.port))
