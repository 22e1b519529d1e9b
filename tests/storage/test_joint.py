"""Opinions about one thing: joining, one answer for all, separating, and what nobody may see."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.casework import alike, reading, sending
from liaison.casework import commands as c
from liaison.casework.errors import Refused
from liaison.casework.model import Kind, Opinion, Purpose, State, replay
from liaison.casework.people import Person
from liaison.routing.likeness import Alike
from liaison.routing.verdict import Advice, Aid, Verdict, Way
from tests.storage.world import SURE, UNSURE, World

OWN_WORDS = "我家窗外也是这样，电话一三八。"


def now(world: World, opinion: Opinion) -> Opinion:
    file = world.file(opinion.id)
    assert replay(file.opinion, file.history) == file.opinion
    return file.opinion


def author_of(world: World, opinion: Opinion) -> Person:
    person = world.tx.people.get(opinion.author_id)
    assert person is not None
    return person


def perform(world: World, actor: Person, opinion: Opinion, command: c.Command) -> Opinion:
    return world.do(sending.perform, actor=actor.actor, opinion_id=opinion.id, command=command).opinion


def refusal(world: World, actor: Person, opinion: Opinion, command: c.Command) -> str:
    with pytest.raises(Refused) as refused:
        perform(world, actor, opinion, command)
    return refused.value.key


def test_who_joins_has_a_number_and_words_of_their_own_and_gets_the_answer(world: World) -> None:
    world.clerk()
    deputy, first, second = world.deputy("D001"), world.citizen("甲"), world.citizen("乙")
    head = world.submit(first, SURE, to="D001").opinion
    before = world.last_owed
    receipt = world.join(second, head.id, OWN_WORDS)
    assert receipt.opinion.state is State.JOINED
    assert receipt.number != head.number
    assert world.keys(second, after=before) == ["notice-receipt-joined"]
    (told,) = world.owed(deputy, after=before)
    assert (told.key, told.opinion_id) == ("notice-joined", head.id)
    assert told.args["words"] == OWN_WORDS

    before = world.last_owed
    world.send(deputy.actor, Purpose.ANSWER, "下周修好", opinion_id=head.id)
    (answer,) = world.owed(second, after=before)
    assert (answer.key, answer.args["words"]) == ("notice-answered", "下周修好")
    assert answer.args["number"] == receipt.number
    assert answer.args["deputy"]
    assert now(world, receipt.opinion).state is State.ANSWERED
    card = world.do(reading.card, actor=second.actor, opinion_id=receipt.opinion.id)
    assert [(line.kind, line.words) for line in card.lines[1:]] == [(Kind.ANSWERED, "下周修好")]

    before = world.last_owed
    world.send(deputy.actor, Purpose.CORRECTION, "下下周", opinion_id=head.id)
    assert [row.args["words"] for row in world.owed(second, after=before)] == ["下下周"]
    lines = world.do(reading.card, actor=second.actor, opinion_id=receipt.opinion.id).lines
    assert [line.words for line in lines[1:]] == ["下周修好", "下下周"]


def test_each_of_several_who_join_is_told_of_and_answered(world: World) -> None:
    clerk, deputy = world.clerk(), world.deputy("D001")
    head = world.submit(world.citizen(), SURE, to="D001").opinion
    before = world.last_owed
    others = [world.citizen() for _ in range(3)]
    for other in others:
        world.join(other, head.id)
    assert world.keys(deputy, after=before) == ["notice-joined"] * 3
    assert world.do(reading.card, actor=deputy.actor, opinion_id=head.id).followers == 3
    assert len(alike.followers(world.tx, actor=deputy.actor, opinion_id=head.id)) == 3
    world.send(deputy.actor, Purpose.ANSWER, "好", opinion_id=head.id)
    assert all(world.keys(other)[-1] == "notice-answered" for other in others)
    assert not any(key == "notice-answered" for key in world.keys(clerk))


def test_what_is_added_goes_to_whoever_has_the_head(world: World) -> None:
    clerk, deputy, second = world.clerk(), world.deputy("D001"), world.citizen()
    head = world.submit(world.citizen(), SURE, to="D001").opinion
    joined = world.join(second, head.id).opinion
    before = world.last_owed
    world.send(second.actor, Purpose.ADDITION, "今天又停了", opinion_id=joined.id)
    (told,) = world.owed(deputy, after=before)
    assert (told.key, told.opinion_id, told.args["words"]) == ("notice-added", head.id, "今天又停了")
    assert world.owed(clerk, after=before) == []
    (follower,) = alike.followers(world.tx, actor=deputy.actor, opinion_id=head.id)
    assert "今天又停了" in follower.words


def test_a_clerk_merges_and_separates(world: World) -> None:
    clerk, holder, author = world.clerk(), world.deputy("D001"), world.citizen()
    head = world.submit(world.citizen(), UNSURE).opinion
    other = world.submit(author, SURE, to="D001").opinion
    before = world.last_owed
    merged = perform(world, clerk, other, c.Join(head.id))
    assert (merged.state, merged.joined_to, merged.deputy_id) == (State.JOINED, head.id, None)
    assert world.keys(author, after=before) == ["notice-joined-author"]
    assert world.keys(holder, after=before) == ["notice-joined-away"]
    assert world.keys(clerk, after=before) == []  # it is the clerk's own doing
    assert world.do(reading.card, actor=clerk.actor, opinion_id=other.id).head
    assert refusal(world, clerk, head, c.Join(head.id)) == "refused-join-itself"
    assert refusal(world, clerk, head, c.Join(other.id)) == "refused-join-itself"  # whose head it is
    before = world.last_owed
    alone = perform(world, clerk, other, c.Separate())
    assert (alone.state, alone.joined_to) == (State.TRIAGE, None)
    assert (alone.deputy_id, alone.committee_id) == (other.deputy_id, other.committee_id)
    assert world.keys(author, after=before) == ["notice-separated"]
    assert now(world, other) == alone


def test_what_was_joined_when_it_was_sent_gets_back_whom_its_citizen_named(world: World) -> None:
    clerk, holder = world.clerk(), world.deputy("D001")
    head = world.submit(world.citizen(), SURE).opinion
    asked_for = world.deputy_id("D001")
    joined = []
    for _ in range(2):
        author = world.citizen()
        draft = world.write(author.actor, Purpose.OPINION, SURE, deputy_id=asked_for)
        receipt = world.do(sending.send, actor=author.actor, draft_id=draft.id, join=head.id)
        joined.append(receipt.opinion)
    alone = perform(world, clerk, joined[0], c.Separate())
    assert alone.state is State.TRIAGE
    assert (alone.deputy_id, alone.committee_id) == (asked_for, head.committee_id)
    assert now(world, alone) == alone
    with pytest.raises(Refused):  # staff still say who takes it
        world.do(reading.card, actor=holder.actor, opinion_id=alone.id)
    assert head.committee_id is not None
    routed = perform(world, clerk, alone, c.ConfirmCommittee(head.committee_id))
    assert (routed.state, routed.deputy_id) == (State.WITH_DEPUTY, asked_for)
    world.leave("D001")
    perform(world, world.again(author_of(world, head)), head, c.Withdraw())
    left = now(world, joined[1])
    assert (left.state, left.deputy_id, left.committee_id) == (State.TRIAGE, None, head.committee_id)


def test_a_deputy_to_whom_staff_gave_it_is_not_taken_for_the_citizens_wish(world: World) -> None:
    clerk = world.clerk()
    head = world.submit(world.citizen(), SURE).opinion
    other = world.submit(world.citizen(), SURE, to="D001").opinion
    perform(world, clerk, other, c.Assign(world.deputy_id("D002")))
    perform(world, clerk, other, c.Join(head.id))
    alone = perform(world, clerk, other, c.Separate())
    assert (alone.deputy_id, alone.committee_id) == (None, other.committee_id)
    assert now(world, alone) == alone


def test_what_is_joined_to_a_joined_one_is_joined_to_its_head(world: World) -> None:
    clerk = world.clerk()
    first, second, third = (world.submit(world.citizen(), UNSURE).opinion for _ in range(3))
    follower = world.join(world.citizen(), second.id).opinion
    perform(world, clerk, second, c.Join(first.id))
    assert now(world, follower).joined_to == first.id
    assert perform(world, clerk, third, c.Join(second.id)).joined_to == first.id
    assert len(world.tx.opinions.followers(first.id)) == 3


def test_when_the_head_is_withdrawn_the_others_go_back_to_staff(world: World) -> None:
    clerk, first, second = world.clerk(), world.citizen(), world.citizen()
    head = world.submit(first, SURE).opinion
    joined = world.join(second, head.id).opinion
    before = world.last_owed
    perform(world, first, head, c.Withdraw())
    assert now(world, joined).state is State.TRIAGE
    assert world.keys(second, after=before) == ["notice-separated"]
    assert "notice-new-triage" in world.keys(clerk, after=before)


def test_who_joined_may_withdraw_and_then_hears_no_more(world: World) -> None:
    world.clerk()
    deputy, second = world.deputy("D001"), world.citizen()
    head = world.submit(world.citizen(), SURE, to="D001").opinion
    joined = world.join(second, head.id).opinion
    perform(world, second, joined, c.Withdraw())
    before = world.last_owed
    world.send(deputy.actor, Purpose.ANSWER, "好", opinion_id=head.id)
    assert world.owed(second, after=before) == []
    assert now(world, joined).state is State.WITHDRAWN


def test_what_has_ended_cannot_be_joined_and_the_draft_is_still_there(world: World) -> None:
    first, second = world.citizen(), world.citizen()
    head = world.submit(first, SURE).opinion
    perform(world, first, head, c.Withdraw())
    with pytest.raises(Refused, match="refused-join-ended"):
        world.join(second, head.id)
    draft = world.tx.drafts.open_of(second.id)
    assert draft is not None
    assert draft.words == SURE
    assert not world.do(sending.send, actor=second.actor, draft_id=draft.id).again


def test_an_offer_tells_nothing_of_another_but_what_both_say(world: World) -> None:
    first, second = world.citizen("张三丰"), world.citizen()
    head = world.submit(first, OWN_WORDS, named=True)
    world.join(world.citizen(), head.opinion.id)
    found = (Alike(head.opinion.id, 0.9, ("窗外",)),)
    draft = world.write(second.actor, Purpose.OPINION, SURE)
    offer = alike.offer(world.tx, actor=second.actor, draft_id=draft.id, found=found)
    assert offer is not None
    assert (offer.own, offer.people, offer.shared) == (False, 2, ("窗外",))
    for secret in ("张三丰", "一三八", head.number, head.opinion.number):
        assert secret not in repr(offer)
    with pytest.raises(Refused):
        alike.followers(world.tx, actor=second.actor, opinion_id=head.opinion.id)
    with pytest.raises(Refused):  # nor does the first see who joined
        alike.followers(world.tx, actor=first.actor, opinion_id=head.opinion.id)


def test_where_no_place_is_named_only_neighbours_are_offered_it(world: World) -> None:
    first, second = world.citizen(), world.citizen()
    found = (Alike(world.submit(first, SURE).opinion.id, 0.9, (), placed=False),)
    draft = world.write(second.actor, Purpose.OPINION, SURE)
    assert alike.offer(world.tx, actor=second.actor, draft_id=draft.id, found=found) is None


def joined_by_press(world: World, citizen: Person, draft_id: int, opinion_id: int, **known: Any) -> Opinion:
    facts = {"offered": False, "found": (), **known}
    about = {"actor": citizen.actor, "draft_id": draft_id, "opinion_id": opinion_id}
    return world.do(alike.join, **about, **facts).opinion


def test_only_what_is_alike_or_was_offered_can_be_joined_and_nobody_learns_what_else_there_is(
    world: World,
) -> None:
    clerk, first, second = world.clerk(), world.citizen(), world.citizen()
    near, far = world.submit(first, SURE).opinion, world.submit(world.citizen(), UNSURE).opinion
    ended, own = world.submit(first, SURE).opinion, world.submit(second, SURE).opinion
    perform(world, first, ended, c.Withdraw())
    draft = world.write(second.actor, Purpose.OPINION, SURE)
    found = tuple(Alike(one.id, 0.9, ()) for one in (near, ended, own))
    elsewhere = (Alike(far.id, 0.9, (), placed=False),)
    said = set()
    for opinion_id, alikes in (
        *((one.id, found) for one in (far, ended, own)),
        *((one.id, ()) for one in (near, far, ended, own)),
        *((987_654, each) for each in (found, ())),
        (far.id, elsewhere),
    ):
        with pytest.raises(Refused) as refused:
            joined_by_press(world, second, draft.id, opinion_id, found=alikes)
        said.add((refused.value.key, *refused.value.args_for_text))
    assert said == {("refused-join-ended",)}
    perform(world, clerk, near, c.Join(far.id))  # meanwhile
    joined = joined_by_press(world, second, draft.id, near.id, found=found)
    assert joined.joined_to == far.id
    assert joined_by_press(world, second, draft.id, near.id) == joined  # tapped again
    third = world.citizen()
    draft = world.write(third.actor, Purpose.OPINION, SURE)
    assert joined_by_press(world, third, draft.id, near.id, offered=True).joined_to == far.id


def test_an_emergency_waits_for_no_others_answer_by_a_made_up_press(world: World) -> None:
    citizen, head = world.citizen(), world.submit(world.citizen(), SURE).opinion
    verdict = Verdict(Way.ROUTE, (), advice=Advice(Aid.POLICE, "危险"))
    world.reads({"危险的一件事": verdict})
    draft = world.write(citizen.actor, Purpose.OPINION, "危险的一件事")
    with pytest.raises(Refused, match="refused-join-ended"):
        joined_by_press(world, citizen, draft.id, head.id, found=(Alike(head.id, 0.9, ()),))


def test_ones_own_is_offered_to_be_added_to(world: World) -> None:
    author = world.citizen()
    receipt = world.submit(author, SURE)
    found = (Alike(receipt.opinion.id, 0.9, ()),)
    draft = world.write(author.actor, Purpose.OPINION, "还是这样")
    offer = alike.offer(world.tx, actor=author.actor, draft_id=draft.id, found=found)
    assert offer is not None
    assert (offer.own, offer.number) == (True, receipt.number)
    about = {"actor": author.actor, "draft_id": draft.id, "opinion_id": receipt.opinion.id}
    assert not world.do(alike.add_instead, **about).again
    assert world.do(alike.add_instead, **about).again
    assert [entry.kind for entry in world.file(receipt.opinion.id).history] == [Kind.SUBMITTED, Kind.ADDED]
    other = world.write(author.actor, Purpose.OPINION, "还是这样")
    strange = world.submit(world.citizen(), SURE).opinion.id
    with pytest.raises(Refused, match="refused-not-yours"):
        world.do(alike.add_instead, actor=author.actor, draft_id=other.id, opinion_id=strange)


def test_a_clerk_sees_what_is_near(world: World) -> None:
    clerk = world.clerk()
    this, other = (world.submit(world.citizen(), UNSURE).opinion for _ in range(2))
    found = (Alike(this.id, 1.0, ()), Alike(other.id, 0.8, ()), Alike(987_654, 0.8, ()))
    (near,) = alike.near(world.tx, actor=clerk.actor, opinion_id=this.id, found=found)
    assert (near.opinion_id, near.open) == (other.id, True)
    with pytest.raises(Refused):
        alike.near(world.tx, actor=world.citizen().actor, opinion_id=this.id, found=found)
