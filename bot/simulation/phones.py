"""Phones of simulated people: they show what comes, and press what is shown."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from .words import Words

T = TypeVar("T")
Json = dict[str, Any]

PATIENCE = 120.0
"""Seconds after which somebody gives up waiting for what must come."""


class GaveUp(Exception):
    """What had to come did not come."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that is to be seen under a message."""

    message_id: int
    row: int
    column: int
    text: str


class Network:
    """All phones, on one stream of events."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.phones: dict[int, Phone] = {}
        self.last_news = time.monotonic()
        self._after = -1

    async def post(self, path: str, body: Any) -> Any:
        """The playground's control interface. ValueError when it refuses."""
        payload = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with self.http.post(f"{self.url}/playground/{path}", **payload) as answer:
            result = await answer.json()
            if answer.status >= 300:
                raise ValueError(result.get("error", answer.status))
            return result

    async def phone(self, user: int, name: str, words: Words, code: str) -> Phone:
        """A new account."""
        await self.post("users", {"id": user, "first_name": name, "language_code": code})
        phone = self.phones[user] = Phone(self, user, words)
        return phone

    async def follow(self, listening: asyncio.Event) -> None:
        """Bring what happens to the phones, until cancelled; ``listening`` is set when nothing is missed."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                await self._stream(listening)
            await asyncio.sleep(0.2)

    async def _stream(self, listening: asyncio.Event) -> None:
        address = f"{self.url}/playground/events"
        query = {"after": str(self._after)} if self._after >= 0 else {}
        async with self.http.get(
            address, params=query, timeout=aiohttp.ClientTimeout(total=None, sock_read=60)
        ) as stream:
            rest = b""
            async for chunk in stream.content.iter_any():
                listening.set()
                *blocks, rest = (rest + chunk).split(b"\n\n")
                for block in blocks:
                    data = block.find(b"data: ")
                    if data >= 0:
                        await self._bring(json.loads(block[data + 6 :]))

    async def _bring(self, event: Json) -> None:
        self._after = event["seq"]
        if event["type"] == "reset":
            for phone in self.phones.values():
                await phone.load()
            return
        concerned = self.phones.get(event.get("chat_id") or event.get("user_id") or 0)
        if concerned is not None:
            self.last_news = time.monotonic()
            concerned.take(event)


class Phone:
    """One person's chat with the bot."""

    def __init__(self, network: Network, user: int, words: Words) -> None:
        self.user = user
        self.words = words
        self.shown: dict[int, Json] = {}
        self.keyboard: Json | None = None
        self.last = 0
        self.tasks: deque[Json] = deque()
        """Messages with a button that opens an opinion, as they came."""
        self.latencies: list[float] = []
        self._network = network
        self._news = asyncio.Event()
        self._acted: deque[tuple[str, list[Any], float]] = deque()
        self._open = words.label("do-open")

    # What comes

    def take(self, event: Json) -> None:
        """Something happened in this chat."""
        kind = event["type"]
        if kind in ("message", "edited"):
            message = event["message"]
            if not message["from"]["is_bot"]:
                return
            self._reacted(kind)
            self._show(message, new=kind == "message")
        elif kind == "callback_answer":
            self._reacted(kind, event["callback_query_id"])
        elif kind == "reaction":
            self._reacted(kind, event["message_id"])
        elif kind == "keyboard":
            self.keyboard = event["keyboard"]
        elif kind == "deleted":
            for number in event["message_ids"]:
                self.shown.pop(number, None)
        self._news.set()

    def _show(self, message: Json, *, new: bool) -> None:
        number = message["message_id"]
        self.shown[number] = message
        self.last = max(self.last, number)
        if new and any(self._open.match(button.text) for button in buttons(message)):
            self.tasks.append(message)

    def _reacted(self, kind: str, key: Any = None) -> None:
        """Note how long the oldest act that this can be the reaction to has waited."""
        for act in self._acted:
            did, keys, since = act
            if kind == "callback_answer" and (did != "tap" or (keys and key not in keys)):
                continue
            if kind == "edited" and did != "tap":
                continue
            if kind == "reaction" and (did != "write" or (keys and key not in keys)):
                continue
            self._acted.remove(act)
            self.latencies.append(time.monotonic() - since)
            return

    async def load(self) -> None:
        """Events were missed: read the chat anew."""
        address = f"{self._network.url}/playground/chats/{self.user}"
        async with self._network.http.get(f"{address}/messages") as answer:
            for message in await answer.json():
                if message["from"]["is_bot"]:
                    self._show(message, new=message["message_id"] not in self.shown)
        async with self._network.http.get(f"{address}/keyboard") as answer:
            self.keyboard = await answer.json()
        self._news.set()

    async def until(self, check: Callable[[], T | None], what: str) -> T:
        """Wait until ``check`` gives something. Raises GaveUp, named ``what``."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while (found := check()) is None:
            self._news.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._news.wait()
            except TimeoutError:
                raise GaveUp(what) from None
        return found

    def button(self, label: re.Pattern[str], *, after: int = 0, on: int | None = None) -> Button | None:
        """The newest button with this label; of messages after one, or of one."""
        for number in [on] if on is not None else reversed(self.shown):
            if number <= after:
                break
            for button in buttons(self.shown.get(number, {})):
                if label.match(button.text):
                    return button
        return None

    async def sees(self, key: str, *, after: int = 0, on: int | None = None, **given: str) -> Button:
        """Wait for a button."""
        label = self.words.label(key, **given)
        return await self.until(lambda: self.button(label, after=after, on=on), key)

    def read(self, *keys: str) -> list[tuple[str, str]]:
        """Every notice of these kinds: the opinion's number, and the whole text."""
        headings = {self.words.heading(key) for key in keys}
        texts = [text_of(message) for message in self.shown.values()]
        return [(found[1], text) for text in texts for heading in headings if (found := heading.match(text))]

    # What is done

    async def write(self, text: str) -> None:
        """Send words."""
        keys = self._act("write")
        message = await self._network.post("send", {"user": self.user, "text": text})
        keys.append(message["message_id"])

    async def show_picture(self, picture: bytes, caption: str) -> None:
        """Send a picture."""
        form = aiohttp.FormData()
        form.add_field("user", str(self.user))
        form.add_field("kind", "photo")
        if caption:
            form.add_field("caption", caption)
        form.add_field("file", picture, filename="picture.png", content_type="image/png")
        keys = self._act("write")
        sent = await self._network.post("upload", form)
        keys.extend(message["message_id"] for message in sent)

    async def open_link(self, link: str) -> None:
        """Follow an invitation."""
        await self._network.post("open_link", {"user": self.user, "link": link})

    async def press_key(self, key: str) -> None:
        """Press a big button at the bottom, once it is there."""
        label = self.words.label(key)

        def check() -> str | None:
            rows = (self.keyboard or {}).get("keyboard", [])
            return next((k["text"] for row in rows for k in row if label.match(k["text"])), None)

        await self.write(await self.until(check, key))

    async def tap(self, key: str, *, after: int = 0, on: int | None = None, **given: str) -> None:
        """Wait for a button, and tap it."""
        while True:
            button = await self.sees(key, after=after, on=on, **given)
            with contextlib.suppress(ValueError):  # it went away under the finger
                await self.press(button)
                return

    async def press(self, button: Button) -> None:
        """Tap this button. ValueError when it is there no more."""
        keys = self._act("tap")
        body = {
            "user": self.user,
            "message_id": button.message_id,
            "row": button.row,
            "column": button.column,
        }
        try:
            pressed = await self._network.post("press", body)
        except ValueError:
            self._acted.pop()
            raise
        keys.append(pressed["callback_query_id"])

    def _act(self, did: str) -> list[Any]:
        keys: list[Any] = []
        self._acted.append((did, keys, time.monotonic()))
        return keys


def buttons(message: Json) -> list[Button]:
    """Its inline buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        Button(message["message_id"], r, c, button["text"])
        for r, row in enumerate(rows)
        for c, button in enumerate(row)
    ]


def text_of(message: Json) -> str:
    """Its text or caption."""
    return str(message.get("text") or message.get("caption") or "")
