from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from liaison.casework import commands as c
from liaison.casework.decide import Decision, decide, returned, submission
from liaison.casework.errors import Refused
from liaison.casework.model import Entry, File, Kind, Opinion, Party, State, after, replay
from liaison.casework.notices import Priority, To
from liaison.casework.office import Policy
from liaison.casework.people import Actor

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
DEPUTY, OTHER, COMMITTEE, OTHER_COMMITTEE = 10, 11, 20, 21
AUTHOR = Actor(1, "a")
HOLDER = Actor(2, "a", deputy_id=DEPUTY)
SECOND = Actor(5, "a", deputy_id=OTHER)
CLERK = Actor(3, "a", clerk=True)

BLANK = Opinion(
    id=1,
    assembly="a",
    number="2600427",
    author_id=AUTHOR.person_id,
    state=State.TRIAGE,
    submitted_at=NOW,
    due_on=date(2026, 6, 1),
)


def submitted(deputy: int | None = DEPUTY, committee: int | None = COMMITTEE) -> tuple[File, Decision]:
    entry = Entry(Kind.SUBMITTED, Party.CITIZEN, NOW, 1, 1, deputy, committee, seq=1)
    decision = submission(entry, BLANK)
    return File(decision.opinion, (entry,)), decision


def give(file: File, command: c.Command, actor: Actor, now: datetime = NOW) -> tuple[File, Decision]:
    """The next file; whatever comes of it, the state stays what the history says."""
    decision = decide(file, command, actor, now, Policy())
    after_it = File(decision.opinion, (*file.history, decision.entry))
    assert decision.entry.seq == decision.opinion.version == len(after_it.history)
    assert replay(BLANK, after_it.history) == decision.opinion
    return after_it, decision


def told(decision: Decision) -> set[tuple[To, str]]:
    return {(notice.to, notice.key) for notice in decision.notices}


def test_a_sure_committee_and_a_named_deputy_go_straight_to_the_deputy() -> None:
    file, decision = submitted()
    assert file.opinion.state is State.WITH_DEPUTY
    assert told(decision) == {(To.AUTHOR, "notice-receipt"), (To.HOLDER, "notice-new-case")}
    assert decision.notices[0].priority is Priority.REPLY


def test_a_sure_committee_without_a_deputy_rests_with_the_committee() -> None:
    file, decision = submitted(deputy=None)
    assert file.opinion.state is State.WITH_COMMITTEE
    assert told(decision) == {(To.AUTHOR, "notice-receipt"), (To.STAFF, "notice-new-committee-case")}


def test_without_a_sure_committee_staff_look_first_even_when_a_deputy_was_named() -> None:
    file, decision = submitted(committee=None)
    assert file.opinion.state is State.TRIAGE
    assert told(decision) == {(To.AUTHOR, "notice-receipt-triage"), (To.STAFF, "notice-new-triage")}
    file, decision = give(file, c.ConfirmCommittee(COMMITTEE), CLERK)
    assert file.opinion.state is State.WITH_DEPUTY
    assert told(decision) == {(To.AUTHOR, "notice-routed"), (To.HOLDER, "notice-new-case")}


def test_confirming_a_committee_while_the_citizen_is_asked_tells_the_deputy_whom_it_reaches() -> None:
    file, _ = submitted(committee=None)
    file, _ = give(file, c.Ask(7), CLERK)
    assert (file.opinion.state, file.opinion.asked_from) == (State.WAITING, State.TRIAGE)
    file, decision = give(file, c.ConfirmCommittee(COMMITTEE), CLERK)
    assert (file.opinion.state, file.opinion.asked_from) == (State.WAITING, State.WITH_DEPUTY)
    assert (To.HOLDER, "notice-new-case") in told(decision)
    file, decision = give(file, c.ReplyToQuestion(8), AUTHOR)
    assert file.opinion.state is State.WITH_DEPUTY
    assert told(decision) == {(To.HOLDER, "notice-replied")}


