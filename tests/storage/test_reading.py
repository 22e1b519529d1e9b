from __future__ import annotations

from dataclasses import replace

import pytest

from liaison.casework import commands as c
from liaison.casework import drafting, numbers, reading, sending
from liaison.casework.errors import Refused
from liaison.casework.model import Kind, Party, Purpose, Shelf, State
from liaison.casework.people import Person
from tests.storage.world import SURE, UNSURE, World

NAME = "显名测试者"


def card(world: World, person: Person, opinion_id: int, **how: bool) -> reading.Card:
    return world.do(reading.card, actor=person.actor, opinion_id=opinion_id, **how)


@pytest.mark.parametrize("named", [False, True])
def test_a_citizens_name_is_seen_only_when_they_signed_and_the_address_never(
    world: World, named: bool
) -> None:
    author, deputy, clerk = world.citizen(NAME), world.deputy("D001"), world.clerk()
    opinion_id = world.submit(author, SURE, to="D001", named=named).opinion.id
    for viewer in (deputy, clerk):
        seen = card(world, viewer, opinion_id)
        assert seen.name == (NAME if named else "")
        assert (NAME in repr(seen)) == named
        assert author.address not in repr(seen)
    assert all(NAME not in str(row) for row in world.owed())


def test_a_deputy_sees_the_neighbourhood_from_the_county_down(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    roster = world.office.directory.roster
    leaf = next(place for place in roster.districts.values() if place.kind == "village")

    world.tx.people.change(replace(author, home_district_id=leaf.id))
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    expected = "".join(place.name for place in roster.path(leaf.id)[1:])
    assert card(world, deputy, opinion_id).place == expected
    (row,) = world.owed(deputy)
    assert row.args["place"] == expected


def test_nobody_else_sees_anything_nor_learns_that_it_exists(world: World) -> None:
    author = world.citizen()
    receipt = world.submit(author, SURE, to="D001")
    for stranger in (world.citizen(), world.deputy("D002")):
        for opinion_id in (receipt.opinion.id, 999):
            with pytest.raises(Refused, match="refused-not-yours"):
                card(world, stranger, opinion_id)
            with pytest.raises(Refused, match="refused-not-yours"), world.attempt() as tx:
                reading.files(tx, actor=stranger.actor, opinion_id=opinion_id)
        for text in (receipt.number, numbers.shown(numbers.make(2026, 77)), "?"):
            with pytest.raises(Refused, match="refused-not-yours"), world.attempt() as tx:
                reading.find_number(tx, actor=stranger.actor, text=text)
    with world.attempt() as tx:
        assert reading.find_number(tx, actor=author.actor, text=f" #{receipt.number}") == receipt.opinion.id


def test_the_reason_of_a_pass_and_what_is_put_aside_are_kept_from_the_citizen(world: World) -> None:
    author, one, two = world.citizen(), world.deputy("D001"), world.deputy("D002")
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    world.do(sending.put_aside, actor=one.actor, opinion_id=opinion_id)
    draft = world.write(
        one.actor, Purpose.PASS, "其实是我不想管", opinion_id=opinion_id, deputy_id=world.deputy_id("D002")
    )

    with world.attempt() as tx:
        drafting.write(tx, actor=one.actor, draft_id=draft.id, part=world.photo(one.actor))
    world.do(sending.send, actor=one.actor, draft_id=draft.id)
    mine = card(world, author, opinion_id)
    assert "不想管" not in repr(mine)
    assert [line.kind for line in mine.lines] == [Kind.SUBMITTED, Kind.PASSED]
    assert mine.files_in_all == 0
    assert mine.lines[-1].files == 0
    with world.attempt() as tx:
        assert reading.files(tx, actor=author.actor, opinion_id=opinion_id) == ()
        assert len(reading.files(tx, actor=two.actor, opinion_id=opinion_id)) == 1
    theirs = card(world, two, opinion_id)
    assert [line.kind for line in theirs.lines] == [Kind.SUBMITTED, Kind.PUT_ASIDE, Kind.PASSED]
    assert theirs.lines[-1].words == "其实是我不想管"
    assert all("不想管" not in str(row) for row in world.owed(author))


def test_a_clerk_reads_an_own_opinion_as_its_citizen(world: World) -> None:
    clerk, one = world.clerk(), world.deputy("D001")
    opinion_id = world.submit(clerk, SURE, to="D001").opinion.id
    world.send(one.actor, Purpose.PASS, "理由", opinion_id=opinion_id, deputy_id=world.deputy_id("D002"))
    mine = card(world, clerk, opinion_id)
    assert (mine.viewer, mine.guesses) == (Party.CITIZEN, ())
    assert "理由" not in repr(mine)
    assert card(world, clerk, opinion_id, as_staff=True).viewer is Party.CLERK
    assert card(world, clerk, opinion_id, as_author=True) == mine


def test_only_staff_see_what_the_matcher_thought(world: World) -> None:
    author, deputy, clerk = world.citizen(), world.deputy("D001"), world.clerk()
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    (first, *_) = card(world, clerk, opinion_id).guesses
    assert first.committee_id == world.committee_id("urban")
    assert 55 <= first.percent <= 100
    assert "房产证" in first.evidence
    assert card(world, deputy, opinion_id).guesses == ()
    assert card(world, author, opinion_id).guesses == ()


def test_nobody_becomes_another_by_asking(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    with pytest.raises(Refused, match="refused-not-yours"):
        card(world, deputy, opinion_id, as_author=True)
    with pytest.raises(Refused, match="refused-staff-only"):
        card(world, deputy, opinion_id, as_staff=True)
    with pytest.raises(Refused, match="refused-staff-only"):
        world.do(reading.staff_queue, actor=deputy.actor)
    with pytest.raises(Refused, match="refused-deputies-only"):
        world.do(reading.inbox, actor=author.actor)


def test_the_card_says_what_is_asked_until_it_is_answered(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    world.send(deputy.actor, Purpose.QUESTION, "哪一栋？", opinion_id=opinion_id)
    assert card(world, author, opinion_id).question == "哪一栋？"
    assert c.ReplyToQuestion in card(world, author, opinion_id).can
    world.send(author.actor, Purpose.REPLY, "三栋", opinion_id=opinion_id)
    assert card(world, author, opinion_id).question == ""


def test_a_queue_has_the_oldest_promise_first_in_pages(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    sent = []
    for _ in range(reading.PAGE + 2):
        sent.append(world.submit(author, SURE, to="D001").opinion.id)
        world.pass_time(days=1)
    first = world.do(reading.inbox, actor=deputy.actor)
    second = world.do(reading.inbox, actor=deputy.actor, offset=reading.PAGE)
    assert [row.opinion_id for row in (*first.rows, *second.rows)] == sent
    assert first.total == second.total == len(sent)
    mine = world.do(reading.mine, actor=author.actor)
    assert [row.opinion_id for row in mine.rows] == sent[::-1][: reading.PAGE]
    assert mine.total == len(sent)


def test_counts_and_lists_of_a_deputy_agree(world: World) -> None:

    author, deputy = world.citizen(), world.deputy("D001")
    owed, aside, waiting, answered, withdrawn = (
        world.submit(author, SURE, to="D001").opinion.id for _ in range(5)
    )
    world.do(sending.put_aside, actor=deputy.actor, opinion_id=aside)
    world.send(deputy.actor, Purpose.QUESTION, "?", opinion_id=waiting)
    world.send(deputy.actor, Purpose.ANSWER, "好", opinion_id=answered)
    world.do(sending.perform, actor=author.actor, opinion_id=withdrawn, command=c.Withdraw())
    named_only = world.submit(author, UNSURE, to="D001").opinion.id
    clerk = world.clerk()
    world.send(clerk.actor, Purpose.QUESTION, "?", opinion_id=named_only)
    expected = {Shelf.OWED: owed, Shelf.ASIDE: aside, Shelf.WAITING: waiting, Shelf.ANSWERED: answered}
    for shelf, opinion_id in expected.items():
        page = world.do(reading.inbox, actor=deputy.actor, shelf=shelf)
        assert [row.opinion_id for row in page.rows] == [opinion_id]
        assert page.total == 1
    world.pass_time(days=60)
    page = world.do(reading.inbox, actor=deputy.actor)
    assert [row.opinion_id for row in page.rows] == [owed, aside]  # what was put aside is back
    assert page.counts["overdue"] == 2
    assert page.rows[0].days_left < 0


def test_the_staff_queue_counts_every_state(world: World) -> None:
    author, clerk = world.citizen(), world.clerk()
    in_triage = world.submit(author, UNSURE).opinion.id
    with_committee = world.submit(author, SURE).opinion.id
    page = world.do(reading.staff_queue, actor=clerk.actor)
    assert [row.opinion_id for row in page.rows] == [in_triage]
    assert page.counts == {"triage": 1, "with_committee": 1}
    page = world.do(reading.staff_queue, actor=clerk.actor, states=(State.TRIAGE, State.WITH_COMMITTEE))
    assert {row.opinion_id for row in page.rows} == {in_triage, with_committee}
    assert page.total == 2
