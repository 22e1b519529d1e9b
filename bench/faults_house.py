"""What the faults befall: a whole city (PostgreSQL, Redis, a process a role), or one process on SQLite on a small disk."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy.engine import make_url

from tests.servers import Postgres, Redis, free_port
from tests.town import ROOT, City, Town

from .faults_clock import FILE as CLOCK
from .faults_wires import Wire

CONNECTIONS = 40
"""PostgreSQL's max_connections: few, so that they can run out."""

SENDS_PER_SECOND = "25"
"""Less than Telegram allows, so that the budget is at work."""

STOP_SECONDS = 20.0
"""How long a process may take to end when it is told to."""

SMALL_DISK = 24 << 20
"""Bytes of the small disk."""

_REST = 0.2


class House(Town):
    """A town whose processes write to files, can be asked whether they are ready, and have a clock that can be put."""

    addresses: dict[str, str]
    """Where each process serves."""

    async def start_part(self, name: str) -> None:
        """Start one process of the bot."""
        command, settings = self.commands()[name]
        environment = self.environment | {CLOCK: str(self.clock_of(name))} | settings
        with self.log_of(name).open("ab") as log:
            self.parts[name] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bench.faults_clock",
                command,
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def log_of(self, name: str) -> Path:
        """What a process has said."""
        return self.folder / f"{name}.log"

    def clock_of(self, name: str) -> Path:
        """How far ahead of the machine's the clock of a process is."""
        return self.folder / f"{name}.clock"

    def put_clocks(self, by: float, *names: str) -> None:
        """By so many seconds further; all of them, when none is named."""
        for name in names or self.commands():
            path = self.clock_of(name)
            before = float(path.read_text()) if path.exists() else 0.0
            fresh = path.with_suffix(".new")
            fresh.write_text(str(before + by))
            fresh.rename(path)

    async def is_ready(self, name: str) -> bool:
        """Whether it runs and says that it is ready."""
        if not self.is_up(name):
            return False
        assert self._http is not None
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            limit = aiohttp.ClientTimeout(total=10)
            async with self._http.get(f"http://{self.addresses[name]}/readyz", timeout=limit) as answer:
                return answer.status == 200
        return False

    async def ready_within(self, seconds: float) -> list[str]:
        """Wait until all are ready, at most so long. Those that are not."""
        end = time.monotonic() + seconds
        late = list(self.commands())
        while late and time.monotonic() < end:
            late = [name for name in late if not await self.is_ready(name)]
            if late:
                await asyncio.sleep(_REST)
        return late

    async def stop_part(self, name: str) -> bool:
        """SIGTERM; False when it did not end within STOP_SECONDS, or not well. It has ended in any case."""
        part = self.parts[name]
        if part.returncode is None:
            part.terminate()
        try:
            return await asyncio.wait_for(part.wait(), STOP_SECONDS) == 0
        except TimeoutError:
            part.kill()
            await part.wait()
            return False

    async def pending(self) -> int:
        """Updates that Telegram holds."""
        assert self._http is not None
        async with self._http.get(f"{self.url}/playground/pending") as answer:
            return sum((await answer.json()).values())

    async def look(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says, once it answers."""
        end = time.monotonic() + 60
        while True:
            try:
                return await asyncio.to_thread(self.rows, query)
            except Exception:
                if time.monotonic() > end:
                    raise
            await asyncio.sleep(_REST)


class BigHouse(House, City):
    """The city, each process on wires of its own to PostgreSQL and to Redis."""

    def __init__(self, folder: Path) -> None:
        self.postgres = Postgres(durable=True, max_connections=CONNECTIONS)
        self.redis = Redis()
        City.__init__(
            self, folder, self.postgres.make(), self.redis.url,
            LIAISON_SENDS_PER_SECOND=SENDS_PER_SECOND, LIAISON_LOG_LEVEL="INFO",
        )  # fmt: skip
        self.addresses = self._listens
        self.wires = {name: (Wire(self.postgres.port), Wire(self.redis.port)) for name in self._listens}

    async def _open(self) -> None:
        for both in self.wires.values():
            for wire in both:
                await wire.open()
        await super()._open()

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        for both in self.wires.values():
            for wire in both:
                await wire.close()
        self.postgres.close()
        self.redis.close()

    def commands(self) -> dict[str, tuple[str, dict[str, str]]]:
        """As the city's, by way of the wires."""
        found = super().commands()
        database = make_url(self.environment["LIAISON_DATABASE_URL"])
        for name, (_command, settings) in found.items():
            postgres, redis = self.wires[name]
            url = database.set(port=postgres.port)
            settings["LIAISON_DATABASE_URL"] = url.render_as_string(hide_password=False)
            settings["LIAISON_REDIS_URL"] = f"redis://127.0.0.1:{redis.port}/0"
        return found


class SmallHouse(House):
    """One process on SQLite. Its disk can be filled: a small one of its own where one may be mounted (``mounted``),
    otherwise a limit for the length of its files."""

    def __init__(self, folder: Path) -> None:
        self._disk = folder / "data"
        self._disk.mkdir()
        self.addresses = {"run": f"127.0.0.1:{free_port()}"}
        super().__init__(
            folder, LIAISON_DATA_DIR=str(self._disk), LIAISON_SENDS_PER_SECOND=SENDS_PER_SECOND,
            LIAISON_LOG_LEVEL="INFO", LIAISON_LISTEN=self.addresses["run"],
        )  # fmt: skip
        self.database = self._disk / "liaison.db"
        self.mounted = _said_yes("mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "none", str(self._disk))

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        if self.mounted:
            _said_yes("umount", str(self._disk))

    async def start_bot(self) -> None:
        """Start it and wait until it is ready."""
        await super().start_bot()
        assert not await self.ready_within(60)

    def fill_disk(self) -> None:
        """Not a byte more."""
        if not self.mounted:
            longest = max(path.stat().st_size for path in self._disk.iterdir())
            self._limit(min(longest, self._wal().stat().st_size if self._wal().exists() else longest))
            return
        with contextlib.suppress(OSError), (self._disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))

    def empty_disk(self) -> None:
        """There is room again."""
        if self.mounted:
            (self._disk / "filler").unlink()
        else:
            self._limit(resource.RLIM_INFINITY)

    def _wal(self) -> Path:
        return self.database.with_name("liaison.db-wal")

    def _limit(self, size: int) -> None:
        for part in self.parts.values():
            if part.returncode is None:
                hard = resource.prlimit(part.pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(part.pid, resource.RLIMIT_FSIZE, (size, hard))


def _said_yes(*words: str) -> bool:
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
