"""What several processes share through Redis beside the send budget: where conversations stand, and the word that
there is something new. None of it is the only place where something said is kept."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterable, Mapping

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from . import keys
from .inbox import Conversation

log = structlog.get_logger()

ANSWER_SECONDS = 2.0
"""How long Redis may take to answer; it answers in less than a thousandth of that."""

_PAUSE = 1.0


def connect(url: str) -> Redis:
    """A client that gives up soon and finds its way back by itself."""
    client: Redis = Redis.from_url(
        url,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
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
        return {
            chat: Conversation(*json.loads(kept))
            for chat, kept in zip(wanted, found, strict=True)
            if kept is not None
        }

    async def save(self, talks: Mapping[str, Conversation]) -> None:
        """Where they stand from now on. Raises RedisError, OSError."""
        for chat, talk in talks.items():
            key = keys.talk(self._bot_id, chat)
            if talk == Conversation(None, "{}"):
                await self._redis.delete(key)
            else:
                await self._redis.set(key, json.dumps([talk.state, talk.data]), ex=keys.TALK_SECONDS)


class Bell:
    """Rings where somebody waits for news: what came in, or what is to go out. A ring that is lost costs a second,
    since everybody looks once a second anyway."""

    def __init__(self, redis: Redis, channel: str) -> None:
        self._redis = redis
        self._channel = channel
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something new. Many rings in a moment are one."""
        self._rung.set()

    async def ringing(self) -> None:
        """Carry the rings to Redis. Until cancelled."""
        away = False
        while True:
            await self._rung.wait()
            self._rung.clear()
            try:
                await self._redis.publish(self._channel, b"")
                away = False
            except (RedisError, OSError) as error:
                if not away:
                    log.warning("redis.away", error=type(error).__name__)
                away = True
                await asyncio.sleep(_PAUSE)

    async def listen(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` at each ring. Until cancelled."""
        while True:
            try:
                async with self._redis.pubsub() as ear:
                    await ear.subscribe(self._channel)
                    heard()  # what rang before
                    while True:
                        message = await ear.get_message(ignore_subscribe_messages=True, timeout=30)
                        if message is not None:
                            heard()
            except (RedisError, OSError) as error:
                log.info("redis.no_news", error=type(error).__name__)
                with contextlib.suppress(RedisError, OSError):
                    await asyncio.sleep(_PAUSE)
