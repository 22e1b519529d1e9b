"""Two processes at the same moment, each with its own connections to one PostgreSQL. Not on SQLite, where one writes
at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from random import Random
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.desk import StoredDesk
from delivery.ports import Attempt, Outgoing, Result
from liaison.casework import commands, drafting, sending
from liaison.casework.decide import decide
from liaison.casework.errors import Conflict
from liaison.casework.model import Draft, Part, PartKind, Purpose
from liaison.casework.notices import Owed, Priority
from liaison.casework.office import Office
from liaison.casework.people import Person
from liaison.directory.importing import read_congress
from storage import inbox, outbox, roster, undelivered
from storage import tables as t
from storage.engine import LaneDatabase
from storage.outbox import StoredOutbox
from storage.uow import StoredTransaction
from tests.storage.test_roster import SAMPLE
from tests.storage.world import ASSEMBLY, START, SURE, connected, office_of

pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)

TELLERS = count(1)


class Process(LaneDatabase):
    """The database as one of several processes has it. One unit of work can be held just before its commit."""

    def __init__(self, url: str, office: Office) -> None:
        super().__init__(url)
        self.url = url
        self.desk = StoredDesk(self, office, lambda: START)
        self.outbox = StoredOutbox(self)
        self.office = office
        self.held: tuple[threading.Event, threading.Event] | None = None

    async def write(self, work: Callable[[Connection], Any]) -> Any:
        if self.held is None:
            return await super().write(work)
        (done, go), self.held = self.held, None

        def and_wait(connection: Connection) -> Any:
            result = work(connection)
            done.set()
            assert go.wait(30)
            return result

        return await super().write(and_wait)

    async def tx(self, use: Callable[[StoredTransaction], Any]) -> Any:
        """Anything a use case may do, as a unit of work."""
        return await self.write(lambda c: use(StoredTransaction(c, self.office, lambda: None)))

    async def meet(self, address: str) -> Person:
        person: Person = await self.tx(lambda tx: tx.people.meet(address, "甲", "zh_CN", START))
        return person

    async def draft(self, person: Person) -> Draft:
        part = Part(PartKind.TEXT, f"{person.address}:{next(TELLERS)}", SURE)
        draft: Draft = await self.desk.do(
            drafting.start, actor=person.actor, purpose=Purpose.OPINION, part=part
        )
        return draft

    async def owe(self, person: Person, priority: Priority = Priority.NOTICE) -> None:
        owed = Owed(person.id, "receipt", {}, f"{next(TELLERS)}", priority=priority)
        await self.tx(lambda tx: tx.outbox.put([owed], START))

    async def claim(self, limit: int = 100) -> list[Outgoing]:
        return list(await self.outbox.claim(limit, START))


@pytest.fixture
async def two(congress_url: str) -> AsyncIterator[tuple[Process, Process]]:
    with connected(congress_url) as connection:
        office = office_of(connection)
    one, other = Process(congress_url, office), Process(congress_url, office)
    yield one, other
    await one.close()
    await other.close()


def somebody_waits(url: str) -> bool:
    """Whether a connection waits for what another one holds."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(url) as connection:
        found = connection.execute(query).fetchone()
    return bool(found and found[0])


async def until_somebody_waits(url: str, unless: asyncio.Task[Any] | None = None) -> None:
    while not (unless and unless.done()) and not await asyncio.to_thread(somebody_waits, url):
        await asyncio.sleep(0.02)


async def at_once(
    process: Process, first: Callable[[], Awaitable[Any]], second: Callable[[], Awaitable[Any]]
) -> tuple[Any, Any]:
    """``first``, which writes through ``process``, has done its work and is not committed when ``second`` begins; it
    is committed when ``second`` waits for it, or has ended without. Their results, or what they raised."""
    done, go = process.held = (threading.Event(), threading.Event())
    one = asyncio.ensure_future(first())
    assert await asyncio.to_thread(done.wait, 30)
    other = asyncio.ensure_future(second())
    await until_somebody_waits(process.url, other)
    go.set()
    results = await asyncio.gather(one, other, return_exceptions=True)
    return results[0], results[1]


async def rows(process: Process, table: sa.Table) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    return int(await process.read(lambda connection: connection.execute(query).scalar_one()))


# --- opinions ---------------------------------------------------------------------------------------


async def test_two_opinions_sent_at_once_get_numbers_of_their_own(two: tuple[Process, Process]) -> None:
    one, other = two
    people = [await one.meet("1"), await other.meet("2")]
    drafts = [await one.draft(person) for person in people]
    first, second = await at_once(
        one,
        lambda: one.desk.do(sending.send, actor=people[0].actor, draft_id=drafts[0].id),
        lambda: other.desk.do(sending.send, actor=people[1].actor, draft_id=drafts[1].id),
    )
    assert [first.number[3:7], second.number[3:7]] == ["0001", "0002"]


