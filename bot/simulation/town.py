"""A town to play in: a playground, the bot, a congress and those in office; all of it gone afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import Connection

from bot.clock import now
from bot.congress import import_congress, make_invitation
from bot.offices import read_office
from bot.settings import Settings
from liaison.directory.model import Deputy, Roster
from storage import schema
from storage.engine import Database, LaneDatabase

from .people import Known

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "congress" / "xinghe"
TOKEN = "10002:playground-token-for-simulations-only"
USERNAME = "liaison_simulated_bot"

MOST_OF_A_COMMITTEE = 3
"""Deputies of each committee who join."""

_STOP_SECONDS = 20.0


class TownFailed(Exception):
    """Playground or bot did not start, or stopped; what they said last."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody in office who has been sent a link; ``deputy`` None: a clerk."""

    deputy: Known | None
    link: str


@dataclass(frozen=True, slots=True)
class Town:
    """What runs."""

    url: str
    database: Database
    invited: Sequence[Invited]
    bot: asyncio.subprocess.Process
    log: Path

    def check(self) -> None:
        """Raises TownFailed when the bot is no longer there."""
        if self.bot.returncode is not None:
            raise TownFailed(self.said())

    def said(self) -> str:
        """The last lines of the bot's log: events and ids, never anybody's words."""
        return self.log.read_text("utf-8", "replace")[-2000:].strip()


@asynccontextmanager
async def open_town(folder: Path, *, concurrent_chats: int) -> AsyncIterator[Town]:
    """Start everything in a folder that is empty. Raises TownFailed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH")]))
    async with AsyncExitStack() as stack:
        playground = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "playground", "--port", "0", "--bot", f"{TOKEN}:{USERNAME}:Simulation",
            cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        stack.push_async_callback(_stop, playground)
        assert playground.stdout is not None
        line = (await playground.stdout.readline()).decode().split()
        if len(line) != 2:
            raise TownFailed("playground")
        settings = Settings.model_construct(  # whatever the operator's own settings are
            bot_token=SecretStr(TOKEN),
            api_url=line[1],
            data_dir=folder / "data",
            database_url=f"sqlite:///{folder / 'data' / 'liaison.db'}",
            assembly="",
        )
        await asyncio.to_thread(schema.ensure, settings.database)
        await import_congress(settings, [SAMPLE], now)
        environment |= {
            "LIAISON_BOT_TOKEN": TOKEN,
            "LIAISON_API_URL": settings.api_url,
            "LIAISON_DATA_DIR": str(settings.data_dir),
            "LIAISON_DATABASE_URL": settings.database,
            "LIAISON_SENDS_PER_SECOND": "0",
            "LIAISON_CONCURRENT_CHATS": str(max(100, concurrent_chats)),
            "LIAISON_LOG_LEVEL": "WARNING",
        }
        log = folder / "bot.log"
        with log.open("wb") as written:
            bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stderr=written,
                start_new_session=True,
            )  # fmt: skip
        stack.push_async_callback(_stop, bot)
        invited = await _invite(settings)
        database = LaneDatabase(settings.database)
        stack.push_async_callback(database.close)
        yield Town(settings.api_url, database, invited, bot, log)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask, wait, and then no longer ask."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(asyncio.shield(process.wait()), _STOP_SECONDS)
    except (TimeoutError, asyncio.CancelledError):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _invite(settings: Settings) -> list[Invited]:
    """Links for one clerk and some deputies of every committee."""
    database = LaneDatabase(settings.database)

    def work(connection: Connection) -> Roster:
        return read_office(connection, settings).directory.roster

    try:
        roster = await database.read(work)
    finally:
        await database.close()
    seats: defaultdict[int, list[Deputy]] = defaultdict(list)
    for deputy in roster.deputies.values():
        if deputy.committee_id is not None and len(seats[deputy.committee_id]) < MOST_OF_A_COMMITTEE:
            seats[deputy.committee_id].append(deputy)
    invited = [Invited(None, await _link(settings, None))]
    for deputy in (each for seated in seats.values() for each in seated):
        places = tuple(roster.districts[key].name for key in deputy.district_ids)
        invited.append(Invited(Known(deputy.name, places), await _link(settings, deputy.code)))
    return invited


async def _link(settings: Settings, code: str | None) -> str:
    payload, _ = await make_invitation(settings, now, deputy_code=code)
    return f"https://t.me/{USERNAME}?start={payload}"
