"""The webhook over real HTTP: who may call, and what is kept."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.intake import Intake
from bot.metrics import Metrics
from bot.settings import Settings
from bot.web import MOST_BYTES, Web
from bot.webhook import HEADER, PATH, Webhook, _from_telegram, secret_of
from storage import inbox, schema
from storage.engine import LaneDatabase
from tests import servers

TOKEN = "10001:webhook-token-for-tests-only"
BOT = 10001
TELEGRAM = "149.154.167.220"


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, bot_token=TOKEN, **given)  # type: ignore[call-arg]


class Receiver:
    """A receiving process: its HTTP server, its database."""

    def __init__(self, database: LaneDatabase, listen: str = "127.0.0.1:0", **given: Any) -> None:
        self.database = database
        self.news = 0
        self.intake = Intake(database, BOT, lambda: datetime.now(UTC), self._tell, Metrics())
        self.web = Web(listen, "receive", {})
        self.web.add_routes([web.post(PATH, Webhook(settings(**given), self.intake).take)])

    def _tell(self, _about: int) -> None:
        self.news += 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web.port}"

    async def kept(self) -> list[int]:
        return [update.update_id for update in await self.updates()]

    async def updates(self) -> list[inbox.Update]:
        return await self.database.read(lambda c: inbox.take(c, BOT, 0, 1000))

    async def call(self, body: Any, secret: Any = None, **headers: str) -> int:
        """What Telegram is answered. ``secret``: the right one unless told; "" for none."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {HEADER: secret_of(TOKEN) if secret is None else secret} if secret != "" else {}
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}{PATH}", data=BytesIO(data), headers={**said, **headers}) as response,
        ):
            return response.status


@contextlib.asynccontextmanager
async def receiving(
    database: LaneDatabase, listen: str = "127.0.0.1:0", **given: Any
) -> AsyncIterator[Receiver]:
    receiver = Receiver(database, listen, **given)
    await receiver.web.start()
    try:
        yield receiver
    finally:
        await receiver.web.stop()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[LaneDatabase]:
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    await asyncio.to_thread(schema.ensure, url)
    made = LaneDatabase(url)
    yield made
    await made.close()


@pytest.fixture
async def receiver(database: LaneDatabase) -> AsyncIterator[Receiver]:
    async with receiving(database) as made:
        yield made


@pytest.fixture
async def on_either(empty_url: str) -> AsyncIterator[Receiver]:
    """On SQLite and on PostgreSQL."""
    database = LaneDatabase(empty_url)
    async with receiving(database) as made:
        yield made
    await database.close()


def said(update_id: int, text: str = "好", chat: int = 3) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": chat}, "from": {"id": chat}, "text": text}}


async def test_an_update_is_kept_once_however_often_it_comes(on_either: Receiver) -> None:
    assert await on_either.call(said(7)) == 200
    assert await on_either.call(said(7)) == 200
    assert await asyncio.gather(*[on_either.call(said(8)) for _ in range(8)]) == [200] * 8
    assert await on_either.kept() == [7, 8]
    assert 3 <= on_either.news <= 10  # those that were written together are told together


@pytest.mark.parametrize(
    "secret", ["", "x", secret_of(TOKEN)[:-1], secret_of(TOKEN) + "x", secret_of("1:other"), "密", "\udcff"]
)
async def test_without_the_secret_nothing_is_kept(receiver: Receiver, secret: str) -> None:
    if secret != "\udcff":
        assert await receiver.call(said(7), secret) == 403
    else:  # bytes that are no text
        reader, writer = await asyncio.open_connection("127.0.0.1", receiver.web.port)
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{HEADER}: ".encode()
        writer.write(head + b"\xff\xfe\r\n\r\n{}")
        assert (await reader.readline()).split()[1] in (b"400", b"403")
        writer.close()
        await writer.wait_closed()
    assert await receiver.kept() == []


def test_the_secret_is_one_that_telegram_takes_and_does_not_give_the_token_away() -> None:
    secret = secret_of(TOKEN)
    assert len(secret) == 64
    assert set(secret) <= set("0123456789abcdef")
    assert secret != secret_of(TOKEN + "x")


DEEP = b"[" * 100_000
NO_UPDATES = [
    b"", b"garbage", b"\xff\xfe\xfd", b"null", b"7", b'"update_id"', b"[]", b'[{"update_id":7}]', b"{}",
    b'{"update_id":null}', b'{"update_id":"7"}', b'{"update_id":true}', b'{"update_id":7.5}',
    b'{"update_id":1e999}', b'{"update_id":-1}', b'{"update_id":9223372036854775808}',
    b'{"update_id":7,"message":5}', b'{"update_id":7,"message":{"chat":[1]}}',
    b'{"update_id":7,"callback_query":{"message":null}}', b'{"update_id":7,"message":{"chat":{"id":"\\ud83d"}}}',
    DEEP, b'{"update_id":7,"x":' + DEEP,
]  # fmt: skip


