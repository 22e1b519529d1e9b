"""Who could take an opinion: a short list for the clerk, and who has joined."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import Refused
from .model import Opinion, State
from .people import Actor
from .ports import Transaction

MOST = 8
"""Deputies on the short list; more buttons do not fit a phone beside the card."""


class Why(StrEnum):
    """What speaks for a deputy, the strongest first."""

    NAMED = "named"  # the citizen chose this deputy
    COMMUNITY = "community"  # keeps in touch with the citizen's community
    COMMITTEE = "committee"  # sits on the committee whose remit it is


@dataclass(frozen=True, slots=True)
class Candidate:
    """One deputy on the short list. ``joined``: has opened the bot, so can be told at once."""

    deputy_id: int
    why: tuple[Why, ...]
    joined: bool


def shortlist(tx: Transaction, *, actor: Actor, opinion_id: int) -> tuple[Candidate, ...]:
    """Deputies who suit an opinion: most reasons first, and of equals those who have joined.

    The committee is the one that has it; while none has, the matcher's first. Whoever holds it now is not
    on the list, unless staff still triage it. Refused for anybody but clerks.
    """
    opinion = tx.opinions.get(opinion_id)
    if opinion is None or not actor.clerk:
        raise Refused("refused-not-yours")
    roster = tx.office.directory.roster
    joined = tx.people.joined_deputies()
    found: list[Candidate] = []
    triaging = State.TRIAGE in (opinion.state, opinion.asked_from)
    committee_id = _committee(opinion)
    for deputy in roster.deputies.values():
        if not deputy.active or (deputy.id == opinion.deputy_id and not triaging):
            continue
        why = tuple(
            reason
            for reason, holds in (
                (Why.NAMED, deputy.id == opinion.deputy_id),
                (Why.COMMUNITY, opinion.district_id in deputy.district_ids),
                (Why.COMMITTEE, committee_id is not None and deputy.committee_id == committee_id),
            )
            if holds
        )
        if why:
            found.append(Candidate(deputy.id, why, deputy.id in joined))
    order = list(Why)
    found.sort(
        key=lambda one: (Why.NAMED not in one.why, -len(one.why), not one.joined, order.index(one.why[0]))
    )
    return tuple(found[:MOST])


def _committee(opinion: Opinion) -> int | None:
    if opinion.committee_id is not None:
        return opinion.committee_id
    return opinion.suggestions[0].committee_id if opinion.suggestions else None


def joined(tx: Transaction) -> frozenset[int]:
    """The deputies who have joined."""
    return tx.people.joined_deputies()
