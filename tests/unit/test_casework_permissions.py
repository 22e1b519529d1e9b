from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from liaison.casework import commands as c
from liaison.casework.decide import decide
from liaison.casework.errors import Refused
from liaison.casework.model import Entry, File, Kind, Opinion, Party, ReadAs, State, holders
from liaison.casework.office import Policy
from liaison.casework.people import Actor
from liaison.casework.permissions import PERMITTED, Relation, acting_as, allowed, relations
from liaison.routing.verdict import Grade

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
AUTHOR, HOLDER, CLERK, STRANGER = 1, 2, 3, 4
DEPUTY, OTHER_DEPUTY, COMMITTEE, OTHER_COMMITTEE = 10, 11, 20, 21

COMMANDS: dict[type[c.Command], c.Command] = {
    c.View: c.View(),
    c.AddWords: c.AddWords(1),
    c.ReplyToQuestion: c.ReplyToQuestion(1),
    c.EditWords: c.EditWords("a", "b"),
    c.Nudge: c.Nudge(),
    c.Withdraw: c.Withdraw(),
    c.Answer: c.Answer(1),
    c.Correct: c.Correct(1),
    c.Ask: c.Ask(1),
    c.PassOn: c.PassOn(1, deputy_id=OTHER_DEPUTY),
    c.PutAside: c.PutAside(date(2026, 5, 20)),
    c.ConfirmCommittee: c.ConfirmCommittee(OTHER_COMMITTEE),
    c.Assign: c.Assign(OTHER_DEPUTY),
    c.SayAbout: c.SayAbout("estate"),
    c.SetGrade: c.SetGrade(Grade.URGENT),
    c.SetAssisting: c.SetAssisting(OTHER_COMMITTEE),
    c.Join: c.Join(2),
    c.Separate: c.Separate(),
}

ACTORS = {
    "author": Actor(AUTHOR, "a"),
    "deputy": Actor(HOLDER, "a", deputy_id=DEPUTY),
    "other deputy": Actor(HOLDER, "a", deputy_id=OTHER_DEPUTY),
    "clerk": Actor(CLERK, "a", clerk=True),
    "stranger": Actor(STRANGER, "a"),
    "author elsewhere": Actor(AUTHOR, "b"),
    "deputy elsewhere": Actor(HOLDER, "b", deputy_id=DEPUTY),
    "clerk elsewhere": Actor(CLERK, "b", clerk=True),
}


def opinion(
    state: State,
    *,
    deputy: int | None = DEPUTY,
    committee: int | None = COMMITTEE,
    asked: State | None = None,
) -> Opinion:
    return Opinion(
        id=1,
        assembly="a",
        number="2600427",
        author_id=AUTHOR,
        state=state,
        submitted_at=NOW,
        due_on=date(2026, 6, 1),
        deputy_id=deputy,
        committee_id=committee,
        asked_from=asked,
        version=1,
        read_as=ReadAs(choices=(("estate", COMMITTEE), ("roads", OTHER_COMMITTEE))),
    )


PLACES = {
    "triage": opinion(State.TRIAGE, deputy=None, committee=None),
    "triage, a deputy named": opinion(State.TRIAGE, committee=None),
    "committee": opinion(State.WITH_COMMITTEE, deputy=None),
    "deputy": opinion(State.WITH_DEPUTY),
    "waiting for deputy": opinion(State.WAITING, asked=State.WITH_DEPUTY),
    "waiting for committee": opinion(State.WAITING, deputy=None, asked=State.WITH_COMMITTEE),
    "waiting for triage": opinion(State.WAITING, asked=State.TRIAGE),
    "answered by deputy": opinion(State.ANSWERED),
    "answered by staff": opinion(State.ANSWERED, deputy=None),
    "answered, deputy left": replace(opinion(State.ANSWERED), deputy_left=True),
    "withdrawn": opinion(State.WITHDRAWN),
    "joined": replace(opinion(State.JOINED, deputy=None), joined_to=2),
    "answered with another": replace(opinion(State.ANSWERED, deputy=None), joined_to=2),
}

# The table again, written independently and by situation: who may do what. Everything else is refused.
OPEN = {p for p, o in PLACES.items() if o.state not in (State.ANSWERED, State.WITHDRAWN, State.JOINED)}
ANSWERED = {"answered by deputy", "answered by staff", "answered, deputy left", "answered with another"}
WAITING = {"waiting for deputy", "waiting for committee", "waiting for triage"}
AT_DEPUTY = {"deputy", "waiting for deputy"}
AT_STAFF = {"triage", "triage, a deputy named", "committee", "waiting for committee", "waiting for triage"}
EXPECTED: dict[str, dict[type[c.Command], set[str]]] = {
    "author": {
        c.View: set(PLACES),
        c.AddWords: OPEN | ANSWERED | {"joined"},
        c.ReplyToQuestion: WAITING,
        c.EditWords: set(PLACES),
        c.Nudge: (OPEN - WAITING) | {"joined"},
        c.Withdraw: OPEN | {"joined"},
        c.SayAbout: {"triage", "triage, a deputy named"},
    },
    "deputy": {
        c.View: {*AT_DEPUTY, "answered by deputy", "answered, deputy left", "withdrawn"},
        c.Answer: AT_DEPUTY,
        c.Ask: AT_DEPUTY,
        c.PassOn: AT_DEPUTY,
        c.PutAside: AT_DEPUTY,
        c.Correct: {"answered by deputy", "answered, deputy left"},
    },
    "clerk": {
        c.View: set(PLACES),
        c.Answer: AT_STAFF,
        c.Ask: AT_STAFF,
        c.Correct: {"answered by staff", "answered, deputy left"},
        c.ConfirmCommittee: OPEN,
        c.Assign: OPEN,
        c.SetGrade: OPEN,
        c.SetAssisting: OPEN - {"triage", "triage, a deputy named"},
        c.Join: OPEN,
        c.Separate: {"joined"},
    },
}


