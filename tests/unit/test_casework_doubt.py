"""What is decided about words that were read with doubt, as an emergency, or as more or less pressing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from liaison.casework import commands as c
from liaison.casework.alarm import NO_ALARM, Alarm
from liaison.casework.decide import Decision, decide, returned, submission
from liaison.casework.decided import clerks_word, open_choices
from liaison.casework.errors import Refused
from liaison.casework.model import (
    Entry,
    File,
    Kind,
    Opinion,
    Party,
    ReadAs,
    State,
    replay,
)
from liaison.casework.notices import Do, Priority, To
from liaison.casework.office import Policy
from liaison.casework.people import Actor
from liaison.casework.understood import mark, read_as, suggestions
from liaison.directory.model import Committee, Roster
from liaison.routing.verdict import (
    Advice,
    Aid,
    Choice,
    Grade,
    Grading,
    Suggestion,
    Verdict,
    Way,
)

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
DEPUTY, OTHER, URBAN, TRANSPORT, SOCIAL = 10, 11, 20, 21, 22
AUTHOR = Actor(1, "a")
HOLDER = Actor(2, "a", deputy_id=DEPUTY)
CLERK = Actor(3, "a", clerk=True)
CHOICES = (("estate", URBAN), ("roads", TRANSPORT))

BLANK = Opinion(
    id=1,
    assembly="a",
    number="2600427",
    author_id=AUTHOR.person_id,
    state=State.TRIAGE,
    submitted_at=NOW,
    due_on=date(2026, 6, 1),
    read_as=ReadAs(choices=CHOICES),
)
ROSTER = Roster.of(
    "a", "A", committees=(Committee(URBAN, "urban", "U", ""), Committee(TRANSPORT, "transport", "T", ""))
)


def submitted(
    blank: Opinion = BLANK,
    *,
    deputy: int | None = None,
    committee: int | None = None,
    assisting: int | None = None,
) -> tuple[File, Decision]:
    entry = Entry(Kind.SUBMITTED, Party.CITIZEN, NOW, 1, 1, deputy, committee, seq=1, assisting_id=assisting)
    decision = submission(entry, blank)
    return File(decision.opinion, (entry,)), decision


def give(file: File, command: c.Command, actor: Actor) -> tuple[File, Decision]:
    decision = decide(file, command, actor, NOW, Policy())
    after_it = File(decision.opinion, (*file.history, decision.entry))
    assert replay(file.opinion, after_it.history) == decision.opinion
    return after_it, decision


def told(decision: Decision) -> set[tuple[To, str]]:
    return {(notice.to, notice.key) for notice in decision.notices}


def test_the_receipt_asks_and_staff_hear_of_it_all_the_same() -> None:
    file, decision = submitted()
    assert file.opinion.state is State.TRIAGE
    assert told(decision) == {(To.AUTHOR, "notice-receipt-ask"), (To.STAFF, "notice-new-triage")}
    actions = decision.notices[0].actions
    assert [(action.do, action.subject) for action in actions] == [
        (Do.SAY, "estate"),
        (Do.SAY, "roads"),
        (Do.CANNOT_SAY, ""),
    ]
    assert [action.callback_data for action in actions] == ["s1:1:estate", "s1:1:roads", "s1:1:"]
    long = replace(actions[0], opinion_id=2**63 - 1, subject="medical_insurance")
    assert len(long.callback_data.encode()) <= 64


def test_what_was_routed_at_once_asks_nothing() -> None:
    file, decision = submitted(committee=URBAN)
    assert told(decision) == {(To.AUTHOR, "notice-receipt"), (To.STAFF, "notice-new-committee-case")}
    assert open_choices(file) == ()


@pytest.mark.parametrize("deputy", [None, DEPUTY])
def test_a_choice_goes_to_its_committee(deputy: int | None) -> None:
    file, _ = submitted(deputy=deputy)
    file, decision = give(file, c.SayAbout("roads"), AUTHOR)
    assert (decision.entry.kind, decision.entry.by) == (Kind.CLARIFIED, Party.CITIZEN)
    assert (decision.entry.committee_id, decision.entry.note) == (TRANSPORT, "roads")
    assert file.opinion.committee_id == TRANSPORT
    if deputy:
        assert file.opinion.state is State.WITH_DEPUTY
        assert told(decision) == {(To.AUTHOR, "notice-clarified"), (To.HOLDER, "notice-new-case")}
    else:
        assert file.opinion.state is State.WITH_COMMITTEE
        assert told(decision) == {(To.AUTHOR, "notice-clarified"), (To.STAFF, "notice-new-committee-case")}
    with pytest.raises(Refused, match="refused-now"):
        give(file, c.SayAbout("roads"), AUTHOR)


def test_who_cannot_say_is_asked_no_more_and_staff_decide() -> None:
    file, _ = submitted()
    file, decision = give(file, c.SayAbout(""), AUTHOR)
    assert (decision.entry.kind, decision.notices) == (Kind.UNSURE, ())
    assert file.opinion.state is State.TRIAGE
    for subject in ("", "roads"):
        with pytest.raises(Refused, match="refused-now"):
            give(file, c.SayAbout(subject), AUTHOR)
    give(file, c.ConfirmCommittee(URBAN), CLERK)


def test_only_what_was_offered_may_be_chosen_and_only_by_its_author() -> None:
    file, _ = submitted()
    with pytest.raises(Refused, match="refused-now"):
        give(file, c.SayAbout("tourism"), AUTHOR)
    with pytest.raises(Refused, match="refused-now"):
        give(file, c.SayAbout("roads"), CLERK)
    with pytest.raises(Refused, match="refused-not-yours"):
        give(file, c.SayAbout("roads"), Actor(9, "a"))


@pytest.mark.parametrize(
    "command",
    [c.ConfirmCommittee(URBAN), c.Assign(OTHER), c.Ask(5), c.Answer(5)],
    ids=lambda one: type(one).__name__,
)
def test_a_clerk_who_was_faster_ends_the_question(command: c.Command) -> None:
    file, _ = submitted()
    file, _ = give(file, command, CLERK)
    assert open_choices(file) == ()
    with pytest.raises(Refused, match="refused-now"):
        give(file, c.SayAbout("roads"), AUTHOR)


def test_what_a_clerk_decided_once_is_not_asked_again_when_it_comes_back() -> None:
    file, _ = submitted()
    assigned, _ = give(file, c.Assign(DEPUTY), CLERK)
    back = returned(assigned.opinion, NOW)
    assert back.opinion.state is State.TRIAGE
    assert open_choices(File(back.opinion, (*assigned.history, back.entry))) == ()
    named, _ = submitted(deputy=DEPUTY)  # the deputy whom the citizen named leaves: the question stays
    back = returned(named.opinion, NOW)
    assert open_choices(File(back.opinion, (*named.history, back.entry))) == CHOICES


def test_words_that_are_added_leave_the_question_open() -> None:
    file, _ = submitted()
    file, _ = give(file, c.AddWords(5), AUTHOR)
    file, _ = give(file, c.SetGrade(Grade.IMPORTANT), CLERK)
    assert open_choices(file) == CHOICES


def test_who_assists_goes_with_the_committee_in_charge() -> None:
    file, _ = submitted(committee=URBAN, assisting=TRANSPORT, deputy=DEPUTY)
    assert file.opinion.assisting_id == TRANSPORT
    passed, _ = give(file, c.PassOn(5, deputy_id=OTHER), HOLDER)
    assert passed.opinion.assisting_id == TRANSPORT
    passed, _ = give(file, c.PassOn(5, committee_id=TRANSPORT), HOLDER)
    assert passed.opinion.assisting_id is None
    routed, _ = give(file, c.ConfirmCommittee(TRANSPORT), CLERK)
    assert (routed.opinion.committee_id, routed.opinion.assisting_id) == (TRANSPORT, None)
    kept, decision = give(file, c.ConfirmCommittee(SOCIAL), CLERK)
    assert decision.entry.assisting_id == TRANSPORT
    assert (kept.opinion.committee_id, kept.opinion.assisting_id) == (SOCIAL, TRANSPORT)


def test_what_was_routed_before_who_assists_was_kept_is_replayed_as_it_was() -> None:
    file, _ = submitted(committee=URBAN, assisting=TRANSPORT)
    old = Entry(Kind.ROUTED, Party.CLERK, NOW, CLERK.person_id, committee_id=SOCIAL, seq=2)
    assert replay(file.opinion, (*file.history, old)).assisting_id is None


@pytest.mark.parametrize(("assisting", "kept"), [(SOCIAL, SOCIAL), (TRANSPORT, None), (None, None)])
def test_a_choice_brings_who_assists_but_nobody_assists_themselves(
    assisting: int | None, kept: int | None
) -> None:
    file, _ = submitted()
    file, decision = give(file, c.SayAbout("roads", assisting), AUTHOR)
    assert (decision.entry.assisting_id, file.opinion.assisting_id) == (kept, kept)


def test_clerks_say_who_assists_and_nobody_is_told() -> None:
    file, _ = submitted()
    with pytest.raises(Refused, match="refused-now"):
        give(file, c.SetAssisting(TRANSPORT), CLERK)
    alone, _ = give(file, c.Assign(DEPUTY), CLERK)  # a deputy has it, and no committee
    with pytest.raises(Refused, match="refused-assisting-whom"):
        give(alone, c.SetAssisting(TRANSPORT), CLERK)
    file, _ = give(file, c.ConfirmCommittee(URBAN), CLERK)
    with pytest.raises(Refused, match="refused-same-assisting"):
        give(file, c.SetAssisting(None), CLERK)
    with pytest.raises(Refused, match="refused-same-committee"):
        give(file, c.SetAssisting(URBAN), CLERK)
    before = file.opinion
    file, decision = give(file, c.SetAssisting(TRANSPORT), CLERK)
    assert (decision.entry.kind, decision.entry.assisting_id, decision.notices) == (
        Kind.ASSISTED,
        TRANSPORT,
        (),
    )
    assert file.opinion == replace(before, assisting_id=TRANSPORT, version=before.version + 1)
    with pytest.raises(Refused, match="refused-same-assisting"):
        give(file, c.SetAssisting(TRANSPORT), CLERK)
    file, _ = give(file, c.SetAssisting(None), CLERK)
    assert file.opinion.assisting_id is None
    for other in (AUTHOR, HOLDER):
        with pytest.raises(Refused):
            give(file, c.SetAssisting(TRANSPORT), other)


def test_a_clerk_confirms_once_what_nobody_has_decided() -> None:
    file, _ = submitted(committee=URBAN, assisting=TRANSPORT, deputy=DEPUTY)
    assert clerks_word(file) is None
    confirmed, decision = give(file, c.ConfirmCommittee(URBAN, as_is=True), CLERK)
    assert (decision.entry.kind, decision.entry.committee_id, decision.notices) == (Kind.CONFIRMED, URBAN, ())
    assert confirmed.opinion == replace(file.opinion, version=file.opinion.version + 1)
    assert clerks_word(confirmed) == URBAN
    for as_is in (True, False):
        with pytest.raises(Refused, match="refused-same-committee"):
            give(confirmed, c.ConfirmCommittee(URBAN, as_is), CLERK)
    passed, _ = give(confirmed, c.PassOn(5, committee_id=SOCIAL), HOLDER)
    _, decision = give(passed, c.ConfirmCommittee(SOCIAL), CLERK)  # the deputy's word is not a clerk's
    assert decision.entry.kind is Kind.CONFIRMED


def test_an_old_card_confirms_nothing_that_has_moved() -> None:
    file, _ = submitted(committee=URBAN)
    file, _ = give(file, c.ConfirmCommittee(TRANSPORT), CLERK)
    with pytest.raises(Refused, match="refused-moved-meanwhile"):
        give(file, c.ConfirmCommittee(URBAN, as_is=True), CLERK)


def test_to_assign_within_a_committee_confirms_it_while_no_clerk_has_spoken() -> None:
    file, _ = submitted(committee=URBAN)
    assigned, decision = give(file, c.Assign(DEPUTY), CLERK)
    assert (decision.entry.kind, decision.entry.committee_id) == (Kind.ASSIGNED, URBAN)
    assert clerks_word(assigned) == URBAN
    _, decision = give(assigned, c.Assign(OTHER), CLERK)
    assert decision.entry.committee_id is None  # said already
    nobodys, _ = submitted()
    assigned, decision = give(nobodys, c.Assign(DEPUTY), CLERK)
    assert decision.entry.committee_id is None
    assert clerks_word(assigned) is None


def emergency(**more: object) -> Opinion:
    return replace(BLANK, read_as=ReadAs(aid="fire", aid_evidence="着火", **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("deputy", "committee", "keys"),
    [
        (None, None, {(To.STAFF, "notice-new-emergency")}),
        (None, URBAN, {(To.STAFF, "notice-new-emergency")}),
        (DEPUTY, URBAN, {(To.STAFF, "notice-new-emergency"), (To.HOLDER, "notice-new-case-emergency")}),
    ],
)
def test_staff_hear_of_an_emergency_at_once_wherever_it_goes(
    deputy: int | None, committee: int | None, keys: set[tuple[To, str]]
) -> None:
    file, decision = submitted(emergency(), deputy=deputy, committee=committee)
    assert {one for one in told(decision) if one[0] is not To.AUTHOR} == keys
    assert {notice.priority for notice in decision.notices} == {Priority.REPLY}
    assert file.opinion.pressing
    assert mark(file.opinion) == "emergency"


def test_courts_and_hotlines_are_no_emergency() -> None:
    file, decision = submitted(replace(BLANK, read_as=ReadAs(aid="court")))
    assert (To.STAFF, "notice-new-triage") in told(decision)
    assert not file.opinion.pressing


def test_an_emergency_that_the_citizen_clarified_reaches_the_deputy_as_one() -> None:
    file, _ = submitted(emergency(choices=CHOICES), deputy=DEPUTY)
    _, decision = give(file, c.SayAbout("estate"), AUTHOR)
    assert (To.HOLDER, "notice-new-case-emergency") in told(decision)


def test_a_grade_is_a_clerks_and_has_the_last_word() -> None:
    file, _ = submitted(emergency(grade="urgent"), committee=URBAN)
    assert file.opinion.grade is None
    calm, decision = give(file, c.SetGrade(Grade.ORDINARY), CLERK)
    assert (decision.entry.kind, decision.entry.note, decision.notices) == (Kind.GRADED, "ordinary", ())
    assert calm.opinion.state is file.opinion.state
    assert not calm.opinion.pressing
    urgent, _ = give(calm, c.SetGrade(Grade.URGENT), CLERK)
    assert urgent.opinion.pressing
    assert mark(urgent.opinion) == "urgent"
    with pytest.raises(Refused, match="refused-same-grade"):
        give(urgent, c.SetGrade(Grade.URGENT), CLERK)
    for other in (AUTHOR, HOLDER):
        with pytest.raises(Refused):
            give(urgent, c.SetGrade(Grade.ORDINARY), other)


def test_what_is_kept_of_a_verdict() -> None:
    verdict = Verdict(
        Way.ASK,
        (Suggestion("urban", 0.4, ("物业",), "estate"), Suggestion("elsewhere", 0.3), Suggestion("transport", 0.2)),
        choices=(Choice("estate", "urban"), Choice("roads", "transport"), Choice("estate", "transport"),
                 Choice("taxis", "elsewhere")),
        advice=Advice(Aid.COURT, "判决"),
        grading=Grading(Grade.IMPORTANT, ("多人",)),
    )  # fmt: skip
    assert [(one.committee_id, one.subject) for one in suggestions(verdict, ROSTER)] == [
        (URBAN, "estate"),
        (TRANSPORT, ""),
    ]
    assert read_as(verdict, ROSTER) == ReadAs("estate", CHOICES, "court", "判决", "important", ("多人",))
    assert read_as(replace(verdict, choices=verdict.choices[:1]), ROSTER).choices == ()  # one is no question
    assert read_as(replace(verdict, way=Way.TRIAGE), ROSTER).choices == ()
    assert read_as(Verdict(Way.TRIAGE), ROSTER) == ReadAs()


BURNING = Alarm("fire", "着火了 快来")


def test_an_alarm_is_kept_in_a_note() -> None:
    for alarm in (NO_ALARM, BURNING, Alarm("life")):
        assert Alarm.of(alarm.note) == alarm
    assert NO_ALARM.note == ""


@pytest.mark.parametrize(
    ("deputy", "committee", "heard"),
    [
        (None, None, [(To.STAFF, "notice-later-emergency")]),
        (None, URBAN, [(To.STAFF, "notice-later-emergency")]),
        (DEPUTY, URBAN, [(To.STAFF, "notice-later-emergency"), (To.HOLDER, "notice-added")]),
    ],
)
def test_an_emergency_in_an_addition_reaches_staff_and_stands_first_until_it_is_graded(
    deputy: int | None, committee: int | None, heard: list[tuple[To, str]]
) -> None:
    file, _ = submitted(replace(BLANK, read_as=ReadAs(aid="court")), deputy=deputy, committee=committee)
    file, _ = give(file, c.SetGrade(Grade.ORDINARY), CLERK)
    assert not file.opinion.pressing
    file, decision = give(file, c.AddWords(5, BURNING), AUTHOR)
    assert [(one.to, one.key) for one in decision.notices] == heard
    assert (decision.notices[0].priority, decision.notices[0].with_words) == (Priority.REPLY, True)
    assert file.opinion.pressing
    assert file.opinion.read_as.latest == ("fire", "着火了 快来")
    assert file.opinion.read_as.aid == "court"
    assert mark(file.opinion) == "emergency"
    assert replay(file.opinion, file.history) == file.opinion
    file, _ = give(file, c.SetGrade(Grade.ORDINARY), CLERK)  # the same grade is a new one
    assert not file.opinion.pressing
    assert replay(file.opinion, file.history) == file.opinion
    file, _ = give(file, c.AddWords(6), AUTHOR)
    assert not file.opinion.pressing


def test_an_emergency_in_a_reply_reaches_staff_too() -> None:
    file, _ = submitted(deputy=DEPUTY, committee=URBAN)
    file, _ = give(file, c.Ask(4), HOLDER)
    file, decision = give(file, c.ReplyToQuestion(5, BURNING), AUTHOR)
    assert [(one.to, one.key) for one in decision.notices] == [
        (To.STAFF, "notice-later-emergency"),
        (To.HOLDER, "notice-replied"),
    ]
    assert (file.opinion.state, file.opinion.pressing) == (State.WITH_DEPUTY, True)
    assert replay(file.opinion, file.history) == file.opinion
