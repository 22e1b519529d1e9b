"""What several processes share through Redis beside the send budget: where conversations stand, and the word that
there is something new. None of it is the only place where something said is kept."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterable, Mapping

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from . import keys
from .inbox import EVERY_SHARE, Conversation

log = structlog.get_logger()

ANSWER_SECONDS = 2.0
"""How long Redis may take to answer; it answers in less than a thousandth of that."""

_PAUSE = 1.0
_BETWEEN_RINGS = 0.003
"""Seconds: nobody notices, and under load a ring is for many updates."""


def connect(url: str) -> Redis:
    """A client that gives up soon and finds its way back by itself."""
    client: Redis = Redis.from_url(
        url,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_keepalive=True,  # a listener says nothing for hours, and must see that the other end is gone
        socket_keepalive_options={socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3},
        retry=Retry(NoBackoff(), 1),  # whoever calls knows better when to try again
        health_check_interval=10,
    )
    return client


class RedisTalks:
    """Where conversations stand (:class:`bot.conversations.TalkStore`). Flushed, a chat is at the beginning: what was
    being written is a draft in the database, and is offered again."""

    def __init__(self, redis: Redis, bot_id: int) -> None:
        self._redis = redis
        self._bot_id = bot_id

    async def load(self, chats: Iterable[str]) -> dict[str, Conversation]:
        """Where these chats stand. Raises RedisError, OSError."""
        wanted = list(chats)
        if not wanted:
            return {}
        found = await self._redis.mget([keys.talk(self._bot_id, chat) for chat in wanted])
        talks = {
            chat: _conversation(kept) for chat, kept in zip(wanted, found, strict=True) if kept is not None
        }
        return {chat: talk for chat, talk in talks.items() if talk is not None}

    async def save(self, talks: Mapping[str, Conversation]) -> None:
        """Where they stand from now on. Raises RedisError, OSError."""
        async with self._redis.pipeline(transaction=False) as together:
            for chat, talk in talks.items():
                key = keys.talk(self._bot_id, chat)
                if talk == Conversation(None, "{}"):
                    together.delete(key)
                else:
                    together.set(key, json.dumps([talk.state, talk.data]), ex=keys.TALK_SECONDS)
            await together.execute()


def _conversation(kept: bytes) -> Conversation | None:
    """None: not written by this version. Such a chat is at the beginning, and holds up no other."""
    try:
        state, data = json.loads(kept)
        read = isinstance(json.loads(data), dict) and (state is None or isinstance(state, str))
    except (ValueError, TypeError):
        read = False
    if not read:
        log.warning("talk.unreadable")
        return None
    return Conversation(state, data)


class Bell:
    """Rings where somebody waits for news: what came in, or what is to go out. A ring that is lost costs a second,
    since everybody looks once a second anyway."""

    def __init__(self, redis: Redis, channel: str) -> None:
        self._redis = redis
        self._channel = channel
        self._rung = asyncio.Event()
        self._about = 0

    def ring(self, about: int = EVERY_SHARE) -> None:
        """There is something new; bit n of ``about``: for share n of the chats. Many rings in a moment are one."""
        self._about |= about
        self._rung.set()

    async def ringing(self) -> None:
        """Carry the rings to Redis. Until cancelled."""
        away = False
        while True:
            _end_if_cancelled()
            await self._rung.wait()
            self._rung.clear()
            about, self._about = self._about, 0
            try:
                await self._redis.publish(self._channel, str(about))
                away = False
                await asyncio.sleep(_BETWEEN_RINGS)
            except Exception as error:  # noqa: BLE001 - whatever it is, the word is only a help
                if not away:
                    log.warning("redis.away", error=type(error).__name__)
                away = True
                await asyncio.sleep(_PAUSE)

    async def listen(self, heard: Callable[[int], None]) -> None:
        """Tell ``heard`` at each ring what it is about, and that it may be everything whenever listening begins: what
        rang before was not heard. Until cancelled."""
        away = False
        while True:
            _end_if_cancelled()
            try:
                async with self._redis.pubsub() as ear:
                    await ear.subscribe(self._channel)
                    while True:
                        _end_if_cancelled()
                        if (
                            word := await ear.get_message(timeout=30)
                        ) is not None:  # the first: that we listen
                            away = False
                            heard(int(word["data"]) if word["type"] == "message" else EVERY_SHARE)
            except Exception as error:  # noqa: BLE001 - see above
                if not away:
                    log.warning("redis.no_news", error=type(error).__name__)
                away = True
            await asyncio.sleep(_PAUSE)


def _end_if_cancelled() -> None:
    """A cancellation that meets a write to Redis at its end is swallowed on Python 3.11 (asyncio.wait_for, which the
    client calls); the process would not stop."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
