"""The commands of ``liaison``. Their help comes from the locales, like every text.

No postponed annotations here: typer reads them, and they hold texts that only the running program knows.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from . import keeping, posters, rosters, routing
from .console import WRONG, Console
from .loading import load
from .mistakes import explain, prepare_database, prepare_folder, settings
from .settings import SettingProblem, Settings

# aiogram takes seconds to import and SQLAlchemy most of one: each command imports what it needs.
# ruff: noqa: PLC0415


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
    _serving(app, console)
    _preparing(app, console)
    _looking_after(app, console)
    rosters.add_commands(app, console)
    keeping.add_commands(app, console)
    posters.add_commands(app, console, _username)
    routing.add_commands(app, console)
    return app


def _serving(app: typer.Typer, console: Console) -> None:
    @app.command("demo", help=console.text("cli-demo"))
    def _demo(
        port: Annotated[int, typer.Option(help=console.text("cli-demo-port"), min=0, max=65535)] = 8081,
        browser: Annotated[bool, typer.Option(help=console.text("cli-demo-browser"))] = True,
    ) -> None:
        chosen = settings()
        prepare_folder(chosen)
        from . import demo

        _logs(chosen.model_copy(update={"log_level": os.environ.get("LIAISON_LOG_LEVEL", "WARNING")}))
        asyncio.run(demo.run(chosen, port=port, browser=browser, say=console.say, language=console.language))

    @app.command("run", help=console.text("cli-run"))
    def _run() -> None:
        _play()

    for role in ROLES:
        app.command(role, help=console.text(f"cli-{role}"))(_playing(role))

    @app.command("webhook", help=console.text("cli-webhook"))
    def _webhook(
        what: Annotated[
            Literal["set", "remove", "show"], typer.Argument(help=console.text("cli-webhook-what"))
        ],
    ) -> None:
        from . import webhook

        chosen = settings()
        if what == "set" and chosen.public_url is None:
            raise SettingProblem("LIAISON_PUBLIC_URL", "setting-public-url-missing")
        said = asyncio.run(webhook.by_command(chosen, what))
        console.say(console.text(said.key, **said.args))
        if not said.well:
            raise typer.Exit(WRONG)


ROLES = ("receive", "dispatch", "deliver", "clock")
"""One command each; ``run`` plays them all. See bot.wiring.Role, which takes long to import."""


def _playing(role: str) -> Callable[[], None]:
    def command() -> None:
        _play(role)

    return command


def _play(role: str = "") -> None:
    """Play one role, or all of them, until asked to stop."""
    chosen = settings()
    _ = chosen.token
    _logs(chosen)
    prepare_database(chosen)
    if role in ("", "dispatch"):
        load("aiogram")
    from . import wiring

    roles = frozenset({wiring.Role(role)}) if role else wiring.EVERYTHING
    asyncio.run(wiring.run(chosen, roles))


def _preparing(app: typer.Typer, console: Console) -> None:
    @app.command("migrate", help=console.text("cli-migrate"))
    def _migrate() -> None:
        prepare_database(settings())
        console.say(console.text("migrate-done"))

    @app.command("invite", help=console.text("cli-invite"))
    def _invite(
        deputy: Annotated[str | None, typer.Option(help=console.text("cli-invite-deputy"))] = None,
        clerk: Annotated[bool, typer.Option("--clerk", help=console.text("cli-invite-clerk"))] = False,
        bot: Annotated[str, typer.Option(help=console.text("cli-invite-bot"))] = "",
    ) -> None:
        from .clock import now
        from .congress import make_invitation

        if clerk == (deputy is not None):
            raise console.fail("invite-which")
        chosen = settings()
        prepare_database(chosen)
        username = bot or asyncio.run(_username(chosen))
        payload, expires = asyncio.run(make_invitation(chosen, now, deputy_code=deputy))
        console.say(f"https://t.me/{username}?start={payload}")
        console.say(console.text("invite-once", expires=expires))


def _looking_after(app: typer.Typer, console: Console) -> None:
    @app.command("doctor", help=console.text("cli-doctor"))
    def _doctor(
        as_json: Annotated[bool, typer.Option("--json", help=console.text("cli-doctor-json"))] = False,
    ) -> None:
        from . import doctor

        if not asyncio.run(doctor.report(console, as_json=as_json)):
            raise typer.Exit(WRONG)

    @app.command("replay", help=console.text("cli-replay"))
    def _replay() -> None:
        from . import repair

        chosen = settings()
        prepare_database(chosen)
        console.say(console.text("replay-done", count=asyncio.run(repair.replay(chosen))))

    @app.command("resend", help=console.text("cli-resend"))
    def _resend() -> None:
        from . import repair

        chosen = settings()
        prepare_database(chosen)
        console.say(console.text("resend-done", count=asyncio.run(repair.resend(chosen))))

    @app.command("simulate", help=console.text("cli-simulate"))
    def _simulate(
        file: Annotated[Path, typer.Argument(help=console.text("cli-simulate-file"))],
        limit: Annotated[int | None, typer.Option(help=console.text("cli-simulate-limit"), min=1)] = None,
        chats: Annotated[int, typer.Option(help=console.text("cli-simulate-chats"), min=1, max=1000)] = 40,
        labels: Annotated[Path | None, typer.Option(help=console.text("cli-simulate-labels"))] = None,
        seed: Annotated[int, typer.Option(help=console.text("cli-simulate-seed"))] = 1,
        as_json: Annotated[bool, typer.Option("--json", help=console.text("cli-simulate-json"))] = False,
    ) -> None:
        from .simulation import command

        if not command.run(
            console, file, limit=limit, chats=chats, labels=labels, seed=seed, as_json=as_json
        ):
            raise typer.Exit(WRONG)


async def _username(chosen: Settings) -> str:
    """The bot's name on Telegram, asked of Telegram. Raises SettingProblem."""
    from .telegram_account import ask

    answer = await ask(chosen, "getMe")
    if not answer.ok:
        raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-refused")
    return str(answer.result["username"])


def _logs(chosen: Settings) -> None:
    from . import logs

    logs.set_up(chosen.log_level, chosen.log_format)


def main() -> None:
    """Run a command. Expected trouble is one clear sentence and exit code 2, never a traceback."""
    try:
        code = build()(standalone_mode=False)
    except Exception as error:
        code = explain(Console(), error)
        if code is None:
            raise
    raise SystemExit(code or 0)