async def test_a_draft_sent_twice_at_once_is_one_opinion(two: tuple[Process, Process]) -> None:
    one, other = two
    person = await one.meet("1")
    draft = await one.draft(person)
    first, second = await at_once(
        one,
        lambda: one.desk.do(sending.send, actor=person.actor, draft_id=draft.id),
        lambda: other.desk.do(sending.send, actor=person.actor, draft_id=draft.id),
    )
    assert (first.again, second.again) == (False, True)
    assert first.number == second.number
    assert [await rows(one, table) for table in (t.opinion, t.entry, t.outbox)] == [1, 1, 1]


async def test_a_draft_sent_and_discarded_at_once_is_one_of_both(two: tuple[Process, Process]) -> None:
    one, other = two
    person = await one.meet("1")
    draft = await one.draft(person)
    sent, discarded = await at_once(
        one,
        lambda: one.desk.do(sending.send, actor=person.actor, draft_id=draft.id),
        lambda: other.desk.do(drafting.discard, actor=person.actor),
    )
    assert not sent.again
    assert discarded is False
    assert await rows(one, t.opinion) == 1


async def test_two_drafts_begun_at_once_leave_one_open(two: tuple[Process, Process]) -> None:
    one, other = two
    person = await one.meet("1")
    first, second = await at_once(one, lambda: one.draft(person), lambda: other.draft(person))
    open_draft = await one.tx(lambda tx: tx.drafts.open_of(person.id))
    assert open_draft.id == second.id != first.id
    assert len(open_draft.parts) == 1


async def test_a_message_kept_twice_at_once_is_kept_once(two: tuple[Process, Process]) -> None:
    one, other = two
    person = await one.meet("1")
    draft = await one.draft(person)
    part = Part(PartKind.TEXT, "1:again", "再说一句")
    write = {"actor": person.actor, "draft_id": draft.id, "part": part}
    for written in await at_once(
        one, lambda: one.desk.do(drafting.write, **write), lambda: other.desk.do(drafting.write, **write)
    ):
        assert [kept.text for kept in written.parts] == [SURE, "再说一句"]


async def test_of_two_who_saw_the_same_version_one_is_told(two: tuple[Process, Process]) -> None:
    one, other = two
    person = await one.meet("1")
    draft = await one.draft(person)
    opinion = (await one.desk.do(sending.send, actor=person.actor, draft_id=draft.id)).opinion
    file = await one.tx(lambda tx: tx.opinions.file(opinion.id))

    def late(process: Process) -> Awaitable[Any]:
        decision = decide(file, commands.Nudge(), person.actor, START, process.office.policy)
        return process.tx(lambda tx: tx.opinions.append(decision.opinion, decision.entry))

    first, second = await at_once(one, lambda: late(one), lambda: late(other))
    assert first is None
    assert isinstance(second, Conflict)


# --- people and the roster --------------------------------------------------------------------------


async def test_a_person_met_by_both_is_one_person(two: tuple[Process, Process]) -> None:
    one, other = two
    first, second = await at_once(one, lambda: one.meet("1"), lambda: other.meet("1"))
    assert first == second
    assert await rows(one, t.person) == 1


async def test_a_post_given_by_both_is_one_post(two: tuple[Process, Process]) -> None:
    one, other = two
    person = await one.meet("1")

    def join(process: Process) -> Awaitable[Any]:
        return process.tx(lambda tx: tx.people.hold_post(person.id, START, deputy_id=None))

    await at_once(one, lambda: join(one), lambda: join(other))
    assert await rows(one, t.post) == 1


