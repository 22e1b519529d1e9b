"""`python -m playground`: runs the server until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from playground.errors import ControlError
from playground.server import Playground


async def _serve(playground: Playground) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with playground:
        sys.stdout.write(f"playground {playground.url}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> int:
    """Parses the command line and serves; exit code 2 for a wrong option or a port that is taken."""
    parser = argparse.ArgumentParser(
        prog="python -m playground", description="A local Telegram Bot API server."
    )
    parser.add_argument("--port", type=int, default=8081, help="0 picks a free one")
    parser.add_argument("--data", metavar="DIR", help="where to keep everything; without it, in memory only")
    parser.add_argument(
        "--bot", action="append", default=[], metavar="TOKEN:USERNAME:NAME", help="may be repeated"
    )
    options = parser.parse_args()
    try:
        playground = Playground(data=options.data, bots=options.bot, port=options.port)
        asyncio.run(_serve(playground))
    except (ControlError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
