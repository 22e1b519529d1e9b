"""The two README commands. Needs Python 3.11+ and nothing else.

``python3 start.py`` makes the environment and opens the demo; ``python3 start.py test`` passes the tests;
any other words go to ``liaison``. The environment is made from the lock files, every hash checked, and only
when they have changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "made-from"
OLDEST = (3, 11)
TWO_AT_ONCE = ("-n", "2", "--dist", "loadgroup")
"""Much of the tests' time is waiting. tests/conftest.py says what must stay together."""


def wanted(lock: str) -> str:
    """What the environment has to be made from."""
    parts = [(ROOT / name).read_bytes() for name in (lock, "pyproject.toml")]
    return f"{lock} {hashlib.sha256(b''.join(parts)).hexdigest()}"


def run(*words: object) -> None:
    """Run a command; its failure is ours."""
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


def make(lock: str) -> None:
    """Make or renew the environment, unless it is what it should be already."""
    made = STAMP.read_text().splitlines() if STAMP.exists() else []
    if wanted(lock) in made or wanted("requirements-dev.lock") in made:
        return
    print("正在准备环境，只需一次…  Preparing the environment, only once…", flush=True)
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", VENV)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
        "-r", "requirements-bootstrap.lock")  # fmt: skip
    uv = [PYTHON, "-m", "uv", "--quiet", "pip"]
    run(*uv, "sync", "--python", PYTHON, "--require-hashes", "--compile-bytecode", lock)
    run(*uv, "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", "--editable", ".")
    run(
        PYTHON,
        "-m",
        "compileall",
        "-q",
        *("bot", "handlers", "liaison", "delivery", "storage", "posters", "playground"),
    )
    STAMP.write_text(wanted(lock) + "\n")


def main() -> int:
    """The command line."""
    if sys.version_info < OLDEST:
        print("需要 Python 3.11 或更新的版本。 Python 3.11 or later is needed.", file=sys.stderr)
        return 2
    words = sys.argv[1:] or ["demo"]
    testing = words[0] == "test"
    try:
        make("requirements-dev.lock" if testing else "requirements.lock")
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"环境没有准备好，请看上面的提示。Debian/Ubuntu 请先装 python3-venv。\n"
              f"The environment could not be made; see above. On Debian or Ubuntu install python3-venv first. "
              f"({type(error).__name__})", file=sys.stderr)  # fmt: skip
        return 2
    command = [PYTHON, "-m", "pytest", *TWO_AT_ONCE, *words[1:]] if testing else [SCRIPTS / "liaison", *words]
    try:
        return subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
