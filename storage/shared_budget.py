"""One send budget for all processes that deliver for one bot, kept in Redis and counted by Redis's own clock.

A turn is reserved by one script (GCRA, the "generic cell rate algorithm": each key holds the moment from which more
may go out). Redis gives the slots out in the order in which it is asked, and each process has one reservation at a
time, so all get the same share. A process that comes to its slot too late does not use it.

What Redis loses (flushed, restarted): the next message may go out at once, a chat has its small burst anew, a group its
minute, and a hold is learned again by the next refusal.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from delivery.ports import MINUTE, REFUSED_CHATS, REFUSED_WITHIN, SLACK, Held, Pace, is_group

from . import keys

ANSWER_SECONDS = 2.0
"""Redis is away when it has not answered by then, connecting included."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
"""Seconds between two questions to a Redis that is away; the pause doubles. Nothing is sent meanwhile."""

LATE = 0.015
"""Who comes to a slot later than so many seconds reserves another. It is less than SLACK leaves over in a second, so that
in no second more goes out than the pace allows, whenever each process was given the processor."""

MOST_SLOTS = 3
"""After so many slots missed in a row the message goes out all the same: where everything takes long (a Redis far away, a
machine with too much to do), less than the pace goes out anyway."""

_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local between, in_chat, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local in_group, window, rest = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

-- When more may go out. A moment that lies too far ahead is from before Redis's clock was set back.
local function whole_at(key, step)
  local at = tonumber(redis.call('GET', key) or 0)
  if at > now + 100 * step then return now end
  return math.max(at, now)
end
local function keep(key, at)
  redis.call('SET', key, string.format('%.0f', at), 'PX', string.format('%.0f', math.ceil((at - now) / 1000) + rest))
end

local slot = now
if between > 0 then slot = whole_at(KEYS[1], between) end
local free = now + 1000 * math.max(redis.call('PTTL', KEYS[4]), redis.call('PTTL', KEYS[5]), 0)
local chat = now
if in_chat > 0 then
  chat = whole_at(KEYS[2], in_chat)
  free = math.max(free, chat - (burst - 1) * in_chat)
end
if in_group > 0 then
  local oldest = tonumber(redis.call('LINDEX', KEYS[3], in_group - 1) or 0)
  if oldest > 0 and oldest <= slot then free = math.max(free, oldest + window) end
end
if free > slot then return {0, free - now} end

if between > 0 then keep(KEYS[1], slot + between) end
if in_chat > 0 then keep(KEYS[2], math.max(chat, slot) + in_chat) end
if in_group > 0 then
  redis.call('LPUSH', KEYS[3], string.format('%.0f', slot))
  redis.call('LTRIM', KEYS[3], 0, in_group - 1)
  redis.call('PEXPIRE', KEYS[3], math.ceil((slot - now + window) / 1000))
end
return {1, slot - now}
"""
"""A slot for a message, or how long the chat (or everything) has to wait: {1 or 0, microseconds}. Nothing is taken with
0. ARGV: microseconds between two messages, between two of the chat, the chat's burst, messages a group may get in a
window, the window, milliseconds that keys may outlive their use; 0: no such limit."""

_REFUSED = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local chat, hold, within, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local function held(key)
  if redis.call('PTTL', key) < hold then redis.call('SET', key, 1, 'PX', hold) end
end
held(KEYS[1])
redis.call('ZADD', KEYS[2], string.format('%.0f', now), chat)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('(%.0f', now - within * 1000))
redis.call('PEXPIRE', KEYS[2], within)
if redis.call('ZCARD', KEYS[2]) >= most then held(KEYS[3]) end
"""
"""ARGV: the chat, how long it is held, how long a refusal counts (both in milliseconds), how many chats mean the bot."""

_HELD = "return math.max(redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]), 0)"
"""Milliseconds during which nothing may go out."""

_log = structlog.get_logger("delivery")


