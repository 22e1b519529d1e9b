"""People with phones, for the end-to-end tests: they press what they can see and read what comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE = 20.0
"""Seconds until something that must come is taken to be missing."""


@dataclass
class Phone:
    """One person's chat with the bot. ``seen`` is the last message id already read."""

    http: aiohttp.ClientSession
    url: str
    user: int
    name: str
    seen: int = 0
    last_toast: dict[str, Any] | None = field(default=None)

    async def call(self, path: str, **body: Any) -> Any:
        """The playground's control interface, as this person."""
        async with self.http.post(
            f"{self.url}/playground/{path}", json={"user": self.user, **body}
        ) as answer:
            result = await answer.json()
            assert answer.status < 300, result
            return result

    async def send(self, text: str, **more: Any) -> dict[str, Any]:
        """Write something."""
        message: dict[str, Any] = await self.call("send", text=text, **more)
        return message

    async def open_link(self, link: str) -> None:
        """Open a t.me link."""
        await self.call("open_link", link=link)

    async def upload(
        self, kind: str, *files: bytes, caption: str = "", reply_to: int | None = None
    ) -> list[dict[str, Any]]:
        """Send photos (several: an album), a voice message, a document."""
        form = aiohttp.FormData()
        form.add_field("user", str(self.user))
        form.add_field("kind", kind)
        if caption:
            form.add_field("caption", caption)
        if reply_to is not None:
            form.add_field("reply_to", str(reply_to))
        for number, content in enumerate(files):
            form.add_field("file", content, filename=f"file{number}.jpg")
        async with self.http.post(f"{self.url}/playground/upload", data=form) as answer:
            result: list[dict[str, Any]] = await answer.json()
            assert answer.status < 300, result
            return result

    async def messages(self) -> list[dict[str, Any]]:
        """The whole chat, oldest first."""
        address = f"{self.url}/playground/chats/{self.user}/messages?user={self.user}"
        async with self.http.get(address) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def from_bot(self) -> list[dict[str, Any]]:
        """What the bot wrote, oldest first."""
        return [m for m in await self.messages() if m.get("from", {}).get("is_bot")]

    async def in_group(self, chat: int) -> list[dict[str, Any]]:
        """What the bot wrote in a group, oldest first."""
        address = f"{self.url}/playground/chats/{chat}/messages?user={self.user}"
        async with self.http.get(address) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return [m for m in found if m.get("from", {}).get("is_bot")]

    async def until(self, check: Callable[[list[dict[str, Any]]], Any], what: str) -> Any:
        """Wait until ``check`` of the bot's messages gives something true; return it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            result = check(await self.from_bot())
            if result:
                return result
            await asyncio.sleep(0.05)
        texts = [text_of(m) for m in await self.from_bot()]
        raise AssertionError(f"{self.name} waited in vain for {what!r}; read: {texts[-4:]}")

    async def reads(self, words: str) -> dict[str, Any]:
        """Wait for a message that contains these words (the newest of them)."""

        def check(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
            return next((m for m in reversed(messages) if words in text_of(m)), None)

        message: dict[str, Any] = await self.until(check, words)
        return message

    async def reads_next(self, words: str) -> dict[str, Any]:
        """Wait for a message with these words that is newer than what was read so before."""

        def check(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
            return next((m for m in messages if m["message_id"] > self.seen and words in text_of(m)), None)

        message: dict[str, Any] = await self.until(check, words)
        self.seen = message["message_id"]
        return message

    async def becomes(self, message: dict[str, Any], words: str) -> dict[str, Any]:
        """Wait until this message has been edited to hold these words."""

        def check(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
            now = next((m for m in messages if m["message_id"] == message["message_id"]), {})
            return now if words in text_of(now) else None

        edited: dict[str, Any] = await self.until(check, words)
        return edited

    async def tap(
        self, label: str, *, wait: float = 10, on: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Tap the newest visible inline button whose label contains ``label`` (or, ``on`` a message, one of
        its); else the button of the bottom keyboard. Returns the toast or alert, if any."""

        def check(messages: list[dict[str, Any]]) -> tuple[dict[str, Any], int, int] | None:
            for message in reversed(messages):
                if on is not None and message["message_id"] != on["message_id"]:
                    continue
                for r, row in enumerate(message.get("reply_markup", {}).get("inline_keyboard", [])):
                    for c, button in enumerate(row):
                        if label in button["text"]:
                            return message, r, c
            return None

        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = check(await self.from_bot())
            if found is not None:
                message, row, column = found
                pressed = await self.call(
                    "press", message_id=message["message_id"], row=row, column=column, wait=wait
                )
                self.last_toast = pressed["answer"]
                return self.last_toast
            keyboard = await self.keyboard()
            for row_of_keys in (keyboard or {}).get("keyboard", []):
                for key in row_of_keys:
                    if label in key["text"]:
                        await self.send(key["text"])
                        return None
            await asyncio.sleep(0.05)
        raise AssertionError(f"{self.name} sees no button {label!r}; buttons: {await self.buttons()}")

    async def keyboard(self) -> dict[str, Any] | None:
        """The bottom keyboard that is shown."""
        address = f"{self.url}/playground/chats/{self.user}/keyboard?user={self.user}"
        async with self.http.get(address) as answer:
            found: dict[str, Any] | None = await answer.json()
            return found

    async def buttons(self) -> list[str]:
        """All inline buttons in sight, newest message first."""
        return [
            button["text"]
            for message in reversed(await self.from_bot())
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
        ]

    async def press_data(
        self, message: dict[str, Any], data: str, *, wait: float = 10
    ) -> dict[str, Any] | None:
        """Press a button by its data (an old keyboard that the person still has on the screen)."""
        pressed = await self.call("press", message_id=message["message_id"], data=data, wait=wait)
        answer: dict[str, Any] | None = pressed["answer"]
        return answer


def text_of(message: dict[str, Any]) -> str:
    """Its text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def callback_data(message: dict[str, Any], label: str) -> str:
    """The data of a button of this message."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if label in button["text"]:
                return str(button["callback_data"])
    raise AssertionError(f"no button {label!r}")
