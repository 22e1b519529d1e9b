"""Telegram's stand-in for the benchmark of scale, over real HTTP: what it says about order has to be right."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web

from bench.telegram import TYPED, Telegram, serving

CHATS = list(range(500, 530))


class Bot:
    """Answers an update with its own words. ``late``: in this chat the first answer comes after the second."""

    def __init__(self, late: int | None = None) -> None:
        self.late = late
        self.calls: dict[int, int] = defaultdict(int)
        self.kept: dict[str, Any] | None = None
        self.api = ""
        self.refuse = 0

    async def called(self, request: web.Request) -> web.Response:
        if request.headers["X-Telegram-Bot-Api-Secret-Token"] != "s":
            return web.Response(status=403)
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503)
        update = await request.json()
        message = update.get("message") or update["callback_query"]["message"]
        words = message.get("text") if "message" in update else update["callback_query"]["data"]
        answer = {"chat_id": message["chat"]["id"], "text": words}
        self.calls[answer["chat_id"]] += 1
        answers = [answer]
        if answer["chat_id"] == self.late:
            if self.calls[self.late] == 1:
                self.kept, answers = answer, []
            elif self.kept is not None:
                answers, self.kept = [answer, self.kept], None
        async with aiohttp.ClientSession() as http:
            for one in answers:
                async with http.post(f"{self.api}/bot1:t/sendMessage", json=one) as said:
                    assert (await said.json())["ok"]
        return web.Response()


@contextlib.asynccontextmanager
async def at_work(bot: Bot) -> AsyncIterator[str]:
    """The address by which Telegram is told what to do; the bot has set its webhook."""
    async with serving(Telegram(scripted=True)) as port, aiohttp.ClientSession() as http:
        bot.api = f"http://127.0.0.1:{port}"
        app = web.Application()
        app.router.add_post("/telegram", bot.called)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
        async with http.post(
            f"{bot.api}/bot1:t/setWebhook", json={"url": url, "secret_token": "s"}
        ) as answer:
            assert (await answer.json())["ok"]
        try:
            yield f"{bot.api}/bench/"
        finally:
            await runner.cleanup()


async def asked(address: str, what: str, **how: Any) -> dict[str, Any]:
    async with aiohttp.ClientSession() as http, http.post(address + what, json=how) as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def test_everybody_is_called_in_order_and_again_when_refused() -> None:
    bot = Bot()
    async with at_work(bot) as address:
        learned = await asked(address, "learn", chats=[1, 2])
        bot.refuse = 15
        await asked(address, "pile", chats=[CHATS[0], CHATS[-1] + 1])
        told = await asked(address, "caught-up", limit=60)
    assert len(learned["marks"]) == len(TYPED)
    assert (told["complete"], told["chats"], told["out_of_order"], told["doubled"]) == (30, 30, 0, 0)
    assert told["refused"] == 15
    assert {bot.calls[chat] for chat in CHATS} == {len(TYPED)}


async def test_answers_in_another_order_are_seen() -> None:
    async with at_work(Bot(late=CHATS[7])) as address:
        await asked(address, "learn", chats=[1, 2])
        await asked(address, "pile", chats=[CHATS[0], CHATS[-1] + 1])
        told = await asked(address, "caught-up", limit=60)
    assert (told["complete"], told["out_of_order"]) == (30, 1)


async def test_a_person_without_an_answer_is_seen() -> None:
    bot = Bot()
    async with at_work(bot) as address:
        await asked(address, "learn", chats=[1, 2])
        bot.refuse = 1_000_000
        await asked(address, "pile", chats=[CHATS[0], CHATS[-1] + 1])
        told = await asked(address, "caught-up", limit=0.5)
    assert (told["complete"], told["chats"]) == (0, 30)