def test_confirming_a_committee_again_does_not_tell_the_deputy_again() -> None:
    file, _ = submitted()
    file, decision = give(file, c.ConfirmCommittee(OTHER_COMMITTEE), CLERK)
    assert told(decision) == {(To.AUTHOR, "notice-routed")}
    with pytest.raises(Refused, match="refused-same-committee"):
        give(file, c.ConfirmCommittee(OTHER_COMMITTEE), CLERK)


def test_assigning_tells_who_had_it_but_not_who_never_had_it() -> None:
    file, _ = submitted()
    _, decision = give(file, c.Assign(OTHER), CLERK)
    assert told(decision) == {
        (To.AUTHOR, "notice-moved"),
        (To.FORMER_HOLDER, "notice-taken-over"),
        (To.HOLDER, "notice-new-case"),
    }
    file, _ = submitted(committee=None)
    _, decision = give(file, c.Assign(OTHER), CLERK)
    assert told(decision) == {(To.AUTHOR, "notice-moved"), (To.HOLDER, "notice-new-case")}


def test_assigning_to_whoever_has_it_is_refused_unless_it_was_still_in_triage() -> None:
    file, _ = submitted()
    with pytest.raises(Refused, match="refused-same-deputy"):
        give(file, c.Assign(DEPUTY), CLERK)
    file, _ = submitted(committee=None)
    file, _ = give(file, c.Assign(DEPUTY), CLERK)
    assert file.opinion.state is State.WITH_DEPUTY


def test_what_staff_answer_in_triage_was_never_the_named_deputys() -> None:
    for asked in (False, True):
        file, _ = submitted(committee=None)
        if asked:
            file, _ = give(file, c.Ask(6), CLERK)
        file, decision = give(file, c.Answer(7), CLERK)
        assert (file.opinion.state, file.opinion.deputy_id) == (State.ANSWERED, None)
        assert told(decision) == {(To.AUTHOR, "notice-answered")}
        file, _ = give(file, c.Correct(8), CLERK)
        with pytest.raises(Refused):
            give(file, c.Correct(9), HOLDER)
        _, decision = give(file, c.AddWords(10), AUTHOR)
        assert told(decision) == {(To.STAFF, "notice-added")}


def test_what_is_withdrawn_from_triage_stays_closed_to_the_named_deputy() -> None:
    file, _ = submitted(committee=None)
    file, decision = give(file, c.Withdraw(), AUTHOR)
    assert file.opinion.deputy_id is None
    assert told(decision) == {(To.STAFF, "notice-withdrawn")}


def test_withdrawing_tells_whoever_had_it() -> None:
    file, _ = submitted()
    _, decision = give(file, c.Withdraw(), AUTHOR)
    assert told(decision) == {(To.HOLDER, "notice-withdrawn")}


def test_question_and_reply_come_back_to_where_it_was() -> None:
    for deputy, asker, rest, to in (
        (DEPUTY, HOLDER, State.WITH_DEPUTY, To.HOLDER),
        (None, CLERK, State.WITH_COMMITTEE, To.STAFF),
    ):
        file, _ = submitted(deputy)
        file, decision = give(file, c.Ask(5), asker)
        assert told(decision) == {(To.AUTHOR, "notice-asked")}
        assert file.opinion.state is State.WAITING
        file, _ = give(file, c.Ask(6), asker)  # one more question changes nothing about that
        file, decision = give(file, c.ReplyToQuestion(7), AUTHOR)
        assert (file.opinion.state, file.opinion.asked_from) == (rest, None)
        assert told(decision) == {(to, "notice-replied")}


