"""What processes have used, from /proc."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pid: int) -> float:
    """User and system seconds of a process."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_with_children(pid: int) -> float:
    """User and system seconds of a process, of its children at work, and of those that have ended."""
    fields = _fields(pid)
    seconds = sum(int(field) for field in fields[11:15]) / TICK
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(
            FileNotFoundError, ProcessLookupError
        ):  # it ends: then it is among the ended
            seconds += cpu_with_children(int(child))
    return seconds


def cpu_of_all() -> float:
    """Seconds the machine's cores were busy since its start, whoever it was for."""
    user, nice, system, _idle, _waiting, *rest = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    return sum(map(int, (user, nice, system, *rest))) / TICK


def rss_of(pid: int) -> float:
    """Resident megabytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def listening(port: int) -> int:
    """How many sockets listen there: several may share it."""
    listens = "0A"  # include/net/tcp_states.h
    rows = map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(state == listens and local.endswith(f":{port:04X}") for _, local, _, state, *_ in rows)


def _fields(pid: int) -> list[str]:
    """From the third on (proc_pid_stat(5)): the second, its name, may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
