"""The updates a bot has not confirmed yet, and the long poll that hands them out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import conflict
from playground.store import Store

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
        "chat_boost",
        "removed_chat_boost",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "purchased_paid_media",
    ]
)
"""Every kind of update the Bot API names; others in `allowed_updates` are ignored, as Telegram does."""
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
"""What a bot gets that named no kinds (Bot API, getUpdates)."""
LIFETIME = 24 * 3600
"""Seconds an unconfirmed update is kept (Bot API, "Getting updates")."""
MAX_POLL = 50
"""Longest long poll in seconds; the official server answers after this time whatever was asked."""

FIRST_ID = 100_000_001
"""A bot's first update id; Telegram's start at an arbitrary large number too."""

TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(slots=True, eq=False)
class Update:
    """One update: its id, when it was made, its kind, the lane it must stay in order in, and its JSON text."""

    id: int
    date: int
    kind: str
    lane: str
    encoded: str


class Queue:
    """The unconfirmed updates of one bot, oldest first."""

    def __init__(self, bot: int, store: Store, last_id: int) -> None:
        self._bot = bot
        self._store = store
        self.pending: deque[Update] = deque(Update(*row) for row in store.updates(bot))
        self.last_id = max(last_id, FIRST_ID - 1, self.pending[-1].id if self.pending else 0)
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.confirmed_last: list[Update] = []
        self._poll: asyncio.Future[str | None] | None = None
        self._wake: Callable[[], None] | None = None

    def listen(self, wake: Callable[[], None] | None) -> None:
        """Has `wake` called at each new update (the webhook's way); None: nobody."""
        self._wake = wake

    def add(self, kind: str, lane: str, body: str) -> None:
        """Makes an update of a JSON text, unless the bot did not ask for its kind."""
        if kind not in self.allowed:
            return
        self.last_id += 1
        encoded = f'{{"update_id":{self.last_id},"{kind}":{body}}}'
        update = Update(self.last_id, int(time.time()), kind, lane, encoded)
        self.pending.append(update)
        self._store.put_update(self._bot, update.id, update.date, kind, lane, encoded)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self._wake is not None:
            self._wake()

    def confirm(self, before: int) -> None:
        """Drops the updates with an id below `before`."""
        if not self.pending or self.pending[0].id >= before:
            return
        gone = []
        while self.pending and self.pending[0].id < before:
            gone.append(self.pending.popleft())
        self.confirmed_last = gone[-100:]
        self._store.drop_updates(self._bot, before)
        self._store.put("last_update", self._bot, self.last_id)

    def remove(self, update: Update) -> None:
        """Drops one update wherever it stands: the webhook took it."""
        if self.pending and self.pending[0] is update:
            self.pending.popleft()
        elif update in self.pending:
            self.pending.remove(update)
        self._store.drop_update(self._bot, update.id)
        self._store.put("last_update", self._bot, self.last_id)

    def expire(self) -> None:
        """Drops what is older than LIFETIME."""
        limit = time.time() - LIFETIME
        if self.pending and self.pending[0].date < limit:
            self.confirm(next((u.id for u in self.pending if u.date >= limit), self.last_id + 1))

    def seek(self, offset: int) -> None:
        """Applies a getUpdates `offset`: positive confirms what is below it, negative keeps only the last ones."""
        if offset > 0:
            self.confirm(offset)
        elif offset < 0 and -offset < len(self.pending):
            self.confirm(self.pending[offset].id)

    def terminate(self, reason: str = TERMINATED) -> None:
        """Ends a long poll under way with a 409 of this reason."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    async def wait(self, timeout: float) -> None:
        """Waits for an update, at most `timeout` seconds. ApiError 409 when a newer poll takes over."""
        self.expire()
        if self.pending or timeout <= 0:
            return
        poll: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            async with asyncio.timeout(min(timeout, MAX_POLL)):
                reason = await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if reason is not None:
            raise conflict(reason)

    def close(self) -> None:
        """Ends a long poll under way with an empty answer."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
