"""getUpdates → inbox. An update is confirmed to Telegram only after its row is committed."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import structlog

from .intake import ALLOWED, Intake

log = structlog.get_logger()

LONG_POLL_SECONDS = 25
MOST_AT_ONCE = 100  # Telegram's limit for getUpdates
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


_CONFLICT = 409
"""Telegram's code when a webhook is set, or another poller asks (Bot API, getUpdates)."""


class _Conflict(Exception):
    """Somebody else gets the updates: a webhook, or (``webhook`` false) another poller."""

    def __init__(self, *, webhook: bool) -> None:
        super().__init__("webhook" if webhook else "poller")
        self.webhook = webhook


class TokenRefused(Exception):
    """Telegram does not know the token."""


class Poller:
    """One poller of one bot."""

    def __init__(
        self,
        *,
        api_url: str,
        token: str,
        intake: Intake,
    ) -> None:
        self._address = f"{api_url}/bot{token}"
        self._intake = intake
        self._offset = 0
        self._received = False  # anything, since the start

    async def run(self) -> None:
        """Until cancelled. Raises TokenRefused; everything else is waited out."""
        pause = _FIRST_PAUSE
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LONG_POLL_SECONDS + 15)) as http:
            while True:
                try:
                    updates = await self._ask(http)
                    self._received = True
                    if updates:
                        await self._intake.keep(updates)
                        self._offset = max(update["update_id"] for update in updates) + 1
                    else:
                        # What was there before is confirmed by now. After a week of silence Telegram chooses
                        # the numbers anew, perhaps lower ones, so the old offset is not insisted on.
                        self._offset = 0
                    pause = _FIRST_PAUSE
                except TokenRefused:
                    raise
                except _Conflict as conflict:
                    await self._make_way(http, conflict)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                except Exception as error:  # noqa: BLE001 - whatever it is, Telegram keeps the updates for us
                    log.warning("receive.failed", error=type(error).__name__, again_in=pause)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)

    async def _ask(self, http: aiohttp.ClientSession) -> list[dict[str, Any]]:
        body = {"timeout": LONG_POLL_SECONDS, "limit": MOST_AT_ONCE, "allowed_updates": ALLOWED}
        if self._offset:
            body["offset"] = self._offset
        async with http.post(f"{self._address}/getUpdates", json=body) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
        if answer.get("ok"):
            result: list[dict[str, Any]] = answer["result"]
            return result
        code = answer.get("error_code")
        if code == _CONFLICT:
            raise _Conflict(webhook="webhook" in str(answer.get("description", "")))
        if code in (401, 404):
            raise TokenRefused
        wait = (answer.get("parameters") or {}).get("retry_after", 0)
        if wait:
            await asyncio.sleep(wait)
        raise ConnectionError(f"{code} {answer.get('description', '')}")

    async def _make_way(self, http: aiohttp.ClientSession, conflict: _Conflict) -> None:
        """Telegram gives its updates to somebody else. A webhook from before the start is taken away, since
        whoever starts a poller wants it to receive; what comes later is another program's doing, and two that
        fight over a bot help nobody, so it is only said."""
        if not conflict.webhook:
            log.error("receive.another_poller", remedy="stop the other program that uses this token")
        elif self._received:
            log.error("receive.webhook_was_set", remedy="start again to remove it; see liaison doctor")
        else:
            async with http.post(f"{self._address}/deleteWebhook") as response:
                log.warning("receive.webhook_removed", status=response.status)
