"""How a bot gets its updates: the long poll, the webhook's settings, signing off."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from playground.errors import bad_request, conflict
from playground.methods.call import Call
from playground.state import Bot, Json
from playground.updates import DEFAULT_KINDS, KINDS
from playground.webhook import MAX_CONNECTIONS, MAX_SECRET, SECRET, Webhook, restart, stop

_PORTS = frozenset({80, 88, 443, 8443})


def set_allowed(bot: Bot, value: Any) -> None:
    """Takes an `allowed_updates` parameter; absent leaves what was, empty is the default."""
    if not isinstance(value, list):
        return
    kinds = sorted(KINDS.intersection(str(kind) for kind in value))
    if bot.settings["allowed_updates"] == (kinds or None):
        return
    bot.settings["allowed_updates"] = kinds or None
    bot.queue.allowed = frozenset(kinds) if kinds else DEFAULT_KINDS
    bot.save()


async def get_updates(call: Call) -> list[str]:
    """The JSON texts of the updates not confirmed yet, waiting up to `timeout` seconds for the first."""
    queue = call.bot.queue
    if call.bot.settings["webhook"]:
        raise conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
                       "first")  # fmt: skip
    queue.terminate()
    set_allowed(call.bot, call.decoded("allowed_updates", "allowed updates"))
    queue.seek(call.integer("offset"))
    call.world.commit()
    await queue.wait(call.integer("timeout"))
    limit = min(100, max(1, call.integer("limit", 100)))
    batch = [queue.pending[index] for index in range(min(limit, len(queue.pending)))]
    faults = call.world.faults
    if faults.active:
        if queue.confirmed_last and faults.pick("getupdates", None, ("duplicate_updates",)):
            batch = [*queue.confirmed_last, *batch]
        if len(batch) > 1 and faults.pick("getupdates", None, ("reorder_updates",)):
            batch.reverse()
    return [update.encoded for update in batch]


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    try:
        loopback = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        loopback = parts.hostname == "localhost"
    if not parts.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if loopback and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


async def set_webhook(call: Call) -> bool:
    """Has updates posted to an address. An empty `url` removes it. http:// is taken on loopback only."""
    url = call.string("url").strip()
    if not url:
        return await delete_webhook(call)
    _check_url(url)
    secret = call.string("secret_token")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    bot = call.bot
    connections = min(100, max(1, call.integer("max_connections", MAX_CONNECTIONS)))
    await stop(bot)
    set_allowed(bot, call.decoded("allowed_updates", "allowed updates"))
    _drop_pending(call)
    bot.settings["webhook"] = {"url": url, "secret": secret, "connections": connections}
    bot.save()
    bot.queue.terminate("terminated by setWebhook request")
    call.world.commit()
    restart(bot, call.world)
    return True


async def delete_webhook(call: Call) -> bool:
    """Goes back to getUpdates."""
    await stop(call.bot)
    _drop_pending(call)
    call.bot.settings["webhook"] = None
    call.bot.save()
    return True


def _drop_pending(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        call.bot.queue.confirm(call.bot.queue.last_id + 1)


def get_webhook_info(call: Call) -> Json:
    """The WebhookInfo; `url` is empty without a webhook."""
    bot = call.bot
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(bot.queue.pending)}
    kept = bot.settings["webhook"]
    if kept:
        info |= {"url": kept["url"], "max_connections": kept["connections"]}
        running: Webhook | None = bot.webhook
        if running is not None and running.last_error:
            info["last_error_date"], info["last_error_message"] = running.last_error
    if bot.settings["allowed_updates"]:
        info["allowed_updates"] = bot.settings["allowed_updates"]
    return info


async def log_out(call: Call) -> bool:
    """Signs off from this server: stops the webhook. The bot may come back at once."""
    await stop(call.bot)
    call.bot.queue.terminate("terminated by logOut request")
    return True
