"""Telegram's flood limits, off until they are switched on.

The rates are those of the Bot FAQ ("My bot is hitting limits"): about 30 messages a second overall, one a second
in one chat with short bursts let through, 20 a minute in one group.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field

from playground.errors import flooded

MINUTE = 60.0


@dataclass(slots=True)
class _Scope:
    """What was sent in one scope: a bot as a whole, a private chat, or a group."""

    tokens: float
    at: float
    sent: deque[float] = field(default_factory=deque)
    not_before: float = 0.0


class Limits:
    """Counts messages and refuses with 429 what goes over. Seconds are those of the monotonic clock."""

    def __init__(self) -> None:
        self.enabled = False
        self.overall_per_second: float = 30
        self.per_chat_per_second: float = 1
        self.per_chat_burst: float = 3
        self.group_per_minute: float = 20
        self._scopes: dict[tuple[int, int], _Scope] = {}

    def reset(self) -> None:
        """Forgets what was sent so far."""
        self._scopes.clear()

    def spend(self, bot: int, chat: int, messages: int = 1) -> None:
        """Counts `messages` of a bot in a chat. ApiError 429 when the bot must wait; then nothing is counted.

        A bot that goes on within the time it was told is refused until that time is over.
        """
        if not self.enabled:
            return
        now = time.monotonic()
        overall = self._scope(bot, 0, now)
        here = self._scope(bot, chat, now)
        for scope in (overall, here):
            if now < scope.not_before:
                raise flooded(math.ceil(scope.not_before - now))
        _window(overall, now, 1.0, self.overall_per_second, messages)
        if chat < 0:
            _window(here, now, MINUTE, self.group_per_minute, messages)
            here.sent.extend([now] * messages)
        else:
            here.tokens = min(self.per_chat_burst, here.tokens + (now - here.at) * self.per_chat_per_second)
            here.at = now
            if here.tokens < 1:
                wait = (1 - here.tokens) / self.per_chat_per_second if self.per_chat_per_second else MINUTE
                _refuse(here, now, wait)
            here.tokens -= messages
        overall.sent.extend([now] * messages)

    def _scope(self, bot: int, chat: int, now: float) -> _Scope:
        scope = self._scopes.get((bot, chat))
        if scope is None:
            scope = self._scopes[(bot, chat)] = _Scope(self.per_chat_burst, now)
        return scope


def _window(scope: _Scope, now: float, seconds: float, most: float, messages: int) -> None:
    """Refuses when `messages` more within the last `seconds` would be over `most`."""
    sent = scope.sent
    while sent and sent[0] <= now - seconds:
        sent.popleft()
    over = len(sent) + messages - most
    if over > 0 and sent:
        _refuse(scope, now, sent[min(len(sent), math.ceil(over)) - 1] + seconds - now)


def _refuse(scope: _Scope, now: float, wait: float) -> None:
    seconds = max(1, math.ceil(wait))
    scope.not_before = now + seconds
    raise flooded(seconds)
