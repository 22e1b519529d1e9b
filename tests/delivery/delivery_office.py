"""The two ends of the delivery: an office that owes messages, and a town that reads them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa

from bot.texts import Texts
from delivery.budget import UNLIMITED, Budget, Pace
from delivery.sender import TelegramSender
from delivery.worker import Worker
from liaison.casework.notices import Owed, Priority
from storage import tables as t
from storage.engine import LaneDatabase, sqlite_engine
from storage.outbox import OutboxRows, State, StoredOutbox
from storage.people import PersonRows

TOKEN = "7000000002:AAdelivery-test-secret-of-35-letters"
ASSEMBLY = "xinghe"
ENDED = {State.SENT, State.FAILED, State.UNCERTAIN}


class Clock:
    """The present, and as far ahead of it as a test likes."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.005)


class Office:
    """One assembly's outbox, seen from both ends."""

    def __init__(self, folder: Path, texts: Texts, url: str | None = None) -> None:
        """In a database of its own in this folder, or in the one at ``url``, which is migrated."""
        self.url = url or f"sqlite:///{folder / 'liaison.db'}"
        if url is None:
            engine = sqlite_engine(self.url)
            t.metadata.create_all(engine)
            engine.dispose()
        self.database = LaneDatabase(self.url)
        self.queue = StoredOutbox(self.database)
        self.clock = Clock()
        self.texts = texts
        self._owed = 0

    async def person(self, address: int | str, language: str = "en", *, clerk: bool = False) -> int:
        def work(connection: sa.Connection) -> int:
            people = PersonRows(connection, ASSEMBLY)
            person = people.meet(str(address), "somebody", language, self.clock())
            if clerk:
                people.hold_post(person.id, self.clock(), deputy_id=None)
            return person.id

        return await self.database.write(work)

    async def opinion(self, author: int) -> int:
        row = {
            "assembly": ASSEMBLY, "number": "1234567", "author_id": author, "state": "triage", "named": False,
            "submitted_at": self.clock(), "due_on": date(2030, 1, 2), "suggestions": [], "version": 0,
        }  # fmt: skip
        return await self.database.write(
            lambda connection: connection.execute(t.opinion.insert(), row).inserted_primary_key[0]
        )

    async def owe(
        self, person: int, words: str = "hello", priority: Priority = Priority.NOTICE, **more: Any
    ) -> int:
        """A message with just these words (or, with ``key`` and ``args``, another); its row."""
        self._owed += 1
        given = {"key": "notice-words-more", "args": {"words": words}} | more
        owed = Owed(person, dedupe=f"test:{self._owed}", priority=priority, **given)

        def work(connection: sa.Connection) -> int:
            OutboxRows(connection, ASSEMBLY, self.queue.announce).put([owed], self.clock())
            return connection.execute(sa.select(sa.func.max(t.outbox.c.id))).scalar_one()

        return await self.database.write(work)

    async def state(self, row: int) -> State:
        query = sa.select(t.outbox.c.state).where(t.outbox.c.id == row)
        return State(await self.database.read(lambda connection: connection.execute(query).scalar_one()))

    async def tries(self, row: int) -> int:
        query = sa.select(t.outbox.c.tries).where(t.outbox.c.id == row)
        return await self.database.read(lambda connection: connection.execute(query).scalar_one())

    async def attempts(self, row: int) -> list[tuple[str | None, str | None]]:
        query = (
            sa.select(t.attempt.c.result, t.attempt.c.error)
            .where(t.attempt.c.outbox_id == row)
            .order_by(t.attempt.c.id)
        )
        rows = await self.database.read(lambda connection: connection.execute(query).all())
        return [tuple(found) for found in rows]

    async def rows(self) -> list[dict[str, Any]]:
        query = sa.select(t.outbox).order_by(t.outbox.c.id)
        rows = await self.database.read(lambda connection: connection.execute(query).mappings().all())
        return [dict(found) for found in rows]

    async def ended(self, row: int) -> State:
        """Wait for the end; a not-before time is not waited for, the clock is put forward."""

        async def over() -> bool:
            if await self.state(row) in ENDED:
                return True
            await self.skip_waiting()
            return False

        await until(over)
        return await self.state(row)

    async def skip_waiting(self) -> None:
        """When all that is owed waits for a later moment, or behind a message that does, put the clock there."""
        waiting = [found for found in await self.rows() if State(found["state"]) not in ENDED]
        now = self.clock()
        later = [found for found in waiting if found["not_before"] > now]
        behind = {found["person_id"] for found in later}
        if any(
            State(found["state"]) is State.CLAIMED or found["person_id"] not in behind for found in waiting
        ):
            return
        if later:
            self.clock.ahead += min(found["not_before"] for found in later) - now
            self.queue.announce()

    @asynccontextmanager
    async def delivering(self, sender: Any, concurrency: int = 8) -> AsyncIterator[Worker]:
        worker = Worker(self.queue, sender, self.texts, self.clock, concurrency)
        stop = asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        try:
            yield worker
        finally:
            stop.set()
            await running

    async def close(self) -> None:
        await self.database.close()


class Town:
    """The playground and the hands of the people in it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def do(self, call: str, **body: Any) -> Any:
        async with self._session.post(f"{self.url}/playground/{call}", json=body) as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json()

    async def see(self, path: str) -> Any:
        async with self._session.get(f"{self.url}/playground/{path}") as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json()

    async def user(self, *, starts: bool = True) -> int:
        user = await self.do("users", first_name="Li")
        if starts:
            await self.do("send", user=user["id"], text="/start")
        return int(user["id"])

    async def messages(self, chat: int) -> list[dict[str, Any]]:
        """What the bot wrote there."""
        found = await self.see(f"chats/{chat}/messages")
        return [message for message in found if message.get("from", {}).get("is_bot")]

    async def read(self, chat: int) -> list[str]:
        return [message.get("text") or message.get("caption", "") for message in await self.messages(chat)]

    async def fault(self, fault: str, **more: Any) -> None:
        await self.do("faults", fault=fault, **{"times": 1, "method": "*", **more})

    async def calm(self) -> None:
        """No more faults."""
        async with self._session.delete(f"{self.url}/playground/faults") as answer:
            assert answer.status < 400

    async def calls(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        return list(await self.see(f"calls?method={method}"))

    async def upload(self, user: int, kind: str, data: bytes, name: str) -> str:
        """A file somebody sent; its id."""
        form = aiohttp.FormData()
        form.add_field("user", str(user))
        form.add_field("kind", kind)
        form.add_field("file", data, filename=name)
        async with self._session.post(f"{self.url}/playground/upload", data=form) as answer:
            assert answer.status < 400, await answer.text()
            message = (await answer.json())[0]
        found = message[kind]
        return str((found[-1] if isinstance(found, list) else found)["file_id"])

    def sender(self, pace: Pace = UNLIMITED, budget: Budget | None = None) -> TelegramSender:
        return TelegramSender(TOKEN, api_url=self.url, pace=pace, budget=budget)
