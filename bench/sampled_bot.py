"""The product with a sampler in it: where the CPU time goes. Started by bench.round_trip and bench.scale with a file to
write to; every 2 ms of CPU time of the process it notes what the main thread is doing.

While the main thread waits for something to happen, CPU time is being spent by the database's threads.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

INTERVAL = 0.002

PLACES = (
    ("/bot/receive.py", "receive: getUpdates to inbox"),
    ("/bot/webhook.py", "receive: webhook to inbox"),
    ("/delivery/", "deliver: outbox to Telegram"),
    ("/bot/session.py", "reply: HTTP to Telegram"),
    ("/bot/texts.py", "texts"),
    ("/redis/", "Redis"),
    ("/storage/shared", "Redis"),
    ("/storage/", "database, main thread's part"),
    ("/bot/desk.py", "database, main thread's part"),
    ("/handlers/", "handlers"),
    ("/aiogram/", "aiogram: parse, filters, middlewares"),
    ("/bot/dispatch.py", "dispatch"),
    ("/aiohttp/", "HTTP, incoming bytes"),
)
"""The innermost of these on the stack takes the sample; order among files of one frame does not matter."""

IDLE = "database threads"
OTHER = "event loop and the rest"

_seen: Counter[str] = Counter()


def place(frame: FrameType | None) -> str:
    """Which part of the product a stack belongs to."""
    if frame is not None and frame.f_code.co_name == "select":
        return IDLE
    http = False
    while frame is not None:
        name = frame.f_code.co_filename
        for part, what in PLACES:
            if part in name:
                if part == "/aiohttp/":
                    http = True  # whose request it is stands further out
                    break
                return what
        frame = frame.f_back
    return "HTTP, incoming bytes" if http else OTHER


def sample(_number: int, frame: FrameType | None) -> None:
    """One tick."""
    _seen[place(frame)] += 1


def main() -> None:
    """Run ``liaison`` with the sampler; SIGUSR1 starts to count anew, SIGUSR2 writes what was counted."""
    target = Path(sys.argv.pop(1))

    def write(_number: int, _frame: FrameType | None) -> None:
        target.write_text(json.dumps({"seen": _seen, "cpu": time.process_time()}))

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR1, lambda *_: _seen.clear())
    signal.signal(signal.SIGUSR2, write)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    sys.argv[0] = "liaison"
    import bot.__main__  # noqa: F401
    from bot.commands import main as liaison  # bot.__main__ has done what must come first

    liaison()


if __name__ == "__main__":
    main()
