"""The demonstration: the whole product on this machine, with a chat page instead of Telegram."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
from pydantic import SecretStr

from .clock import now
from .guide import guide
from .loading import load
from .settings import SettingProblem, Settings
from .texts import LANGUAGES, Texts

if TYPE_CHECKING:
    pass

TOKEN = "10001:playground-token-for-the-demo-only"
"""Good only for the playground on this machine, which makes it up as well."""

USERNAME = "liaison_demo_bot"
SAMPLE = Path(__file__).resolve().parent.parent / "congress" / "xinghe"

DEPUTY = "D005"
"""Whom the demo's deputy acts for: on the committee to which the guide's street lamp belongs."""

PEOPLE = {"citizen": 2001, "deputy": 2002, "clerk": 2003}
"""The three phones, from left to right, and their accounts."""


class _Helpers:
    """The processes beside the bot: the playground, and (to its end) the import of the sample congress.

    They start before aiogram is imported, which keeps this process busy for seconds.
    """

    def __init__(self, home: Path, port: int, name: str, environment: dict[str, str]) -> None:
        self._words = ["--data", str(home / "playground"), "--bot", f"{TOKEN}:{USERNAME}:{name}"]
        self._port = port
        self._environment = environment
        self._playground: asyncio.subprocess.Process | None = None
        self._import: asyncio.subprocess.Process | None = None
        self.url = ""

    async def __aenter__(self) -> _Helpers:
        await self._start_playground(self._port, quiet=True)
        self._import = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "import", str(SAMPLE),
            env=self._environment, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        return self

    async def _start_playground(self, port: int, *, quiet: bool) -> None:
        self._playground = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "playground", "--port", str(port), *self._words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL if quiet else None,
        )  # fmt: skip

    async def ready(self) -> None:
        """Until both are. A port that is taken is exchanged for a free one. Raises SettingProblem."""
        for last in (False, True):
            assert self._playground is not None and self._playground.stdout is not None  # noqa: PT018
            line = (await self._playground.stdout.readline()).decode().strip()
            if line.startswith("playground "):
                self.url = line.removeprefix("playground ")
                break
            await self._playground.wait()
            if last:
                raise SettingProblem("LIAISON_DATA_DIR", "demo-running-already")
            await self._start_playground(0, quiet=True)
        assert self._import is not None
        if await self._import.wait():
            raise SettingProblem("LIAISON_DATA_DIR", "demo-no-import")

    async def __aexit__(self, *_error: object) -> None:
        for process in (self._import, self._playground):
            if process is not None and process.returncode is None:
                process.terminate()
                await process.wait()

    async def call(self, path: str, **body: Any) -> Any:
        """The playground's control interface: POST with a body, GET without."""
        address = f"{self.url}/playground/{path}"
        async with aiohttp.ClientSession() as http:
            request = http.post(address, json=body) if body else http.get(address)
            async with request as response:
                response.raise_for_status()
                return await response.json()


async def run(
    settings: Settings, *, port: int, browser: bool, say: Callable[[str], None], language: str
) -> None:
    """Start everything, say where to look, and go on until asked to stop. Raises SettingProblem."""
    texts = Texts.shipped()
    home = settings.data_dir / "demo"
    home.mkdir(parents=True, exist_ok=True)
    database = f"sqlite:///{home / 'liaison.db'}"
    environment = {**os.environ, "LIAISON_DATABASE_URL": database, "LIAISON_ASSEMBLY": ""}
    async with _Helpers(home, port, texts.plain(LANGUAGES[0], "demo-bot"), environment) as helpers:
        load("aiogram")  # seconds, in which the helpers start
        from . import wiring  # noqa: PLC0415

        await helpers.ready()
        for role, user in PEOPLE.items():
            name = texts.plain(LANGUAGES[0], f"demo-{role}")
            code = "zh-hans" if language == LANGUAGES[0] else "en"
            await helpers.call("users", id=user, first_name=name, language_code=code)
        await helpers.call("guide", steps=guide(texts))
        own = settings.model_copy(
            update={
                "database_url": database,
                "assembly": "",
                "sends_per_second": 0.0,
                "api_url": helpers.url,
                "bot_token": SecretStr(TOKEN),
            }
        )

        async def started() -> None:
            await _join(helpers, own)
            address = _address(helpers.url, texts, language)
            say(texts.plain(language, "demo-look", address=address))
            if browser:
                await asyncio.to_thread(webbrowser.open, address)

        await wiring.run(own, started=started)


async def _join(helpers: _Helpers, settings: Settings) -> None:
    """The deputy and the clerk open their invitations, as they would on their own phones; only once."""
    from .congress import make_invitation  # noqa: PLC0415

    for role, code in (("deputy", DEPUTY), ("clerk", None)):
        user = PEOPLE[role]
        if await helpers.call(f"chats/{user}/messages?user={user}"):
            continue
        payload, _ = await make_invitation(settings, now, deputy_code=code)
        await helpers.call("open_link", user=user, link=f"https://t.me/{USERNAME}?start={payload}")


def _address(url: str, texts: Texts, language: str) -> str:
    people = ",".join(str(user) for user in PEOPLE.values())
    captions = ",".join(quote(texts.plain(language, f"demo-{role}-role")) for role in PEOPLE)
    return f"{url}/playground/?people={people}&captions={captions}"
