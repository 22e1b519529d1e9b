"""The commands that keep what citizens wrote: backup, restore, and the move to another database.

No postponed annotations here: typer reads them, and they hold texts that only the running program knows.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from .console import Console
from .mistakes import database_problem, prepare_folder, settings
from .settings import SettingProblem, Settings, read_settings

# SQLAlchemy takes most of a second to import: each command imports what it needs.
# ruff: noqa: PLC0415


def add_commands(app: typer.Typer, console: Console) -> None:
    """``backup``, ``restore`` and ``move``."""

    @app.command("backup", help=console.text("cli-backup"))
    def _backup(
        file: Annotated[Path, typer.Argument(help=console.text("cli-backup-file"))],
        force: Annotated[bool, typer.Option("--force", help=console.text("cli-backup-force"))] = False,
    ) -> None:
        backup(console, settings(), file, force=force)

    @app.command("restore", help=console.text("cli-restore"))
    def _restore(
        file: Annotated[Path, typer.Argument(help=console.text("cli-restore-file"))],
    ) -> None:
        restore(console, settings(), file)

    @app.command("move", help=console.text("cli-move"))
    def _move(
        to: Annotated[str, typer.Option("--to", help=console.text("cli-move-to"))],
    ) -> None:
        move(console, settings(), to)


def backup(console: Console, chosen: Settings, file: Path, *, force: bool) -> None:
    """Write a backup of the database as it is now; the bot may be running. Ends the command where that cannot be."""
    from storage import archive
    from storage.copying import NothingThere

    from .clock import now

    if not force and file.exists():
        raise console.fail("backup-exists", file=str(file))
    if not _there(chosen.database):
        raise console.fail("keeping-nothing")
    try:
        with _ended(console, "keeping-interrupted"), _bar(console.text("backup-progress")) as progress:
            made = archive.backup(chosen.database, file, now(), progress)
    except NothingThere:
        raise console.fail("keeping-nothing") from None
    except OSError as error:
        raise console.fail("backup-file", file=str(file), detail=_reason(error)) from None
    console.say(console.text("backup-done", file=str(file), rows=made.rows, megabytes=_megabytes(file)))


def restore(console: Console, chosen: Settings, file: Path) -> None:
    """Write a backup into the empty database of the settings. Ends the command where that cannot be."""
    from storage import archive, copying

    name = str(file)
    try:
        archive.Backup(file).close()  # first of all: a wrong file makes no folder and no database
        prepare_folder(chosen)
        with (
            _ended(console, "keeping-interrupted"),
            _alone(console, chosen.database),
            _bar(console.text("restore-progress")) as progress,
        ):
            manifest = archive.restore(file, chosen.database, progress)
    except archive.Damaged:
        raise console.fail("restore-damaged", file=name) from None
    except archive.NewerBackup as error:
        raise console.fail("restore-newer", file=name, found=error.found) from None
    except copying.OtherData as error:
        raise console.fail("restore-not-empty", table=error.table) from None
    except copying.Unstorable as error:
        raise console.fail("restore-unstorable", table=error.table, row=error.row) from None
    except copying.Different as error:
        raise console.fail("restore-different", table=error.table) from None
    except copying.InUse:
        raise console.fail("keeping-in-use", process="") from None
    except OSError as error:
        raise console.fail("restore-file", file=name, detail=_reason(error)) from None
    console.say(
        console.text(
            "restore-done", rows=manifest.rows, taken=f"{manifest.taken_at.astimezone():%Y-%m-%d %H:%M}"
        )
    )


def move(console: Console, chosen: Settings, to: str) -> None:
    """Write everything in the database of the settings into another. Ends the command where that cannot be."""
    from sqlalchemy.engine import make_url

    from storage import copying, moving

    target = _target(console, to)
    if make_url(target) == make_url(chosen.database):
        raise console.fail("move-same")
    if not _there(chosen.database):
        raise console.fail("keeping-nothing")
    try:
        with (
            _ended(console, "move-interrupted"),
            _alone(console, chosen.database),
            _alone(console, target),
            _bar(console.text("move-progress")) as progress,
        ):
            moved = moving.move(chosen.database, target, progress)
    except copying.NothingThere:
        raise console.fail("keeping-nothing") from None
    except copying.InUse:
        raise console.fail("keeping-in-use", process="") from None
    except copying.OtherData as error:
        raise console.fail("move-other-data", table=error.table) from None
    except copying.Unstorable as error:
        raise console.fail("move-unstorable", table=error.table, row=error.row) from None
    except copying.Different as error:
        raise console.fail("move-different", table=error.table) from None
    except typer.Exit:
        raise
    except Exception as error:
        problem = database_problem(error)
        if problem is None:
            raise
        if problem.key != "setting-database-away":
            raise problem from None
        raise console.fail("move-stopped", detail=problem.detail) from None
    if moved.before:
        console.say(console.text("move-went-on", rows=moved.before))
    console.say(console.text("move-done", rows=moved.rows))
    shown = make_url(target).difference_update_query(["password", "sslpassword"])
    console.say(f"LIAISON_DATABASE_URL={shown.render_as_string(hide_password=True)}")
    if shown.password or shown != make_url(target):
        console.say(console.text("move-password"))


def _target(console: Console, to: str) -> str:
    """A database's URL as the settings would have it."""
    try:
        target = read_settings(database_url=to).database
        _ = urlsplit(target).port
    except (SettingProblem, ValueError):
        raise console.fail("move-wrong-url") from None
    return target


def _there(database: str) -> bool:
    """Whether there may be something to open; a file of SQLite would be made by opening it."""
    from sqlalchemy.engine import make_url

    url = make_url(database)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


@contextmanager
def _alone(console: Console, database: str) -> Iterator[None]:
    """Keep a bot from the SQLite file meanwhile; its folder is made, for the owner alone."""
    from sqlalchemy.engine import make_url

    from .alone import alone

    url = make_url(database)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = alone(database)
    try:
        held.__enter__()
    except SettingProblem as problem:
        raise console.fail("keeping-in-use", process=problem.detail) from None
    try:
        yield
    finally:
        held.__exit__(None, None, None)


@contextmanager
def _ended(console: Console, key: str) -> Iterator[None]:
    """Whoever ends the command half way (Ctrl+C, SIGTERM) is told with this text how things stand."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise console.fail(key) from None
    except ValueError as error:  # a file that is being closed when it comes: zipfile trips over it
        if not isinstance(error.__context__, KeyboardInterrupt):
            raise
        raise console.fail(key) from None
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the terminal, if there is one; gives what moves it on."""
    with typer.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(more: int, of: int) -> None:
            bar.length = of
            bar.update(more)

        yield progress


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _megabytes(file: Path) -> float:
    return round(file.stat().st_size / 1_000_000, 1)
