"""Posting updates to a bot's address: in order per chat, several chats at once, again until it is taken."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from playground.errors import ApiError
from playground.state import Bot, World
from playground.updates import Update
from playground.wire import Upload, parse_body

MAX_CONNECTIONS = 40
"""Posts at the same time unless the bot asks for another number (Bot API, setWebhook)."""
MAX_SECRET = 256
SECRET = re.compile(r"[A-Za-z0-9_-]*")
"""Secret tokens: up to 256 of these characters (Bot API, setWebhook)."""
TIMEOUT = 60.0
"""Seconds a bot may take to answer a post."""
MAX_DELAY = 60.0
"""Longest pause between two tries; the first is `Webhook.first_delay`, each further one twice the last."""

Answer = Callable[[Bot, dict[str, Any], dict[str, list[Upload]]], Awaitable[None]]
"""Carries out the method a bot put into its answer: bot, parameters, files."""


class Webhook:
    """The poster of one bot."""

    def __init__(self, bot: Bot, world: World, answer: Answer) -> None:
        self._bot = bot
        self._world = world
        self._answer = answer
        self._settings = bot.settings["webhook"]
        self._places = asyncio.Semaphore(self._settings["connections"])
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._seen = 0
        self._stopped = False
        self._session: aiohttp.ClientSession | None = None
        self.last_error: tuple[int, str] | None = None

    def start(self) -> None:
        """Begins with what is pending and goes on with what comes."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        self._bot.queue.listen(self._wake)
        self._wake()

    async def stop(self) -> None:
        """Ends all posting; an update under way stays pending."""
        self._stopped = True
        self._bot.queue.listen(None)
        # A bot may ask for this in its answer to a post: then the asking task is one of ours and ends by itself.
        tasks = [task for task in self._lanes.values() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _wake(self) -> None:
        for update in self._bot.queue.pending:
            if update.id > self._seen:
                self._seen = update.id
                if update.lane not in self._lanes:
                    task = asyncio.get_running_loop().create_task(self._run(update.lane))
                    self._lanes[update.lane] = task

    async def _run(self, lane: str) -> None:
        """Posts the updates of one lane, one after another, until there are none."""
        try:
            while not self._stopped:
                waiting = [update for update in self._bot.queue.pending if update.lane == lane]
                if not waiting:
                    return
                faults = self._world.faults
                update = waiting[0]
                if len(waiting) > 1 and faults.active and faults.pick("webhook", None, ("reorder_updates",)):
                    update = waiting[1]
                await self._deliver(update)
                if faults.active and faults.pick("webhook", None, ("duplicate_updates",)):
                    await self._deliver(update)
                self._bot.queue.remove(update)
                self._world.commit()
        finally:
            self._lanes.pop(lane, None)

    async def _deliver(self, update: Update) -> None:
        delay = self._world.webhook_delay
        while True:
            async with self._places:
                problem = await self._post(update)
            if problem is None:
                return
            self.last_error = (self._world.now(), problem)
            await asyncio.sleep(delay)
            delay = min(MAX_DELAY, delay * 2)

    async def _post(self, update: Update) -> str | None:
        """One try; what went wrong, or None. A method in the answer is carried out."""
        assert self._session is not None
        headers = {"Content-Type": "application/json"}
        if self._settings["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._settings["secret"]
        try:
            async with self._session.post(
                self._settings["url"], data=update.encoded.encode(), headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
                status, reason = response.status, response.reason
                kind = response.headers.get("Content-Type", "")
        except TimeoutError:
            return "Read timeout expired"
        except (aiohttp.ClientError, OSError) as error:
            return (
                "Connection refused"
                if isinstance(error, aiohttp.ClientConnectorError)
                else "Connection closed"
            )
        if not 200 <= status < 300:
            return f"Wrong response from the webhook: {status} {reason}"
        try:
            asked, uploads = parse_body(body, kind)
        except ApiError:
            return None  # an answer that is no method is taken for a plain "yes", as Telegram does
        if isinstance(asked.get("method"), str):
            await self._answer(self._bot, asked, uploads)
        return None


def restart(bot: Bot, world: World) -> None:
    """Starts posting for a bot that has a webhook set."""
    if bot.settings["webhook"] and world.answer is not None:
        bot.webhook = Webhook(bot, world, world.answer)
        bot.webhook.start()


async def stop(bot: Bot) -> None:
    """Stops posting for a bot, if it was."""
    running, bot.webhook = bot.webhook, None
    if running is not None:
        await running.stop()
