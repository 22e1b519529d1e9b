"""The bot with a clock that can be put: ``python -m bench.faults_clock ROLE``. It runs ahead of (or behind) the machine's by
as many seconds as the file named in FAULTS_CLOCK says, which is read each time somebody asks."""

from __future__ import annotations

import os
import runpy
from datetime import datetime, timedelta
from pathlib import Path

import bot.clock

FILE = "FAULTS_CLOCK"


def put_clock(path: Path) -> None:
    """From now on ``bot.clock.now`` is what the file says. Before anything takes it from there."""
    real = bot.clock.now

    def now() -> datetime:
        try:
            ahead = float(path.read_text())
        except (FileNotFoundError, ValueError):  # nothing is said yet, or it is being written
            ahead = 0.0
        return real() + timedelta(seconds=ahead)

    bot.clock.now = now


if __name__ == "__main__":
    put_clock(Path(os.environ[FILE]))
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
