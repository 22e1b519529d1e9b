"""Takes messages owed from the outbox and sends them: claim, render, wait for the turn, begin, send, record.

``begin`` is committed after the message's turn has come and just before anything goes out, so a crash leaves
uncertain only what was really on its way. One message's error never stops the others, and trouble with the
database is waited out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from bot.texts import Texts

from .limiter import JustBefore
from .policy import Verdict, after_error, not_begun
from .ports import TOLD_TO_WAIT, Attempt, ClaimLost, OutboxQueue, Outgoing, Result
from .rendering import Message, render

IDLE_SECONDS = 1.0
"""The outbox is looked at so often even when nobody announces anything: other processes put into it too."""

CLAIM_IS_OLD = timedelta(seconds=45)
"""A message claimed longer ago is not begun: together with the sender's time-outs (30 s for a message
without an upload) it stays within storage's 90 s, after which another worker may take it."""

RECOVER_SECONDS = 30.0
"""How often claims of workers that died are looked for."""

DRAIN_SECONDS = 5.0
"""On stop, what is on its way may take so long to end."""

RECORD_AT_THE_END_SECONDS = 2.0
"""For recording what was cut off at the end of the draining."""

RECORD_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between tries to record how an attempt ended. After the last, the claim lapses and the message
becomes uncertain."""

LONGEST_TROUBLE_WAIT = 30.0
"""Between two looks at a database in trouble."""

_log = structlog.get_logger("delivery")


class Sender(Protocol):
    """What the worker needs from a channel (:class:`delivery.sender.TelegramSender`)."""

    async def send(self, message: Message, just_before: JustBefore) -> int:
        """Wait for the message's turn, await ``just_before``, send; the id the message got."""
        ...

    async def held(self) -> float:
        """Seconds during which nothing may go out to anybody."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """Sends up to ``concurrency`` messages at once, each to another person. Any number of workers may share an
    outbox, in this process and in others."""

    def __init__(
        self,
        queue: OutboxQueue,
        sender: Sender,
        texts: Texts,
        clock: Callable[[], datetime] = _now,
        concurrency: int = 8,
    ) -> None:
        self._queue = queue
        self._sender = sender
        self._texts = texts
        self._clock = clock
        self._concurrency = concurrency
        self._tasks: dict[asyncio.Task[None], int] = {}  # and which message it is
        self._to_the_end: set[int] = set()  # messages that are being begun, sent or recorded
        self._wake = asyncio.Event()
        self._failed_claims = 0  # in a row

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set. Then what is not begun is given back for others to send, and what is on
        its way may end, for DRAIN_SECONDS at most."""
        background = [
            asyncio.create_task(self._listen(), name="outbox news"),
            asyncio.create_task(self._recover(), name="outbox recovery"),
            asyncio.create_task(self._wake_on(stop), name="delivery stop"),
        ]
        try:
            while not stop.is_set():
                self._wake.clear()
                await self._start_what_is_due()
                await self._wake.wait()
            await self._give_back()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        finally:
            await self._give_back()  # when it was not stopped but cancelled
            await _end([*background, *self._tasks])

    async def _give_back(self) -> None:
        """Let go of what has been claimed and is not begun."""
        waiting = {task: message for task, message in self._tasks.items() if message not in self._to_the_end}
        if not waiting:
            return
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=RECORD_AT_THE_END_SECONDS)
        try:
            async with asyncio.timeout(RECORD_AT_THE_END_SECONDS):
                await self._queue.release(list(waiting.values()), self._clock())
        except Exception as error:  # noqa: BLE001 - then the claims lapse
            _trouble("release", error)

    async def _start_what_is_due(self) -> None:
        free = self._concurrency - len(self._tasks)
        if free <= 0:
            return
        now = self._clock()
        try:
            held = await self._sender.held()
            claimed: Sequence[Outgoing] = () if held > 0 else await self._queue.claim(free, now)
        except Exception as error:  # noqa: BLE001 - whatever the database says, it is tried again
            _trouble("claim", error)
            wait = min(LONGEST_TROUBLE_WAIT, 0.5 * 2.0 ** min(self._failed_claims, 10))
            self._failed_claims += 1
            asyncio.get_running_loop().call_later(wait, self._wake.set)
            return
        self._failed_claims = 0
        self._wake_in(held)
        for outgoing in claimed:
            task = asyncio.create_task(self._deliver(outgoing, now), name=f"outbox {outgoing.id}")
            self._tasks[task] = outgoing.id
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._to_the_end.discard(self._tasks.pop(task))
        if 2 * len(self._tasks) <= self._concurrency:  # a claim for several costs hardly more than for one
            self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("delivery task failed", task=task.get_name(), error=type(error).__name__)

    async def _deliver(self, outgoing: Outgoing, claimed_at: datetime) -> None:
        begun = False

        async def begin() -> None:
            nonlocal begun
            self._to_the_end.add(outgoing.id)
            now = self._clock()
            if now - claimed_at > CLAIM_IS_OLD:
                raise ClaimLost
            await self._queue.begin(outgoing, now)
            begun = True

        try:
            message = render(self._texts, outgoing)
        except Exception as error:  # noqa: BLE001 - this message can never be sent; the others can
            await self._never(outgoing, error)
            return
        try:
            message_id = await self._sender.send(message, begin)
        except ClaimLost:
            _log.warning("claim too old, left to the next", **_ids(outgoing))
            return
        except asyncio.CancelledError:
            if outgoing.id in self._to_the_end:  # otherwise whoever cancelled gives it back
                await self._record(outgoing, self._interrupted(begun))
            raise
        except Exception as error:  # noqa: BLE001 - every error gets its verdict
            judge = after_error if begun else not_begun
            await self._record(outgoing, judge(error, outgoing.tries, self._clock()))
            return
        await self._record(outgoing, Verdict(Result.SENT), message_id)

    async def _never(self, outgoing: Outgoing, error: Exception) -> None:
        """A text that cannot be put together: an attempt of its own, so that its error can be read."""
        self._to_the_end.add(outgoing.id)
        try:
            await self._queue.begin(outgoing, self._clock())
        except Exception as trouble:  # noqa: BLE001 - the end is recorded all the same
            _trouble("begin", trouble)
        await self._record(outgoing, Verdict(Result.FAILED, error=type(error).__name__))

    def _interrupted(self, begun: bool) -> Verdict:
        if begun:
            return Verdict(Result.UNCERTAIN, error="interrupted")
        return Verdict(Result.RETRY, self._clock(), f"{TOLD_TO_WAIT}: stopped")

    async def _record(self, outgoing: Outgoing, verdict: Verdict, message_id: int | None = None) -> None:
        self._to_the_end.add(outgoing.id)
        attempt = Attempt(
            outgoing, verdict.result, message_id, verdict.error, verdict.not_before, verdict.new_address
        )
        if verdict.result is not Result.SENT and not verdict.error.startswith(TOLD_TO_WAIT):
            _log.info("not sent", **_ids(outgoing), result=verdict.result.value, error=verdict.error)
        else:
            _log.debug("attempted", **_ids(outgoing), result=verdict.result.value, error=verdict.error)
        for wait in RECORD_WAITS:
            try:
                await self._queue.finish(attempt, self._clock())
                break
            except Exception as error:  # noqa: BLE001 - a sent message must not become uncertain for this
                _trouble("finish", error)
            await asyncio.sleep(wait)
        else:
            _log.error("end not recorded", **_ids(outgoing), result=verdict.result.value)
        if verdict.not_before is not None:
            self._wake_in((verdict.not_before - self._clock()).total_seconds())

    def _wake_in(self, seconds: float) -> None:
        """Look at the outbox at that moment. For one that is past nothing need be done, and for one that is
        further off than IDLE_SECONDS the usual look is soon enough."""
        if 0 < seconds < IDLE_SECONDS:
            asyncio.get_running_loop().call_later(seconds, self._wake.set)

    async def _listen(self) -> None:
        """Wake when something may be due."""
        while True:
            try:
                await self._queue.wait(IDLE_SECONDS)
            except Exception as error:  # noqa: BLE001 - then the outbox is looked at without being told
                _trouble("wait", error)
                await asyncio.sleep(IDLE_SECONDS)
            if not self._failed_claims:  # in trouble, the back-off decides when to look
                self._wake.set()

    async def _recover(self) -> None:
        """Give back what workers that died had claimed."""
        while True:
            await asyncio.sleep(RECOVER_SECONDS)
            try:
                uncertain = await self._queue.recover(self._clock(), everything=False)
            except Exception as error:  # noqa: BLE001 - tried again at the next round
                _trouble("recover", error)
            else:
                if uncertain:
                    _log.warning("attempts became uncertain", count=uncertain)

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel; whoever records its end then gets a moment, but a database that is away cannot hold us up."""
    for _twice in range(2):
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=RECORD_AT_THE_END_SECONDS)


def _trouble(during: str, error: Exception) -> None:
    _log.warning("database trouble", during=during, error=type(error).__name__)


def _ids(outgoing: Outgoing) -> dict[str, int | None]:
    return {"outbox": outgoing.id, "person": outgoing.person_id, "opinion": outgoing.opinion_id}
