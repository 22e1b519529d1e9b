"""The command line: ``liaison``."""

from __future__ import annotations

import os
import sys

# typer and structlog import rich for colours where they find it: 75 modules that would stay in the bot's
# memory for as long as it runs.
os.environ.setdefault("TYPER_USE_RICH", "0")
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

from .commands import main

if __name__ == "__main__":
    main()
