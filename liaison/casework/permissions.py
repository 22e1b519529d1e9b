"""Who may do what to which opinion: one table. Whatever is not in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .commands import (
    AddWords,
    Answer,
    Ask,
    Assign,
    Command,
    ConfirmCommittee,
    Correct,
    EditWords,
    Join,
    Nudge,
    PassOn,
    PutAside,
    ReplyToQuestion,
    SayAbout,
    Separate,
    SetAssisting,
    SetGrade,
    View,
    Withdraw,
)
from .errors import Refused
from .model import File, Opinion, Party, State, holders
from .people import Actor


class Relation(StrEnum):
    """What somebody is to one opinion."""

    AUTHOR = "author"  # the citizen who wrote it
    HOLDER = "holder"  # the deputy who has it now
    STAFF = "staff"  # a clerk of its assembly
    STAFF_IN_CHARGE = "staff_in_charge"  # the same, while no deputy in office has it, nor another opinion's answer is its own


_OPEN = frozenset({State.TRIAGE, State.WITH_COMMITTEE, State.WITH_DEPUTY, State.WAITING})
_LIVE = _OPEN | {State.JOINED}
_ANY = frozenset(State)
_WITH_DEPUTY = frozenset({State.WITH_DEPUTY, State.WAITING})
_WITH_STAFF = frozenset({State.TRIAGE, State.WITH_COMMITTEE, State.WAITING})

PERMITTED: Mapping[type[Command], Mapping[Relation, frozenset[State]]] = {
    View: {Relation.AUTHOR: _ANY, Relation.HOLDER: _ANY, Relation.STAFF: _ANY},
    AddWords: {Relation.AUTHOR: _LIVE | {State.ANSWERED}},
    EditWords: {Relation.AUTHOR: _ANY},
    ReplyToQuestion: {Relation.AUTHOR: frozenset({State.WAITING})},
    SayAbout: {Relation.AUTHOR: frozenset({State.TRIAGE})},
    Nudge: {Relation.AUTHOR: _LIVE - {State.WAITING}},
    Withdraw: {Relation.AUTHOR: _LIVE},
    Answer: {Relation.HOLDER: _WITH_DEPUTY, Relation.STAFF_IN_CHARGE: _WITH_STAFF},
    Correct: {
        Relation.HOLDER: frozenset({State.ANSWERED}),
        Relation.STAFF_IN_CHARGE: frozenset({State.ANSWERED}),
    },
    Ask: {Relation.HOLDER: _WITH_DEPUTY, Relation.STAFF_IN_CHARGE: _WITH_STAFF},
    PassOn: {Relation.HOLDER: _WITH_DEPUTY},
    PutAside: {Relation.HOLDER: _WITH_DEPUTY},
    ConfirmCommittee: {Relation.STAFF: _OPEN},
    Assign: {Relation.STAFF: _OPEN},
    Join: {Relation.STAFF: _OPEN},
    Separate: {Relation.STAFF: frozenset({State.JOINED})},
    SetGrade: {Relation.STAFF: _OPEN},
    SetAssisting: {Relation.STAFF: _OPEN - {State.TRIAGE}},
}


def relations(opinion: Opinion, actor: Actor) -> frozenset[Relation]:
    """Everything this person is to this opinion. Nothing across assemblies."""
    if actor.assembly != opinion.assembly:
        return frozenset()
    found = set()
    if actor.person_id == opinion.author_id:
        found.add(Relation.AUTHOR)
    triaging = State.TRIAGE in (opinion.state, opinion.asked_from)
    if actor.deputy_id is not None and actor.deputy_id == opinion.deputy_id and not triaging:
        # While staff still triage it, the deputy whom the citizen named does not have it yet.
        found.add(Relation.HOLDER)
    if actor.clerk:
        found.add(Relation.STAFF)
        alone = opinion.joined_to is None
        if alone and (opinion.deputy_id is None or triaging or opinion.deputy_left):
            found.add(Relation.STAFF_IN_CHARGE)
    return frozenset(found)


def turned_away(file: File, actor: Actor) -> Refused:
    """What somebody is told who may not see an opinion: nothing, not even that it exists. Only a deputy who
    once had it hears that somebody else has it now."""
    if actor.deputy_id in holders(file) and actor.assembly == file.opinion.assembly:
        return Refused("refused-moved-on")
    return Refused("refused-not-yours")


_PARTY = {
    Relation.AUTHOR: Party.CITIZEN,
    Relation.HOLDER: Party.DEPUTY,
    Relation.STAFF: Party.CLERK,
    Relation.STAFF_IN_CHARGE: Party.CLERK,
}


def acting_as(opinion: Opinion, actor: Actor, command: type[Command]) -> Party | None:
    """In what capacity ``actor`` may give ``command`` now; None: not at all."""
    row = PERMITTED.get(command, {})
    for relation in sorted(relations(opinion, actor)):
        if opinion.state in row.get(relation, frozenset()):
            return _PARTY[relation]
    return None


def allowed(opinion: Opinion, actor: Actor, party: Party) -> frozenset[type[Command]]:
    """Every command open to this person in one capacity: what a keyboard may show."""
    mine = [relation for relation in relations(opinion, actor) if _PARTY[relation] is party]
    return frozenset(
        command
        for command, row in PERMITTED.items()
        if any(opinion.state in row.get(relation, frozenset()) for relation in mine)
    )
