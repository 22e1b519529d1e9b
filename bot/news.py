"""Word that there is something new: to whoever waits for it in this process, and in others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from storage.inbox import EVERY_SHARE


class News:
    """Something came in, or something is to go out. Bit n of what it is about: share n of the chats. A word that is
    lost costs a second: everybody looks once a second anyway."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ring: Callable[[int], None] | None = None
        self._listeners: list[Callable[[int], None]] = []

    def told_by(self, ring: Callable[[int], None]) -> None:
        """``ring`` tells the other processes."""
        self._ring = ring

    def heard_by(self, listener: Callable[[int], None]) -> None:
        """Call this whenever there is something new."""
        self._listeners.append(listener)

    def tell(self, about: int = EVERY_SHARE) -> None:
        """There is something new; safe from any thread."""
        self._loop.call_soon_threadsafe(self._tell, about)

    def _tell(self, about: int) -> None:
        self.hear(about)
        if self._ring is not None:
            self._ring(about)

    def hear(self, about: int) -> None:
        """Another process tells."""
        for listener in self._listeners:
            listener(about)