async def test_the_same_files_imported_twice_at_once_change_nothing_the_second_time(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    files = read_congress(SAMPLE)

    def load(process: Process) -> Awaitable[Any]:
        return process.write(lambda c: roster.save(c, "elsewhere", files, today=START.date()))

    first, second = await at_once(one, lambda: load(one), lambda: load(other))
    assert first.deputies.added == len(files.deputies)
    assert second.nothing


# --- the way in -------------------------------------------------------------------------------------


async def test_an_update_accepted_by_both_is_there_once(two: tuple[Process, Process]) -> None:
    one, other = two

    def accept(process: Process, *update_ids: int) -> Awaitable[Any]:
        updates = [inbox.Update(update_id, "1", "{}") for update_id in update_ids]
        return process.write(lambda c: inbox.accept(c, 7, updates, START))

    results = await at_once(one, lambda: accept(one, 12, 10, 11), lambda: accept(other, 13, 12, 11))
    assert results == (None, None)
    taken = await one.read(lambda c: inbox.take(c, 7, 0, 100))
    assert sorted(update.update_id for update in taken) == [10, 11, 12, 13]


async def test_what_is_committed_late_is_found_among_the_stragglers(two: tuple[Process, Process]) -> None:
    one, other = two

    async def accept(process: Process, update_id: int) -> int:
        update = inbox.Update(update_id, str(update_id), "{}")
        await process.write(lambda c: inbox.accept(c, 7, [update], START))
        taken = await process.read(lambda c: inbox.take(c, 7, 0, 100))
        return max(update.seq for update in taken)

    async def meanwhile() -> tuple[int, list[int]]:
        seen = await accept(other, 11)
        return seen, await other.read(lambda c: inbox.stragglers(c, 7, seen))

    late, (seen, before) = await at_once(one, lambda: accept(one, 10), meanwhile)
    assert (before, late) == ([], seen)
    assert len(await other.read(lambda c: inbox.stragglers(c, 7, seen))) == 1


async def test_parked_updates_replayed_by_both_come_once(two: tuple[Process, Process]) -> None:
    one, other = two
    await one.write(lambda c: inbox.accept(c, 7, [inbox.Update(5, "1", "{}")], START))
    (update,) = await one.read(lambda c: inbox.take(c, 7, 0, 1))
    await one.write(lambda c: inbox.failed(c, update.seq, 3, "error", park=True))
    results = await at_once(
        one,
        lambda: one.write(lambda c: inbox.replay(c, START)),
        lambda: other.write(lambda c: inbox.replay(c, START)),
    )
    assert results == (1, 0)
    assert len(await one.read(lambda c: inbox.take(c, 7, 0, 100))) == 1


# --- the way out ------------------------------------------------------------------------------------


async def test_what_one_claims_the_other_does_not_nor_the_same_persons_next(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    first, second = await one.meet("1"), await one.meet("2")
    for person in (first, first, second):
        await one.owe(person)
    mine, yours = await at_once(one, lambda: one.claim(1), other.claim)
    assert [item.person_id for item in mine] == [first.id]
    assert [item.person_id for item in yours] == [second.id]
    assert await one.claim() == await other.claim() == []


async def test_a_message_that_came_in_late_is_not_claimed_beside_a_later_one(
    two: tuple[Process, Process],
) -> None:
    """The older one was not committed yet when the newer was claimed, the claim is not yet when the older is seen."""
    one, other = two
    third = Process(one.url, one.office)
    person = await one.meet("1")

    async def later_one_claimed() -> Any:
        await other.owe(person)
        go = other.held = (threading.Event(), threading.Event())
        claiming = asyncio.ensure_future(other.claim())
        assert await asyncio.to_thread(go[0].wait, 30)
        return claiming, go[1]

    _, (claiming, go) = await at_once(one, lambda: one.owe(person), later_one_claimed)
    assert await third.claim() == []
    go.set()
    (later,) = await claiming
    assert await third.claim() == []
    await other.outbox.begin(later, START)
    await other.outbox.finish(Attempt(later, Result.SENT, message_id=1), START)
    (older,) = await third.claim()
    assert older.id < later.id
    await third.close()


async def test_a_claim_that_took_its_look_before_anothers_commit_sees_it(
    two: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receipt is put in and claimed while another worker, which saw only an older notice, is about to take that."""
    one, other = two
    person = await one.meet("1")
    await one.owe(person, Priority.NOTICE)
    plain = outbox._CLAIM
    with psycopg.connect(one.url) as gate:
        gate.execute("SELECT pg_advisory_lock(99)")
        waits = sa.text("(SELECT pg_advisory_xact_lock_shared(99)::text) IS NOT NULL")
        monkeypatch.setattr(outbox, "_CLAIM", plain.where(waits))
        slow = asyncio.ensure_future(one.claim())
        await until_somebody_waits(one.url, slow)
        assert not slow.done()
        monkeypatch.setattr(outbox, "_CLAIM", plain)
        await other.owe(person, Priority.REPLY)
        (receipt,) = await other.claim()
        gate.execute("SELECT pg_advisory_unlock(99)")
        assert await slow == []
    await other.outbox.begin(receipt, START)
    await other.outbox.finish(Attempt(receipt, Result.SENT, message_id=1), START)
    assert len(await one.claim()) == 1


async def test_several_workers_send_everything_once_and_each_person_one_at_a_time(
    two: tuple[Process, Process],
) -> None:
    random = Random(5)
    people = [await two[0].meet(f"{n}") for n in range(12)]
    wanted = 150
    claimed_for: set[int] = set()
    sent: list[int] = []

    async def put() -> None:
        for _ in range(wanted):
            process = random.choice(two)
            await process.owe(random.choice(people), random.choice(list(Priority)))

    async def send(process: Process) -> None:
        while len(sent) < wanted:
            for item in await process.claim(random.randint(1, 5)):
                assert item.person_id not in claimed_for
                claimed_for.add(item.person_id)
                await process.outbox.begin(item, START)
                await asyncio.sleep(0)
                claimed_for.discard(item.person_id)  # before the commit that lets another have the next
                sent.append(item.id)
                await process.outbox.finish(Attempt(item, Result.SENT, message_id=1), START)
            await asyncio.sleep(0.005)

    async with asyncio.timeout(60):
        await asyncio.gather(put(), send(two[0]), send(two[1]), send(two[0]), send(two[1]))
    assert len(set(sent)) == len(sent) == wanted
    assert await two[0].read(lambda c: undelivered.unsettled(c, ASSEMBLY)) == {
        "waiting": 0,
        "failed": 0,
        "uncertain": 0,
    }
