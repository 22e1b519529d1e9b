"""What a role shows over HTTP: whether it lives, whether it is ready, its metrics; and the webhook where it has one.

``/healthz`` answers while the event loop turns. ``/readyz`` answers 200 when every check passes, else 503 and a
line of JSON for each that fails: ``{"check": "database", "problem": "no answer"}``. ``/metrics`` is Prometheus's.
"""

from __future__ import annotations

import asyncio
import errno
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog
from aiohttp import web

from .metrics import Metrics
from .settings import SettingProblem

log = structlog.get_logger()

Check = Callable[[], Awaitable[str | None]]
"""None when all is well, otherwise in a few words (for machines) what is not."""

CHECK_SECONDS = 2.0
"""A check that takes longer counts as failed; it goes on, and is not begun again before it has ended."""

MOST_BYTES = 1 << 20
"""What a request may bring along; an update is a few thousand bytes."""

STOP_SECONDS = 5.0
"""Requests under way may take so long to end when it is time to stop."""

_JSON = "application/json"


class Web:
    """One role's HTTP server. ``listen`` is host:port; port 0 is a free one."""

    def __init__(
        self,
        listen: str,
        role: str,
        checks: Mapping[str, Check],
        metrics: Metrics | None = None,
        *,
        patience: float = CHECK_SECONDS,
    ) -> None:
        self.draining = False
        """Set when it is time to stop: not ready any more, so that nothing new is sent here."""
        self._listen = listen
        self._role = role
        self._checks = dict(checks)
        self._metrics = metrics or Metrics()
        self._patience = patience
        self._since = time.monotonic()
        self._asking: dict[str, asyncio.Task[str | None]] = {}
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._app = web.Application(client_max_size=MOST_BYTES, middlewares=[_plainly])
        self._app.on_response_prepare.append(_nameless)
        self.add_routes(
            [
                web.get("/healthz", self._health),
                web.get("/readyz", self._readiness),
                web.get("/metrics", self._exposition),
            ]
        )

    @property
    def port(self) -> int:
        """The port it listens on; 0 before the start."""
        return self._port

    def add_routes(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        """Before the start. What a handler raises is logged by its kind and answered with 500 and no words."""
        self._app.add_routes(routes)

    def add_check(self, name: str, check: Check) -> None:
        """One more thing without which it is not ready."""
        self._checks[name] = check

    async def start(self) -> None:
        """Listen at the one address. Raises SettingProblem when that cannot be had."""
        host, _, port = self._listen.rpartition(":")
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=STOP_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        except OverflowError:  # a port beyond 65535
            await self.stop()
            raise SettingProblem("LIAISON_LISTEN", "setting-listen-wrong") from None
        except OSError as error:
            await self.stop()
            if error.errno == errno.EADDRINUSE:
                raise SettingProblem("LIAISON_LISTEN", "setting-listen-taken", self._listen) from None
            reason = error.strerror if error.errno is not None and error.errno > 0 else None
            raise SettingProblem(
                "LIAISON_LISTEN", "setting-listen-impossible", reason or type(error).__name__
            ) from None
        self._port = self._runner.addresses[0][1]
        log.info("web.listens", host=host, port=self._port)

    async def stop(self) -> None:
        """Take no more requests, and let those under way end, for STOP_SECONDS at most."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
        self._asking.clear()

    async def problems(self) -> dict[str, str]:
        """What keeps it from being ready, by check; "draining" when it is time to stop."""
        if self.draining:
            return {"draining": "draining"}
        for name, check in self._checks.items():
            asked = self._asking.get(name)
            if asked is None or asked.done():
                self._asking[name] = asyncio.create_task(_ask(check), name=f"check {name}")
        asking = dict(self._asking)
        if asking:
            await asyncio.wait(asking.values(), timeout=self._patience)
        answers = {name: task.result() if task.done() else "no answer" for name, task in asking.items()}
        return {name: problem for name, problem in answers.items() if problem is not None}

    async def _health(self, _request: web.Request) -> web.Response:
        uptime = round(time.monotonic() - self._since, 3)
        return _json([{"status": "alive", "role": self._role, "uptime_seconds": uptime}])

    async def _readiness(self, _request: web.Request) -> web.Response:
        problems = await self.problems()
        if not problems:
            return _json([{"status": "ready", "role": self._role}])
        return _json(
            [{"check": name, "problem": problem} for name, problem in problems.items()],
            status=web.HTTPServiceUnavailable.status_code,
        )

    async def _exposition(self, _request: web.Request) -> web.Response:
        body, content_type = self._metrics.exposition()
        return web.Response(body=body, headers={"Content-Type": content_type})


async def _ask(check: Check) -> str | None:
    try:
        return await check()
    except Exception as error:  # noqa: BLE001 - a check that fails in whatever way has failed
        return type(error).__name__


def answers(call: Callable[[], Awaitable[Any]]) -> Check:
    """A check that passes when the call does not raise: ``answers(lambda: database.read(...))``."""

    async def check() -> None:
        await call()

    return check


def _json(lines: list[dict[str, Any]], status: int = 200) -> web.Response:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    return web.Response(text=text, status=status, content_type=_JSON)


@web.middleware
async def _plainly(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Log what a handler raises without its words, and without the address, which may hold a secret."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("web.failed", method=request.method)
        return web.Response(status=web.HTTPInternalServerError.status_code)


async def _nameless(_request: web.Request, response: web.StreamResponse) -> None:
    """Say nothing of what this is made with."""
    response.headers["Server"] = "liaison"
