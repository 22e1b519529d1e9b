"""The library's requests over aiohttp: what went wrong can be told from the cause."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from delivery_office import TOKEN, Town
from telegram import InputFile, InputMediaDocument
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from delivery.http import AiohttpRequest
from delivery.policy import after_error
from delivery.ports import Result

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def bot_at(url: str, connections: int = 4) -> AsyncIterator[ExtBot[None]]:
    request = AiohttpRequest(connections)
    await request.initialize()
    try:
        yield ExtBot(
            TOKEN,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=request,
            get_updates_request=request,
        )
    finally:
        await request.shutdown()


def verdict(error: BaseException) -> Result:
    return after_error(error, 0, datetime.now(UTC)).result


async def test_files_are_uploaded_and_come_back(town: Town):
    chat = await town.user()
    async with bot_at(town.url) as bot:
        sent = await bot.send_document(
            chat, b"hello" * 1000, filename="报告.txt", caption="<b>x</b>", parse_mode="HTML"
        )
        assert sent.document is not None
        assert sent.document.file_name == "报告.txt"
        assert sent.caption == "x"
        file = await bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"hello" * 1000
        handle = await bot.send_document(
            chat, InputFile(BytesIO(b"from a handle"), "b.txt", read_file_handle=False)
        )
        assert handle.document is not None
        album = await bot.send_media_group(
            chat, [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two", filename="2.txt")]
        )
        assert len({message.media_group_id for message in album}) == 1


async def test_chinese_and_numbers_and_lists_arrive_as_they_are(town: Town):
    chat = await town.user()
    async with bot_at(town.url) as bot:
        sent = await bot.send_message(chat, "您好,😀 & <a>")
        assert sent.text == "您好,😀 & <a>"
        place = await bot.send_location(chat, 31.299379, 120.585289)
        assert place.location is not None
        assert place.location.latitude == pytest.approx(31.299379, abs=1e-6)
        assert [user.id for user in [await bot.get_me()]] == [int(TOKEN.partition(":")[0])]


async def test_refusals_become_the_librarys_errors(town: Town):
    chat = await town.user()
    await town.fault("error", error_code=429, description="Too Many Requests", parameters={"retry_after": 3})
    async with bot_at(town.url) as bot:
        with pytest.raises(RetryAfter):
            await bot.send_message(chat, "x")
        with pytest.raises(BadRequest):
            await bot.send_message(chat, "<b>x", parse_mode="HTML")


async def test_nobody_listening_means_not_sent(unused_tcp_port: int):
    async with bot_at(f"http://127.0.0.1:{unused_tcp_port}") as bot:
        with pytest.raises(NetworkError) as error:
            await bot.send_message(1, "x")
    assert isinstance(error.value.__cause__, aiohttp.ClientConnectorError)
    assert verdict(error.value) is Result.RETRY
    assert TOKEN not in str(error.value)


async def test_no_free_connection_means_not_sent():
    asked = asyncio.Event()
    go_on = asyncio.Event()

    async def slow(_request: web.Request) -> web.StreamResponse:
        asked.set()
        await go_on.wait()
        return web.json_response({"ok": True, "result": True})

    async with serving(slow) as url, bot_at(url, connections=1) as bot:
        first = asyncio.create_task(bot.send_chat_action(1, "typing"))
        await asked.wait()
        with pytest.raises(TimedOut) as error:
            await bot.send_message(1, "x", connect_timeout=0.05, pool_timeout=0.05)
        go_on.set()
        assert await first
    assert isinstance(error.value.__cause__, aiohttp.ConnectionTimeoutError)
    assert verdict(error.value) is Result.RETRY


async def test_no_answer_in_time_means_nobody_knows():
    go_on = asyncio.Event()

    async def silent(_request: web.Request) -> web.StreamResponse:
        await go_on.wait()
        return web.Response()

    async with serving(silent) as url, bot_at(url) as bot:
        with pytest.raises(TimedOut) as error:
            await bot.send_message(1, "x", read_timeout=0.05)
        go_on.set()
    assert isinstance(error.value.__cause__, aiohttp.SocketTimeoutError)
    assert verdict(error.value) is Result.UNCERTAIN


@pytest.mark.parametrize("begin_answer", [False, True])
async def test_a_connection_lost_after_the_request_means_nobody_knows(begin_answer: bool):
    async def drop(request: web.Request) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        if begin_answer:
            request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        request.transport.close()
        return web.Response()

    async with serving(drop) as url, bot_at(url) as bot:
        with pytest.raises(NetworkError) as error:
            await bot.send_message(1, "x")
    assert isinstance(error.value.__cause__, aiohttp.ClientError)
    assert verdict(error.value) is Result.UNCERTAIN


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"ok": true, "result": {}}'])
async def test_an_answer_that_is_none_means_nobody_knows_and_is_not_logged(
    body: bytes, caplog: pytest.LogCaptureFixture
):
    async def nonsense(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body)

    async with serving(nonsense) as url, bot_at(url) as bot:
        with pytest.raises((TelegramError, KeyError, TypeError)) as error:
            await bot.send_message(1, "x")
    assert verdict(error.value) is Result.UNCERTAIN
    assert not caplog.records


async def test_connections_are_kept():
    peers: set[Any] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": True})

    async with serving(answer) as url, bot_at(url) as bot:
        for _ in range(5):
            await bot.send_chat_action(1, "typing")
    assert len(peers) == 1


async def test_it_opens_and_closes_any_number_of_times():
    request = AiohttpRequest()
    await request.shutdown()
    with pytest.raises(NetworkError):
        await request.post("http://127.0.0.1:1/bot/x")
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        await request.shutdown()
