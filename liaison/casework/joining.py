"""How deputies and clerks join: a one-time link, kept only as a hash, that expires."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

from .errors import Refused
from .notices import Owed
from .people import Actor, Person
from .ports import Transaction

INVITATION_PREFIX = "j_"
"""Start payloads that are invitations."""

DEPUTY_PREFIX = "d_"
"""Start payloads that are a deputy's public code."""

STATION_PREFIX = "s_"
"""Start payloads that are a station's public code."""

COMMUNITY_PREFIX = "c_"
"""Start payloads that are a community's public code."""

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{16,60}$")


def hashed(token: str) -> str:
    """What is stored of an invitation. The token has 128 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    tx: Transaction, *, token: str, deputy_id: int | None, made_by: Person | None, now: datetime
) -> str:
    """Make an invitation for a deputy (or, None, a clerk); returns its start payload.

    ``token`` comes from ``secrets.token_urlsafe(16)``. ``made_by`` None: from the command line.
    Raises Refused unless made by a clerk, and for a deputy who is not in office.
    """
    if made_by is not None and not made_by.clerk:
        raise Refused("refused-staff-only")
    if deputy_id is not None:
        deputy = tx.office.directory.roster.deputies.get(deputy_id)
        if deputy is None or not deputy.active:
            raise Refused("refused-no-such-deputy")
    tx.people.invite(
        hashed(token),
        deputy_id=deputy_id,
        made_by=made_by.id if made_by else None,
        now=now,
        expires=now + tx.office.policy.invitation_life,
    )
    return INVITATION_PREFIX + token


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation to be handed over."""

    payload: str  # what the link starts the bot with
    until: date  # the last day it works


def invite_as_clerk(
    tx: Transaction, *, actor: Actor, token: str, deputy_id: int | None, now: datetime
) -> Invited:
    """A clerk invites a deputy, or (None) another clerk. Raises Refused as :func:`invite`."""
    made_by = tx.people.get(actor.person_id)
    if made_by is None:
        raise Refused("refused-staff-only")
    payload = invite(tx, token=token, deputy_id=deputy_id, made_by=made_by, now=now)
    policy = tx.office.policy
    return Invited(payload, policy.today(now + policy.invitation_life))


@dataclass(frozen=True, slots=True)
class Joined:
    """The post somebody now holds. ``others``: how many other accounts act for the same deputy."""

    person: Person
    deputy_id: int | None  # None: a clerk
    others: int = 0


def join(tx: Transaction, *, person: Person, payload: str, now: datetime) -> Joined:
    """Use an invitation. A second account for one deputy (an assistant's, a new phone's) is in order, since
    staff made the link, but never silent: whoever acts for the deputy already is told. Raises Refused when
    the invitation is unknown, used by another, or expired, or the deputy has left office."""
    token = payload.removeprefix(INVITATION_PREFIX)
    used = (
        tx.people.use_invitation(hashed(token), person.id, now)
        if payload.startswith(INVITATION_PREFIX) and _TOKEN.match(token)
        else None
    )
    if used is None:
        raise Refused("refused-invitation")
    deputy = tx.office.directory.roster.deputies.get(used.deputy_id or 0)
    if used.deputy_id is not None and (deputy is None or not deputy.active):
        raise Refused("refused-no-such-deputy")
    tx.people.hold_post(person.id, now, deputy_id=used.deputy_id)
    joined = tx.people.get(person.id)
    if joined is None:
        raise Refused("refused-invitation")
    if deputy is None:
        return Joined(joined, None)
    others = [other for other in tx.people.deputies(deputy.id) if other.id != person.id]
    tx.outbox.put(
        (
            Owed(
                other.id,
                "notice-another-account",
                {"deputy": deputy.name},
                f"joined:{hashed(token)[:16]}:{other.id}",
            )
            for other in others
        ),
        now,
    )
    return Joined(joined, deputy.id, len(others))