class SharedBudget:
    """The budget of one bot (:class:`delivery.ports.Budget`); ``redis`` stays its giver's. While Redis is away all is
    held. ``clock`` counts seconds and never goes back; only spans are taken from it."""

    def __init__(
        self, redis: Redis, bot_id: int, pace: Pace, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._bot_id = bot_id
        self._pace = pace
        self._clock = clock
        self._gate = asyncio.Lock()  # first come, first served
        self._reserve = redis.register_script(_RESERVE)
        self._refuse = redis.register_script(_REFUSED)
        self._holds = redis.register_script(_HELD)
        self._pause = 0.0  # above 0: Redis is away
        self._ask_again_at = 0.0

    async def turn(self, chat: str, longest: float) -> None:
        """Wait for the chat, then in line for the overall rate. Held also when Redis is away."""
        while (wait := await self._in_line(chat)) > 0:
            if wait > longest:
                raise Held(wait)
            await asyncio.sleep(wait)

    async def refused(self, chat: str, seconds: float) -> None:
        """Hold the chat, or everything, in all processes. When Redis is away now, they hear of it by the next
        refusal; the message itself has its not-before time in the outbox."""
        bot = self._bot_id
        try:
            await self._ask(
                self._refuse,
                [keys.send_held_chat(bot, chat), keys.send_refused(bot), keys.send_held(bot)],
                [chat, max(1, round(seconds * 1000)), round(REFUSED_WITHIN * 1000), REFUSED_CHATS],
            )
        except Held:
            _log.info("refusal not told to others", seconds=seconds)

    async def held(self) -> float:
        """Seconds until anything may go out; while Redis is away, until it is asked again."""
        everything = keys.send_held(self._bot_id)
        try:
            return int(await self._ask(self._holds, [everything, everything])) / 1000
        except Held as away:
            return away.seconds

    async def _in_line(self, chat: str) -> float:
        """0: the message may go out now. Otherwise seconds to wait before asking again; nobody behind is kept
        waiting for that."""
        charged = False
        async with self._gate:
            for _slot in range(MOST_SLOTS):
                asked_at = self._clock()
                taken, wait = await self._slot(chat, charged)
                if not taken:
                    return wait
                charged = True
                if wait > 0:
                    await asyncio.sleep(wait)
                    if (held := await self._held_now(chat)) > 0:
                        return held
                if self._clock() - asked_at - wait <= LATE:
                    break
        return 0.0

    async def _slot(self, chat: str, charged: bool) -> tuple[bool, float]:
        """A slot (True) that begins in so many seconds, or how long the chat has to wait. ``charged``: this message
        has been counted in its chat already."""
        pace, bot = self._pace, self._bot_id
        in_chat = 0 if charged or not pace.chat_per_second else 1 / pace.chat_per_second
        in_group = 0 if charged or not is_group(chat) else pace.group_per_minute
        taken, wait = await self._ask(
            self._reserve,
            [
                keys.send_next(bot),
                keys.send_chat(bot, chat),
                keys.send_group(bot, chat),
                keys.send_held(bot),
                keys.send_held_chat(bot, chat),
            ],
            [
                _microseconds(1 / pace.overall_per_second if pace.overall_per_second else 0),
                _microseconds(in_chat),
                max(pace.chat_burst, 1),
                in_group,
                _microseconds(MINUTE),
                keys.REST_SECONDS * 1000,
            ],
        )
        return bool(taken), wait / 1e6

    async def _held_now(self, chat: str) -> float:
        """Seconds; somebody may have been refused since the slot was reserved."""
        both = [keys.send_held(self._bot_id), keys.send_held_chat(self._bot_id, chat)]
        return int(await self._ask(self._holds, both)) / 1000

    async def _ask(
        self, script: Callable[..., Any], names: list[str], values: list[str | int] | None = None
    ) -> Any:
        """What the script answers. Held when Redis is away, with the time until it is asked again."""
        if (rest := self._ask_again_at - self._clock()) > 0:
            raise Held(rest)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await script(keys=names, args=values)
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            if not self._pause:
                _log.warning("redis.away", error=type(error).__name__)
            self._pause = min(2 * self._pause or FIRST_PAUSE, LONGEST_PAUSE)
            self._ask_again_at = self._clock() + self._pause
            raise Held(self._pause) from error
        if self._pause:
            self._pause = 0.0
            _log.info("redis.back")
        return answer


def _microseconds(seconds: float) -> int:
    """A little wider than Telegram counts (SLACK)."""
    return math.ceil(seconds * SLACK * 1e6)
