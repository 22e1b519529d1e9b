"""Expected trouble of a command → one clear sentence: arguments, settings, the database."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import typer

from liaison.casework.errors import Refused

from .console import USAGE, Console
from .settings import SettingProblem, Settings, read_settings


def settings() -> Settings:
    """The settings as they are now. Raises SettingProblem, also for a ``.env`` that is no text."""
    try:
        chosen = read_settings()
    except UnicodeDecodeError:
        raise SettingProblem(".env", "setting-env-encoding", str(Path(".env").absolute())) from None
    try:
        _ = urlsplit(chosen.database).port
    except ValueError:
        raise SettingProblem("LIAISON_DATABASE_URL", "setting-database-wrong") from None
    return chosen


def prepare_folder(chosen: Settings) -> None:
    """Make the data directory, for its owner alone. Raises SettingProblem."""
    try:
        chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise SettingProblem("LIAISON_DATA_DIR", "setting-data-dir", detail) from None


def prepare_database(chosen: Settings) -> None:
    """Make the database what the code wants. Raises SettingProblem when it cannot be opened or is newer."""
    from storage import schema  # noqa: PLC0415 - SQLAlchemy only where it is needed

    try:
        schema.ensure(chosen.database)
    except Exception as error:
        problem = database_problem(error)
        if problem is None:
            raise
        raise problem from None


def database_problem(error: BaseException) -> SettingProblem | None:
    """What is wrong with the database, or None when this error is of another kind.

    Never shows a statement or its values, which may hold what people wrote.
    """
    from sqlalchemy.exc import (  # noqa: PLC0415
        ArgumentError,
        DBAPIError,
        IntegrityError,
        ProgrammingError,
        SQLAlchemyError,
    )

    from storage.schema import BrokenReferences, NewerDatabase  # noqa: PLC0415

    name = "LIAISON_DATABASE_URL"
    match error:
        case NewerDatabase():
            return SettingProblem(name, "setting-database-newer", error.found)
        case BrokenReferences():
            return SettingProblem(name, "setting-database-broken")
        case IntegrityError() | ProgrammingError():
            return None
        case DBAPIError():
            return SettingProblem(name, "setting-database-away", _first_line(error.orig))
        case ArgumentError():
            return SettingProblem(name, "setting-database-wrong")
        case OSError():
            return SettingProblem(name, "setting-database-away", error.strerror or type(error).__name__)
        case SQLAlchemyError() | ModuleNotFoundError():
            return SettingProblem(name, "setting-database-away", type(error).__name__)
    return None


def _first_line(error: BaseException | None) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def explain(console: Console, error: Exception) -> int | None:
    """Say on standard error what is wrong; the exit code, or None for trouble that nobody expected."""
    match error:
        case SettingProblem():
            return console.complain(error.key, name=error.name, detail=error.detail)
        case Refused():
            return console.complain(error.key, **error.args_for_text)
        case typer.TyperException():
            return _usage(console, error)
    if isinstance(error, OSError):
        return None  # a database has been opened by now
    problem = database_problem(error)
    if problem is None:
        return None
    return console.complain(problem.key, name=problem.name, detail=problem.detail)


def _usage(console: Console, error: typer.TyperException) -> int:
    """Wrong arguments. Typer's own classes are private to it; their names and attributes are what there is."""
    match type(error).__name__:
        case "NoArgsIsHelpError":
            typer.echo(error.message, err=True)
            return USAGE
        case "NoSuchOption":
            return console.complain("usage-no-option", name=getattr(error, "option_name", ""))
        case "BadOptionUsage":
            return console.complain("usage-no-value", name=getattr(error, "option_name", ""))
        case "MissingParameter":
            return console.complain("usage-missing", name=_parameter(error))
        case "BadParameter":
            return console.complain("usage-bad-value", name=_parameter(error))
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    if error.message.startswith("No such command"):
        return console.complain("usage-no-command", command=command)
    return console.complain("usage-wrong", command=command)


def _parameter(error: typer.TyperException) -> str:
    parameter = getattr(error, "param", None)
    options = getattr(parameter, "opts", None) or [""]
    return str(options[0] if options[0].startswith("-") else options[0].upper())
