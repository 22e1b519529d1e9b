"""Where the commands speak, in the operator's language."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from .texts import LANGUAGES, Texts

USAGE = 2
"""Exit code when a setting, a file or an argument is wrong."""

WRONG = 1
"""Exit code when a check or a simulation found something wrong."""


def operator_language() -> str:
    """Whoever types the commands: English where the machine says so, else Chinese."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return LANGUAGES[1] if named.lower().startswith("en") else LANGUAGES[0]


class Console:
    """What the commands say."""

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

    def complain(self, key: str, /, **args: Any) -> int:
        """One sentence to standard error; the exit code that goes with it."""
        typer.echo(self.text(key, **args), err=True)
        return USAGE

    def fail(self, key: str, /, **args: Any) -> typer.Exit:
        """The same; raise what this returns."""
        return typer.Exit(self.complain(key, **args))
