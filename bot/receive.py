"""getUpdates → inbox. An update is confirmed to Telegram only after its row is committed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp
import structlog

from storage import inbox
from storage.engine import Database

log = structlog.get_logger()

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of update this product uses."""

LONG_POLL_SECONDS = 25
MOST_AT_ONCE = 100  # Telegram's limit for getUpdates
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class TokenRefused(Exception):
    """Telegram does not know the token."""


def chat_of(update: dict[str, Any]) -> str:
    """What must be handled in order: the chat, or the person where there is no chat."""
    for kind in ALLOWED:
        event = update.get(kind)
        if event is None:
            continue
        message = event.get("message", event) if kind == "callback_query" else event
        chat = message.get("chat") or event.get("from") or {}
        return str(chat.get("id", 0))
    return "0"


class Poller:
    """One poller of one bot."""

    def __init__(
        self,
        *,
        api_url: str,
        token: str,
        bot_id: int,
        database: Database,
        clock: Callable[[], datetime],
        news: Callable[[], None],
    ) -> None:
        self._url = f"{api_url}/bot{token}/getUpdates"
        self._bot_id = bot_id
        self._database = database
        self._clock = clock
        self._news = news
        self._offset = 0

    async def run(self) -> None:
        """Until cancelled. Raises TokenRefused; everything else is waited out."""
        pause = _FIRST_PAUSE
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LONG_POLL_SECONDS + 15)) as http:
            while True:
                try:
                    updates = await self._ask(http)
                    if updates:
                        await self._keep(updates)
                    pause = _FIRST_PAUSE
                except TokenRefused:
                    raise
                except Exception as error:  # noqa: BLE001 - whatever it is, Telegram keeps the updates for us
                    log.warning("receive.failed", error=type(error).__name__, again_in=pause)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)

    async def _ask(self, http: aiohttp.ClientSession) -> list[dict[str, Any]]:
        body = {"timeout": LONG_POLL_SECONDS, "limit": MOST_AT_ONCE, "allowed_updates": ALLOWED}
        if self._offset:
            body["offset"] = self._offset
        async with http.post(self._url, json=body) as response:
            answer = await response.json(content_type=None)
        if answer.get("ok"):
            result: list[dict[str, Any]] = answer["result"]
            return result
        code = answer.get("error_code")
        if code in (401, 404):
            raise TokenRefused
        wait = (answer.get("parameters") or {}).get("retry_after", 0)
        if wait:
            await asyncio.sleep(wait)
        raise ConnectionError(f"{code} {answer.get('description', '')}")

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        rows = [
            inbox.Update(u["update_id"], chat_of(u), json.dumps(u, ensure_ascii=False, separators=(",", ":")))
            for u in updates
        ]
        now = self._clock()
        await self._database.write(lambda connection: inbox.accept(connection, self._bot_id, rows, now))
        self._offset = max(row.update_id for row in rows) + 1
        self._news()
