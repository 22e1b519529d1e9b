"""A Bot API server leaner than the playground, with people in it: each goes through one conversation,
and takes the next step when the bot has answered the last.

Steps are the citizen's way through the product: /start, "just write", two messages, "done", "send", /my.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from aiohttp import web

PRESS = "press:"
STEPS = (
    "/start",
    PRESS + "n1:write",
    "我家楼下的路灯已经坏了快一个月，晚上黑得看不见台阶，老人孩子出门都怕摔着。",
    "希望有人来修一下，最好把旁边那一盏也换了。",
    "✅ 写好了",
    PRESS + "w1:send",
    "/my",
)
"""What a citizen does; after PRESS comes the beginning of the data of the button to press."""

FIRST_PERSON = 100_001

_ANSWERS = {"sendMessage", "editMessageText", "setMessageReaction", "answerCallbackQuery"}


class Person:
    """Where one citizen stands."""

    __slots__ = ("at", "buttons", "last_message", "since")

    def __init__(self) -> None:
        self.at = 0
        self.buttons: dict[str, str] = {}
        self.last_message = 0
        self.since = 0.0


class Stub:
    """The server. ``scripted``: steps need the buttons the bot has shown; else (the bare bot shows none)
    a press carries made-up data."""

    def __init__(self, *, scripted: bool) -> None:
        self._scripted = scripted
        self._people: dict[int, Person] = {}
        self._waiting: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._update_ids = itertools.count(1)
        self._message_ids = itertools.count(1)
        self._left: deque[int] = deque()
        self.requests = 0
        self.updates = 0
        self.done = 0
        self.latencies: list[float] = []
        self.finished = asyncio.Event()
        self._total = 0

    async def handle(self, request: web.Request) -> web.Response:
        """Any method."""
        method = request.match_info["method"]
        body = await body_of(request)
        if method == "getUpdates":
            return ok(await self._updates(body))
        if method == "getMe":
            return ok({"id": 1, "is_bot": True, "first_name": "B", "username": "bench_bot"})
        self.requests += 1
        if method not in _ANSWERS:
            return ok(True)
        return ok(self._answered(method, body))

    async def _updates(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        limit = int(body.get("limit", 100))
        if not self._waiting:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), min(float(body.get("timeout", 0)), 20))
            except TimeoutError:
                return []
        batch = [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]
        self.updates += len(batch)
        return batch

    def _answered(self, method: str, body: dict[str, Any]) -> Any:
        if method == "answerCallbackQuery":
            chat = int(str(body["callback_query_id"]).split("-")[0])
            self._go_on(chat, PRESS)
            return True
        chat = int(body["chat_id"])
        person = self._people.get(chat)
        if person is not None:
            markup = body.get("reply_markup") or {}
            markup = json.loads(markup) if isinstance(markup, str) else markup
            for row in markup.get("inline_keyboard", ()):
                for key in row:
                    data = key.get("callback_data", "")
                    person.buttons[":".join(data.split(":")[:2])] = data
            self._go_on(chat, "")
        return self._sent(method, chat, body)

    def _sent(self, method: str, chat: int, body: dict[str, Any]) -> Any:
        """What Telegram says about something that is said to a chat."""
        if method == "setMessageReaction":
            return True
        return {
            "message_id": int(body.get("message_id") or next(self._message_ids)),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "P"},
            "from": {"id": 1, "is_bot": True, "first_name": "B"},
            "text": "x",
        }

    def _go_on(self, chat: int, kind: str) -> None:
        """The bot has answered: when that was the answer to the last step, take the next."""
        person = self._people.get(chat)
        if person is None or person.at >= len(STEPS):
            return
        pressed = STEPS[person.at].startswith(PRESS)
        if self._scripted and pressed != (kind == PRESS):
            return
        self.latencies.append(time.perf_counter() - person.since)
        person.at += 1
        if person.at == len(STEPS):
            self._ended()
            return
        self._step(chat, person)

    def _ended(self) -> None:
        """A conversation has come to its end."""
        self.done += 1
        if self._left:
            self._start(self._left.popleft())
        elif self.done == self._total:
            self.finished.set()

    def _step(self, chat: int, person: Person) -> None:
        person.since = time.perf_counter()
        self._hand_over(chat, self._update(chat, person, STEPS[person.at]))

    def _hand_over(self, chat: int, update: dict[str, Any]) -> None:  # noqa: ARG002 - for who calls a webhook
        """Where the bot gets it."""
        self._waiting.append(update)
        self._news.set()

    def _update(self, chat: int, person: Person, step: str) -> dict[str, Any]:
        user = {"id": chat, "is_bot": False, "first_name": "P", "language_code": "zh-hans"}
        message: dict[str, Any] = {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "P"},
        }
        update: dict[str, Any] = {"update_id": next(self._update_ids)}
        if step.startswith(PRESS):
            data = (
                person.buttons.get(step.removeprefix(PRESS), "n1:none:0") if self._scripted else "n1:none:0"
            )
            bot = {"id": 1, "is_bot": True, "first_name": "B"}
            update["callback_query"] = {
                "id": f"{chat}-{person.at}",
                "from": user,
                "message": {**message, "from": bot, "text": "x"},
                "chat_instance": "1",
                "data": data,
            }
        else:
            message |= {"from": user, "text": step}
            if step.startswith("/"):
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(step)}]
            update["message"] = message
        return update

    def _start(self, chat: int) -> None:
        person = self._people[chat] = Person()
        self._step(chat, person)

    async def play(self, people: int, at_once: int, chats: Iterable[int] | None = None) -> float:
        """Let so many people have their conversation, ``at_once`` at a time; returns seconds. ``chats``: who; people
        who were not here before unless it is said."""
        first = FIRST_PERSON + len(self._people)
        self._left = deque(chats or range(first, first + people))
        self._total = self.done + people
        self.finished.clear()
        began = time.perf_counter()
        for _ in range(min(at_once, people)):
            self._start(self._left.popleft())
        await self.finished.wait()
        return time.perf_counter() - began


async def body_of(request: web.Request) -> dict[str, Any]:
    """What a call carries, be it JSON or a form."""
    if request.content_type == "application/json":
        body: dict[str, Any] = json.loads(await request.read() or b"{}")
        return body
    return dict(await request.post())


def ok(result: Any) -> web.Response:
    return web.Response(
        body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json"
    )


async def serve(stub: Stub) -> tuple[web.AppRunner, str]:
    """Start it on a free port."""
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", stub.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    return runner, f"http://127.0.0.1:{port}"
