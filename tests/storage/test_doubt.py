"""What was read in the words, from the sending to the cards and queues."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from liaison.casework import alike, drafting, reading, sending, understood
from liaison.casework import commands as c
from liaison.casework.errors import Refused
from liaison.casework.model import Kind, Part, PartKind, Purpose, ReadAs, State, replay
from liaison.casework.people import Person
from liaison.routing.likeness import Alike
from liaison.routing.verdict import Advice, Aid, Choice, Grade, Grading, Suggestion, Verdict, Way
from storage import tables as t
from tests.storage.world import SURE, UNSURE, World

DOUBTFUL, DANGER, JUDGED, BOTH = "说不准的一件事", "着火了快来人", "法院判得不公", "小区门口修路"
VISITED = "景区门口的事"
VERDICTS = {
    DOUBTFUL: Verdict(
        Way.ASK,
        (Suggestion("urban", 0.4, ("说不准",), "estate"), Suggestion("finance", 0.3, (), "prices")),
        choices=(Choice("estate", "urban"), Choice("prices", "finance")),
        grading=Grading(Grade.IMPORTANT, ("一件",)),
    ),
    DANGER: Verdict(Way.TRIAGE, advice=Advice(Aid.FIRE, "着火"), grading=Grading(Grade.URGENT, ("着火",))),
    JUDGED: Verdict(Way.TRIAGE, advice=Advice(Aid.COURT, "法院判")),
    VISITED: Verdict(Way.ASK, choices=(Choice("tourism", "finance"), Choice("estate", "urban"))),
    BOTH: Verdict(Way.ROUTE, (Suggestion("urban", 0.9, ("小区",), "estate"),), assisting="finance"),
}


@pytest.fixture
def town(world: World) -> World:
    world.reads(VERDICTS)
    return world


def card(town: World, person: Person, opinion_id: int, **how: bool) -> reading.Card:
    return town.do(reading.card, actor=person.actor, opinion_id=opinion_id, **how)


def give(town: World, person: Person, opinion_id: int, command: c.Command) -> sending.Receipt:
    return town.do(sending.perform, actor=person.actor, opinion_id=opinion_id, command=command)


def test_what_was_read_is_kept(town: World) -> None:
    opinion = town.submit(town.citizen(), DOUBTFUL).opinion
    urban, finance = town.committee_id("urban"), town.committee_id("finance")
    kept = town.file(opinion.id).opinion
    assert kept == opinion
    assert kept.read_as == ReadAs(
        "estate", (("estate", urban), ("prices", finance)), grade="important", grade_evidence=("一件",)
    )
    assert [(one.committee_id, one.subject) for one in kept.suggestions] == [
        (urban, "estate"),
        (finance, "prices"),
    ]


def test_suggestions_from_before_subjects_are_read_still(town: World) -> None:
    opinion_id = town.submit(town.citizen(), DOUBTFUL).opinion.id
    old = [[town.committee_id("urban"), 0.5, ["词"]]]
    town.connection.execute(
        t.opinion.update().where(t.opinion.c.id == opinion_id).values(suggestions=old, read_as={})
    )
    found = town.file(opinion_id).opinion
    assert [(one.confidence, one.subject) for one in found.suggestions] == [(0.5, "")]
    assert found.read_as == ReadAs()


def test_the_receipt_carries_the_question_and_a_tap_settles_it(town: World) -> None:
    author, clerk = town.citizen(), town.clerk()
    opinion_id = town.submit(author, DOUBTFUL).opinion.id
    (row,) = town.owed(author)
    assert row.key == "notice-receipt-ask"
    assert (row.args["choice1"], row.args["choice2"], row.args["choice3"]) == ("estate", "prices", "")
    assert row.actions == [
        ["say", f"s1:{opinion_id}:estate", "estate"],
        ["say", f"s1:{opinion_id}:prices", "prices"],
        ["cannot_say", f"s1:{opinion_id}:"],
    ]
    assert card(town, author, opinion_id).hints.choices == ("estate", "prices")
    assert card(town, clerk, opinion_id).hints.choices == ("estate", "prices")
    before = town.last_owed
    give(town, author, opinion_id, c.SayAbout("prices"))
    assert town.keys(author, after=before) == ["notice-clarified"]
    assert town.keys(clerk, after=before) == ["notice-new-committee-case"]
    file = town.file(opinion_id)
    assert file.opinion.committee_id == town.committee_id("finance")
    assert replay(file.opinion, file.history) == file.opinion
    mine = card(town, author, opinion_id)
    assert mine.hints.choices == ()
    assert (mine.lines[-1].kind, mine.lines[-1].said, mine.lines[-1].words) == (
        Kind.CLARIFIED,
        "prices",
        "",
    )
    assert town.tx.teaching.examples() == []  # only clerks teach
    with pytest.raises(Refused, match="refused-now"):
        give(town, author, opinion_id, c.SayAbout("estate"))


def test_the_lead_and_who_assists(town: World) -> None:
    author, deputy, clerk = town.citizen(), town.deputy("D001"), town.clerk()
    opinion_id = town.submit(author, BOTH, to="D001").opinion.id
    assisting = town.office.directory.roster.committee_by_code["finance"].name
    for viewer in (author, deputy, clerk):
        assert card(town, viewer, opinion_id).assisting == assisting
    (entry,) = town.file(opinion_id).history
    assert entry.assisting_id == town.committee_id("finance")


def test_the_choice_brings_who_assists_and_a_clerk_changes_it(town: World) -> None:
    author, deputy, clerk = town.citizen(), town.deputy("D001"), town.clerk()
    opinion_id = town.submit(author, VISITED, to="D001").opinion.id
    give(town, author, opinion_id, c.SayAbout("tourism"))
    committees = town.office.directory.roster.committee_by_code
    for viewer in (author, deputy, clerk):
        assert card(town, viewer, opinion_id).assisting == committees["education"].name
    give(town, clerk, opinion_id, c.ConfirmCommittee(committees["urban"].id))  # it stays
    assert card(town, deputy, opinion_id).assisting == committees["education"].name
    told = town.last_owed
    give(town, clerk, opinion_id, c.SetAssisting(committees["social"].id))
    assert town.owed(after=told) == []
    for viewer in (deputy, clerk):
        seen = card(town, viewer, opinion_id)
        assert (seen.lines[-1].kind, seen.lines[-1].assisting) == (Kind.ASSISTED, committees["social"].name)
    mine = card(town, author, opinion_id)
    assert mine.assisting == committees["social"].name
    assert Kind.ASSISTED not in {line.kind for line in mine.lines}
    with pytest.raises(Refused, match="refused-no-such-committee"):
        give(town, clerk, opinion_id, c.SetAssisting(10**6))
    give(town, clerk, opinion_id, c.SetAssisting(None))
    file = town.file(opinion_id)
    assert file.opinion.assisting_id is None
    assert replay(file.opinion, file.history) == file.opinion


def test_an_emergency_is_told_marked_and_first_until_a_clerk_grades_it(town: World) -> None:
    author, deputy, clerk = town.citizen(), town.deputy("D001"), town.clerk()
    usual = town.submit(author, UNSURE).opinion.id
    town.pass_time(days=1)
    danger = town.submit(author, DANGER, to="D001").opinion.id
    (row,) = (one for one in town.owed(clerk) if one.opinion_id == danger)
    assert (row.key, row.priority, row.args["aid"]) == ("notice-new-emergency", 10, "fire")
    queue = town.do(reading.staff_queue, actor=clerk.actor)
    assert [(one.opinion_id, one.mark) for one in queue.rows] == [(danger, "emergency"), (usual, "")]
    seen = card(town, clerk, danger).hints
    assert (seen.aid, seen.aid_evidence, seen.advised_grade) == ("fire", "着火", "urgent")
    give(town, clerk, danger, c.ConfirmCommittee(town.committee_id("urban")))
    assert town.keys(deputy) == ["notice-new-case-emergency"]
    assert card(town, deputy, danger).hints.aid == "fire"
    give(town, clerk, danger, c.SetGrade(Grade.ORDINARY))
    give(town, clerk, usual, c.SetGrade(Grade.URGENT))
    everything = (State.TRIAGE, State.WITH_DEPUTY)
    queue = town.do(reading.staff_queue, actor=clerk.actor, states=everything)
    assert [(one.opinion_id, one.mark) for one in queue.rows] == [(usual, "urgent"), (danger, "")]
    mine = town.do(reading.mine, actor=author.actor)
    assert {one.mark for one in mine.rows} == {""}
    assert town.connection.execute(sa.select(t.opinion.c.rank).order_by(t.opinion.c.id)).scalars().all() == [
        0,
        1,
    ]


def test_a_grade_is_seen_by_staff_and_deputies_alone(town: World) -> None:
    author, deputy, clerk = town.citizen(), town.deputy("D001"), town.clerk()
    opinion_id = town.submit(author, SURE, to="D001").opinion.id
    told = town.last_owed
    give(town, clerk, opinion_id, c.SetGrade(Grade.IMPORTANT))
    assert town.owed(after=told) == []
    for viewer in (deputy, clerk):
        seen = card(town, viewer, opinion_id)
        assert (seen.hints.grade, seen.hints.advised_grade) == ("important", "")
        assert (seen.lines[-1].kind, seen.lines[-1].said) == (Kind.GRADED, "important")
    mine = card(town, author, opinion_id)
    assert mine.hints.grade == ""
    assert Kind.GRADED not in {line.kind for line in mine.lines}


def test_another_place_to_turn_to_is_a_hint_for_clerks_alone(town: World) -> None:
    author, clerk = town.citizen(), town.clerk()
    opinion_id = town.submit(author, JUDGED).opinion.id
    assert town.keys(clerk) == ["notice-new-triage"]
    assert card(town, clerk, opinion_id).hints.aid == "court"
    assert card(town, author, opinion_id).hints == understood.Hints()


def test_who_is_told_whom_to_call(town: World) -> None:
    author = town.citizen()
    draft = town.write(author.actor, Purpose.OPINION, JUDGED)
    assert understood.advice_on(town.office, draft) == VERDICTS[JUDGED].advice
    assert understood.emergency_in_latest(town.office, draft) is None
    assert understood.advice_on(town.office, replace(draft, purpose=Purpose.ADDITION)) is None
    burning = replace(draft, parts=(*draft.parts, town.text(author.actor, DANGER)))
    assert understood.emergency_in_latest(town.office, burning) is Aid.FIRE
    again = replace(burning, parts=(*burning.parts, town.text(author.actor, DANGER)))
    assert understood.emergency_in_latest(town.office, again) is None  # said already
    alone = replace(draft, parts=(town.text(author.actor, DANGER),))
    for purpose in Purpose:
        told = understood.advice_on(town.office, replace(alone, purpose=purpose)) is not None
        assert told == (purpose in (Purpose.OPINION, Purpose.ADDITION, Purpose.REPLY))
    assert understood.emergency_in_latest(town.office, replace(draft, parts=())) is None
    silent = replace(draft, parts=(Part(PartKind.PHOTO, "1:1", file="f"),))
    assert understood.advice_on(town.office, silent) is None
    assert understood.emergency_in_latest(town.office, silent) is None


def test_a_cry_is_not_drowned_by_what_is_written_after_it(town: World) -> None:
    author, clerk = town.citizen(), town.clerk()
    other = town.submit(author, SURE).opinion.id
    before = town.last_owed
    calm = "小区的路灯坏了，物业说没有钱修，业主开了几次会也没有结果。" * 9
    draft = town.write(author.actor, Purpose.OPINION, DANGER)
    with town.attempt() as tx:
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=town.text(author.actor, calm))
        draft = sending.own_draft(tx, actor=author.actor, draft_id=draft.id)
    assert town.office.router.advice(draft.words) is None
    advice = understood.advice_on(town.office, draft)
    assert advice == Advice(Aid.FIRE, "着火")
    found = [Alike(other, 1.0, ("路灯",))]
    assert alike.offer(town.tx, actor=author.actor, draft_id=draft.id, found=found) is None
    with town.attempt() as tx:
        drafting.edit(tx, actor=author.actor, source=draft.parts[0].source, text="路灯坏了", now=town.now)
    assert alike.offer(town.tx, actor=author.actor, draft_id=draft.id, found=found) is not None
    with town.attempt() as tx:
        drafting.edit(tx, actor=author.actor, source=draft.parts[0].source, text=DANGER, now=town.now)
    opinion = town.do(sending.send, actor=author.actor, draft_id=draft.id).opinion
    assert (opinion.read_as.aid, opinion.read_as.aid_evidence) == ("fire", "着火")
    assert town.keys(clerk, after=before) == ["notice-new-emergency"]


def test_the_gravest_of_several_messages_counts(town: World) -> None:
    author = town.citizen()
    draft = town.write(author.actor, Purpose.OPINION, JUDGED)
    parts = [town.text(author.actor, text) for text in (DANGER, "我不想活了", JUDGED)]
    for count, aid in ((1, Aid.FIRE), (2, Aid.LIFE), (3, Aid.LIFE)):
        advice = understood.advice_on(town.office, replace(draft, parts=(*draft.parts, *parts[:count])))
        assert advice is not None
        assert advice.aid is aid


@pytest.mark.parametrize("purpose", [Purpose.ADDITION, Purpose.REPLY])
def test_an_emergency_in_later_words_is_told_marked_and_first(town: World, purpose: Purpose) -> None:
    author, deputy, clerk = town.citizen(), town.deputy("D001"), town.clerk()
    usual = town.submit(author, SURE).opinion.id
    opinion_id = town.submit(author, SURE, to="D001").opinion.id
    if purpose is Purpose.REPLY:
        asked = town.write(deputy.actor, Purpose.QUESTION, "哪一栋？", opinion_id=opinion_id)
        town.do(sending.send, actor=deputy.actor, draft_id=asked.id)
    before = town.last_owed
    draft = town.write(author.actor, purpose, DANGER, opinion_id=opinion_id)
    town.do(sending.send, actor=author.actor, draft_id=draft.id)
    (row,) = town.owed(clerk, after=before)
    assert (row.key, row.priority, row.args["aid"], row.args["words"]) == (
        "notice-later-emergency",
        10,
        "fire",
        DANGER,
    )
    assert town.keys(deputy, after=before) == [
        "notice-added" if purpose is Purpose.ADDITION else "notice-replied"
    ]
    everything = (State.WITH_COMMITTEE, State.WITH_DEPUTY)
    queue = town.do(reading.staff_queue, actor=clerk.actor, states=everything)
    assert [(one.opinion_id, one.mark) for one in queue.rows] == [(opinion_id, "emergency"), (usual, "")]
    for viewer in (clerk, deputy):
        seen = card(town, viewer, opinion_id)
        assert (seen.hints.aid, seen.hints.aid_evidence) == ("fire", "着火")
        assert (seen.lines[-1].words, seen.lines[-1].said) == (DANGER, "")
    assert card(town, author, opinion_id).hints.aid == ""
    file = town.file(opinion_id)
    assert replay(file.opinion, file.history) == file.opinion
    give(town, clerk, opinion_id, c.SetGrade(Grade.ORDINARY))
    queue = town.do(reading.staff_queue, actor=clerk.actor, states=everything)
    assert [one.opinion_id for one in queue.rows] == [usual, opinion_id]
