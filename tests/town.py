"""A whole town for the end-to-end tests: playground and bot, each a process of its own. ``City``: the same in many
processes on PostgreSQL and Redis."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import redis

from storage import keys
from storage.inbox import share_of

from .phones import PATIENCE, Phone
from .servers import free_port

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "10001:end-to-end-token-for-tests-only"
USERNAME = "liaison_test_bot"

_ids = itertools.count(5001)
_updates = itertools.count(900_000_001)  # far from the playground's


class Town:
    """Start it, give people phones, kill the bot, start it again."""

    program = "bot"
    """The module that is run as ``liaison``."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.database = folder / "liaison.db"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")},
            "LIAISON_BOT_TOKEN": TOKEN,
            "LIAISON_DATA_DIR": str(folder),
            "LIAISON_SENDS_PER_SECOND": "0",
            "LIAISON_LOG_LEVEL": "WARNING",
            "LANG": "en_GB.UTF-8",
            **settings,
        }
        self.url = ""
        self.parts: dict[str, asyncio.subprocess.Process] = {}
        self._playground: asyncio.subprocess.Process | None = None
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Town:
        try:
            await self._open()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _open(self) -> None:
        self._http = aiohttp.ClientSession()
        self._playground = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "playground", "--port", "0", "--data", str(self.folder / "playground"),
            "--bot", f"{TOKEN}:{USERNAME}:Test", stdout=asyncio.subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip
        assert self._playground.stdout is not None
        self.url = (await self._playground.stdout.readline()).decode().split()[1]
        self.environment["LIAISON_API_URL"] = self.url
        await self.liaison("import", str(ROOT / "congress" / "xinghe"))
        await self.start_bot()

    async def __aexit__(self, *_error: object) -> None:
        await self.stop_bot()
        if self._playground is not None and self._playground.returncode is None:
            self._playground.terminate()
            await self._playground.wait()
        if self._http is not None:
            await self._http.close()

    async def liaison(self, *arguments: str, code: int = 0, **settings: str) -> str:
        """Run a command of ours; returns its standard output (and, when it fails, its standard error)."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, env=self.environment | settings, cwd=ROOT,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode == code, (out.decode(), err.decode())
        return out.decode() + (err.decode() if code else "")

    def commands(self) -> dict[str, tuple[str, dict[str, str]]]:
        """What the bot consists of: a name for each process, its command, its own settings."""
        return {"run": ("run", {})}

    async def start_bot(self) -> None:
        """Start what does not run; it answers when it is ready, updates wait meanwhile."""
        for name in self.commands():
            if not self.is_up(name):
                await self.start_part(name)

    async def start_part(self, name: str) -> None:
        """Start one process of the bot."""
        command, settings = self.commands()[name]
        self.parts[name] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self.program, command, env=self.environment | settings, cwd=ROOT
        )

    def is_up(self, name: str) -> bool:
        """Whether this process runs."""
        return name in self.parts and self.parts[name].returncode is None

    async def kill_bot(self) -> None:
        """kill -9, everything at once."""
        await self.kill_part(*self.parts)

    async def kill_part(self, *names: str) -> None:
        """kill -9."""
        for name in names:
            with contextlib.suppress(ProcessLookupError):
                self.parts[name].send_signal(signal.SIGKILL)
        for name in names:
            await self.parts[name].wait()

    async def stop_bot(self) -> set[int]:
        """SIGTERM, and wait. The exit codes."""
        for part in self.parts.values():
            if part.returncode is None:
                part.terminate()
        return {await part.wait() for part in self.parts.values()}

    async def phone(self, name: str, language: str = "zh-hans", user: int | None = None) -> Phone:
        """A new person."""
        assert self._http is not None
        phone = Phone(self._http, self.url, user or next(_ids), name)
        await self.control("users", id=phone.user, first_name=name, language_code=language)
        return phone

    async def control(self, path: str, **body: Any) -> Any:
        """The playground's control interface, as nobody."""
        assert self._http is not None
        async with self._http.post(f"{self.url}/playground/{path}", json=body) as answer:
            result = await answer.json()
            assert answer.status < 300, result
            return result

    async def no_faults(self) -> None:
        """Telegram is in order again."""
        assert self._http is not None
        async with self._http.delete(f"{self.url}/playground/faults") as answer:
            assert answer.status < 300

    async def deputy(self, code: str, name: str = "代表") -> Phone:
        """A deputy of the sample congress who has joined by an invitation."""
        link = (await self.liaison("invite", "--deputy", code, "--bot", USERNAME)).split()[0]
        phone = await self.phone(name)
        await phone.open_link(link)
        await phone.reads("欢迎您")
        return phone

    async def clerk(self, name: str = "工作人员") -> Phone:
        """A clerk who has joined by an invitation."""
        link = (await self.liaison("invite", "--clerk", "--bot", USERNAME)).split()[0]
        phone = await self.phone(name)
        await phone.open_link(link)
        await phone.reads("您现在是工作人员")
        return phone

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says; values stand as ``?``."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        """Change the database behind the bot's back."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            connection.execute(statement, values)

    def forget(self, phone: Phone) -> None:
        """Where the conversation stands is lost."""
        self.change("DELETE FROM conversation WHERE chat = ?", str(phone.user))

    def hand_over(self, phone: Phone, **message: Any) -> int:
        """A message of a kind that the playground's people cannot send (a sticker, a dice, a poll), as
        Telegram would have handed it over; returns its update id."""
        update_id = next(_updates)
        person = {"id": phone.user, "is_bot": False, "first_name": phone.name, "language_code": "zh-hans"}
        chat = {"id": phone.user, "type": "private", "first_name": phone.name}
        said = {"message_id": update_id, "date": 1_800_000_000, "chat": chat, "from": person, **message}
        self.put_into_inbox(phone, update_id, json.dumps({"update_id": update_id, "message": said}))
        return update_id

    def put_into_inbox(self, phone: Phone, update_id: int, payload: str) -> None:
        """An update as it stands in the inbox; it need not be one."""
        self.change(
            "INSERT INTO inbox (bot_id, update_id, chat, share, payload, state, tries, received_at)"
            " VALUES (?, ?, ?, ?, ?, 0, 0, ?)",
            int(TOKEN.partition(":")[0]), update_id, str(phone.user), share_of(str(phone.user)), payload,
            "2026-01-01 00:00:00.000000",
        )  # fmt: skip

    async def until_rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Wait until a query finds something."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := self.rows(query, *values):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"nothing found: {query} {values}")

    async def quiet(self) -> None:
        """Wait until Telegram holds nothing back, the inbox is handled and the outbox delivered."""
        end = time.monotonic() + 120  # what a killed process had begun to send is given up after 90 s
        while time.monotonic() < end:
            assert self._http is not None
            async with self._http.get(f"{self.url}/playground/pending") as answer:
                pending = (await answer.json())[USERNAME]
            owed = self.rows(
                "SELECT (SELECT count(*) FROM inbox WHERE state = 0),"
                " (SELECT count(*) FROM outbox WHERE state IN (0, 1))"
            )
            if not pending and owed == [(0, 0)]:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"not quiet: {pending} pending, inbox and outbox {owed}")


