"""The command line: ``liaison``."""

from __future__ import annotations

import os

# typer would import rich for colours: 60 modules that stay in the bot's memory for as long as it runs.
os.environ.setdefault("TYPER_USE_RICH", "0")

from .commands import main

if __name__ == "__main__":
    main()