def test_every_command_is_in_the_table() -> None:
    assert set(PERMITTED) == set(COMMANDS)
    assert {command.__name__ for command in COMMANDS} == {
        made.__name__ for made in c.Command.__subclasses__()
    }


@pytest.mark.parametrize(("who", "command"), list(itertools.product(ACTORS, COMMANDS)))
def test_exactly_the_table_is_allowed(who: str, command: type[c.Command]) -> None:
    expected = EXPECTED.get(who, {}).get(command, set())
    for place, standing in PLACES.items():
        party = acting_as(standing, ACTORS[who], command)
        assert (party is not None) == (place in expected), (who, command.__name__, place)
        given_by = {"author": Party.CITIZEN, "deputy": Party.DEPUTY, "clerk": Party.CLERK}.get(who)
        assert party in (None, given_by)
        assert (command in allowed(standing, ACTORS[who], given_by or Party.CITIZEN)) == (place in expected)


@pytest.mark.parametrize(("who", "command"), list(itertools.product(ACTORS, list(COMMANDS)[1:])))
def test_what_is_not_allowed_is_refused_by_decide(who: str, command: type[c.Command]) -> None:
    expected = EXPECTED.get(who, {}).get(command, set())
    for place, standing in PLACES.items():
        file = File(standing, (Entry(Kind.SUBMITTED, Party.CITIZEN, NOW, AUTHOR, seq=1),))
        if place in expected:
            decision = decide(file, COMMANDS[command], ACTORS[who], NOW, Policy())
            assert decision.opinion.version == standing.version + 1
            continue
        with pytest.raises(Refused) as refused:
            decide(file, COMMANDS[command], ACTORS[who], NOW, Policy())
        known = bool(relations(standing, ACTORS[who]))
        assert refused.value.key == ("refused-now" if known else "refused-not-yours"), (place, who)


def test_a_person_may_be_several_things_at_once() -> None:
    all_in_one = Actor(AUTHOR, "a", deputy_id=DEPUTY, clerk=True)
    standing = PLACES["deputy"]
    assert relations(standing, all_in_one) == {Relation.AUTHOR, Relation.HOLDER, Relation.STAFF}
    assert acting_as(standing, all_in_one, c.Withdraw) is Party.CITIZEN
    assert acting_as(standing, all_in_one, c.Answer) is Party.DEPUTY
    assert acting_as(standing, all_in_one, c.Assign) is Party.CLERK
    for party in Party:
        assert allowed(standing, all_in_one, party) == set().union(
            *(
                {command for command, places in row.items() if "deputy" in places}
                for who, row in EXPECTED.items()
                if {"author": Party.CITIZEN, "deputy": Party.DEPUTY, "clerk": Party.CLERK}[who] is party
            )
        )


def test_nothing_is_allowed_to_a_deputy_whom_the_citizen_named_while_staff_triage() -> None:
    for place in ("triage, a deputy named", "waiting for triage"):
        assert relations(PLACES[place], ACTORS["deputy"]) == frozenset()
    settled = replace(PLACES["triage, a deputy named"], state=State.WITH_DEPUTY)
    assert relations(settled, ACTORS["deputy"]) == {Relation.HOLDER}


def test_a_deputy_who_had_it_once_hears_that_it_moved_on_and_nobody_else_does() -> None:
    standing = opinion(State.WITH_DEPUTY, deputy=OTHER_DEPUTY)
    history = (
        Entry(Kind.SUBMITTED, Party.CITIZEN, NOW, AUTHOR, deputy_id=DEPUTY, committee_id=COMMITTEE, seq=1),
        Entry(Kind.PASSED, Party.DEPUTY, NOW, HOLDER, deputy_id=OTHER_DEPUTY, seq=2),
    )
    for who, key in (
        ("deputy", "refused-moved-on"),
        ("stranger", "refused-not-yours"),
        ("deputy elsewhere", "refused-not-yours"),
    ):
        with pytest.raises(Refused) as refused:
            decide(File(standing, history), c.Answer(1), ACTORS[who], NOW, Policy())
        assert refused.value.key == key
    # Named by the citizen, but staff gave it to somebody else at once: it never was theirs to know of.
    assigned = (
        Entry(Kind.SUBMITTED, Party.CITIZEN, NOW, AUTHOR, deputy_id=DEPUTY, seq=1),
        Entry(Kind.ASSIGNED, Party.CLERK, NOW, CLERK, deputy_id=OTHER_DEPUTY, seq=2),
    )
    assert holders(File(standing, assigned)) == {OTHER_DEPUTY}
