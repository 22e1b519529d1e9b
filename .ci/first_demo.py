"""What a newcomer does first: the README's command in a copy that has no environment yet, and the page it names.

Its own environment holds only what requirements.lock gives: nothing of the tests may be needed to run.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".env", "data", "__pycache__", ".*_cache", ".hypothesis")
MOST_SECONDS = 300
"""For making the environment and starting."""


def main() -> int:
    """Exit code 0 when the page came and Ctrl+C ended everything."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "liaison"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        begun = time.monotonic()
        demo = subprocess.Popen(
            [sys.executable, "start.py", "demo", "--no-browser", "--port", "0"],
            cwd=copy, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        too_late = threading.Timer(MOST_SECONDS, end, (demo.pid, signal.SIGKILL))
        too_late.start()
        try:
            address = named(demo)
            with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310
                assert b"<html" in page.read()
            print(f"The page is there after {time.monotonic() - begun:.0f} s.", flush=True)
            end(demo.pid, signal.SIGINT)  # as a terminal does: to all its processes
            code = demo.wait(30)
            assert code in (0, 130), code
            assert ended(demo.pid), "processes of the demo are left"
        finally:
            too_late.cancel()
            end(demo.pid, signal.SIGKILL)
            demo.wait()
    return 0


def named(demo: subprocess.Popen[str]) -> str:
    """The address that the demo says."""
    assert demo.stdout is not None
    for line in demo.stdout:
        print(line, end="", flush=True)
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise SystemExit(f"The demo ended with {demo.wait()} and named no address.")


def end(group: int, how: signal.Signals) -> None:
    """Send a signal to every process of the demo that is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, how)


def ended(group: int) -> bool:
    """Whether, after a while, no process of the demo is left."""
    for _ in range(300):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main())
