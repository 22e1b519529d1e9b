"""A worker in a process of its own, for the test to kill: database URL and Bot API server are its arguments."""

from __future__ import annotations

import asyncio
import sys

from delivery_office import TOKEN

from bot.texts import Texts
from delivery.budget import UNLIMITED
from delivery.sender import TelegramSender
from delivery.worker import Worker
from storage.engine import LaneDatabase
from storage.outbox import StoredOutbox


async def main(database_url: str, api_url: str) -> None:
    queue = StoredOutbox(LaneDatabase(database_url))
    async with TelegramSender(TOKEN, api_url=api_url, pace=UNLIMITED) as sender:
        await Worker(queue, sender, Texts.shipped()).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
