"""A playground over real HTTP, the hands of a person in it, and a bare bot that says what it was answered."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from playground.server import Playground

TOKEN = "7000000001:test-secret"


class Refused(Exception):
    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body.get("description") or body.get("error"))
        self.status, self.body = status, body
        self.text = str(self)


class Desk:
    """One playground seen from both sides."""

    Refused = Refused

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground, self.session, self.url = playground, session, playground.url
        self.token = TOKEN

    async def bot(self, method: str, *, token: str | None = None, **params: Any) -> Any:
        url = f"{self.url}/bot{token or self.token}/{method}"
        async with self.session.post(url, json=params) as answer:
            return self._result(answer.status, await answer.json())

    async def upload(self, method: str, files: dict[str, tuple[str, bytes]], **params: Any) -> Any:
        form = aiohttp.FormData()
        for name, (filename, data) in files.items():
            form.add_field(name, io.BytesIO(data), filename=filename)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=form) as answer:
            return self._result(answer.status, await answer.json())

    @staticmethod
    def _result(status: int, body: dict[str, Any]) -> Any:
        if not body["ok"]:
            assert status == body["error_code"]
            raise Refused(status, body)
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        with pytest.raises(Refused) as refused:
            await self.bot(method, **params)
        return refused.value.text

    async def do(self, call: str, body: dict[str, Any] | None = None, /, **given: Any) -> Any:
        async with self.session.post(
            f"{self.url}/playground/{call}", json={**(body or {}), **given}
        ) as answer:
            result = await answer.json()
            if answer.status >= 400:
                raise Refused(answer.status, result)
            return result

    async def see(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/playground/{path}") as answer:
            result = await answer.json()
            if answer.status >= 400:
                raise Refused(answer.status, result)
            return result

    async def person(self, name: str = "小李", *, starts: bool = True, **names: Any) -> int:
        user = await self.do("users", first_name=name, **names)
        if starts:
            await self.do("send", user=user["id"], text="/start")
            await self.drain()
        return int(user["id"])

    async def answer(
        self, user: int, after: int = 0, *, containing: str = "", count: int = 1
    ) -> list[dict[str, Any]]:
        """What bots wrote to a person after a message, once there are `count` such messages."""
        events = self.playground.world.events
        async with asyncio.timeout(10):
            while True:
                found = [
                    message
                    for message in await self.see(f"chats/{user}/messages?after={after}")
                    if message["from"]["is_bot"]
                    and containing in message.get("text", message.get("caption", ""))
                ]
                if len(found) >= count:
                    return found
                await events.wait(0.05)

    async def say(self, user: int, text: str, **fields: Any) -> dict[str, Any]:
        """A person writes; the first thing a bot writes back."""
        sent = await self.do("send", user=user, text=text, **fields)
        return (await self.answer(user, sent["message_id"]))[0]

    async def drain(self) -> list[dict[str, Any]]:
        """All updates there are, confirmed."""
        found = await self.bot("getUpdates", limit=100)
        if found:
            await self.bot("getUpdates", offset=found[-1]["update_id"] + 1)
        return list(found)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with (
        Playground(bots=[f"{TOKEN}:test_bot:Test Bot"]) as playground,
        aiohttp.ClientSession() as session,
    ):
        yield Desk(playground, session)


def png(width: int = 800, height: int = 600, extra: bytes = b"") -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4)
    return head + b"\x08\x02\0\0\0" + extra


@pytest.fixture
def picture() -> bytes:
    return png()


@pytest.fixture
def make_picture() -> Any:
    return png
