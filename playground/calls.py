"""Bot API calls from the request to the answer: token, parameters, faults, method, log."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import Any

from aiohttp import web

from playground.errors import ApiError
from playground.faults import CALL_KINDS, Fault
from playground.methods import METHODS, WAITING_METHODS
from playground.methods.call import Call
from playground.methods.receiving import get_updates
from playground.state import Bot, Json, World
from playground.wire import Upload, dumps, encode, parse_body

log = logging.getLogger("playground")
KEPT_CALLS = 100_000
"""How many calls the log keeps."""
_GARBAGE = "<html><head><title>502 Bad Gateway</title></head><body>"
_STATUS_TEXTS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_HEADERS = {"Content-Type": "application/json"}


class BotCalls:
    """Answers bots, and remembers what they asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.log: deque[tuple[int, float, str, str, Any, int, int | None]] = deque(maxlen=KEPT_CALLS)
        self._count = 0

    async def handle(self, request: web.BaseRequest, rest: str) -> web.StreamResponse:
        """One request to /bot<token>/<method>."""
        token, slash, method = rest.partition("/")
        if not slash or ":" not in token:
            return _respond(404, _refusal(ApiError(404, "Not Found")))
        bot = self.world.bots.get(token)
        if bot is None:
            return _respond(401, _refusal(ApiError(401, "Unauthorized")))
        params: Json = {}
        uploads: dict[str, list[Upload]] = {}
        try:
            if request.query_string:
                params.update(request.query)
            if request.body_exists:
                body = await request.read()
                given, uploads = parse_body(body, request.headers.get("Content-Type", ""))
                params.update(given)
        except web.HTTPRequestEntityTooLarge:
            return _respond(413, _refusal(ApiError(413, "Request Entity Too Large")))
        except ApiError as error:
            return _respond(error.code, _refusal(error))
        call = Call(self.world, bot, method, params, uploads)
        fault = None
        if self.world.faults.active:
            fault = self.world.faults.pick(method.lower(), params.get("chat_id"), CALL_KINDS)
        if fault is not None:
            return await self._with_fault(request, call, fault)
        return _respond(*await self.run(call))

    async def run(self, call: Call) -> tuple[int, str]:
        """Carries a call out, durably; status and JSON text of the answer."""
        name = call.method.lower()
        try:
            method = METHODS.get(name)
            result: Any
            if method is not None:
                result = encode(method(call))
            elif name == "getupdates":
                result = f"[{','.join(await get_updates(call))}]"
            elif name in WAITING_METHODS:
                result = encode(await WAITING_METHODS[name](call))
            else:
                self._note(call, 404, None)
                return 404, _refusal(ApiError(404, "Not Found"))
        except ApiError as error:
            self.world.commit()
            self._note(call, error.code, None)
            return error.code, _refusal(error)
        except Exception:
            log.exception("a call of %s failed", call.method)
            self.world.commit()
            self._note(call, 500, None)
            return 500, _refusal(ApiError(500, "Internal Server Error"))
        self.world.commit()
        if name != "getupdates":
            self._note(call, 200, result)
        return 200, f'{{"ok":true,"result":{result}}}'

    def _note(self, call: Call, status: int, result: Any) -> None:
        self._count += 1
        chat = call.params.get("chat_id")
        self.log.append(
            (self._count, time.time(), call.bot.username, call.method, chat, status, _message_id(result))
        )

    def since(self, after: int, method: str | None) -> list[Json]:
        """The log of calls after number `after`, of one method if given."""
        found = []
        for number, at, bot, name, chat, status, message_id in self.log:
            if number <= after or (method and name.lower() != method.lower()):
                continue
            found.append({
                "n": number, "at": at, "bot": bot, "method": name, "chat_id": _number(chat), "ok": status == 200,
                "error_code": None if status == 200 else status, "message_id": message_id,
            })  # fmt: skip
        return found

    async def _with_fault(self, request: web.BaseRequest, call: Call, fault: Fault) -> web.StreamResponse:
        kind = fault.kind
        if kind == "slow":
            await asyncio.sleep(fault.seconds)
            return _respond(*await self.run(call))
        acts = kind == "drop_after" or (fault.after and kind != "drop_before")
        if acts:
            await self.run(call)
        if kind in {"drop_before", "drop_after"}:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if kind == "garbage":
            return web.Response(text=_GARBAGE, content_type="text/html")
        error = fault.error or ApiError(fault.status, _STATUS_TEXTS.get(fault.status, "Error"))
        if not acts:
            self._note(call, error.code, None)
        return _respond(error.code, _refusal(error))

    async def answer(self, bot: Bot, asked: Json, uploads: dict[str, list[Upload]]) -> None:
        """Carries out the method that a webhook answered with; nobody learns of its result."""
        method = str(asked.pop("method"))
        await self.run(Call(self.world, bot, method, asked, uploads))

    def file(self, rest: str) -> web.StreamResponse:
        """One request to /file/bot<token>/<file_path>."""
        token, _, path = rest.partition("/")
        if token not in self.world.bots:
            return _respond(401, _refusal(ApiError(401, "Unauthorized")))
        file = self.world.files.by_path.get(path)
        if file is None:
            return _respond(404, _refusal(ApiError(404, "Not Found")))
        return web.Response(body=self.world.files.read(file), content_type="application/octet-stream")


def _refusal(error: ApiError) -> str:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return dumps(answer)


def _respond(status: int, text: str) -> web.Response:
    return web.Response(body=text.encode("utf-8", "replace"), status=status, headers=_HEADERS)


def _number(chat: Any) -> Any:
    try:
        return int(chat)
    except (TypeError, ValueError):
        return chat


def _message_id(result: Any) -> int | None:
    """The id of the message a call made, from its answer."""
    if not isinstance(result, str) or not result.startswith('{"message_id":'):
        return None
    digits = result[14:40].partition(",")[0].rstrip("}")
    return int(digits) if digits.isdigit() else None
