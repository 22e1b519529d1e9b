"""Word that there is something new: to whoever waits for it in this process, and in others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class News:
    """Something came in, or something is to go out. A word that is lost costs a second: everybody looks once a
    second anyway."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ring: Callable[[], None] | None = None
        self._listeners: list[Callable[[], None]] = []

    def told_by(self, ring: Callable[[], None]) -> None:
        """``ring`` tells the other processes."""
        self._ring = ring

    def heard_by(self, listener: Callable[[], None]) -> None:
        """Call this whenever there is something new."""
        self._listeners.append(listener)

    def tell(self) -> None:
        """There is something new; safe from any thread."""
        self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self.hear()
        if self._ring is not None:
            self._ring()

    def hear(self) -> None:
        """Another process tells."""
        for listener in self._listeners:
            listener()
