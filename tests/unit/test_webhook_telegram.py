"""The webhook with the playground as Telegram: updates come until they are kept, it is set, kept set and removed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web

from bot.intake import ALLOWED, Intake
from bot.metrics import Metrics
from bot.receive import Poller
from bot.texts import LANGUAGES, Texts
from bot.webhook import PATH, by_command, keep_set, secret_of
from playground.server import Playground
from storage import inbox
from storage.engine import LaneDatabase
from tests import servers
from tests.unit.test_webhook import BOT, TOKEN, Receiver, receiving, settings


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[LaneDatabase]:
    """On SQLite and on PostgreSQL."""
    made = LaneDatabase(empty_url)
    yield made
    await made.close()


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Playground]:
    async with Playground(bots=[f"{TOKEN}:test_bot:Test"]) as playground:
        playground.world.webhook_delay = 0.05
        yield playground


async def do(playground: Playground, call: str, **body: Any) -> Any:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{playground.url}/playground/{call}", json=body) as answer:
            assert answer.status < 300
            return await answer.json()


async def info(playground: Playground) -> dict[str, Any]:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{playground.url}/bot{TOKEN}/getWebhookInfo") as answer:
            return dict((await answer.json())["result"])


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    while not await check():
        await asyncio.sleep(0.01)


async def holds(receiver: Receiver, number: int) -> None:
    async def enough() -> bool:
        return len(await receiver.updates()) >= number

    await until(enough)


def of_chat(updates: list[inbox.Update], chat: int) -> list[str]:
    return [json.loads(update.payload)["message"]["text"] for update in updates if update.chat == str(chat)]


async def test_telegram_calls_again_until_it_is_kept_and_in_order(
    database: LaneDatabase, telegram: Playground
) -> None:
    people = [(await do(telegram, "users", first_name="某"))["id"] for _ in range(3)]
    port = servers.free_port()
    chosen = settings(api_url=telegram.url, public_url=f"http://127.0.0.1:{port}")
    assert (await by_command(chosen, "set")).well
    texts = [str(n) for n in range(8)]
    for text in texts[:4]:
        for person in people:
            await do(telegram, "send", user=person, text=text)
    async with receiving(database, f"127.0.0.1:{port}") as receiver:  # it was not there yet
        await holds(receiver, 12)
        table = sa.text("ALTER TABLE inbox RENAME TO elsewhere")
        await database.write(lambda c: c.execute(table))
        for text in texts[4:]:
            for person in people:
                await do(telegram, "send", user=person, text=text)

        async def refused() -> bool:
            return "503" in str((await info(telegram)).get("last_error_message"))

        await until(refused)
        back = sa.text("ALTER TABLE elsewhere RENAME TO inbox")
        await database.write(lambda c: c.execute(back))
        await holds(receiver, 24)
        updates = await receiver.updates()
        assert len(updates) == 24
        assert [of_chat(updates, person) for person in people] == [texts] * 3


async def test_by_command_it_is_set_shown_and_removed_and_polling_gets_what_waits(
    database: LaneDatabase, telegram: Playground
) -> None:
    person = (await do(telegram, "users", first_name="某"))["id"]
    port = servers.free_port()
    chosen = settings(api_url=telegram.url, public_url=f"http://127.0.0.1:{port}")
    shown = [await by_command(chosen, "show")]
    done = [await by_command(chosen, "set")]
    assert (await info(telegram))["url"] == f"http://127.0.0.1:{port}{PATH}"
    assert (await info(telegram))["allowed_updates"] == sorted(ALLOWED)
    shown.append(await by_command(chosen, "show"))
    await do(telegram, "send", user=person, text="等着")

    async def tried() -> bool:
        return "last_error_message" in await info(telegram)

    await until(tried)
    shown.append(await by_command(chosen, "show"))
    assert [(said.key, said.well) for said in shown] == [
        ("webhook-none", True), ("webhook-is", True), ("webhook-is", False),
    ]  # fmt: skip
    assert shown[2].args["waiting"] == 1
    assert shown[2].args["error"]
    done.append(await by_command(chosen, "remove"))
    assert [(said.key, said.well) for said in done] == [("webhook-set", True), ("webhook-removed", True)]
    for one in [*shown, *done]:
        for language in LANGUAGES:
            assert Texts.shipped().plain(language, one.key, **one.args)
    intake = Intake(database, BOT, lambda: datetime.now(UTC), lambda _about: None, Metrics())
    polling = asyncio.create_task(Poller(api_url=telegram.url, token=TOKEN, intake=intake).run())
    receiver = Receiver(database)
    try:
        await holds(receiver, 1)
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
    assert of_chat(await receiver.updates(), person) == ["等着"]


async def test_what_telegram_refuses_is_said(telegram: Playground) -> None:
    chosen = settings(api_url=telegram.url, public_url="https://liaison.example:12345")
    refused = await by_command(chosen, "set")
    assert (refused.key, refused.well) == ("webhook-refused", False)


async def test_it_is_set_again_when_somebody_took_it_away_or_changed_it(telegram: Playground) -> None:
    chosen = settings(api_url=telegram.url, public_url="http://127.0.0.1:9")
    keeping = asyncio.create_task(keep_set(chosen, check_every=0.02))

    async def as_wanted() -> bool:
        now = await info(telegram)
        return now["url"] == f"http://127.0.0.1:9{PATH}" and now.get("allowed_updates") == sorted(ALLOWED)

    async def call(method: str, **given: Any) -> None:
        async with aiohttp.ClientSession() as http:
            async with http.post(f"{telegram.url}/bot{TOKEN}/{method}", json=given) as answer:
                assert (await answer.json())["ok"]

    try:
        await until(as_wanted)
        await call("deleteWebhook")
        await until(as_wanted)
        await call("setWebhook", url="http://127.0.0.1:9/another")
        await until(as_wanted)
        await call(
            "setWebhook", url=f"http://127.0.0.1:9{PATH}", allowed_updates=["message"]
        )  # a version before
        await until(as_wanted)
        await telegram.stop()
        await asyncio.sleep(0.1)
        await telegram.start()
        assert not keeping.done()
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def test_whoever_begins_sets_its_own_secret(telegram: Playground) -> None:
    chosen = settings(api_url=telegram.url, public_url="http://127.0.0.1:9")
    assert (await by_command(chosen, "set")).well
    bot = telegram.world.find_bot(None)
    bot.settings["webhook"]["secret"] = "made-of-the-token-before"
    keeping = asyncio.create_task(keep_set(chosen))

    async def ours() -> bool:
        return bool(bot.settings["webhook"]["secret"] == secret_of(TOKEN))

    try:
        await until(ours)
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


@pytest.mark.parametrize("answer", ["{}", "[]", '{"ok":true}', '{"ok":true,"result":"?"}', "<html>", '{"ok":false,"error_code":"x"}'])  # fmt: skip
async def test_nonsense_from_telegram_ends_nothing(answer: str) -> None:
    asked: list[str] = []

    async def say(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{any:.*}", say)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    chosen = settings(api_url=f"http://127.0.0.1:{runner.addresses[0][1]}", public_url="http://127.0.0.1:9")
    keeping = asyncio.create_task(keep_set(chosen, check_every=0.02))
    try:
        while len(asked) < 4 and not keeping.done():
            await asyncio.sleep(0.01)
        assert not keeping.done()
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await runner.cleanup()
