"""Invitations: hashed, expiring, single use; a second account for a deputy is never silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.texts import LANGUAGES, Texts
from liaison.casework import joining, reading
from liaison.casework.errors import Refused
from liaison.casework.people import Person
from storage import inbox
from storage import tables as t
from storage.outbox import State
from tests.storage.world import START, SURE, World

TOKEN = "abcdefghijklmnop_-0123"


def invited(world: World, code: str | None, token: str = TOKEN) -> str:
    deputy_id = world.deputy_id(code) if code else None
    return world.do(joining.invite, token=token, deputy_id=deputy_id, made_by=None)


def join(world: World, person: Person, payload: str) -> joining.Joined:
    return world.do(joining.join, person=person, payload=payload)


def test_an_invitation_is_kept_only_as_a_hash_works_once_and_expires(world: World) -> None:
    payload = invited(world, "D001")
    rows = world.connection.execute(sa.select(t.invitation)).all()
    assert TOKEN not in str(rows)
    first, second = world.meet("本人"), world.meet("别人")
    assert join(world, first, payload).person.deputy_id == world.deputy_id("D001")
    assert join(world, first, payload).others == 0  # the same tap again
    with pytest.raises(Refused, match="refused-invitation"):
        join(world, second, payload)
    late = invited(world, "D002", "x" * 20)
    world.pass_time(days=7, seconds=1)
    with pytest.raises(Refused, match="refused-invitation"):
        join(world, second, late)
    for nonsense in ("j_", "j_short", "j_" + "y" * 20, "d_" + TOKEN, TOKEN):
        with pytest.raises(Refused, match="refused-invitation"):
            join(world, second, nonsense)


def test_a_second_account_for_a_deputy_is_told_to_the_first(world: World) -> None:
    holder = world.deputy("D001")
    assistant = world.meet("助理")
    joined = join(world, assistant, invited(world, "D001"))
    assert joined.others == 1
    assert world.keys(holder) == ["notice-another-account"]
    assert world.keys(assistant) == []
    join(world, assistant, "j_" + TOKEN)
    assert world.keys(holder) == ["notice-another-account"]  # once
    for language in LANGUAGES:
        (row,) = world.owed(holder)
        assert row.args["deputy"] in Texts.shipped().html(language, row.key, **row.args)
        assert Texts.shipped().html(language, "joined-deputy", deputy="甲", others=1).count("\n") == 1
        assert "\n" not in Texts.shipped().html(language, "joined-deputy", deputy="甲", others=0)


def test_nobody_joins_for_a_deputy_who_left_and_the_link_stays_unused(world: World) -> None:
    payload = invited(world, "D001")
    world.leave("D001")
    person = world.meet("来晚了")
    with pytest.raises(Refused, match="refused-no-such-deputy"):
        join(world, person, payload)
    world.come_back("D001")
    assert join(world, person, payload).person.deputy_id == world.deputy_id("D001")


def test_what_did_not_arrive_is_on_the_staffs_first_page(world: World) -> None:
    clerk, citizen = world.clerk(), world.citizen()
    number = world.submit(citizen, SURE).number
    assert world.do(reading.trouble, actor=clerk.actor) == reading.Trouble(0, 0, 0, ())
    (receipt,) = world.owed(citizen)
    failed = t.outbox.update().where(t.outbox.c.id == receipt.id)
    world.connection.execute(failed.values(state=int(State.FAILED), ended_at=START))
    assert world.do(reading.trouble, actor=clerk.actor) == reading.Trouble(1, 0, 0, (number,))
    world.now += reading.TROUBLE_SINCE + timedelta(seconds=1)
    assert world.do(reading.trouble, actor=clerk.actor) == reading.Trouble(0, 0, 0, ())
    world.connection.execute(failed.values(state=int(State.UNCERTAIN)))
    assert world.do(reading.trouble, actor=clerk.actor) == reading.Trouble(0, 1, 0, (number,))
    inbox.accept(world.connection, 1, [inbox.Update(5, citizen.address, "{}")], world.now)
    (waiting,) = inbox.take(world.connection, 1, 0, 10)
    inbox.failed(world.connection, waiting.seq, 4, "KeyError", park=True)
    assert world.do(reading.trouble, actor=clerk.actor) == reading.Trouble(0, 1, 1, (number,))
    with pytest.raises(Refused, match="refused-staff-only"):
        world.do(reading.trouble, actor=citizen.actor)
    for language in LANGUAGES:
        said = Texts.shipped().html(
            language, "triage-trouble", failed=1, uncertain=2, parked=3, numbers=number
        )
        assert number in said
        assert "liaison resend" in said
