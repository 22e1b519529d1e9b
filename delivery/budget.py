"""How fast messages may go out, counted in one process. Several that send for one bot count together elsewhere,
behind the same Protocol (:class:`delivery.ports.Budget`)."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .ports import MINUTE, REFUSED_CHATS, REFUSED_WITHIN, SLACK, UNLIMITED, Budget, Held, Pace, is_group

__all__ = ["MINUTE", "UNLIMITED", "Budget", "Held", "LocalBudget", "Pace"]

MANY_CHATS = 1000
"""When more chats than this are known, those that are at rest are forgotten."""


@dataclass(slots=True)
class _Chat:
    """What was sent to one chat. ``owed_until``: when a full burst would be free again."""

    owed_until: float = 0.0
    not_before: float = 0.0
    sent: deque[float] = field(default_factory=deque)


class LocalBudget:
    """The budget of a lone process (:class:`Budget`). ``clock`` counts seconds and never goes back."""

    def __init__(
        self,
        pace: Pace,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._between = 1 / pace.overall_per_second if pace.overall_per_second else 0.0
        self._next = 0.0
        self._gate = asyncio.Lock()  # first come, first served
        self._chats: dict[str, _Chat] = {}
        self._forget_at = MANY_CHATS
        self._refusals: deque[tuple[float, str]] = deque()
        self._held_until = 0.0

    async def turn(self, chat: str, longest: float) -> None:
        """Wait for the chat, then in line for the overall rate; both are taken at the same moment."""
        while True:
            wait = self._wait(chat, self._clock())
            if wait > longest:
                raise Held(wait)
            if wait > 0:
                await self._sleep(wait)
                continue
            if not self._between:
                self._take(chat, self._clock())
                return
            async with self._gate:
                while (ahead := self._next - self._clock()) > 0:
                    await self._sleep(ahead)
                now = self._clock()
                if self._wait(chat, now) <= 0:  # nobody was faster, and nothing was refused meanwhile
                    self._next = now + self._between
                    self._take(chat, now)
                    return

    async def refused(self, chat: str, seconds: float) -> None:
        """Hold the chat, or everything."""
        now = self._clock()
        known = self._chat(chat, now)
        known.not_before = max(known.not_before, now + seconds)
        self._refusals.append((now, chat))
        while self._refusals[0][0] < now - REFUSED_WITHIN:
            self._refusals.popleft()
        if len({refused for _at, refused in self._refusals}) >= REFUSED_CHATS:
            self._held_until = max(self._held_until, now + seconds)

    async def held(self) -> float:
        """Seconds until anything may go out."""
        return max(0.0, self._held_until - self._clock())

    def _wait(self, chat: str, now: float) -> float:
        """Seconds until this chat is free, the overall rate aside."""
        wait = self._held_until - now
        known = self._chats.get(chat)
        if known is None:
            return wait
        wait = max(wait, known.not_before - now)
        pace = self._pace
        if pace.chat_per_second:
            burst = (max(pace.chat_burst, 1) - 1) * self._between_in_chat
            wait = max(wait, known.owed_until - burst - now)
        if pace.group_per_minute and is_group(chat) and len(known.sent) >= pace.group_per_minute:
            wait = max(wait, known.sent[-pace.group_per_minute] + MINUTE * SLACK - now)
        return wait

    def _take(self, chat: str, now: float) -> None:
        known = self._chat(chat, now)
        if self._pace.chat_per_second:
            known.owed_until = max(known.owed_until, now) + self._between_in_chat
        if self._pace.group_per_minute and is_group(chat):
            known.sent.append(now)
            while len(known.sent) > self._pace.group_per_minute:
                known.sent.popleft()

    @property
    def _between_in_chat(self) -> float:
        return SLACK / self._pace.chat_per_second

    def _chat(self, chat: str, now: float) -> _Chat:
        known = self._chats.get(chat)
        if known is None:
            if len(self._chats) >= self._forget_at:
                self._forget(now)
            known = self._chats[chat] = _Chat()
        return known

    def _forget(self, now: float) -> None:
        minute_ago = now - MINUTE * SLACK
        self._chats = {
            chat: known
            for chat, known in self._chats.items()
            if max(known.owed_until, known.not_before) > now or (known.sent and known.sent[-1] > minute_ago)
        }
        self._forget_at = max(MANY_CHATS, 2 * len(self._chats))
