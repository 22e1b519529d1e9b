"""Redis calls are timed on a real server."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
import redis.asyncio
from redis.exceptions import ResponseError

from bot.metrics import Counted
from tests.unit.test_metrics import shown


async def test_commands_scripts_and_pipelines_are_timed_and_failures_counted(redis_url: str) -> None:
    metrics = Counted("run")
    client = metrics.redis(redis.asyncio.Redis.from_url(redis_url))
    async with client:
        assert await client.set("a", "1")
        script = client.register_script(
            f"return redis.call('incr', KEYS[1]) -- {uuid4()}"
        )  # new to the server
        async with client.pipeline(transaction=True) as pipe:
            assert await pipe.get("a").set("b", "2").execute() == [b"1", True]
        before = shown(metrics)["liaison_redis_seconds_count"]
        assert before == 2
        assert await script(keys=["a"]) == 2
        assert shown(metrics)["liaison_redis_seconds_count"] > before
        assert (
            shown(metrics)["liaison_redis_errors_total"] == 1
        )  # the script was not known there yet: NOSCRIPT
        with pytest.raises(ResponseError):
            await client.lpush("a", "not a list")
        assert shown(metrics)["liaison_redis_errors_total"] == 2


async def test_a_subscription_is_not_timed(redis_url: str) -> None:
    metrics = Counted("run")
    async with metrics.redis(redis.asyncio.Redis.from_url(redis_url)) as client:
        async with client.pubsub() as listening:
            await listening.subscribe("news")
            assert (await listening.get_message(timeout=5.0))["type"] == "subscribe"
            await client.publish("news", "come")
            while (message := await listening.get_message(timeout=5.0)) is None:
                await asyncio.sleep(0)
            assert message["data"] == b"come"
        assert shown(metrics)["liaison_redis_seconds_count"] == 1
