"""Updates into the inbox, however they come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from storage import inbox
from storage.engine import Database, away

from .metrics import Metrics

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of update this product uses."""


@dataclass(frozen=True, slots=True)
class _Batch:
    updates: Sequence[dict[str, Any]]
    rows: list[inbox.Update]
    done: asyncio.Future[None]


class Intake:
    """Keeps what Telegram hands over; ``news`` is told for which shares of the chats something came."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        clock: Callable[[], datetime],
        news: Callable[[int], None],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self._news = news
        self._metrics = metrics
        self._waiting: list[_Batch] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """When this returns they are committed; those that were here before are left alone. What comes while a write
        is on its way shares the next. Raises what the database raises, and KeyError or TypeError for what is no
        update."""
        rows = _rows(updates)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Batch(updates, rows, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_out(), name="intake")
        await done

    async def _write_out(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            try:
                await self._write(together)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                if len(together) == 1 or away(error):
                    for one in together:
                        _settle(one.done, error)
                    continue
                for one in together:  # one may have spoilt it for all
                    try:
                        await self._write([one])
                    except Exception as its_own:  # noqa: BLE001 - see above
                        _settle(one.done, its_own)
                    else:
                        _settle(one.done)
            else:
                for one in together:
                    _settle(one.done)
        self._writing = None

    async def _write(self, batches: Sequence[_Batch]) -> None:
        rows, now = [row for batch in batches for row in batch.rows], self._clock()
        updates = [update for batch in batches for update in batch.updates]
        try:
            await self._database.write(lambda connection: inbox.accept(connection, self._bot_id, rows, now))
        except UnicodeEncodeError:  # half a character; such an update must not hold up the others
            rows = _rows(updates, ascii_only=True)
            await self._database.write(lambda connection: inbox.accept(connection, self._bot_id, rows, now))
        for update in updates:
            self._metrics.received(update)
        self._news(reduce(or_, (1 << inbox.share_of(row.chat) for row in rows)))


def _settle(done: asyncio.Future[None], error: Exception | None = None) -> None:
    if done.done():  # whoever waited has gone
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


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
