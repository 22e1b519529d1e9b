"""The commands of ``liaison``. Their help comes from the locales, like every text.

No postponed annotations here: typer reads them, and they hold texts that only the running program knows.
"""

import asyncio
import locale
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from liaison.casework.errors import Refused
from liaison.directory.importing import ImportProblems

from .settings import SettingProblem, Settings, read_settings
from .texts import LANGUAGES, Texts

USAGE = 2
"""Exit code when a setting, a file or an argument is wrong."""


def operator_language() -> str:
    """Whoever types the commands: English where the machine says so, else Chinese."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return LANGUAGES[1] if named.lower().startswith("en") else LANGUAGES[0]


class Console:
    """What the commands say, in the operator's language."""

    def __init__(self) -> None:
        self.texts = Texts.shipped()
        self.language = operator_language()

    def text(self, key: str, /, **args: Any) -> str:
        """A text for the terminal."""
        return self.texts.plain(self.language, key, **args)

    def say(self, line: str) -> None:
        """One line to standard output, at once."""
        typer.echo(line)
        sys.stdout.flush()

    def fail(self, line: str) -> typer.Exit:
        """One line to standard error; raise what this returns."""
        typer.echo(line, err=True)
        return typer.Exit(USAGE)


def build() -> typer.Typer:
    """The command line."""
    console = Console()
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=console.text("cli-help"),
    )

    def settings(**overrides: object) -> Settings:
        return read_settings(**overrides)

    @app.command("demo", help=console.text("cli-demo"))
    def _demo(
        port: Annotated[int, typer.Option(help=console.text("cli-demo-port"))] = 8081,
        browser: Annotated[bool, typer.Option(help=console.text("cli-demo-browser"))] = True,
    ) -> None:
        from . import demo  # noqa: PLC0415 - aiogram takes seconds to import; only where it is needed

        chosen = settings()
        _logs(chosen.model_copy(update={"log_level": os.environ.get("LIAISON_LOG_LEVEL", "WARNING")}))
        asyncio.run(demo.run(chosen, port=port, browser=browser, say=console.say, language=console.language))

    @app.command("run", help=console.text("cli-run"))
    def _run() -> None:
        chosen = settings()
        _ = chosen.token
        _logs(chosen)
        from . import wiring  # noqa: PLC0415

        asyncio.run(wiring.run_all(chosen))

    @app.command("import", help=console.text("cli-import"))
    def _import(
        directory: Annotated[Path, typer.Argument(help=console.text("cli-import-directory"))],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=console.text("cli-import-dry-run"))] = False,
    ) -> None:
        from storage import schema  # noqa: PLC0415

        from .clock import now  # noqa: PLC0415
        from .congress import import_congress  # noqa: PLC0415

        chosen = settings()
        schema.ensure(chosen.database)
        changes = asyncio.run(import_congress(chosen, directory, now, dry_run=dry_run))
        console.say(console.text("import-dry-run" if dry_run else "import-done"))
        for kind in ("districts", "committees", "stations", "deputies"):
            count = getattr(changes, kind)
            console.say(
                console.text(
                    "import-count", kind=kind, added=count.added, changed=count.changed, retired=count.retired
                )
            )

    @app.command("invite", help=console.text("cli-invite"))
    def _invite(
        deputy: Annotated[str | None, typer.Option(help=console.text("cli-invite-deputy"))] = None,
        clerk: Annotated[bool, typer.Option("--clerk", help=console.text("cli-invite-clerk"))] = False,
        bot: Annotated[str, typer.Option(help=console.text("cli-invite-bot"))] = "",
    ) -> None:
        from storage import schema  # noqa: PLC0415

        from .clock import now  # noqa: PLC0415
        from .congress import make_invitation  # noqa: PLC0415

        if clerk == (deputy is not None):
            raise console.fail(console.text("invite-which"))
        chosen = settings()
        schema.ensure(chosen.database)
        username = bot or asyncio.run(_username(chosen))
        payload, expires = asyncio.run(make_invitation(chosen, now, deputy_code=deputy))
        console.say(f"https://t.me/{username}?start={payload}")
        console.say(console.text("invite-once", expires=expires))

    return app


async def _username(chosen: Settings) -> str:
    """The bot's name on Telegram, asked of Telegram. Raises SettingProblem."""
    import aiohttp  # noqa: PLC0415 - only where it is needed

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as http,
            http.get(f"{chosen.api_url}/bot{chosen.token}/getMe") as response,
        ):
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise SettingProblem("LIAISON_API_URL", "setting-telegram-away", type(error).__name__) from None
    if not answer.get("ok"):
        raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-refused")
    return str(answer["result"]["username"])


def _logs(chosen: Settings) -> None:
    from . import logs  # noqa: PLC0415

    logs.set_up(chosen.log_level, chosen.log_format)


def main() -> None:
    """Run a command. Expected trouble is one clear sentence and exit code 2, never a traceback."""
    locale.setlocale(locale.LC_CTYPE, "")
    console = Console()
    try:
        build()()
    except SettingProblem as problem:
        raise SystemExit(_said(console, problem.key, name=problem.name, detail=problem.detail)) from None
    except Refused as refusal:
        raise SystemExit(_said(console, refusal.key, **refusal.args_for_text)) from None
    except ImportProblems as problems:
        for each in problems.problems:
            typer.echo(_problem(console, each), err=True)
        raise SystemExit(_said(console, "import-nothing", count=len(problems.problems))) from None


def _problem(console: Console, problem: Any) -> str:
    where = console.text(
        "import-where", file=problem.file, row=problem.row, column=problem.column, value=problem.value[:60]
    )
    return f"{where} {console.text(f'import-{problem.expected}')}"


def _said(console: Console, key: str, **args: Any) -> int:
    typer.echo(console.text(key, **args), err=True)
    return USAGE