def test_passing_on_goes_to_a_deputy_or_a_committee_and_nobody_else() -> None:
    file, _ = submitted()
    to_deputy, decision = give(file, c.PassOn(5, deputy_id=OTHER), HOLDER)
    assert (to_deputy.opinion.state, to_deputy.opinion.deputy_id) == (State.WITH_DEPUTY, OTHER)
    assert to_deputy.opinion.committee_id == COMMITTEE
    assert told(decision) == {(To.AUTHOR, "notice-moved"), (To.HOLDER, "notice-new-case")}
    assert not any(notice.with_words for notice in decision.notices)
    with pytest.raises(Refused):
        give(to_deputy, c.Answer(6), HOLDER)
    give(to_deputy, c.Answer(6), SECOND)
    to_committee, decision = give(file, c.PassOn(5, committee_id=OTHER_COMMITTEE), HOLDER)
    assert (to_committee.opinion.state, to_committee.opinion.deputy_id) == (State.WITH_COMMITTEE, None)
    assert to_committee.opinion.committee_id == OTHER_COMMITTEE
    assert told(decision) == {(To.AUTHOR, "notice-moved"), (To.STAFF, "notice-new-committee-case")}
    for wrong, key in (
        (c.PassOn(5), "refused-pass-to-whom"),
        (c.PassOn(5, OTHER, COMMITTEE), "refused-pass-to-whom"),
        (c.PassOn(5, deputy_id=DEPUTY), "refused-pass-to-self"),
    ):
        with pytest.raises(Refused, match=key):
            give(file, wrong, HOLDER)


def test_putting_aside_is_for_days_to_come_and_ends_with_news() -> None:
    file, _ = submitted()
    with pytest.raises(Refused, match="refused-aside-past"):
        give(file, c.PutAside(date(2026, 5, 10)), HOLDER)
    aside, decision = give(file, c.PutAside(date(2026, 5, 20)), HOLDER)
    assert decision.notices == ()
    assert aside.opinion.due_on == file.opinion.due_on
    for command in (c.AddWords(5), c.Nudge()):
        stirred, _ = give(aside, command, AUTHOR)
        assert stirred.opinion.aside_until is None


def test_asking_after_it_has_a_pause() -> None:
    file, _ = submitted()
    file, decision = give(file, c.Nudge(), AUTHOR)
    assert told(decision) == {(To.HOLDER, "notice-nudged")}
    midnight = datetime(2026, 5, 11, 16, tzinfo=UTC)  # in Shanghai
    with pytest.raises(Refused, match="refused-nudged-already"):
        give(file, c.Nudge(), AUTHOR, midnight - timedelta(seconds=1))
    give(file, c.Nudge(), AUTHOR, midnight)  # "tomorrow", as the refusal says


def test_an_answer_is_told_with_its_words_and_corrected_later() -> None:
    file, _ = submitted()
    file, decision = give(file, c.Answer(5), HOLDER)
    (notice,) = decision.notices
    assert (notice.to, notice.with_words, notice.priority) == (To.AUTHOR, True, Priority.REPLY)
    file, decision = give(file, c.Correct(6), HOLDER)
    assert told(decision) == {(To.AUTHOR, "notice-corrected")}
    assert file.opinion.state is State.ANSWERED
    assert [entry.kind for entry in file.history] == [Kind.SUBMITTED, Kind.ANSWERED, Kind.CORRECTED]


def test_an_edit_keeps_both_versions() -> None:
    file, _ = submitted()
    file, decision = give(file, c.EditWords("before", "after"), AUTHOR)
    assert told(decision) == {(To.HOLDER, "notice-edited")}
    assert file.history[-1].note == "before\n→\nafter"


def test_returned_is_in_triage_without_a_deputy_wherever_it_was() -> None:
    at_deputy, _ = submitted()
    aside, _ = give(at_deputy, c.PutAside(date(2026, 5, 20)), HOLDER)
    waiting, _ = give(at_deputy, c.Ask(5), HOLDER)
    triaged, _ = submitted(committee=None)
    for file in (at_deputy, aside, waiting, triaged):
        decision = returned(file.opinion, NOW)
        assert (decision.entry.by, decision.entry.person_id) == (Party.CLERK, None)
        assert decision.entry.deputy_id == DEPUTY
        expected = replace(
            file.opinion,
            state=State.TRIAGE,
            deputy_id=None,
            asked_from=None,
            aside_until=None,
            version=file.opinion.version + 1,
        )
        assert decision.opinion == expected == after(file.opinion, decision.entry)
        assert replay(BLANK, (*file.history, decision.entry)) == expected
        assert told(decision) == {(To.AUTHOR, "notice-returned"), (To.STAFF, "notice-returned-staff")}
        give(File(decision.opinion, (*file.history, decision.entry)), c.Assign(OTHER), CLERK)
