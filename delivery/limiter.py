"""Keeps python-telegram-bot within Telegram's limits, without ever sending anything twice by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from .budget import Budget, Held
from .policy import seconds_to_wait

LONGEST_IN_HAND = 0.25
"""Seconds a message may wait here for its chat. One that has to wait longer goes back to the outbox with a
not-before time: that survives a crash, and the place in the worker is free for somebody else's message."""

JustBefore = Callable[[], Awaitable[None]]
"""Called when the message's turn has come and before anything goes out."""


_log = structlog.get_logger("delivery")


class Limiter(BaseRateLimiter[JustBefore]):
    """Lets a request pass when the budget gives it a turn. A refusal (429), Telegram's or our own, is raised
    as RetryAfter and never tried again here. ``rate_limit_args`` of a call: a :data:`JustBefore`."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def held(self) -> float:
        """Seconds during which nothing may go out to anybody."""
        return await self._budget.held()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: JustBefore | None,
    ) -> Any:
        """Wait for the turn of ``data``'s chat, then make the request; requests that concern no chat are
        not counted by Telegram and pass."""
        chat = data.get("chat_id")
        if chat is not None:
            try:
                await self._budget.turn(str(chat), LONGEST_IN_HAND)
            except Held as held:
                raise RetryAfter(timedelta(seconds=held.seconds)) from held
        if rate_limit_args is not None:
            await rate_limit_args()
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            seconds = seconds_to_wait(error).total_seconds()
            _log.info("too fast for Telegram", method=endpoint, seconds=seconds)
            if chat is not None:
                await self._budget.refused(str(chat), seconds)
            raise
