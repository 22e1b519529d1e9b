"""``liaison simulate``: the file read, the play watched, the table printed."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import typer

from bot.console import Console

from .plans import LABELS, BadFile, make_plans, read_labels, read_messages
from .run import simulate
from .tally import Tally
from .town import TownFailed

_INTERRUPTED = 130
"""Exit code of a program that was stopped with Ctrl+C, as shells have it."""

_ROWS = (
    "sent", "received", "routed", "right", "answered", "notified", "lost", "duplicated", "median_ms", "p95_ms",
    "updates_per_second", "updates", "seconds", "parked",
)  # fmt: skip


def run(
    console: Console,
    file: Path,
    *,
    limit: int | None,
    chats: int,
    labels: Path | None,
    seed: int,
    as_json: bool,
) -> bool:
    """Play the file and print what came of it; whether nothing was lost, doubled or left unanswered."""
    try:
        plans = make_plans(read_messages(file, limit), seed)
        codes = read_labels(labels or LABELS)
    except BadFile as bad:
        raise console.fail(bad.key, file=str(bad.path), line=bad.line) from None
    watch = _Watch(console)
    try:
        tally = asyncio.run(simulate(plans, codes, console.texts, chats=chats, progress=watch.show))
    except asyncio.CancelledError:
        watch.clear()
        console.complain("simulate-stopped")
        raise typer.Exit(_INTERRUPTED) from None
    except TownFailed as failed:
        watch.clear()
        raise console.fail("simulate-town-failed", detail=str(failed)) from None
    watch.clear()
    _print(console, tally)
    if as_json:
        console.say(json.dumps(tally.as_json()))
    return tally.good


def _print(console: Console, tally: Tally) -> None:
    for name in _ROWS:
        value = getattr(tally, name)
        if value is not None:
            console.say(f"{value:>10}  {console.text('simulate-row', name=name)}")
    for trouble, count in tally.troubles.items():
        console.say(f"{count:>10}  {console.text('simulate-trouble', trouble=trouble)}")


class _Watch:
    """One line that changes, where somebody is looking."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._on = sys.stderr.isatty()

    def show(self, counts: Mapping[str, int]) -> None:
        """How far it is."""
        if self._on:
            self._write(self._console.text("simulate-progress", **counts))

    def clear(self) -> None:
        """The line goes away."""
        if self._on:
            self._write("")

    def _write(self, line: str) -> None:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
