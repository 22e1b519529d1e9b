"""The playground's HTTP server: the Bot API under /bot…, files under /file/bot…, people under /playground/."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from playground.calls import BotCalls
from playground.control import Control
from playground.errors import ControlError
from playground.state import World
from playground.webhook import restart, stop

log = logging.getLogger("playground")
MAX_BODY = 70 << 20
"""Bytes of a request that are read at all; a bot's file limit is checked apart."""
PAGE = Path(__file__).parent / "page"


class Playground:
    """A playground on a loopback port, for `async with`.

    `data` is the directory it is kept in (None: memory only). `bots` are (token, username, name) or
    "TOKEN:USERNAME:NAME". `port` 0 picks a free one; `url` says which.
    """

    def __init__(
        self, *, data: Path | str | None = None, bots: Iterable[str | tuple[str, str, str]] = (),
        host: str = "127.0.0.1", port: int = 0,
    ) -> None:  # fmt: skip
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ValueError("The playground listens on loopback only.")
        self.world = World(Path(data) if data is not None else None)
        for bot in bots:
            self.world.add_bot(*(split_bot(bot) if isinstance(bot, str) else bot))
        self.world.commit()
        self._host, self._port = host, port
        self._calls = BotCalls(self.world)
        self._control = Control(self.world, self._calls, PAGE)
        self._runner: web.ServerRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listens, and goes on with the webhooks that were set."""
        server = web.Server(self._handle, request_factory=self._request, access_log=None)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, reuse_address=True)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self.world.answer = self._calls.answer
        for bot in self.world.bots.values():
            restart(bot, self.world)

    async def stop(self) -> None:
        """Lets everyone go, keeps everything."""
        for bot in self.world.bots.values():
            await stop(bot)
            bot.queue.close()
        self.world.events.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self.world.store.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @staticmethod
    def _request(
        message: Any, payload: Any, protocol: RequestHandler, writer: Any, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            return await self._calls.handle(request, path[4:])
        if path.startswith("/file/bot"):
            return self._calls.file(path[9:])
        return await self._control.handle(request, path)


def split_bot(text: str) -> tuple[str, str, str]:
    """Token, username and name of "TOKEN:USERNAME:NAME" (a token has a colon of its own). ControlError otherwise."""
    parts = text.split(":", 3)
    if len(parts) < 3 or not all(parts[:3]):
        raise ControlError("A bot is given as TOKEN:USERNAME:NAME.")
    name = parts[3] if len(parts) == 4 else parts[2]
    return f"{parts[0]}:{parts[1]}", parts[2], name
