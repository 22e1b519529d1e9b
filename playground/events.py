"""What happened in the chats, for those who watch: a numbered log and its server-sent events."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from playground.store import Store
from playground.wire import dumps

KEPT = 10_000
"""How many events are kept for those who come back; older ones are answered with a `reset` event."""
_STRIDE = 100_000


@dataclass(slots=True)
class Event:
    """One event: its number, whose chats it concerns (None: everybody's), and its JSON text."""

    seq: int
    audience: Collection[int] | None
    encoded: str


class EventLog:
    """Numbers events upward, also over restarts, and wakes those who wait."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reserved = dict(store.facts("counter")).get("events", 0)
        self.seq: int = self._reserved
        self.first: int = self.seq + 1
        self.kept: deque[Event] = deque(maxlen=KEPT)
        self._waiters: set[asyncio.Event] = set()
        self.closed = False

    def add(self, kind: str, audience: Collection[int] | None, body: str) -> None:
        """Adds an event; `body` is the JSON text of its further members, without braces, or empty."""
        self.seq += 1
        if self.seq > self._reserved:
            # Numbers are reserved in strides: a restart jumps ahead instead of repeating one.
            self._reserved = self.seq + _STRIDE
            self._store.put("counter", "events", self._reserved)
        comma = "," if body else ""
        encoded = f'{{"seq":{self.seq},"type":{dumps(kind)}{comma}{body}}}'
        if len(self.kept) == KEPT:
            self.first = self.kept[0].seq + 1
        self.kept.append(Event(self.seq, audience, encoded))
        for waiter in self._waiters:
            waiter.set()

    def since(self, after: int, user: int | None) -> list[Event]:
        """Events after `after` that concern `user` (None: all)."""
        if after >= self.seq:
            return []
        # From the right: a follower is nearly always at the end.
        found: list[Event] = []
        for event in reversed(self.kept):
            if event.seq <= after:
                break
            if user is None or event.audience is None or user in event.audience:
                found.append(event)
        found.reverse()
        return found

    def missed(self, after: int) -> bool:
        """Whether events after `after` are gone, so that a follower has to load everything anew."""
        return after + 1 < self.first

    async def wait(self, timeout: float) -> bool:
        """Waits for the next event, at most `timeout` seconds; whether it came."""
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter.wait()
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(waiter)
        return True

    def close(self) -> None:
        """Lets every follower go."""
        self.closed = True
        for waiter in self._waiters:
            waiter.set()
