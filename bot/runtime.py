"""Start, drain, stop. Whatever runs in the background is owned here; when one part dies, all stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

DRAIN_SECONDS = 15.0
"""How long the parts may take to finish what they have begun."""

TELL_AGAIN = 5
TELL_AGAIN_SECONDS = 0.5
"""A part that was cut off and has not ended is told so often, and so long after the time before."""


class Runtime:
    """A few long-running parts and one wish to stop."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self._draining: list[tuple[str, Callable[[asyncio.Event], Coroutine[Any, Any, None]]]] = []
        self._cut: list[tuple[str, Callable[[], Coroutine[Any, Any, None]]]] = []

    def drains(self, name: str, part: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
        """A part that is told to stop and then finishes what it has begun."""
        self._draining.append((name, part))

    def cut(self, name: str, part: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """A part that may be cut off at any moment, and may come to its end by itself."""
        self._cut.append((name, part))

    def stop_on_signals(self) -> None:
        """SIGINT and SIGTERM ask for a stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop.set)

    async def run(self) -> None:
        """Until asked to stop, or a part died: then all stop. Raises its error."""
        draining: list[asyncio.Task[object]] = [
            asyncio.create_task(part(self.stop), name=name) for name, part in self._draining
        ]
        cut: list[asyncio.Task[object]] = [asyncio.create_task(part(), name=name) for name, part in self._cut]
        stopping: asyncio.Task[object] = asyncio.create_task(self.stop.wait(), name="stop")
        done = await _first_to_end_it([*draining, stopping], cut)
        self.stop.set()
        for task in cut:
            task.cancel()
        if draining:
            _, late = await asyncio.wait(draining, timeout=DRAIN_SECONDS)
            for task in late:
                log.warning("runtime.cut_off", part=task.get_name())
                task.cancel()
        stopping.cancel()
        await _end({*draining, *cut, stopping})
        for task in done:
            if task is not stopping and not task.cancelled() and (error := task.exception()) is not None:
                raise error


async def _end(tasks: set[asyncio.Task[object]]) -> None:
    """Cancel them and wait. One that goes on is told again: a library may swallow a cancellation that comes at the
    moment when what it waited for fails (asyncio.wait_for up to Python 3.11)."""
    waiting = {task for task in tasks if not task.done()}
    for _ in range(TELL_AGAIN):
        for task in waiting:
            task.cancel()
        if waiting:
            _, waiting = await asyncio.wait(waiting, timeout=TELL_AGAIN_SECONDS)
    for task in waiting:
        log.error("runtime.does_not_end", part=task.get_name())
    await asyncio.gather(*(tasks - waiting), return_exceptions=True)  # nobody else asks how they ended


async def _first_to_end_it(
    lasting: list[asyncio.Task[object]], passing: list[asyncio.Task[object]]
) -> set[asyncio.Task[object]]:
    """Those that ended first, of which at least one is lasting or failed."""
    waiting = {*lasting, *passing}
    while True:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if any(task in lasting or task.cancelled() or task.exception() for task in done):
            return done
