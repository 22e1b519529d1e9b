"""One running bot a database: two would both receive, handle and send."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from .settings import SettingProblem

_LOCKED_BYTE = 4096
"""On Windows a byte is locked, far from the process id at the beginning, which others may read."""


@contextmanager
def alone(database: str) -> Iterator[None]:
    """Hold a SQLite database for this process until the end of the block, or of the process, however that
    comes. Raises SettingProblem, with the id of the process that has it. Of PostgreSQL nothing is held:
    several processes may work there, and Telegram itself lets only one of them receive."""
    url = make_url(database)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        yield
        return
    with Path(f"{url.database}.lock").open("a+", encoding="ascii") as file:
        try:
            _lock(file)
        except OSError:
            file.seek(0)
            raise SettingProblem(
                "LIAISON_DATA_DIR", "setting-running-already", file.read(20).strip()
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        import msvcrt  # noqa: PLC0415

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[str]) -> None:
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
