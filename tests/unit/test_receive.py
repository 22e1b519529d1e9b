"""The poller against a server that answers what Telegram may answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.intake import Intake
from bot.metrics import Metrics
from bot.receive import Poller, TokenRefused
from storage import inbox, schema
from storage.engine import LaneDatabase

WEBHOOK = {
    "ok": False,
    "error_code": 409,
    "description": "Conflict: can't use getUpdates method while webhook is active",
}
OTHER = {
    "ok": False,
    "error_code": 409,
    "description": "Conflict: terminated by other getUpdates request",
}


class Telegram:
    """Gives its answers one after the other; then says that there is nothing."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.webhooks_deleted = 0
        self.done = asyncio.Event()
        self.url = ""

    async def updates(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        if not self.answers:
            self.done.set()
            await asyncio.sleep(0.05)
            return web.json_response({"ok": True, "result": []})
        answer = self.answers.pop(0)
        if answer is WEBHOOK and self.webhooks_deleted:
            answer = {"ok": True, "result": []}
        if isinstance(answer, list):
            answer = {"ok": True, "result": answer}
        return web.Response(
            text=answer if isinstance(answer, str) else json.dumps(answer), content_type="application/json"
        )

    async def delete_webhook(self, _request: web.Request) -> web.Response:
        self.webhooks_deleted += 1
        return web.json_response({"ok": True, "result": True})


@asynccontextmanager
async def receiving(tmp_path: Path, *answers: Any) -> AsyncIterator[tuple[Telegram, LaneDatabase]]:
    """A poller at work until the server has given all its answers."""
    telegram = Telegram(*answers)
    app = web.Application()
    app.router.add_post("/bot1:x/getUpdates", telegram.updates)
    app.router.add_post("/bot1:x/deleteWebhook", telegram.delete_webhook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    telegram.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    await asyncio.to_thread(schema.ensure, url)
    database = LaneDatabase(url)
    poller = Poller(
        api_url=telegram.url, token="1:x",
        intake=Intake(database, 1, lambda: datetime.now(UTC), lambda _about: None, Metrics()),
    )  # fmt: skip
    task = asyncio.create_task(poller.run())
    try:
        waiting = asyncio.create_task(telegram.done.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        yield telegram, database
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await database.close()
        await runner.cleanup()


def said(update_id: int, text: str = "好") -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": 3}, "from": {"id": 3}, "text": text}}


async def kept(database: LaneDatabase) -> list[int]:
    return [u.update_id for u in await database.read(lambda c: inbox.take(c, 1, 0, 100))]


async def test_a_webhook_from_before_the_start_is_taken_away(tmp_path: Path) -> None:
    async with receiving(tmp_path, WEBHOOK, [said(7)]) as (telegram, database):
        assert telegram.webhooks_deleted == 1
        assert await kept(database) == [7]


async def test_a_webhook_that_is_set_later_is_somebody_elses_and_only_said(tmp_path: Path) -> None:
    async with receiving(tmp_path, [said(7)], dict(WEBHOOK), [said(8)]) as (telegram, database):
        assert telegram.webhooks_deleted == 0
        assert await kept(database) == [7, 8]


async def test_another_poller_is_waited_out(tmp_path: Path) -> None:
    async with receiving(tmp_path, OTHER, [said(7)]) as (telegram, database):
        assert telegram.webhooks_deleted == 0
        assert await kept(database) == [7]


@pytest.mark.parametrize("garbage", ["<html>", "[]", "null", '"ok"', '{"ok": true}', ""])
async def test_what_no_bot_api_says_is_waited_out(tmp_path: Path, garbage: str) -> None:
    async with receiving(tmp_path, garbage, [said(7)]) as (_telegram, database):
        assert await kept(database) == [7]


async def test_a_refused_token_ends_it(tmp_path: Path) -> None:
    with pytest.raises(TokenRefused):
        async with receiving(
            tmp_path, [said(7)], {"ok": False, "error_code": 401, "description": "Unauthorized"}
        ):
            pass


async def test_numbers_that_go_back_after_a_silence_are_received(tmp_path: Path) -> None:
    async with receiving(tmp_path, [said(900), said(901)], [], [said(12)]) as (telegram, database):
        assert await kept(database) == [900, 901, 12]
    offsets = [asked.get("offset") for asked in telegram.asked]
    assert offsets[:4] == [None, 902, None, 13]  # confirmed first, and only then forgotten


async def test_half_a_character_does_not_hold_up_the_others(tmp_path: Path) -> None:
    async with receiving(tmp_path, [said(7, "\ud83d"), said(8)]) as (_telegram, database):
        assert await kept(database) == [7, 8]
