from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from liaison.casework import commands as c
from liaison.casework import sending
from liaison.casework.model import Purpose, State
from storage import figures, inbox
from storage import outbox as out
from storage import tables as t
from storage.figures import Snapshot, snapshot
from tests.storage.world import ASSEMBLY, SURE, World

STATEMENTS = {
    figures._CASES: "ix_opinion_assembly_state_rank_due_on",
    figures._MISSED: "ix_opinion_assembly_state_rank_due_on",
    figures._INBOX: "ix_inbox_unfinished",
    figures._OUTBOX: "ix_outbox_unsent",
    figures._DUE_SINCE: "ix_outbox_due",
}


def seen(world: World, assembly: str = ASSEMBLY) -> Snapshot:
    today = world.office.policy.today(world.now)
    return snapshot(world.connection, assembly, today, world.now)


def test_of_nothing_every_count_is_zero(world: World) -> None:
    found = seen(world)
    assert found == Snapshot(dict.fromkeys(State, 0), 0, 0, 0, 0.0, 0, 0, 0, 0, 0.0)


def test_cases_by_state_and_promises_not_kept(world: World) -> None:
    world.clerk()
    deputy = world.deputy("D001")
    answered, owed = (world.submit(world.citizen(), SURE, to="D001").opinion for _ in range(2))
    world.submit(world.citizen(), SURE)
    withdrawing = world.citizen()
    withdrawn = world.submit(withdrawing).opinion
    world.send(deputy.actor, Purpose.ANSWER, "好的", opinion_id=answered.id)
    world.do(sending.perform, actor=withdrawing.actor, opinion_id=withdrawn.id, command=c.Withdraw())
    expected = {
        State.ANSWERED: 1, State.WITHDRAWN: 1, State.WITH_DEPUTY: 1, State.WITH_COMMITTEE: 1,
        State.TRIAGE: 0, State.WAITING: 0, State.JOINED: 0,
    }  # fmt: skip
    assert seen(world).cases == expected
    assert seen(world).deadlines_missed == 0
    last_day = world.office.policy.today(world.now)
    while last_day < owed.due_on:
        world.pass_time(days=1)
        last_day = world.office.policy.today(world.now)
    assert seen(world).deadlines_missed == 0  # the promised day itself is not past
    world.pass_time(days=1)
    found = seen(world)
    assert found.deadlines_missed == 2  # what has ended missed nothing
    assert found.cases == expected


def test_what_waits_in_the_inbox_and_since_when(world: World) -> None:
    updates = [inbox.Update(number, str(number), "{}") for number in (1, 2, 3, 4)]
    inbox.accept(world.connection, 7, updates[:2], world.now)
    world.pass_time(seconds=30)
    inbox.accept(world.connection, 7, updates[2:], world.now)
    world.pass_time(seconds=15)
    first, second, third, _ = inbox.take(world.connection, 7, 0, 9, None)
    inbox.finish(world.connection, 7, [first.seq], {})
    found = seen(world)
    assert (found.inbox_waiting, found.inbox_parked, found.inbox_oldest) == (3, 0, 45.0)
    inbox.failed(world.connection, second.seq, 4, "ValueError in nowhere", park=True)
    found = seen(world)
    assert (found.inbox_waiting, found.inbox_parked, found.inbox_oldest) == (2, 1, 15.0)
    inbox.failed(world.connection, third.seq, 1, "ValueError in nowhere", park=False)
    assert seen(world).inbox_waiting == 2


def test_what_is_owed_and_since_when_it_is_due(world: World) -> None:
    world.clerk()
    for _ in range(2):
        world.submit(world.citizen())
    ids = [row.id for row in world.owed()]
    assert len(ids) >= 4
    world.pass_time(seconds=20)
    assert (seen(world).outbox_waiting, seen(world).outbox_oldest) == (len(ids), 20.0)
    states = (out.State.CLAIMED, out.State.SENT, out.State.FAILED, out.State.UNCERTAIN)
    for number, state in zip(ids, states, strict=False):
        world.connection.execute(t.outbox.update().where(t.outbox.c.id == number).values(state=int(state)))
    found = seen(world)
    assert (found.outbox_sending, found.outbox_failed, found.outbox_uncertain) == (1, 1, 1)
    assert found.outbox_waiting == len(ids) - 4
    later = t.outbox.update().values(not_before=world.now + timedelta(minutes=5))
    world.connection.execute(later)  # Telegram asked for patience: nothing is due
    assert seen(world).outbox_oldest == 0.0


def test_another_assembly_is_counted_apart(world: World) -> None:
    world.submit(world.citizen())
    found = seen(world, "elsewhere")
    assert sum(found.cases.values()) == found.outbox_waiting == 0


@pytest.mark.parametrize("statement", STATEMENTS, ids=STATEMENTS.values())
def test_a_look_reads_an_index_and_no_table_from_end_to_end(world: World, statement: sa.Select[int]) -> None:
    connection = world.connection
    if connection.dialect.name == "postgresql":  # on a table this small it would not care
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    words = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    values = {"assembly": ASSEMBLY, "today": world.now.date()}
    with_values = statement.params(
        {name: values[name] for name in statement.compile().params if name in values}
    )
    written = with_values.compile(connection, compile_kwargs={"literal_binds": True})
    plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(f"{words} {written}"))
    assert STATEMENTS[statement] in plan, plan
