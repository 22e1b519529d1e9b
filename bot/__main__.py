"""The command line: ``liaison``."""

from __future__ import annotations

import os
import sys

# What libraries import for colours on a terminal where they find it (typer, structlog, httpx's own command):
# some hundred modules that would stay in the bot's memory for as long as it runs.
os.environ.setdefault("TYPER_USE_RICH", "0")
for colourful in ("rich", "click", "pygments"):
    sys.modules.setdefault(colourful, None)  # type: ignore[arg-type]

from .commands import main  # noqa: E402 - after the above

if __name__ == "__main__":
    main()
