"""What clerks teach the router."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from liaison.casework import commands as c
from liaison.casework import reading, sending
from liaison.casework.errors import Refused
from liaison.casework.model import Kind, Purpose, replay
from liaison.casework.people import Person
from storage import tables as t
from storage.teaching import TeachingRows
from tests.storage.world import SURE, UNSURE, World


def route(world: World, clerk: Person, opinion_id: int, code: str) -> sending.Receipt:
    command = c.ConfirmCommittee(world.committee_id(code))
    return world.do(sending.perform, actor=clerk.actor, opinion_id=opinion_id, command=command)


def test_what_a_clerk_says_is_learnt_in_the_same_unit_of_work(world: World) -> None:
    clerk, author = world.clerk(), world.citizen()
    shelf = world.tx.teaching
    assert (shelf.examples(), shelf.version()) == ([], (0, 0))
    one, two = (world.submit(author, words).opinion.id for words in (UNSURE, SURE))
    assert route(world, clerk, one, "finance").learnt
    route(world, clerk, two, "judicial")
    (first, *_), (second, *_) = shelf.examples()
    assert shelf.examples() == [
        (first, UNSURE, "committee:finance"),
        (second, SURE, "committee:judicial"),
    ]
    assert shelf.version() == (second, 0)
    row = world.connection.execute(sa.select(t.routing_example)).first()
    assert row is not None
    assert (row.person_id, row.at, row.text) == (clerk.id, world.now, None)


def test_a_correction_takes_the_earlier_word_back(world: World) -> None:
    clerk = world.clerk()
    opinion_id = world.submit(world.citizen(), UNSURE).opinion.id
    route(world, clerk, opinion_id, "finance")
    ((first, *_),) = world.tx.teaching.examples()
    world.pass_time(hours=1)
    route(world, clerk, opinion_id, "urban")
    ((second, words, target),) = world.tx.teaching.examples()
    assert (words, target) == (UNSURE, "committee:urban")
    assert world.tx.teaching.version() == (second, 1)
    assert world.tx.teaching.examples(after_id=first) == world.tx.teaching.examples()
    assert world.tx.teaching.examples(after_id=second) == []
    back = world.connection.execute(
        sa.select(t.routing_example.c.taken_back_at).where(t.routing_example.c.id == first)
    ).scalar_one()
    assert back == world.now


def test_deputies_who_pass_on_and_clerks_who_assign_what_no_committee_has_teach_nothing(world: World) -> None:
    clerk, deputy = world.clerk(), world.deputy("D001")
    one = world.submit(world.citizen(), UNSURE).opinion.id
    command = c.Assign(world.deputy_id("D001"))
    assert not world.do(sending.perform, actor=clerk.actor, opinion_id=one, command=command).learnt
    world.send(deputy.actor, Purpose.PASS, "理由", opinion_id=one, committee_id=world.committee_id("urban"))
    assert world.tx.teaching.examples() == []


def test_confirming_what_was_routed_by_itself_teaches_and_is_done_once(world: World) -> None:
    clerk, author = world.clerk(), world.citizen()
    opinion = world.submit(author, SURE).opinion
    told = world.last_owed

    def shown(person: Person) -> reading.Card:
        return world.do(reading.card, actor=person.actor, opinion_id=opinion.id)

    assert (shown(clerk).to_confirm, shown(author).to_confirm) == (opinion.committee_id, None)
    assert route(world, clerk, opinion.id, "urban").learnt
    assert [target for *_, target in world.tx.teaching.examples()] == ["committee:urban"]
    assert shown(clerk).to_confirm is None
    assert shown(clerk).lines[-1].kind is Kind.CONFIRMED
    assert Kind.CONFIRMED not in {line.kind for line in shown(author).lines}
    with pytest.raises(Refused, match="refused-same-committee"):
        route(world, clerk, opinion.id, "urban")
    assert world.owed(after=told) == []
    route(world, clerk, opinion.id, "finance")
    assert shown(clerk).to_confirm is None
    assert [target for *_, target in world.tx.teaching.examples()] == ["committee:finance"]


def test_a_clerk_who_assigns_within_a_committee_confirms_it(world: World) -> None:
    clerk = world.clerk()
    opinion_id = world.submit(world.citizen(), SURE).opinion.id
    one, other = (c.Assign(world.deputy_id(code)) for code in ("D001", "D002"))
    assert world.do(sending.perform, actor=clerk.actor, opinion_id=opinion_id, command=one).learnt
    assert [target for *_, target in world.tx.teaching.examples()] == ["committee:urban"]
    assert world.do(reading.card, actor=clerk.actor, opinion_id=opinion_id).to_confirm is None
    assert not world.do(sending.perform, actor=clerk.actor, opinion_id=opinion_id, command=other).learnt
    file = world.file(opinion_id)
    assert replay(file.opinion, file.history) == file.opinion


def test_pictures_alone_teach_nothing_and_several_messages_are_one_text(world: World) -> None:
    clerk, author = world.clerk(), world.citizen()
    silent = world.write(author.actor, Purpose.OPINION, "")
    opinion_id = world.do(sending.send, actor=author.actor, draft_id=silent.id).opinion.id
    assert not route(world, clerk, opinion_id, "urban").learnt
    spoken = world.write(author.actor, Purpose.OPINION, "第一句")
    with world.attempt() as tx:
        tx.drafts.add_part(spoken.id, world.photo(author.actor))
        tx.drafts.add_part(spoken.id, world.text(author.actor, "第二句"))
    opinion_id = world.do(sending.send, actor=author.actor, draft_id=spoken.id).opinion.id
    route(world, clerk, opinion_id, "urban")
    world.send(author.actor, Purpose.ADDITION, "后来补的", opinion_id=opinion_id)
    assert [words for _, words, _ in world.tx.teaching.examples()] == ["第一句\n第二句"]


def test_texts_from_files_stand_beside_and_can_be_taken_back_once(world: World) -> None:
    clerk = world.clerk()
    shelf = world.tx.teaching
    shelf.add_text("路灯坏了\n没人修", "subject:utilities", world.now)
    route(world, clerk, world.submit(world.citizen(), UNSURE).opinion.id, "finance")
    (first, *file), (second, *_) = shelf.examples()
    assert file == ["路灯坏了\n没人修", "subject:utilities"]
    assert shelf.take_back(first, world.now)
    assert not shelf.take_back(first, world.now)
    assert not shelf.take_back(second + 99, world.now)
    assert [one for one, *_ in shelf.examples()] == [second]
    assert shelf.version() == (second, 1)


def test_another_assembly_learns_nothing_of_it(world: World) -> None:
    world.tx.teaching.add_text("话", "committee:urban", world.now)
    ((example, *_),) = world.tx.teaching.examples()
    elsewhere = TeachingRows(world.connection, "elsewhere")
    assert (elsewhere.examples(), elsewhere.version()) == ([], (0, 0))
    assert not elsewhere.take_back(example, world.now)
