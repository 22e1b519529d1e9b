"""Inbox → aiogram: in order within a chat, many chats at once.

An update is marked done after its handler has finished, in one commit with where its conversation
stands. A crash before that handles it again; the use cases make sure that it takes effect once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Update
from sqlalchemy.engine import Connection

from handlers.turn import Turn
from liaison.casework.people import Person
from storage import inbox
from storage.engine import Database, away, by_itself
from storage.people import PersonRows

from .conversations import ConversationStorage, Talk, TalkStore
from .desk import StoredDesk
from .logs import about, where
from .metrics import Metrics
from .sharing import EveryChat, Shares
from .texts import Texts, language_for
from .together import GATHER_SECONDS, Together
from .tracing import UPDATE, Tracing

log = structlog.get_logger()

PAUSES = (0.2, 1.0, 3.0)
"""Seconds before each further try of an update that failed; after the last it is parked."""

LONGEST_PAUSE = 30.0
"""Telegram being away is no fault of the update's: it is tried again for as long as it takes."""

HANDLER_SECONDS = 120.0
"""A handler that takes longer hangs: it is cut off, and the update parked when it happens twice. More than a
request to Telegram may take with its time-outs and waits, and no chat stands still for ever."""

_LOOK_EVERY = 1.0
_LOOK_WHEN_AWAY = 2.0
_SWEEP_EVERY = 2.0
"""Several receivers do not commit in the order of their numbers: what came in late below the last number seen is
looked for so often."""

_MOST_QUEUED = 500

_AWAY = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)


def _telegram_away(error: Exception) -> bool:
    """Whether Telegram (or what stands between) is out of order, rather than what was asked of it."""
    return isinstance(error, _AWAY) or (
        isinstance(error, ClientDecodeError)
        and isinstance(error.original, ValueError)  # a proxy's error page
    )


class _Chat:
    """One chat being handled: what waits, its conversation, its person."""

    __slots__ = ("person", "talk", "waiting")

    def __init__(self, talk: Talk, person: Person | None) -> None:
        self.waiting: deque[inbox.Update] = deque()
        self.talk = talk
        self.person = person


