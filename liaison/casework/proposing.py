"""Whom to write to about something: those of the citizen's own community first, then those whose committee or
group deals with the matter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaison.directory.model import Deputy
from liaison.routing.subjects import shipped
from liaison.routing.verdict import Suggestion

from .office import Office
from .seats import NEAREST_FIRST, Seats, nearest_level, seats_of

MOST = 8
"""Deputies that are proposed: as many buttons as fit a phone."""

MOST_NEAR = 4
"""Of these, those proposed only for the place, so that those who deal with the matter are seen too."""

LEAST_SURE = 0.2
"""How likely (0 to 1) a committee must be for its members to be proposed."""

MOST_COMMITTEES = 2
"""Committees whose members are proposed: words that touch three point to none."""


class Why(StrEnum):
    """What speaks for a deputy, the strongest first."""

    LINKED = "linked"  # keeps in touch with the citizen's community
    ELECTED = "elected"  # elected by it, or by the town or street it lies in
    COMMITTEE = "committee"  # sits on the committee that deals with the matter
    GROUP = "group"  # belongs to a group that does


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason, and the name of the place, committee or group."""

    why: Why
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A deputy, and why, the strongest reason first."""

    deputy: Deputy
    grounds: tuple[Ground, ...]


def propose(office: Office, words: str, home_id: int | None, *, most: int = MOST) -> tuple[Proposal, ...]:
    """Deputies who suit what is said, best first; empty when neither place nor words say anything."""
    seats = seats_of(office.directory.roster)
    grounds: dict[int, list[Ground]] = {}
    _near(seats, home_id, grounds)
    near = set(grounds)
    rank: dict[int, float] = {}
    verdict = office.router.read(words) if words.strip() else None
    for suggestion in verdict.suggestions[:MOST_COMMITTEES] if verdict is not None else ():
        if suggestion.confidence >= LEAST_SURE:
            _dealing(seats, suggestion, grounds, rank)
    order = list(Why)
    deputies = seats.roster.deputies

    def place(deputy_id: int) -> tuple[bool, float, int, int, int]:
        return (
            deputy_id not in near,
            -rank.get(deputy_id, 0.0),
            order.index(grounds[deputy_id][0].why),
            NEAREST_FIRST.index(nearest_level(deputies[deputy_id])),
            deputy_id,
        )

    ranked = sorted(grounds, key=place)
    only_near = [deputy_id for deputy_id in ranked if deputy_id not in rank]
    left_out = set(only_near[MOST_NEAR:]) if rank else set()
    shown = [deputy_id for deputy_id in ranked if deputy_id not in left_out][:most]
    return tuple(Proposal(deputies[deputy_id], tuple(grounds[deputy_id])) for deputy_id in shown)


def _near(seats: Seats, home_id: int | None, grounds: dict[int, list[Ground]]) -> None:
    districts = seats.roster.districts
    if home_id is None or home_id not in districts:
        return
    home = districts[home_id]
    for deputy_id in seats.linked(home.id):
        grounds.setdefault(deputy_id, []).append(Ground(Why.LINKED, home.name))
    around = [home]
    if home.kind == "village" and home.parent_id is not None:
        around.append(districts[home.parent_id])
    for one in around:
        for deputy_id in seats.elected_by(one.id):
            if deputy_id not in grounds:
                grounds[deputy_id] = [Ground(Why.ELECTED, one.name)]


def _dealing(
    seats: Seats, suggestion: Suggestion, grounds: dict[int, list[Ground]], rank: dict[int, float]
) -> None:
    roster = seats.roster
    committee = roster.committee_by_code.get(suggestion.committee)

    def add(deputy_id: int, ground: Ground) -> None:
        grounds.setdefault(deputy_id, []).append(ground)
        rank[deputy_id] = max(rank.get(deputy_id, 0.0), suggestion.confidence)

    if committee is not None:
        for deputy_id in seats.in_committee(committee.id):
            add(deputy_id, Ground(Why.COMMITTEE, committee.name))
    for group in roster.groups.values():
        subjects = {leaf for subject in group.subjects for leaf in (subject, *shipped().under(subject))}
        if (committee is not None and group.committee_id == committee.id) or (
            suggestion.subject and suggestion.subject in subjects
        ):
            for deputy_id in seats.in_group(group.name):
                add(deputy_id, Ground(Why.GROUP, group.name))
