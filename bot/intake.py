"""Updates into the inbox, however they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy.engine import Connection

from storage import inbox
from storage.engine import Database, away, by_itself

from .metrics import Metrics
from .together import Together

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of update this product uses."""


@dataclass(frozen=True, slots=True)
class _Batch:
    updates: Sequence[dict[str, Any]]
    rows: list[inbox.Update]


class Intake:
    """Keeps what Telegram hands over; ``news`` is told for which shares of the chats something came."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        clock: Callable[[], datetime],
        news: Callable[[int], None],
        metrics: Metrics,
        *,
        gather: float = 0.0,
    ) -> None:
        """``gather``: seconds for which what comes waits for company."""
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self._news = news
        self._metrics = metrics
        # One may have spoilt it for the others.
        self._writing: Together[_Batch] = Together(self._write, gather=gather, spoilt_for_all=away)

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """When this returns they are committed; those that were here before are left alone. What comes while a write
        is on its way shares the next. Raises what the database raises, and KeyError or TypeError for what is no
        update."""
        await self._writing.add(_Batch(updates, _rows(updates)))

    async def _write(self, batches: Sequence[_Batch]) -> None:
        rows, now = [row for batch in batches for row in batch.rows], self._clock()
        updates = [update for batch in batches for update in batch.updates]

        def work(connection: Connection) -> None:
            inbox.accept(connection, self._bot_id, rows, now)

        whole = by_itself(work) if len(rows) == 1 else work
        try:
            await self._database.write(whole)
        except UnicodeEncodeError:  # half a character; such an update must not hold up the others
            rows = _rows(updates, ascii_only=True)
            await self._database.write(whole)
        for update in updates:
            self._metrics.received(update)
        self._news(reduce(or_, (1 << inbox.share_of(row.chat) for row in rows)))


def chat_of(update: dict[str, Any]) -> str:
    """What must be handled in order: the chat, or the person where there is no chat."""
    for kind in ALLOWED:
        event = update.get(kind)
        if event is None:
            continue
        message = event.get("message", event) if kind == "callback_query" else event
        chat = message.get("chat") or event.get("from") or {}
        return str(chat.get("id", 0))
    return "0"


def _rows(updates: Sequence[dict[str, Any]], *, ascii_only: bool = False) -> list[inbox.Update]:
    return [
        inbox.Update(
            int(u["update_id"]), chat_of(u), json.dumps(u, ensure_ascii=ascii_only, separators=(",", ":"))
        )
        for u in updates
    ]
