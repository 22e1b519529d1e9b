"""Telegram calls us: webhook → inbox. A call is answered only after its update is committed; until then Telegram
keeps the update and calls again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Literal

import structlog
from aiohttp import web

from .intake import ALLOWED, Intake, chat_of
from .settings import SettingProblem, Settings
from .telegram_account import ask

log = structlog.get_logger()

PATH = "/telegram"
"""Where it listens, below LIAISON_PUBLIC_URL."""

HEADER = "X-Telegram-Bot-Api-Secret-Token"

MOST_CALLS = 40
"""How many calls Telegram may make at once (setWebhook's own default)."""

TELEGRAM = (ip_network("149.154.160.0/20"), ip_network("91.108.4.0/22"))
"""Where Telegram calls from (core.telegram.org/bots/webhooks)."""


def secret_of(token: str) -> str:
    """What Telegram must say with every call. Made of the token, so that every process knows it."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Takes Telegram's calls."""

    def __init__(self, settings: Settings, intake: Intake) -> None:
        self._secret = secret_of(settings.token).encode()
        self._telegram_only = settings.telegram_only
        self._intake = intake
        self._refusing = False

    async def take(self, request: web.Request) -> web.Response:
        """One update. 403: not from Telegram; 400: no update; 503: cannot be kept now, to be sent again."""
        said = request.headers.get(HEADER, "").encode(errors="surrogateescape")  # whatever bytes came
        if not hmac.compare_digest(said, self._secret):
            return web.Response(status=403)
        if self._telegram_only and not _from_telegram(request):
            log.warning("webhook.stranger")
            return web.Response(status=403)
        body = await request.read()  # aiohttp refuses what is over the application's limit: 413
        update = _update(body)
        if update is None:
            log.warning("webhook.no_update", length=len(body))
            return web.Response(status=400)
        try:
            await self._intake.keep([update])
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram keeps the update for us
            if not self._refusing:  # said once, not for each of Telegram's calls
                log.warning("webhook.not_kept", error=type(error).__name__)
            self._refusing = True
            return web.Response(status=503, headers={"Retry-After": "1"})
        if self._refusing:
            log.info("webhook.keeps_again")
        self._refusing = False
        return web.Response()


def _update(body: bytes) -> dict[str, Any] | None:
    """What the inbox can keep and the dispatcher can sort, or None."""
    try:
        update = json.loads(body)
        number = update["update_id"]
        chat_of(update).encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return update if type(number) is int and 0 <= number <= _HIGHEST else None


_HIGHEST = (1 << 63) - 1
"""Of the numbers that the inbox can keep; Telegram's have 32 bits."""


def _from_telegram(request: web.Request) -> bool:
    """By the address that called; behind a proxy on this or a private network, by the last one it names."""
    try:
        caller = _address(request.remote or "127.0.0.1")  # none: through a socket of this machine
        forwarded = ",".join(
            request.headers.getall("X-Forwarded-For", ())
        )  # a proxy may add a line of its own
        if forwarded and (caller.is_loopback or caller.is_private):
            caller = _address(forwarded.rpartition(",")[2].strip())
    except ValueError:
        return False
    return any(caller in network for network in TELEGRAM)


def _address(written: str) -> IPv4Address | IPv6Address:
    """As it is meant: an IPv4 address may be written as an IPv6 one, ``::ffff:149.154.160.1``, and then is in none of
    the networks, and loopback on some versions of Python only."""
    address = ip_address(written)
    return getattr(address, "ipv4_mapped", None) or address


CHECK_SECONDS = 300.0
"""Between two looks whether it is set."""

SOON_SECONDS = 2.0
"""Before the next try when it could not be set; then twice as long each time, CHECK_SECONDS at most."""


async def set_up(settings: Settings) -> bool:
    """Tell Telegram where to call; what waits there stays. False when Telegram refuses. Raises SettingProblem when it
    cannot be reached."""
    answer = await ask(
        settings,
        "setWebhook",
        url=f"{settings.public_url}{PATH}",
        secret_token=secret_of(settings.token),
        allowed_updates=ALLOWED,
        max_connections=MOST_CALLS,
    )
    if not answer.ok:
        log.error("webhook.refused", code=answer.code)
    return answer.ok


async def keep_set(settings: Settings, *, check_every: float = CHECK_SECONDS) -> None:
    """Set it, since Telegram does not say with which secret it calls; then see that it is set, now and again:
    somebody may take it away by mistake. Until cancelled."""
    done, soon = False, SOON_SECONDS
    while True:
        try:
            well = (done and await _is_set(settings)) or await set_up(settings)
            done = done or well
        except SettingProblem as problem:  # Telegram is away
            log.warning("webhook.telegram_away", said=problem.detail)
            well = False
        except Exception as error:  # noqa: BLE001 - an answer that Telegram would not give
            log.warning("webhook.no_answer", error=type(error).__name__)
            well = False
        pause = check_every if well else min(soon, check_every)
        soon = SOON_SECONDS if well else soon * 2
        await asyncio.sleep(pause)


async def _is_set(settings: Settings) -> bool:
    """As this version wants it: the one before may have asked for fewer kinds of update."""
    answer = await ask(settings, "getWebhookInfo")
    return (
        answer.ok
        and answer.result.get("url") == f"{settings.public_url}{PATH}"
        and set(answer.result.get("allowed_updates", ())) == set(ALLOWED)
    )


async def take_away(settings: Settings) -> bool:
    """Telegram calls no more, and keeps what comes for whoever asks. Raises SettingProblem."""
    return (await ask(settings, "deleteWebhook")).ok


@dataclass(frozen=True, slots=True)
class Said:
    """What a command found or did: a text, and whether all is well."""

    key: str
    args: dict[str, str | int]
    well: bool


async def by_command(settings: Settings, what: Literal["set", "remove", "show"]) -> Said:
    """Set the webhook, take it away, or look how it is. Raises SettingProblem."""
    if what == "set":
        well = await set_up(settings)
        return Said("webhook-set" if well else "webhook-refused", {"url": settings.public_url or ""}, well)
    if what == "remove":
        well = await take_away(settings)
        return Said("webhook-removed" if well else "webhook-refused", {"url": ""}, well)
    answer = await ask(settings, "getWebhookInfo")
    if not answer.ok:
        return Said("webhook-refused", {"url": ""}, well=False)
    url, waiting = answer.result.get("url", ""), int(answer.result.get("pending_update_count", 0))
    if not url:
        return Said("webhook-none", {"waiting": waiting}, well=True)
    error = str(answer.result.get("last_error_message", ""))
    return Said("webhook-is", {"url": url, "waiting": waiting, "error": error}, well=not error)