class Dispatch:
    """Feeds what waits in the inbox to the handlers."""

    def __init__(
        self,
        *,
        bot: Bot,
        username: str,
        dispatcher: Dispatcher,
        conversations: ConversationStorage,
        database: Database,
        desk: StoredDesk,
        texts: Texts,
        clock: Callable[[], datetime],
        most_at_once: int,
        shares: Shares | None = None,
        kept_talks: TalkStore | None = None,
        metrics: Metrics | None = None,
        tracing: Tracing | None = None,
        longest: float = HANDLER_SECONDS,
    ) -> None:
        """``kept_talks``: where conversations are kept, when not in the database with the rest."""
        self._bot = bot
        self._username = username
        self._dispatcher = dispatcher
        self._talks = conversations.talks
        self._database = database
        self._desk = desk
        self._texts = texts
        self._clock = clock
        self._longest = longest
        self._shares = shares or EveryChat()
        self._kept_talks = kept_talks
        self._metrics = metrics or Metrics()
        self._tracing = tracing or Tracing()
        self._finishing: Together[tuple[inbox.Update, inbox.Conversation | None]] = Together(
            self._close, gather=0.0 if kept_talks is None else GATHER_SECONDS
        )
        self._slots = asyncio.Semaphore(most_at_once)
        self._chats: dict[str, _Chat] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken = 0
        self._restarts = 0
        self._held: set[int] = set()  # taken, and not done with
        self._swept = 0.0
        self._news = asyncio.Event()
        self._stop = asyncio.Event()

    def wake(self, about: int = inbox.EVERY_SHARE) -> None:
        """Something came in; bit n: for share n of the chats."""
        mask = self._shares.mask
        if mask is None or about & mask:
            self._news.set()

    def look_from_the_beginning(self) -> None:
        """More chats are this process's now; their updates may have come long ago."""
        self._taken = 0
        self._restarts += 1
        self._news.set()

    def busy_shares(self) -> set[int]:
        """The shares of which a chat is being handled."""
        return {inbox.share_of(chat) for chat in self._chats}

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop`` is set; then finish what was begun. What Telegram's or the database's absence holds
        up stays in the inbox."""
        self._stop = stop
        pause = _LOOK_EVERY
        waking = asyncio.create_task(self._wake_on(stop), name="dispatch stop")
        while not stop.is_set():
            try:
                more = await self._take()
                if pause > _LOOK_EVERY:
                    log.info("dispatch.takes_again")
                pause = _LOOK_EVERY
            except Exception as error:
                if pause == _LOOK_EVERY:  # said once, not for as long as the database is away
                    log.exception("dispatch.take_failed", error=type(error).__name__)
                more = False
                pause = _LOOK_WHEN_AWAY
            if not more or len(self._held) >= _MOST_QUEUED:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), pause)
                    if self._kept_talks is not None:
                        await asyncio.sleep(GATHER_SECONDS)
                self._news.clear()
        await waking
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._news.set()

    async def idle(self) -> None:
        """Until everything taken so far has been handled."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _take(self) -> bool:
        """Begin with what waits. True: there is more, to be looked for at once."""
        mask = self._shares.mask
        await self._sweep(mask)
        room = _MOST_QUEUED - len(self._held)
        if room <= 0 or mask == 0:
            return False
        bot_id, after, busy, restarts = self._bot.id, self._taken, frozenset(self._chats), self._restarts
        # After a look from the beginning, what is held already comes first once more.
        limit = room if after else _MOST_QUEUED + room
        assembly, in_database = self._desk.office.assembly, self._kept_talks is None
        held = frozenset(self._held)  # what is finished while we read still looks as if it waited

        def work(connection: Connection) -> tuple[list[inbox.Update], dict[str, Any], dict[str, Person]]:
            updates = inbox.take(connection, bot_id, after, limit, mask)
            chats = list({update.chat for update in updates} - busy)
            return (
                updates,
                inbox.conversations(connection, bot_id, chats) if in_database else {},
                PersonRows(connection, assembly).by_address(chats),
            )

        updates, talks, people = await self._database.read(work if in_database else by_itself(work))
        if self._kept_talks is not None:
            talks = await self._kept_talks.load({update.chat for update in updates} - busy)
        if self._restarts != restarts:  # told meanwhile to look from the beginning
            return True
        for update in updates:
            if update.seq in held:
                self._taken = update.seq
                continue
            if not self._shares.mine(update.chat):  # no more; whoever has it now takes it
                continue
            chat = self._chats.get(update.chat)
            if chat is None:
                if update.chat in busy:  # it finished while we looked: what we read of it is missing
                    return True
                chat = _Chat(Talk(talks.get(update.chat)), people.get(update.chat))
                self._chats[update.chat] = chat
                self._talks[update.chat] = chat.talk
                task = asyncio.create_task(self._serve(update.chat, chat), name=f"chat {update.chat}")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            chat.waiting.append(update)
            self._held.add(update.seq)
            self._taken = update.seq
            if len(self._held) >= _MOST_QUEUED:
                break
        return len(updates) == limit

    async def _sweep(self, mask: int | None) -> None:
        """Go back to what other receivers committed late. One process alone receives in order."""
        now = asyncio.get_running_loop().time()
        if mask is None or not self._taken or now - self._swept < _SWEEP_EVERY:
            return
        self._swept = now
        bot_id, before, restarts = self._bot.id, self._taken, self._restarts
        late = await self._database.read(by_itself(lambda c: inbox.stragglers(c, bot_id, before, mask)))
        if (missed := set(late) - self._held) and self._restarts == restarts:
            self._taken = min(missed) - 1

    async def _serve(self, key: str, chat: _Chat) -> None:
        async with self._slots:
            try:
                while chat.waiting and not self._stop.is_set() and self._shares.mine(key):
                    update = chat.waiting.popleft()
                    try:
                        with about(update=update.update_id):
                            await self._handle(update, chat)
                    finally:
                        self._held.discard(update.seq)
            finally:
                self._held.difference_update(update.seq for update in chat.waiting)
                del self._chats[key]
                del self._talks[key]
                if len(self._held) < _MOST_QUEUED // 2:
                    self._news.set()

    async def _handle(self, row: inbox.Update, chat: _Chat) -> None:
        tries, pause = row.tries, PAUSES[0]
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            try:
                async with asyncio.timeout(self._longest) as limit:
                    with self._tracing.span(UPDATE, update=row.update_id):
                        await self._feed(row, chat)
                changed = chat.talk.changed()
            except Exception as error:
                chat.talk.reset()
                if not self._shares.mine(row.chat):
                    return  # it waits in the inbox, for whoever has the chat now; no failure of ours is noted on it
                if _telegram_away(error) or away(error) or await self._database_away():
                    wait = float(getattr(error, "retry_after", pause))
                    log.warning(
                        "dispatch.away", update=row.update_id, error=type(error).__name__, again_in=wait
                    )
                    pause = min(pause * 2, LONGEST_PAUSE)
                else:
                    tries += 2 if limit.expired() else 1
                    park = tries > len(PAUSES)
                    log.exception("dispatch.failed", update=row.update_id, tries=tries, parked=park)
                    await self._note_failure(row, tries, error, park=park)
                    self._metrics.handled("parked" if park else "failed", loop.time() - began)
                    if park:
                        await self._apologise(row, chat)
                        return
                    wait = PAUSES[tries - 1]
                if await self._told_to_stop(wait) or not self._shares.mine(row.chat):
                    return  # it waits in the inbox, for whoever has the chat then
            else:
                await self._finish(row, chat, changed)
                self._metrics.handled("done", loop.time() - began)
                return

    async def _told_to_stop(self, seconds: float) -> bool:
        """Wait so long; True at once when it is time to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()

    async def _database_away(self) -> bool:
        """Whether nothing at all can be written now; then no update is to blame."""
        try:
            await self._database.write(lambda _connection: None)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            log.warning("dispatch.database_away", error=type(error).__name__)
            return True
        return False

    async def _record(self, work: Callable[[Connection], None]) -> None:
        await self._until_done(lambda: self._database.write(work))

    async def _until_done(self, write: Callable[[], Awaitable[None]]) -> bool:
        """Write for as long as it takes: a chat whose last update is neither done nor noted would stand still
        until the next start. False: given up, since it is time to stop; the update is then handled again."""
        pause = PAUSES[0]
        while True:
            try:
                await write()
            except Exception as error:  # noqa: BLE001 - the database is away; tried until it is back
                log.warning("dispatch.not_recorded", error=type(error).__name__, again_in=pause)
                if await self._told_to_stop(pause):
                    return False
                pause = min(pause * 2, _LOOK_WHEN_AWAY)
            else:
                return True

    async def _feed(self, row: inbox.Update, chat: _Chat) -> None:
        update = Update.model_validate_json(row.payload, context={"bot": self._bot})
        event = update.event
        user = getattr(event, "from_user", None)
        if user is None or user.is_bot:
            return
        language = language_for(user.language_code)
        person = chat.person
        if (
            person is None
            or person.address != str(user.id)
            or person.name != user.full_name
            or person.unreachable_since is not None
            or not (person.language_chosen or person.language == language)
        ):
            person = await self._meet(str(user.id), user.full_name, language)
        turn = Turn(person, self._desk, self._texts, self._bot, int(row.chat), self._username)
        try:
            await self._dispatcher.feed_update(self._bot, update, turn=turn)
        except TelegramForbiddenError:
            log.info("dispatch.blocked", update=row.update_id)
        chat.person = turn.me if turn.me.address == row.chat else None

    async def _meet(self, address: str, name: str, language: str) -> Person:
        assembly, now = self._desk.office.assembly, self._clock()
        return await self._database.write(
            lambda connection: PersonRows(connection, assembly).meet(address, name[:200], language, now)
        )

    async def _finish(self, row: inbox.Update, chat: _Chat, changed: inbox.Conversation | None) -> None:
        if not self._shares.still_mine(row.chat):
            return  # it waits in the inbox: whoever has the chat now goes on from where it stood before
        try:
            await self._finishing.add((row, changed))
        except Exception:  # noqa: BLE001 - from now on it depends on nobody else's
            if not await self._until_done(lambda: self._close([(row, changed)])):
                return
        chat.talk.settle(changed)

    async def _close(self, handled: Sequence[tuple[inbox.Update, inbox.Conversation | None]]) -> None:
        ours = [(row, changed) for row, changed in handled if self._shares.still_mine(row.chat)]
        talks = {row.chat: changed for row, changed in ours if changed is not None}
        if talks and self._kept_talks is not None:
            await self._kept_talks.save(talks)
            talks = {}
        bot_id, seqs = self._bot.id, [row.seq for row, _ in ours]

        def work(connection: Connection) -> None:
            inbox.finish(connection, bot_id, seqs, talks)

        await self._database.write(work if talks else by_itself(work))

    async def _note_failure(self, row: inbox.Update, tries: int, error: Exception, *, park: bool) -> None:
        note = f"{type(error).__name__} in {where(error)}"
        await self._record(lambda c: inbox.failed(c, row.seq, tries, note, park=park))

    async def _apologise(self, row: inbox.Update, chat: _Chat) -> None:
        """Say that it went wrong, without showing what; the update is kept."""
        language = chat.person.language if chat.person else None
        text = self._texts.html(language or language_for(None), "sorry")
        try:
            if not {"callback_query", "message"} & json.loads(row.payload).keys():
                return
            await self._bot.send_message(int(row.chat), text)
        except Exception as error:  # noqa: BLE001 - the apology is a courtesy; the failure is recorded already
            log.warning("dispatch.no_apology", update=row.update_id, error=type(error).__name__)
