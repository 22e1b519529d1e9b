"""Several units of work at once, on the database as the program uses it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework import commands as c
from liaison.casework import drafting, sending
from liaison.casework.decide import decide
from liaison.casework.errors import Conflict, Refused
from liaison.casework.model import Part, PartKind, Purpose, State
from liaison.casework.office import Office
from liaison.casework.people import Person
from storage import tables as t
from storage.engine import MOST_TOGETHER, DatabaseClosed, LaneDatabase, by_itself
from storage.uow import StoredTransaction
from tests.storage.world import START, SURE, begin, connected, office_of


@pytest.fixture
async def busy(congress_url: str) -> AsyncIterator[LaneDatabase]:
    database = LaneDatabase(congress_url)
    yield database
    await database.close()


@pytest.fixture
def office(congress_url: str) -> Office:
    with connected(congress_url) as connection:
        return office_of(connection)


def tx_on(connection: Connection, office: Office) -> StoredTransaction:
    return StoredTransaction(connection, office, lambda: None)


def submission(connection: Connection, office: Office, address: str, words: str = SURE) -> sending.Receipt:
    tx = tx_on(connection, office)
    person = tx.people.meet(address, "甲", "zh_CN", START)
    part = Part(PartKind.TEXT, f"{address}:1", words)
    draft = drafting.start(tx, actor=person.actor, purpose=Purpose.OPINION, now=START, part=part)
    return sending.send(tx, actor=person.actor, draft_id=draft.id, now=START)


async def counts(database: LaneDatabase) -> tuple[int, ...]:
    def count(connection: Connection) -> tuple[int, ...]:
        wanted = (t.person, t.draft, t.part, t.opinion, t.entry, t.outbox)
        return tuple(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in wanted
        )

    return await database.read(count)


async def test_many_at_once_lose_nothing_and_number_without_gaps(busy: LaneDatabase, office: Office) -> None:
    many = MOST_TOGETHER * 2 + 5
    receipts = await asyncio.gather(
        *(busy.write(lambda connection, n=n: submission(connection, office, f"{n}")) for n in range(many))
    )
    serials = sorted(int(receipt.number.split("-")[1]) for receipt in receipts)
    assert serials == list(range(1, many + 1))
    assert await counts(busy) == (many,) * 6


async def test_one_that_fails_leaves_nothing_and_takes_nothing_with_it(
    busy: LaneDatabase, office: Office
) -> None:
    gate = threading.Event()

    def hold(connection: Connection) -> None:
        gate.wait(5)  # until all the others wait, so that they share one transaction

    def fail(connection: Connection) -> None:
        submission(connection, office, "bad")
        raise Refused("refused-now")

    def break_rule(connection: Connection) -> None:
        submission(connection, office, "worse")
        connection.execute(t.post.insert(), {"assembly": "x", "person_id": 999, "since": START})

    held = asyncio.create_task(busy.write(hold))
    jobs = [
        asyncio.create_task(busy.write(work))
        for work in (
            lambda connection: submission(connection, office, "1"),
            fail,
            lambda connection: submission(connection, office, "2"),
            break_rule,
            lambda connection: submission(connection, office, "3"),
        )
    ]
    await asyncio.sleep(0)
    gate.set()
    await held
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        sending.Receipt,
        Refused,
        sending.Receipt,
        sa.exc.IntegrityError,
        sending.Receipt,
    ]
    assert await counts(busy) == (3,) * 6
    numbers = [outcome.number.split("-")[1] for outcome in outcomes if isinstance(outcome, sending.Receipt)]
    assert numbers == ["0001", "0002", "0003"]  # what failed took no number


async def test_one_statement_by_itself_is_committed_and_one_that_fails_is_not_felt_by_the_next(
    busy: LaneDatabase,
) -> None:
    person = {"assembly": "x", "address": "1", "name": "甲", "language": "zh_CN", "language_chosen": False}
    insert = t.person.insert().values(**person, since=START)
    await busy.write(by_itself(lambda connection: connection.execute(insert).rowcount))
    with pytest.raises(sa.exc.IntegrityError):
        await busy.write(by_itself(lambda connection: connection.execute(insert).rowcount))
    change = t.person.update().values(name="乙")
    assert await busy.write(by_itself(lambda connection: connection.execute(change).rowcount)) == 1
    name = sa.select(t.person.c.name)
    assert await busy.read(by_itself(lambda connection: connection.execute(name).scalar_one())) == "乙"


async def test_one_statement_beside_one_that_fails_is_committed_once(busy: LaneDatabase) -> None:
    gate = threading.Event()

    def hold(_connection: Connection) -> None:
        gate.wait(5)

    def fail(_connection: Connection) -> None:
        raise Refused("refused-now")

    def meet(connection: Connection) -> None:
        person = {
            "assembly": "x",
            "address": "1",
            "name": "甲",
            "language": "zh_CN",
            "language_chosen": False,
        }
        connection.execute(t.person.insert().values(**person, since=START))

    held = asyncio.create_task(busy.write(hold))
    jobs = [asyncio.create_task(busy.write(work)) for work in (by_itself(meet), fail)]
    await asyncio.sleep(0)
    gate.set()
    await held
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), Refused]
    assert (await counts(busy))[0] == 1


async def test_of_two_who_saw_the_same_version_one_wins(busy: LaneDatabase, office: Office) -> None:
    opinion = (await busy.write(lambda connection: submission(connection, office, "1"))).opinion
    file = await busy.read(lambda connection: tx_on(connection, office).opinions.file(opinion.id))
    assert file is not None
    actor = Person(opinion.author_id, opinion.assembly, "1", "甲", "zh_CN").actor

    def late(command: c.Command) -> None:
        decision = decide(file, command, actor, START, office.policy)

        def work(connection: Connection) -> None:
            tx_on(connection, office).opinions.append(decision.opinion, decision.entry)

        return busy.write(work)

    outcomes = await asyncio.gather(late(c.Nudge()), late(c.Withdraw()), return_exceptions=True)
    assert outcomes[0] is None
    assert isinstance(outcomes[1], Conflict)
    found = await busy.read(lambda connection: tx_on(connection, office).opinions.file(opinion.id))
    assert found is not None
    assert (found.opinion.version, len(found.history), found.opinion.state) == (2, 2, State.WITH_COMMITTEE)


async def test_a_reader_sees_what_is_committed_and_nothing_else(busy: LaneDatabase, office: Office) -> None:
    written, read = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        submission(connection, office, "1")
        written.set()
        assert read.wait(5)

    writing = asyncio.create_task(busy.write(write))
    await asyncio.to_thread(written.wait, 5)
    assert await counts(busy) == (0,) * 6
    read.set()
    await writing
    assert await counts(busy) == (1,) * 6


async def test_whoever_stops_waiting_stops_nobody_elses_work(busy: LaneDatabase, office: Office) -> None:
    gate = threading.Event()
    held = asyncio.create_task(busy.write(lambda _connection: gate.wait(5)))
    given_up = asyncio.create_task(busy.write(lambda connection: submission(connection, office, "1")))
    await asyncio.sleep(0)
    given_up.cancel()
    gate.set()
    await held
    await busy.write(lambda connection: submission(connection, office, "2"))
    assert await counts(busy) == (2,) * 6


async def test_closing_finishes_what_was_begun_and_refuses_what_comes_after(
    congress_url: str, office: Office
) -> None:
    database = LaneDatabase(congress_url)
    jobs = [
        asyncio.create_task(database.write(lambda connection, n=n: submission(connection, office, f"{n}")))
        for n in range(20)
    ]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*jobs)
    for late in (database.write, database.read):
        with pytest.raises(DatabaseClosed):
            await late(lambda _connection: None)
    again = LaneDatabase(congress_url)
    assert (await counts(again))[0] == 20
    await again.close()


async def test_a_database_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    database = LaneDatabase(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    for act in (database.write, database.read):
        with pytest.raises(sa.exc.OperationalError):
            await act(lambda _connection: None)
        with pytest.raises(sa.exc.OperationalError):
            await act(lambda _connection: None)
    await database.close()


async def test_another_process_may_write_too(busy: LaneDatabase, office: Office, congress_url: str) -> None:
    def other_process() -> None:
        with connected(congress_url) as connection:
            begin(connection)
            submission(connection, office, "other")
            connection.commit()

    await asyncio.gather(
        asyncio.to_thread(other_process),
        *(busy.write(lambda connection, n=n: submission(connection, office, f"{n}")) for n in range(5)),
    )
    assert (await counts(busy))[0] == 6


def test_only_two_kinds_of_database_are_opened() -> None:
    with pytest.raises(ValueError, match="mysql"):
        LaneDatabase("mysql://localhost/x")
