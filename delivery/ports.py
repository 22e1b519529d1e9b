"""What the delivery needs from the outbox, and from whoever counts what it sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message owed, claimed by this worker. ``actions`` are a button each: what, callback data, and for a
    choice its subject; the text is ``key`` with ``args`` in ``language``. ``resend``: it may have arrived
    before."""

    id: int
    person_id: int
    address: str
    language: str
    key: str
    args: dict[str, str | int]
    actions: tuple[tuple[str, ...], ...] = ()
    file_kind: str = ""  # liaison.casework.model.PartKind, or empty: text only
    file: str = ""
    latitude: float | None = None
    longitude: float | None = None
    tries: int = 0  # attempts before this one that count (Attempt.counts_as_try)
    opinion_id: int | None = None
    resend: bool = False
    claimed_until: datetime | None = None  # which claim this is: none of a message's has the same


TOLD_TO_WAIT = "RetryAfter"
"""``Attempt.error`` begins with this when Telegram, or our own pace, asked for patience."""

SETTING_WRONG = "InvalidToken"
"""``Attempt.error`` of every attempt while the bot's token is refused."""


class Result(StrEnum):
    """How one attempt ended."""

    SENT = "sent"
    RETRY = "retry"  # certainly not sent; again at ``not_before``
    FAILED = "failed"  # certainly not sent, and never will be
    BLOCKED = "blocked"  # failed, because the person blocked the bot or never started it
    UNCERTAIN = "uncertain"  # perhaps sent; not sent again by itself


@dataclass(frozen=True, slots=True)
class Attempt:
    """The end of one attempt."""

    outgoing: Outgoing
    result: Result
    message_id: int | None = None
    error: str = ""  # for staff; never a text that was to be sent, never a token
    not_before: datetime | None = None  # with RETRY
    new_address: str = ""  # the chat moved; the person's address is changed

    @property
    def counts_as_try(self) -> bool:
        """Whether it counts toward giving the message up. Being told to wait, or a token that is refused,
        says nothing against the message."""
        return self.result is not Result.RETRY or not self.error.startswith((TOLD_TO_WAIT, SETTING_WRONG))


class ClaimLost(Exception):
    """The claim has lapsed, or may before the message is sent; whoever claims it next sends it."""


class OutboxQueue(Protocol):
    """Messages owed, as the delivery sees them. Safe for several workers."""

    async def claim(self, limit: int, now: datetime) -> Sequence[Outgoing]:
        """Take what is due: lower priority number first, then oldest; at most one message a person at a
        time, and none while one of theirs is claimed, so that each person's messages of one priority keep
        their order. A claim lapses after CLAIM_SECONDS (storage.outbox)."""
        ...

    async def begin(self, outgoing: Outgoing, now: datetime) -> None:
        """Commit that an attempt begins; called just before anything goes out. A crash after this leaves
        the message uncertain, a crash before it leaves it unsent. ClaimLost when the message is claimed by
        this worker no more: however long a process stood still and whatever its clock says, what it claimed
        and another has taken since is not sent twice."""
        ...

    async def finish(self, attempt: Attempt, now: datetime) -> None:
        """Record how it ended; also without ``begin``, when nothing could go out. BLOCKED marks the person
        unreachable and, when an opinion is concerned, owes staff a notice about it. Where the claim is lost,
        the message stays as whoever has it now left it; only SENT is noted on one that became uncertain."""
        ...

    async def release(self, ids: Sequence[int], now: datetime) -> None:
        """Give back claims of one's own for which nothing went out: they wait again from ``now``. One that
        is claimed no more is left alone."""
        ...

    async def recover(self, now: datetime, *, everything: bool) -> int:
        """Give back lapsed claims (or, at the start of a lone process, all): begun attempts become
        uncertain, others wait again. Returns how many became uncertain. Several may do it at once."""
        ...

    async def wait(self, seconds: float) -> None:
        """Until something may be due, at most ``seconds``."""
        ...


MINUTE = 60.0

SLACK = 1.02
"""Requests take differing times to arrive. Spacing them two hundredths wider than Telegram counts keeps
one that was quick after one that was slow from coming too early."""

REFUSED_CHATS = 3
REFUSED_WITHIN = 10.0
"""When so many different chats were refused within so many seconds, it is the whole bot that is too fast."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages allowed; 0 is no limit. Telegram's numbers (Bots FAQ, "My bot is hitting limits"): about 30
    a second overall, one a second in a chat though short bursts pass, 20 a minute in a group."""

    overall_per_second: float = 28.0
    chat_per_second: float = 1.0
    chat_burst: int = 3
    group_per_minute: int = 20


UNLIMITED = Pace(0, 0, 0, 0)
"""For a server that counts nothing."""


class Held(Exception):
    """No place within the time allowed; ``seconds`` until there may be one. Nothing was taken."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:g} s")
        self.seconds = seconds


class Budget(Protocol):
    """The right to send, shared by all who send for one bot."""

    async def turn(self, chat: str, longest: float) -> None:
        """Return when a message to ``chat`` may go out at once. Held when this chat, or everything, has to
        wait longer than ``longest`` seconds; the wait for the overall rate is not counted."""
        ...

    async def refused(self, chat: str, seconds: float) -> None:
        """Telegram refused (429): nothing to this chat for ``seconds``; nothing to anybody when several
        chats are refused together."""
        ...

    async def held(self) -> float:
        """Seconds during which nothing may go out to anybody; 0 as a rule."""
        ...


def is_group(chat: str) -> bool:
    """Groups and channels have negative numbers or a public name."""
    return chat.startswith(("-", "@"))
