"""What an error means for the message: retry, failed, blocked, moved, or nobody knows. Pure.

The question behind every rule is whether Telegram may have accepted the message. Certainly not: it may be
sent again. Perhaps: it is left uncertain, since sending it again by itself might tell a person twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from .ports import SETTING_WRONG, TOLD_TO_WAIT, Result

FIRST_WAIT = timedelta(seconds=2)
"""Before the second try; doubles with every try."""

LONGEST_WAIT = timedelta(minutes=10)
"""Between two tries of one message."""

MOST_TRIES = 50
"""Tries before a message is given up: about seven hours with the waits above, so that a night's outage
loses nothing."""

SETTING_WAIT = timedelta(minutes=1)
"""Before another try while the token is refused: somebody has to mend a setting first."""

NOT_SENT = (
    httpx.PoolTimeout,
    httpx.ConnectTimeout,
    httpx.ConnectError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    aiohttp.ClientConnectorError,  # refused, unreachable, no such name, TLS; a proxy that cannot be reached
    aiohttp.ClientHttpProxyError,  # the proxy would not open the tunnel
    aiohttp.ConnectionTimeoutError,  # while connecting, or while waiting for a free connection
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
)
"""Errors that end a request before any of it goes out. With every other error of the transport some of it
may have arrived."""

_UNREACHABLE = (
    "chat not found",  # never wrote to the bot, or deleted the account
    "user not found",
    "bot can't initiate conversation",
    "user is deactivated",
    "chat_write_forbidden",
    "have no rights to send",
    "not enough rights to send",
)
"""Bad Requests that mean what Forbidden means: nothing can be sent to this chat."""

_TRANSIENT = ("temporarily unavailable", "try again")
"""Bad Requests that may pass with time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an attempt ended. ``not_before`` with RETRY; ``new_address`` when the chat moved; ``error`` is for
    staff and holds neither text that was to be sent nor the token."""

    result: Result
    not_before: datetime | None = None
    error: str = ""
    new_address: str = ""


def after_error(error: BaseException, tries: int, now: datetime) -> Verdict:
    """What becomes of a message whose sending raised ``error`` after ``tries`` earlier tries."""
    what = describe(error)
    match error:
        case RetryAfter():
            return Verdict(Result.RETRY, now + seconds_to_wait(error), what)
        case ChatMigrated():
            return _again(what, tries, now, new_address=str(error.new_chat_id))
        case InvalidToken():
            return Verdict(Result.RETRY, now + SETTING_WAIT, what)
        case Forbidden():
            return Verdict(Result.BLOCKED, error=what)
        case BadRequest():
            said = error.message.lower()
            if any(phrase in said for phrase in _UNREACHABLE):
                return Verdict(Result.BLOCKED, error=what)
            if any(phrase in said for phrase in _TRANSIENT):
                return _again(what, tries, now)
            return Verdict(Result.FAILED, error=what)
        case TimedOut():
            return _after_transport(error.__cause__, what, tries, now)
        case NetworkError() if _answered(error):
            return _after_answer(error, what, tries, now)
        case NetworkError():
            return _after_transport(error.__cause__, what, tries, now)
        case Conflict():
            return _again(what, tries, now)
        case EndPointNotFound():
            return Verdict(Result.FAILED, error=what)
        case _:  # an answer nobody understands, or a bug after the answer came
            return Verdict(Result.UNCERTAIN, error=what)


def not_begun(error: BaseException, tries: int, now: datetime) -> Verdict:
    """The same for an attempt that ended before anything could go out."""
    if isinstance(error, RetryAfter):
        return after_error(error, tries, now)
    return _again(describe(error), tries, now)


def seconds_to_wait(error: RetryAfter) -> timedelta:
    """How long Telegram told us to wait, whichever way the library is set to say it."""
    wait: float | timedelta = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def back_off(tries: int) -> timedelta:
    """The wait after one more than ``tries`` tries: doubling, and capped."""
    doublings = min(max(tries, 0), 30)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _again(what: str, tries: int, now: datetime, *, new_address: str = "") -> Verdict:
    if tries + 1 >= MOST_TRIES:
        return Verdict(Result.FAILED, error=what, new_address=new_address)
    return Verdict(Result.RETRY, now if new_address else now + back_off(tries), what, new_address)


def _answered(error: NetworkError) -> bool:
    """Whether an HTTP status came back: the library raises those without the transport's error behind."""
    return error.__cause__ is None or isinstance(error.__cause__, TelegramError)


def _after_answer(error: NetworkError, what: str, tries: int, now: datetime) -> Verdict:
    said = error.message.lower()
    if "gateway time" in said or "(504)" in said:  # a proxy gave up waiting; Telegram may go on
        return Verdict(Result.UNCERTAIN, error=what)
    if "entity too large" in said or "(413)" in said:
        return Verdict(Result.FAILED, error=what)
    return _again(what, tries, now)


def _after_transport(cause: BaseException | None, what: str, tries: int, now: datetime) -> Verdict:
    if isinstance(cause, NOT_SENT):
        return _again(what, tries, now)
    return Verdict(Result.UNCERTAIN, error=what)


_END_OF_WHAT_IS_TELEGRAMS = re.compile(r"""[:"“”<>`{}\[\]\n]|\. """)
_PLAIN = re.compile(r"[^A-Za-z0-9 ,.'_()/-]")
_MOST_SAID = 80


def describe(error: BaseException) -> str:
    """The classes of an error and, for a refusal, the beginning of Telegram's reason: what follows a colon
    or a quotation mark may repeat the message, and errors of the transport may hold the address with the
    token in it, so none of that is kept."""
    match error:
        case RetryAfter():
            return f"{TOLD_TO_WAIT}: {seconds_to_wait(error).total_seconds():g} s"
        case InvalidToken():
            return SETTING_WRONG
        case BadRequest() | Forbidden():
            return f"{type(error).__name__}: {_reason(error.message)}"
        case NetworkError() if not isinstance(error, TimedOut) and _answered(error):
            return f"{type(error).__name__}: {_reason(error.message)}"
    cause = error.__cause__
    if cause is None:
        return type(error).__name__
    return f"{type(error).__name__} after {type(cause).__name__}"


def _reason(message: str) -> str:
    message = message.removeprefix("Forbidden: ")  # the library takes off only "Bad Request: "
    return _PLAIN.sub("", _END_OF_WHAT_IS_TELEGRAMS.split(message, maxsplit=1)[0])[:_MOST_SAID].strip()
