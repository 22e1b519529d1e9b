"""A question to Telegram about the bot itself, without loading a bot library."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import structlog

from .settings import SettingProblem, Settings

log = structlog.get_logger()

_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """What Telegram said, and by how many seconds our clock is ahead of its own (None: it did not say)."""

    ok: bool
    code: int
    result: Any
    clock_ahead: float | None


async def ask(chosen: Settings, method: str, **parameters: Any) -> Answer:
    """One call of the Bot API. Raises SettingProblem when Telegram cannot be reached or there is no token."""
    began = datetime.now(UTC)
    address = f"{chosen.api_url}/bot{chosen.token}/{method}"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS)) as http,
            http.post(address, json=parameters) as response,
        ):
            arrived = datetime.now(UTC)
            said = await response.json(content_type=None)
            date = response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        # Only its type: the address holds the token.
        raise SettingProblem("LIAISON_API_URL", "setting-telegram-away", type(error).__name__) from None
    if not isinstance(said, dict):
        raise SettingProblem("LIAISON_API_URL", "setting-telegram-away", str(response.status))
    return Answer(
        bool(said.get("ok")),
        int(said.get("error_code", 200)),
        said.get("result"),
        _ahead(began, arrived, date),
    )


async def who_am_i(chosen: Settings) -> str:
    """The bot's user name; waits while Telegram is away. Raises SettingProblem for a token that it refuses."""
    pause = 0.5
    while True:
        try:
            answer = await ask(chosen, "getMe")
        except SettingProblem as problem:
            if problem.key != "setting-telegram-away":
                raise
            said = problem.detail
        else:
            if answer.ok:
                return str(answer.result["username"])
            if answer.code in (401, 404):
                raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-refused")
            said = str(answer.code)
        log.warning("start.telegram_away", said=said, again_in=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)


def _ahead(began: datetime, arrived: datetime, date: str) -> float | None:
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return None
    if there.tzinfo is None:
        return None
    # The header has whole seconds, cut off: on average half a second is missing.
    return ((began + (arrived - began) / 2) - there).total_seconds() - 0.5
