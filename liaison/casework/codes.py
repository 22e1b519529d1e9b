"""Public codes: the links that open a deputy, a station or a community, on posters and in QR pictures."""

from __future__ import annotations

from datetime import datetime

from .errors import Refused
from .joining import DEPUTY_PREFIX
from .people import Actor
from .ports import CodeKind, Transaction

STATION_PREFIX = "s_"
COMMUNITY_PREFIX = "c_"

PREFIXES: dict[CodeKind, str] = {
    "deputy": DEPUTY_PREFIX,
    "station": STATION_PREFIX,
    "district": COMMUNITY_PREFIX,
}
"""What start payloads begin with."""


def payload(kind: CodeKind, token: str) -> str:
    """What the link starts the bot with."""
    return PREFIXES[kind] + token


def address(kind: CodeKind, token: str, username: str) -> str:
    """The link, without its scheme, as it stands on a poster."""
    return f"t.me/{username}?start={payload(kind, token)}"


def current(tx: Transaction, *, actor: Actor, kind: CodeKind, target_id: int) -> str | None:
    """The token in force, None when there is none. Refused for anybody but clerks and the deputy it opens,
    and for what is not in the roster or not in office."""
    if not (actor.clerk or (kind == "deputy" and actor.deputy_id == target_id)):
        raise Refused("refused-staff-only")
    _must_be_there(tx, kind, target_id)
    return tx.codes.token(kind, target_id)


def renew(
    tx: Transaction, *, actor: Actor | None, kind: CodeKind, target_id: int, instead_of: str, now: datetime
) -> str:
    """Withdraw the code and make another; the token now in force. Nothing is done when it is no longer
    ``instead_of`` (empty: none) that is in force, so that a second tap does not take back what the first made.

    ``actor`` None: from the command line. Refused for anybody but clerks, and for what is not in the roster or
    not in office."""
    _only_clerks(actor)
    _must_be_there(tx, kind, target_id)
    token = tx.codes.token(kind, target_id)
    if token is not None and token != instead_of:
        return token
    return tx.codes.renew(kind, target_id, tx.office.policy.today(now))


def withdraw(
    tx: Transaction, *, actor: Actor | None, kind: CodeKind, target_id: int, token: str, now: datetime
) -> bool:
    """From now on this code opens nothing; False when it does so already. As :func:`renew`, but somebody who
    has left office may have one still."""
    _only_clerks(actor)
    if tx.codes.token(kind, target_id) != token:
        return False
    return tx.codes.revoke(kind, target_id, tx.office.policy.today(now))


def _only_clerks(actor: Actor | None) -> None:
    if actor is not None and not actor.clerk:
        raise Refused("refused-staff-only")


def _must_be_there(tx: Transaction, kind: CodeKind, target_id: int) -> None:
    roster = tx.office.directory.roster
    match kind:
        case "deputy":
            deputy = roster.deputies.get(target_id)
            there = deputy is not None and deputy.active
        case "station":
            there = target_id in roster.stations
        case "district":
            district = roster.districts.get(target_id)
            there = district is not None and district.kind == "village"
    if not there:
        raise Refused("refused-no-such-code")
