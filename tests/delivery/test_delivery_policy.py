"""What becomes of a message after each kind of error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp
import httpx
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st
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

from delivery.policy import (
    FIRST_WAIT,
    LONGEST_WAIT,
    MOST_TRIES,
    SETTING_WAIT,
    Verdict,
    after_error,
    back_off,
    describe,
    not_begun,
)
from delivery.ports import Attempt, Outgoing, Result

NOW = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
TOKEN = "7000000002:AAdelivery-test-secret-of-35-letters"
KEY = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)


def caused(error: TelegramError, cause: BaseException) -> TelegramError:
    error.__cause__ = cause
    return error


def judged(error: BaseException, tries: int = 0) -> Verdict:
    return after_error(error, tries, NOW)


def counts(verdict: Verdict) -> bool:
    return Attempt(Outgoing(1, 1, "", "", "", {}), verdict.result, error=verdict.error).counts_as_try


@pytest.mark.parametrize("tries", [0, MOST_TRIES * 2])
def test_told_to_wait_is_not_a_try_and_waits_as_long_as_told(tries: int):
    verdict = judged(RetryAfter(17), tries)
    assert (verdict.result, verdict.not_before) == (Result.RETRY, NOW + timedelta(seconds=17))
    assert not counts(verdict)


def test_a_span_of_time_in_whole_seconds_is_understood_too(monkeypatch: pytest.MonkeyPatch):
    error = RetryAfter(17)
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(DeprecationWarning, match="retry_after"):
        assert judged(error).not_before == NOW + timedelta(seconds=17)


@pytest.mark.parametrize("tries", [0, MOST_TRIES * 2])
def test_a_refused_token_is_nobodys_fault_but_the_settings(tries: int):
    verdict = judged(InvalidToken(f"The token `{TOKEN}` was rejected by the server."), tries)
    assert verdict == Verdict(Result.RETRY, NOW + SETTING_WAIT, "InvalidToken")
    assert not counts(verdict)


def test_a_chat_that_moved_is_tried_at_once_at_its_new_address():
    verdict = judged(ChatMigrated(-100123))
    assert (verdict.result, verdict.not_before, verdict.new_address) == (Result.RETRY, NOW, "-100123")
    assert counts(verdict)


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Result.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Result.BLOCKED),
        (BadRequest("Bad Request: chat not found"), Result.BLOCKED),
        (BadRequest("Bad Request: message is too long"), Result.FAILED),
        (BadRequest("Bad Request: wrong file_id or the file is temporarily unavailable"), Result.RETRY),
        (NetworkError("Bad Gateway"), Result.RETRY),
        (NetworkError("Internal Server Error (500)"), Result.RETRY),
        (NetworkError("Too Many Requests"), Result.RETRY),
        (caused(NetworkError("Bad Gateway (502). Parsing failed"), TelegramError("Invalid")), Result.RETRY),
        (NetworkError("Gateway Timeout (504)"), Result.UNCERTAIN),
        (NetworkError("Request Entity Too Large"), Result.FAILED),
        (Conflict("Conflict"), Result.RETRY),
        (EndPointNotFound("no such method"), Result.FAILED),
        (TelegramError("Invalid server response"), Result.UNCERTAIN),
        (KeyError("result"), Result.UNCERTAIN),
        (TimedOut(), Result.UNCERTAIN),
    ],
)
def test_what_telegram_answered_decides(error: BaseException, result: Result):
    assert judged(error).result is result


NOT_SENT = [
    httpx.PoolTimeout(""),
    httpx.ConnectTimeout(""),
    httpx.ConnectError(""),
    aiohttp.ConnectionTimeoutError(),
    aiohttp.ClientConnectorError(KEY, OSError(111, "refused")),
    aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "no such name")),
    aiohttp.ClientConnectorCertificateError(KEY, Exception("wrong name")),
]
PERHAPS_SENT = [
    httpx.ReadTimeout(""),
    httpx.WriteTimeout(""),
    httpx.ReadError(""),
    httpx.WriteError(""),
    httpx.RemoteProtocolError(""),
    aiohttp.ServerDisconnectedError(),
    aiohttp.SocketTimeoutError(),
    aiohttp.ClientOSError(104, "reset"),
    aiohttp.ClientPayloadError(),
    TimeoutError(),
    ValueError("a bug in the transport"),
]


@pytest.mark.parametrize("wrapped", [TimedOut, lambda: NetworkError("x")])
@pytest.mark.parametrize("cause", NOT_SENT, ids=lambda cause: type(cause).__name__)
def test_what_certainly_did_not_go_out_is_sent_again(wrapped, cause: Exception):
    verdict = judged(caused(wrapped(), cause), tries=3)
    assert (verdict.result, verdict.not_before) == (Result.RETRY, NOW + 8 * FIRST_WAIT)
    assert counts(verdict)


@pytest.mark.parametrize("wrapped", [TimedOut, lambda: NetworkError("x")])
@pytest.mark.parametrize("cause", PERHAPS_SENT, ids=lambda cause: type(cause).__name__)
def test_what_may_have_arrived_is_never_sent_again_by_itself(wrapped, cause: Exception):
    assert judged(caused(wrapped(), cause)).result is Result.UNCERTAIN


def test_an_error_before_anything_went_out_is_always_tried_again():
    assert not_begun(OSError("the disk is away"), 0, NOW) == Verdict(
        Result.RETRY, NOW + FIRST_WAIT, "OSError"
    )
    assert not_begun(TimedOut(), 0, NOW).result is Result.RETRY
    assert not_begun(RetryAfter(3), 9, NOW).not_before == NOW + timedelta(seconds=3)


def test_the_last_try_fails():
    error = NetworkError("Bad Gateway")
    assert judged(error, MOST_TRIES - 2).result is Result.RETRY
    assert judged(error, MOST_TRIES - 1).result is Result.FAILED
    assert judged(ChatMigrated(-5), MOST_TRIES - 1).result is Result.FAILED


@given(st.integers(0, 10_000))
def test_waits_grow_to_a_limit(tries: int):
    assert FIRST_WAIT <= back_off(tries) <= back_off(tries + 1) <= LONGEST_WAIT


@given(st.text(min_size=4), st.integers(0, 3))
def test_no_error_repeats_the_message_or_the_token(words: str, which: int):
    url = f"http://127.0.0.1/bot{TOKEN}/sendMessage"
    secret = f"<{words}>{TOKEN}"
    error = [
        BadRequest(f'Bad Request: can\'t parse entities: unsupported start tag "{secret}" at byte offset 3'),
        caused(
            NetworkError(f"Unknown error in HTTP implementation: {secret}"), aiohttp.InvalidURL(url, secret)
        ),
        caused(TimedOut(secret), aiohttp.ConnectionTimeoutError(f"Connection timeout to host {url}")),
        KeyError(secret),
    ][which]
    assert describe(error) in {
        "BadRequest: Can't parse entities",
        "NetworkError after InvalidURL",
        "TimedOut after ConnectionTimeoutError",
        "KeyError",
    }


def test_the_reason_of_a_refusal_is_kept():
    assert (
        describe(Forbidden("Forbidden: bot was blocked by the user"))
        == "Forbidden: bot was blocked by the user"
    )
    assert describe(BadRequest("Bad Request: message is too long")) == "BadRequest: Message is too long"
