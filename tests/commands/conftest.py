"""Commands as a person runs them: a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Liaison = Callable[..., Awaitable[Done]]


def environment(**settings: str) -> dict[str, str]:
    """The machine's, without settings of ours; Chinese."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("LIAISON_", "LC_", "LANG"))
    }
    return {**clean, "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1", **settings}


@pytest.fixture
def liaison(tmp_path: Path) -> Liaison:
    """Run ``liaison`` with arguments, in ``tmp_path``; settings by name."""

    async def run(*arguments: str, **settings: str) -> Done:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, env=environment(**settings), cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode is not None
        return Done(process.returncode, out.decode(), err.decode())

    return run