@pytest.mark.parametrize("body", NO_UPDATES, ids=range(len(NO_UPDATES)))
async def test_what_is_no_update_is_refused_and_the_next_is_kept(receiver: Receiver, body: bytes) -> None:
    assert await receiver.call(body) == 400
    assert await receiver.call(said(8)) == 200
    assert await receiver.kept() == [8]


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(receiver: Receiver) -> None:
    assert await receiver.call(said(7, "x" * MOST_BYTES)) == 413
    assert await receiver.call(said(7, "x" * (MOST_BYTES - 1000))) == 200
    assert await receiver.call(said(8, "x" * MOST_BYTES), "wrong") == 403


@pytest.mark.parametrize("method", ["get", "put", "delete"])
async def test_it_is_called_in_one_way_only(receiver: Receiver, method: str) -> None:
    async with aiohttp.ClientSession() as http, http.request(method, f"{receiver.url}{PATH}") as response:
        assert response.status == 405


async def test_half_a_character_and_what_is_unknown_are_kept_as_they_came(on_either: Receiver) -> None:
    assert await on_either.call(said(7, "好\ud83d")) == 200
    assert await on_either.call(said(8, "a\x00b")) == 200
    assert await on_either.call({"update_id": 9, "something_new": {"chat": {"id": 3}}}) == 200
    updates = await on_either.updates()
    assert [json.loads(update.payload) for update in updates[:2]] == [said(7, "好\ud83d"), said(8, "a\x00b")]
    assert [update.chat for update in updates] == ["3", "3", "0"]


async def test_while_the_database_is_away_telegram_is_to_call_again() -> None:
    with contextlib.closing(servers.Postgres()) as server:
        url = server.make()
        await asyncio.to_thread(schema.ensure, url)
        database = LaneDatabase(url)
        async with receiving(database) as receiver:
            assert await receiver.call(said(7)) == 200
            await asyncio.to_thread(server.stop)
            assert [await receiver.call(said(8)) for _ in range(3)] == [503] * 3
            await asyncio.to_thread(server.start)
            assert await receiver.call(said(8)) == 200
            assert await receiver.kept() == [7, 8]
        await database.close()


@pytest.mark.parametrize(
    ("caller", "forwarded", "taken"),
    [
        (TELEGRAM, [], True),
        ("91.108.7.255", [], True),
        ("91.108.8.0", [], False),
        ("149.154.159.255", [], False),
        ("::ffff:149.154.167.220", [], True),
        ("8.8.8.8", [], False),
        ("8.8.8.8", [TELEGRAM], False),  # no proxy of ours: whatever it says
        ("::ffff:8.8.8.8", [TELEGRAM], False),
        ("2001:4860::8", [TELEGRAM], False),
        (TELEGRAM, ["8.8.8.8"], True),
        ("127.0.0.1", [], False),
        ("127.0.0.1", [TELEGRAM], True),
        ("::1", [TELEGRAM], True),
        ("::ffff:127.0.0.1", [TELEGRAM], True),
        ("172.18.0.5", [TELEGRAM], True),
        ("::ffff:172.18.0.5", ["::ffff:149.154.167.220"], True),
        ("fd00::5", [TELEGRAM], True),
        ("", [TELEGRAM], True),  # through a socket of this machine
        ("", [], False),
        ("127.0.0.1", [f"{TELEGRAM}, 8.8.8.8"], False),  # what the proxy was told, and what it saw
        ("127.0.0.1", [TELEGRAM, "8.8.8.8"], False),  # the same in two lines
        ("127.0.0.1", ["8.8.8.8", TELEGRAM], True),
        ("127.0.0.1", ["nonsense"], False),
        ("127.0.0.1", [f"{TELEGRAM},"], False),
    ],
)
def test_only_telegram_s_addresses(caller: str, forwarded: list[str], taken: bool) -> None:
    headers = CIMultiDict([("X-Forwarded-For", line) for line in forwarded])
    request = make_mocked_request("POST", PATH, headers=headers).clone(remote=caller)
    assert _from_telegram(request) is taken


async def test_the_address_is_asked_only_where_it_is_wanted(database: LaneDatabase) -> None:
    async with receiving(database, telegram_only=True) as strict:
        assert await strict.call(said(7)) == 403
        assert await strict.call(said(7), **{"X-Forwarded-For": "8.8.8.8"}) == 403
        assert await strict.call(said(7), "wrong", **{"X-Forwarded-For": TELEGRAM}) == 403
        assert await strict.call(said(7), **{"X-Forwarded-For": TELEGRAM}) == 200
    async with receiving(database) as open_:
        assert await open_.call(said(8), **{"X-Forwarded-For": "8.8.8.8"}) == 200
        assert await open_.kept() == [7, 8]
