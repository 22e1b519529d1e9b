"""Telegram for a benchmark, in a process of its own: ``python -m bench.telegram [--bare]`` prints its port.

As bench.stub, and it calls a webhook as Telegram does: up to 40 calls at once, of one chat the next only after the last
was taken with 200. What it shall do it is told over HTTP (``/bench/…``, see bench.stage). Messages of the delivery come
by a path of their own (``/delivery``): they are no answer to whoever is talking.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import random
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

from .stub import PRESS, STEPS, Person, Stub, body_of, ok

CALLS_AT_ONCE = 40
"""Telegram's own default (setWebhook, max_connections)."""

AGAIN_SECONDS = 0.5
"""After a call that was not taken."""

TYPED = tuple("📨 发送" if step == PRESS + "w1:send" else step for step in STEPS)
"""The same conversation by somebody who says everything at once and has seen no button of a preview."""

WRITE = "n1:write:0"
"""The button that everybody knows."""


class Telegram(Stub):
    """The server and its people."""

    def __init__(self, *, scripted: bool) -> None:
        super().__init__(scripted=scripted)
        # Numbers that no Telegram before this one has given: a database may have met several.
        self._update_ids = itertools.count(time.time_ns() // 1000)
        self._message_ids = itertools.count(time.time_ns() // 1000)
        self.hook = ""
        self.secret = ""
        self.refused = 0
        self.starved = 0
        self._chats: dict[int, deque[dict[str, Any]]] = defaultdict(deque)
        self._turns: asyncio.Queue[int] = asyncio.Queue()
        self._paced = False
        self._ready: list[tuple[int, Person]] = []
        self._more = asyncio.Event()
        self._marks: dict[int, list[str]] = {}
        self._expected: list[str] | None = None
        self._answered_all = asyncio.Event()
        self._complete = 0
        self._wrong = 0
        self._first_mark = 0.0

    # --- what the bot asks

    async def handle(self, request: web.Request) -> web.Response:
        """Any method."""
        method = request.match_info["method"]
        if method not in ("setWebhook", "deleteWebhook", "getWebhookInfo"):
            return await super().handle(request)
        body = await body_of(request)
        if method == "setWebhook":
            self.hook, self.secret = str(body["url"]), str(body.get("secret_token", ""))
        elif method == "deleteWebhook":
            self.hook = ""
        return ok({"url": self.hook, "pending_update_count": 0} if method == "getWebhookInfo" else True)

    async def delivery(self, request: web.Request) -> web.Response:
        """Any method, asked by the delivery."""
        method = request.match_info["method"]
        body = await body_of(request)
        if method == "getMe":
            return ok({"id": 1, "is_bot": True, "first_name": "B", "username": "bench_bot"})
        self.requests += 1
        return ok(self._sent(method, int(body.get("chat_id", 0)), body))

    def _answered(self, method: str, body: dict[str, Any]) -> Any:
        if self._marks:
            self._mark(method, body)
        return super()._answered(method, body)

    # --- what Telegram calls

    def _hand_over(self, chat: int, update: dict[str, Any]) -> None:
        waiting = self._chats[chat]
        waiting.append(update)
        if len(waiting) == 1:
            self._turns.put_nowait(chat)

    async def call(self, http: aiohttp.ClientSession) -> None:
        """One of the connections to the webhook. Until cancelled."""
        while True:
            chat = await self._turns.get()
            waiting = self._chats[chat]
            if not self.hook or not await self._taken(http, waiting[0]):
                self.refused += bool(self.hook)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self.updates += 1
                waiting.popleft()
            if waiting:
                self._turns.put_nowait(chat)
            else:
                del self._chats[chat]

    async def _taken(self, http: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        try:
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
            async with http.post(self.hook, json=update, headers=headers) as answer:
                await answer.read()
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    # --- people who take their time

    async def paced(self, chats: list[int], at_once: int, rate: float, seconds: float) -> None:
        """``rate`` updates a second, at random moments (Poisson), each from anyone of the ``at_once`` people who has been
        answered: they do not go in step. Where nobody has been answered it is counted (``starved``) and waited for."""
        chance = random.Random(1)
        self._left, self._total = deque(chats), self.done + len(chats) + 1
        self._paced, self.starved = True, 0
        self._ready = [(chat, self._enter(chat)) for chat in (self._left.popleft() for _ in range(at_once))]
        began = next_at = time.perf_counter()
        while next_at - began < seconds:
            next_at += chance.expovariate(rate)
            await asyncio.sleep(max(0.0, next_at - time.perf_counter()))
            if not self._ready:
                self.starved += 1
            await self._somebody(1)
            who = chance.randrange(len(self._ready))
            self._ready[who], self._ready[-1] = self._ready[-1], self._ready[who]
            super()._step(*self._ready.pop())
        await self._somebody(at_once)
        self._paced = False

    async def _somebody(self, count: int) -> None:
        while len(self._ready) < count:
            self._more.clear()
            await self._more.wait()

    def _enter(self, chat: int) -> Person:
        person = self._people[chat] = Person()
        return person

    def _step(self, chat: int, person: Person) -> None:
        if not self._paced:
            super()._step(chat, person)
            return
        self._ready.append((chat, person))
        self._more.set()

    # --- people who have said everything long ago

    def pile_up(self, chats: list[int]) -> None:
        """Everybody says everything, whoever listens; answers are counted from now on. The first time, one person
        alone: what they see is what everybody is to see, in this order."""
        for chat in chats:
            self._enter(chat).at = len(STEPS)
            self._marks[chat] = []
        self._complete = self._wrong = 0
        self._first_mark = 0.0
        self._answered_all.clear()
        for step in TYPED:  # what came first is first called, of whichever chat
            for chat in chats:
                person = self._people[chat]
                person.buttons["n1:write"] = WRITE
                self._hand_over(chat, self._update(chat, person, step))

    def _mark(self, method: str, body: dict[str, Any]) -> None:
        """Note an answer by what it is: its kind, and its words without numbers."""
        if method == "answerCallbackQuery":
            chat, mark = int(str(body["callback_query_id"]).split("-")[0]), method
        else:
            words = "".join(ch for ch in str(body.get("text", "")) if not ch.isdigit())
            chat, mark = int(body["chat_id"]), f"{method} {words[:40]}"
        marks = self._marks.get(chat)
        if marks is None:
            return
        self._first_mark = self._first_mark or time.perf_counter()
        marks.append(mark)
        if self._expected is not None and len(marks) == len(self._expected):
            self._complete += 1
            self._wrong += marks != self._expected
            if self._complete == len(self._marks):
                self._answered_all.set()

    async def learn(self, chat: int) -> list[str]:
        """One person, a step at a time: what is answered to each."""
        self._marks = {chat: []}
        self._expected = None
        self._enter(chat).at = len(STEPS)
        person = self._people[chat]
        person.buttons["n1:write"] = WRITE
        for step in TYPED:
            before = len(self._marks[chat])
            self._hand_over(chat, self._update(chat, person, step))
            while len(self._marks[chat]) == before:
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # whatever else is said to it
        self._expected = self._marks.pop(chat)
        return self._expected

    async def caught_up(self, limit: float) -> dict[str, float]:
        """Until everybody has every answer, or ``limit`` seconds have passed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._answered_all.wait(), limit)
        told = {
            "seconds": time.perf_counter() - self._first_mark,
            "chats": len(self._marks),
            "complete": self._complete,
            "out_of_order": self._wrong,
            "doubled": sum(len(marks) > len(self._expected or ()) for marks in self._marks.values()),
        }
        self._marks = {}
        return told


async def _asked(telegram: Telegram, request: web.Request) -> web.Response:
    """``/bench/WHAT`` with a JSON body."""
    body: dict[str, Any] = await request.json()
    chats = list(range(*body["chats"])) if "chats" in body else []
    updates, requests = telegram.updates, telegram.requests
    told: dict[str, Any] = {}
    began = time.perf_counter()
    match request.match_info["what"]:
        case "play":
            telegram.latencies.clear()
            await telegram.play(len(chats), body["at_once"], chats)
        case "pace":
            telegram.latencies.clear()
            await telegram.paced(chats, body["at_once"], body["rate"], body["seconds"])
        case "learn":
            told["marks"] = await telegram.learn(chats[0])
        case "pile":
            telegram.pile_up(chats)
        case "caught-up":
            told |= await telegram.caught_up(body["limit"])
    lat = sorted(telegram.latencies)
    tenth = max(1, len(lat) // 10)
    tenths = [telegram.latencies[first : first + tenth] for first in range(0, len(lat), tenth)]
    told = {
        "seconds": time.perf_counter() - began,
        "updates": telegram.updates - updates,
        "all_updates": telegram.updates,
        "requests": telegram.requests - requests,
        "p50_ms": lat[len(lat) // 2] * 1e3 if lat else 0.0,
        "p95_ms": lat[int(len(lat) * 0.95)] * 1e3 if lat else 0.0,
        "p95_by_tenth": [sorted(some)[int(len(some) * 0.95)] * 1e3 for some in tenths[:10]],
        "hook": telegram.hook,
        "refused": telegram.refused,
        "starved": telegram.starved,
    } | told
    return web.json_response(told)


@contextlib.asynccontextmanager
async def serving(telegram: Telegram) -> AsyncIterator[int]:
    """The port of 127.0.0.1 it serves on, and from where it calls."""
    app = web.Application()
    app.router.add_post("/bench/{what}", partial(_asked, telegram))
    app.router.add_route("*", "/bot{token}/{method}", telegram.handle)
    app.router.add_route("*", "/delivery/bot{token}/{method}", telegram.delivery)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    connector = aiohttp.TCPConnector(limit=CALLS_AT_ONCE)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        calls = [asyncio.create_task(telegram.call(http)) for _ in range(CALLS_AT_ONCE)]
        try:
            yield runner.addresses[0][1]
        finally:
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            await runner.cleanup()


async def main(*, scripted: bool) -> None:
    """Serve until ended."""
    async with serving(Telegram(scripted=scripted)) as port:
        print(port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare", action="store_true", help="people whose bot shows no buttons")
    asyncio.run(main(scripted=not parser.parse_args().bare))
