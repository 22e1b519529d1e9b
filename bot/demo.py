"""The demonstration: the whole product on this machine, with a chat page instead of Telegram."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from aiogram.types import User
from sqlalchemy.engine import Connection

from storage import roster, schema
from storage.engine import open_database

from . import wiring
from .clock import now
from .congress import import_congress, make_invitation
from .settings import Settings
from .texts import LANGUAGES, Texts

TOKEN = "10001:playground-token-for-the-demo-only"
"""Good only for the playground on this machine, which makes it up as well."""

USERNAME = "liaison_demo_bot"
PORT = 8081
SAMPLE = Path(__file__).resolve().parent.parent / "congress" / "xinghe"
DEPUTY = "D001"

CITIZEN_ID, DEPUTY_ID, CLERK_ID = 2001, 2002, 2003

GUIDE: tuple[tuple[str, int, str | None, int | None], ...] = (
    # step, phone, text key of the button to tap ("start", "composer" or none), phone in which it is done
    ("start", 0, "start", 0),
    ("write", 0, "button-just-write", 0),
    ("say", 0, "composer", 0),
    ("done", 0, "button-done", 0),
    ("send", 0, "button-send", 0),
    ("triage", 2, "do-open", 2),
    ("answer", 1, "do-open", 1),
    ("back", 0, None, None),
)


def guide(texts: Texts) -> list[dict[str, Any]]:
    """The first minute, step by step, in both languages."""
    codes = dict(zip(LANGUAGES, ("zh", "en"), strict=True))

    def both(key: str) -> dict[str, str]:
        return {codes[language]: texts.plain(language, key) for language in LANGUAGES}

    steps = []
    for step, phone, highlight, done_in in GUIDE:
        entry: dict[str, Any] = {"id": step, "phone": phone, "text": both(f"guide-{step}")}
        if highlight in ("start", "composer"):
            entry["highlight"] = highlight
        elif highlight is not None:
            entry["highlight"] = {code: f"button:{label}" for code, label in both(highlight).items()}
        if done_in is not None:
            entry["done_when"] = {"phone": done_in, "contains": both(f"guide-{step}-seen")}
        steps.append(entry)
    return steps


class _Playground:
    """The playground in a process of its own."""

    def __init__(self, data: Path, port: int, name: str) -> None:
        self._data = data
        self._port = port
        self._name = name
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def __aenter__(self) -> _Playground:
        for port in (self._port, 0):
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "playground", "--port", str(port), "--data", str(self._data),
                "--bot", f"{TOKEN}:{USERNAME}:{self._name}",
                stdout=asyncio.subprocess.PIPE,
                stderr=None if port == 0 else asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            assert self._process.stdout is not None
            line = (await self._process.stdout.readline()).decode().strip()
            if line.startswith("playground "):
                self.url = line.removeprefix("playground ")
                return self
            await self._process.wait()
        raise RuntimeError("playground")

    async def __aexit__(self, *_error: object) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def call(self, path: str, **body: Any) -> Any:
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}/playground/{path}", json=body) as response,
        ):
            response.raise_for_status()
            return await response.json()


def _people(texts: Texts) -> list[tuple[int, str]]:
    language = LANGUAGES[0]
    return [
        (CITIZEN_ID, texts.plain(language, "demo-citizen")),
        (DEPUTY_ID, texts.plain(language, "demo-deputy")),
        (CLERK_ID, texts.plain(language, "demo-clerk")),
    ]


async def _join(playground: _Playground, settings: Settings) -> None:
    """The deputy and the clerk open their invitations, as they would on their own phones; only once."""
    for user, code in ((DEPUTY_ID, DEPUTY), (CLERK_ID, None)):
        payload, _ = await make_invitation(settings, now, deputy_code=code)
        await playground.call("open_link", user=user, link=f"https://t.me/{USERNAME}?start={payload}")


async def run(settings: Settings, *, port: int, browser: bool, say: Any, language: str) -> None:
    """Start everything, say where to look, and go on until asked to stop."""
    texts = Texts.shipped()
    home = settings.data_dir / "demo"
    home.mkdir(parents=True, exist_ok=True)
    fresh = settings.model_copy(
        update={"database_url": f"sqlite:///{home / 'liaison.db'}", "sends_per_second": 0.0, "assembly": ""}
    )
    name = texts.plain(LANGUAGES[0], "demo-bot")

    async def prepare() -> bool:
        await asyncio.to_thread(schema.ensure, fresh.database)
        database = open_database(fresh.database)
        try:
            known = await database.read(_assemblies)
        finally:
            await database.close()
        if not known:
            await import_congress(fresh, SAMPLE, now)
        return not known

    preparing = asyncio.create_task(prepare())
    async with _Playground(home / "playground", port, name) as playground:
        first = await preparing
        for user, person in _people(texts):
            await playground.call("users", id=user, first_name=person, language_code="zh-hans")
        await playground.call("guide", steps=guide(texts))
        settings = fresh.model_copy(update={"api_url": playground.url, "bot_token": _secret(TOKEN)})

        async def started(_me: User) -> None:
            if first:
                await _join(playground, settings)
            people = ",".join(str(user) for user, _ in _people(texts))
            captions = ",".join(
                quote(texts.plain(language, f"demo-{role}-role")) for role in ("citizen", "deputy", "clerk")
            )
            address = f"{playground.url}/playground/?people={people}&captions={captions}"
            say(texts.plain(language, "demo-look", address=address))
            if browser:
                await asyncio.to_thread(webbrowser.open, address)

        await wiring.run_all(settings, started=started)


def _assemblies(connection: Connection) -> dict[str, str]:
    return roster.assemblies(connection)


def _secret(value: str) -> Any:
    from pydantic import SecretStr  # noqa: PLC0415

    return SecretStr(value)