_PARTS = ("dispatch 1", "dispatch 2", "deliver 1", "deliver 2", "clock")


class City(Town):
    """A town that has outgrown one process and one machine: PostgreSQL, Redis, a webhook."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, **settings: str) -> None:
        listen = f"127.0.0.1:{free_port()}"
        super().__init__(
            folder,
            LIAISON_DATABASE_URL=database_url,
            LIAISON_REDIS_URL=redis_url,
            LIAISON_PUBLIC_URL=f"http://{listen}",
            **settings,
        )
        self._listens = {
            "receive": listen,
            **{name: f"127.0.0.1:{free_port()}" for name in _PARTS},
        }
        self._psycopg_url = database_url.replace("postgresql+psycopg://", "postgresql://")
        with redis.Redis.from_url(redis_url) as client:
            client.flushdb()

    def commands(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Two of what may be two."""
        return {name: (name.split()[0], {"LIAISON_LISTEN": listen}) for name, listen in self._listens.items()}

    async def start_bot(self) -> None:
        """Start what does not run, and wait until all of it is ready."""
        await super().start_bot()
        for name in self.parts:
            await self.until_ready(name)

    async def until_ready(self, name: str) -> None:
        """Wait until a process says that it is ready."""
        assert self._http is not None
        end = time.monotonic() + 3 * PATIENCE  # several processes that import aiogram at once take long
        while time.monotonic() < end:
            with contextlib.suppress(aiohttp.ClientError):
                async with self._http.get(f"http://{self._listens[name]}/readyz") as answer:
                    if answer.status == 200:
                        return
            assert self.is_up(name), f"{name} ended: {self.parts[name].returncode}"
            await asyncio.sleep(0.1)
        raise AssertionError(f"{name} is not ready")

    def forget(self, phone: Phone) -> None:
        """Where the conversation stands is lost."""
        with redis.Redis.from_url(self.environment["LIAISON_REDIS_URL"]) as client:
            client.delete(keys.talk(int(TOKEN.partition(":")[0]), str(phone.user)))

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says; values stand as ``?``."""
        with psycopg.connect(self._psycopg_url) as connection:
            return connection.execute(_for_postgres(query), values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        """Change the database behind the bot's back."""
        with psycopg.connect(self._psycopg_url) as connection:
            connection.execute(_for_postgres(statement), values)


def _for_postgres(query: str) -> Any:
    return query.replace("%", "%%").replace("?", "%s")
