"""Drafts, sending, editing, leaving, joining: the use cases on the real storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from liaison.casework import commands as c
from liaison.casework import drafting, joining, sending
from liaison.casework.decide import decide
from liaison.casework.errors import Conflict, Refused
from liaison.casework.model import Draft, Kind, Party, Purpose, State, replay
from storage import tables as t
from storage.uow import StoredTransaction
from tests.storage.world import SURE, UNSURE, World


def test_a_draft_is_kept_from_its_first_message_on(world: World) -> None:
    author = world.citizen()
    draft = world.write(author.actor, Purpose.OPINION, "第一句")
    with world.attempt() as tx:
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=world.text(author.actor, "第二句"))
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=world.photo(author.actor, "照片"))
        found = drafting.open_draft(tx, actor=author.actor)
    assert found is not None
    assert found.words == "第一句\n第二句\n照片"


def test_the_same_message_twice_is_one_part(world: World) -> None:
    author = world.citizen()
    draft = world.write(author.actor, Purpose.OPINION, "一")
    part = world.text(author.actor, "二")
    with world.attempt() as tx:
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=part)
        again = drafting.write(tx, actor=author.actor, draft_id=draft.id, part=replace(part, text="三"))
        assert again.words == "一\n三"
        stored = drafting.draft(tx, actor=author.actor, draft_id=draft.id)
    assert stored.words == again.words


def test_one_person_has_one_open_draft(world: World) -> None:
    author = world.citizen()
    first = world.write(author.actor, Purpose.OPINION, "一")
    second = world.write(author.actor, Purpose.OPINION, "二")
    with world.attempt() as tx:
        assert drafting.open_draft(tx, actor=author.actor) == drafting.draft(
            tx, actor=author.actor, draft_id=second.id
        )
        with pytest.raises(Refused, match="refused-no-draft"):
            drafting.draft(tx, actor=author.actor, draft_id=first.id)


def test_nobody_else_reads_writes_or_sends_a_draft(world: World) -> None:
    author, other = world.citizen(), world.citizen()
    draft = world.write(author.actor, Purpose.OPINION, "一")
    with world.attempt() as tx:
        for act in (
            lambda: drafting.draft(tx, actor=other.actor, draft_id=draft.id),
            lambda: drafting.write(
                tx, actor=other.actor, draft_id=draft.id, part=world.text(other.actor, "二")
            ),
            lambda: sending.send(tx, actor=other.actor, draft_id=draft.id, now=world.now),
            lambda: sending.send(tx, actor=other.actor, draft_id=draft.id, now=world.now),
        ):
            with pytest.raises(Refused, match="refused-no-draft"):
                act()


def test_a_draft_that_is_empty_or_thrown_away_is_not_sent(world: World) -> None:
    author = world.citizen()
    empty = world.do(drafting.start, actor=author.actor, purpose=Purpose.OPINION)
    with pytest.raises(Refused, match="refused-empty-draft"):
        world.do(sending.send, actor=author.actor, draft_id=empty.id)
    draft = world.write(author.actor, Purpose.OPINION)
    assert world.do(drafting.discard, actor=author.actor) is True
    assert world.do(drafting.discard, actor=author.actor) is False
    with pytest.raises(Refused, match="refused-no-draft"):
        world.do(sending.send, actor=author.actor, draft_id=draft.id)


def test_a_draft_holds_only_so_much(world: World) -> None:
    author = world.citizen()
    draft = world.write(author.actor, Purpose.OPINION)
    last = world.text(author.actor, "字")
    with world.attempt() as tx:
        for part in [world.text(author.actor, "字") for _ in range(drafting.MOST_PARTS - 2)] + [last]:
            drafting.write(tx, actor=author.actor, draft_id=draft.id, part=part)
        with pytest.raises(Refused, match="refused-draft-full"):
            drafting.write(tx, actor=author.actor, draft_id=draft.id, part=world.text(author.actor, "字"))
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=replace(last, text="改"))


def test_nobody_writes_in_vain(world: World) -> None:
    author, deputy, stranger = world.citizen(), world.deputy("D001"), world.citizen()
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    for actor, purpose, key in (
        (stranger.actor, Purpose.ADDITION, "refused-not-yours"),
        (author.actor, Purpose.ANSWER, "refused-now"),
        (author.actor, Purpose.REPLY, "refused-now"),
        (deputy.actor, Purpose.CORRECTION, "refused-now"),
    ):
        with pytest.raises(Refused, match=key):
            world.write(actor, purpose, opinion_id=opinion_id)


def test_a_second_tap_changes_nothing(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    opinion = world.write(author.actor, Purpose.OPINION, SURE, deputy_id=world.deputy_id("D001"))
    first = world.do(sending.send, actor=author.actor, draft_id=opinion.id)
    answer = world.write(deputy.actor, Purpose.ANSWER, opinion_id=first.opinion.id)
    world.do(sending.send, actor=deputy.actor, draft_id=answer.id)
    rows = world.owed()
    again = world.do(sending.send, actor=author.actor, draft_id=opinion.id)
    assert (again.number, again.again) == (first.number, True)
    assert world.do(sending.send, actor=deputy.actor, draft_id=answer.id).again
    assert world.owed() == rows
    assert len(world.file(first.opinion.id).history) == 2


def test_storage_itself_refuses_a_draft_in_two_histories(world: World) -> None:
    author = world.citizen()
    receipt = world.submit(author, SURE)
    file = world.file(receipt.opinion.id)
    entry = replace(file.history[0], kind=Kind.ADDED, seq=2)
    with pytest.raises(Conflict):
        world.tx.opinions.append(replace(file.opinion, version=2), entry)


def test_who_saw_an_older_version_is_refused(world: World) -> None:
    author = world.citizen()
    opinion = world.submit(author, SURE).opinion
    seen = world.file(opinion.id)
    world.do(sending.perform, actor=author.actor, opinion_id=opinion.id, command=c.Nudge())

    late = decide(seen, c.Withdraw(), author.actor, world.now, world.office.policy)
    with pytest.raises(Conflict), world.attempt() as tx:
        tx.opinions.append(late.opinion, late.entry)
    assert world.file(opinion.id).opinion.state is State.WITH_COMMITTEE


def test_a_reply_that_comes_too_late_is_kept_as_an_addition(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    world.send(deputy.actor, Purpose.QUESTION, "哪一栋？", opinion_id=opinion_id)
    reply = world.write(author.actor, Purpose.REPLY, "三栋", opinion_id=opinion_id)
    world.send(deputy.actor, Purpose.ANSWER, "不用了，已经办好", opinion_id=opinion_id)
    world.do(sending.send, actor=author.actor, draft_id=reply.id)
    history = world.file(opinion_id).history
    assert [entry.kind for entry in history][-2:] == [Kind.ANSWERED, Kind.ADDED]


def edit(world: World, draft: Draft, text: str, *, at: int = 0) -> Draft | None:
    actor = world.tx.people.get(draft.person_id)
    assert actor is not None
    return world.do(drafting.edit, actor=actor.actor, source=draft.parts[at].source, text=text)


def test_an_edit_before_sending_counts_and_leaves_no_trace(world: World) -> None:
    author = world.citizen()
    draft = world.write(author.actor, Purpose.OPINION, SURE)
    changed = edit(world, draft, UNSURE)
    assert changed is not None
    assert changed.words == UNSURE
    receipt = world.do(sending.send, actor=author.actor, draft_id=draft.id)
    assert receipt.opinion.state is State.TRIAGE
    assert len(world.file(receipt.opinion.id).history) == 1


def test_edits_after_sending_keep_every_version_and_are_told(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    draft = world.write(author.actor, Purpose.OPINION, SURE, deputy_id=world.deputy_id("D001"))
    opinion_id = world.do(sending.send, actor=author.actor, draft_id=draft.id).opinion.id
    edit(world, draft, "乙")
    edit(world, draft, "乙")  # the same edit again: nothing
    edit(world, draft, "丙")
    edit(world, draft, SURE)  # and back
    notes = [entry.note for entry in world.file(opinion_id).history[1:]]
    assert notes == [f"{SURE}\n→\n乙", "乙\n→\n丙", f"丙\n→\n{SURE}"]
    assert world.file(opinion_id).history[0].parts[0].text == SURE
    assert world.keys(deputy) == ["notice-new-case"] + ["notice-edited"] * 3


def test_an_edit_of_a_message_elsewhere_or_of_somebody_else_is_none_of_ours(world: World) -> None:
    author, other = world.citizen(), world.citizen()
    draft = world.write(author.actor, Purpose.OPINION, "一")
    source = draft.parts[0].source
    assert world.do(drafting.edit, actor=other.actor, source=source, text="坏") is None
    assert world.do(drafting.edit, actor=author.actor, source="1:999", text="坏") is None
    with world.attempt() as tx:
        assert drafting.draft(tx, actor=author.actor, draft_id=draft.id).words == "一"


def test_the_same_message_number_in_two_assemblies_is_two_messages(world: World) -> None:
    author = world.citizen()
    draft = world.write(author.actor, Purpose.OPINION, "一")
    elsewhere = replace(world.office, assembly="other")
    tx = StoredTransaction(world.connection, elsewhere, lambda: None)
    same = tx.people.meet(author.address, author.name, "zh_CN", world.now)
    part = replace(draft.parts[0], id=0, text="二")
    drafting.start(tx, actor=same.actor, purpose=Purpose.OPINION, now=world.now, part=part)
    edit(world, draft, "三")
    in_order = t.part.select().order_by(t.part.c.id)
    assert [row.text for row in world.connection.execute(in_order)] == ["三", "二"]


def test_leaving_gives_everything_open_back_to_staff(world: World) -> None:
    author, deputy, clerk = world.citizen(), world.deputy("D001"), world.clerk()
    owed, aside, waiting, answered = (world.submit(author, SURE, to="D001").opinion.id for _ in range(4))
    named = world.submit(author, UNSURE, to="D001").opinion.id
    elsewhere = world.submit(author, SURE, to="D002").opinion.id
    world.do(sending.put_aside, actor=deputy.actor, opinion_id=aside)
    world.send(deputy.actor, Purpose.QUESTION, "?", opinion_id=waiting)
    world.send(deputy.actor, Purpose.ANSWER, "好", opinion_id=answered)
    before = world.last_owed
    assert world.leave("D001") == 4
    for opinion_id in (owed, aside, waiting, named):
        file = world.file(opinion_id)
        assert (file.opinion.state, file.opinion.deputy_id) == (State.TRIAGE, None)
        last = file.history[-1]
        assert (last.kind, last.by, last.person_id) == (Kind.RETURNED, Party.CLERK, None)
        assert replay(file.opinion, file.history) == file.opinion
    assert world.file(answered).opinion.state is State.ANSWERED
    assert world.file(elsewhere).opinion.state is State.WITH_DEPUTY
    assert world.keys(author, after=before) == ["notice-returned"] * 4
    assert world.keys(clerk, after=before) == ["notice-returned-staff"] * 4
    name = world.office.directory.roster.deputies[world.deputy_id("D001")].name
    assert {row.args["deputy"] for row in world.owed(after=before)} == {name}
    assert world.leave("D001") == 0
    # A reply to the question that nobody waits for any more is still kept.
    world.send(author.actor, Purpose.ADDITION, "三栋", opinion_id=waiting)


def test_a_post_ends_with_the_office_and_returns_with_it(world: World) -> None:
    deputy = world.deputy("D001")
    both = world.deputy("D002")
    world.tx.people.hold_post(both.id, world.now, deputy_id=None)
    world.leave("D001")
    world.leave("D002")
    assert (world.again(deputy).deputy_id, world.again(deputy).clerk) == (None, False)
    assert (world.again(both).deputy_id, world.again(both).clerk) == (None, True)
    world.connection.execute(t.deputy.update().values(active=True))
    assert world.again(deputy).deputy_id == world.deputy_id("D001")


def invite(world: World, token: str, deputy: str | None = "D001") -> str:
    deputy_id = world.deputy_id(deputy) if deputy else None
    return world.do(joining.invite, token=token, deputy_id=deputy_id, made_by=None)


TOKEN = "abcdefgh-IJKLMNOP_0123"


def test_an_invitation_works_once(world: World) -> None:
    payload = invite(world, TOKEN)
    person, other = world.citizen(), world.citizen()
    joined = world.do(joining.join, person=person, payload=payload)
    assert joined.person.deputy_id == joined.deputy_id == world.deputy_id("D001")
    assert world.do(joining.join, person=person, payload=payload).deputy_id == joined.deputy_id
    with pytest.raises(Refused, match="refused-invitation"):
        world.do(joining.join, person=other, payload=payload)
    assert world.again(other).deputy_id is None
    assert world.tx.people.joined_deputies() == {world.deputy_id("D001")}


def test_an_invitation_of_a_clerk(world: World) -> None:
    person = world.citizen()
    joined = world.do(joining.join, person=person, payload=invite(world, TOKEN, None))
    assert (joined.deputy_id, joined.person.clerk) == (None, True)
    assert [clerk.id for clerk in world.tx.people.clerks()] == [person.id]


def test_an_invitation_expires(world: World) -> None:
    payload = invite(world, TOKEN)
    person = world.citizen()
    world.now += world.office.policy.invitation_life
    with pytest.raises(Refused, match="refused-invitation"):
        world.do(joining.join, person=person, payload=payload)
    world.now -= timedelta(seconds=1)
    world.do(joining.join, person=person, payload=payload)
    world.pass_time(days=365)  # whoever used it may tap the old link again
    world.do(joining.join, person=person, payload=payload)


def test_only_a_hash_of_an_invitation_is_kept(world: World) -> None:
    invite(world, TOKEN)
    (row,) = world.connection.execute(t.invitation.select())
    assert TOKEN not in str(row)
    assert row.token_hash == joining.hashed(TOKEN)


@pytest.mark.parametrize("payload", ["", "j_", "j_short", TOKEN, "j_" + "x" * 22, "j_" + TOKEN[:-1] + "é"])
def test_what_is_no_invitation(world: World, payload: str) -> None:
    invite(world, TOKEN)
    with pytest.raises(Refused, match="refused-invitation"):
        world.do(joining.join, person=world.citizen(), payload=payload)


def test_only_a_clerk_invites_and_only_deputies_in_office(world: World) -> None:
    for wrong in (world.citizen(), world.deputy("D002")):
        with pytest.raises(Refused, match="refused-staff-only"):
            world.do(joining.invite, token=TOKEN, deputy_id=None, made_by=wrong)
    clerk = world.clerk()
    world.leave("D001")
    with pytest.raises(Refused, match="refused-no-such-deputy"):
        world.do(joining.invite, token=TOKEN, deputy_id=world.deputy_id("D001"), made_by=clerk)


def test_numbers_count_from_one_each_year_by_the_assemblys_calendar(world: World) -> None:
    author = world.citizen()
    world.now = world.now.replace(month=12, day=31, hour=15, minute=59)
    assert world.submit(author, SURE).number.startswith("26-0001-")
    assert world.submit(author, SURE).number.startswith("26-0002-")
    world.pass_time(minutes=1)  # midnight in Shanghai
    assert world.submit(author, SURE).number.startswith("27-0001-")


def test_an_account_is_one_person_and_its_name_follows(world: World) -> None:
    person = world.meet("甲", "en")
    people = world.tx.people
    assert people.meet(person.address, "甲", "en", world.now) == person
    renamed = people.meet(person.address, "乙", "zh_CN", world.now)
    assert (renamed.id, renamed.name, renamed.language) == (person.id, "乙", "zh_CN")
    with world.attempt() as tx:
        chosen = drafting.choose_language(tx, person=renamed, language="en")
    assert people.meet(person.address, "乙", "zh_CN", world.now) == chosen
    people.change(replace(chosen, unreachable_since=world.now))
    assert people.meet(person.address, "乙", "zh_CN", world.now).unreachable_since is None
    assert world.connection.execute(sa.select(sa.func.count()).select_from(t.person)).scalar_one() == 1
