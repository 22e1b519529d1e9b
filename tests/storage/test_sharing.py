"""Sharing the chats among processes, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from structlog.testing import capture_logs

from bot.sharing import SharedChats
from storage import schema
from storage.engine import LaneDatabase
from storage.inbox import SHARES, share_of
from tests import servers

BOT = 1
ALL = (1 << SHARES) - 1
CHATS = {share_of(str(n)): str(n) for n in range(5000, 0, -1)}
"""A chat of each share."""

ROOT = Path(__file__).resolve().parents[2]


class Serves:
    """Who handles the chats: what is at work, and how often there was more to look for."""

    def __init__(self) -> None:
        self.busy: set[int] = set()
        self.looks = 0

    def busy_shares(self) -> set[int]:
        return set(self.busy)

    def look_from_the_beginning(self) -> None:
        self.looks += 1


Begin = Callable[[], "Process"]


class Process:
    """What one dispatching process has of its own."""

    def __init__(self, url: str, *, look_every: float = 0.05) -> None:
        self.database = LaneDatabase(url)
        self.shares = SharedChats(self.database, BOT, look_every=look_every)
        self.serves = Serves()
        self.shares.serve(self.serves)
        self._task: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        """How many shares it may take updates of."""
        return self.shares.mask.bit_count()

    async def number(self) -> int:
        """Its writing connection's, on the server."""
        query = sa.text("SELECT pg_backend_pid()")
        return await self.database.write(lambda c: int(c.execute(query).scalar_one()))

    @property
    def own(self) -> set[int]:
        """The shares it may take updates of, as the dispatcher asks for each."""
        return {share for share, chat in CHATS.items() if self.shares.mine(chat)}

    def run(self) -> None:
        self._task = asyncio.create_task(self.shares.run())

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.database.close()


@pytest.fixture
async def begin(postgres_url: str) -> AsyncIterator[Begin]:
    """Begins another process."""
    begun: list[Process] = []

    def one() -> Process:
        begun.append(Process(postgres_url))
        return begun[-1]

    yield one
    for process in begun:
        await process.end()


@pytest.fixture
def mortal() -> Iterator[servers.Postgres]:
    """A PostgreSQL of this test's own."""
    with contextlib.closing(servers.Postgres()) as server:
        yield server


async def until(condition: Callable[[], bool]) -> None:
    """The test's own time limit ends it."""
    while not condition():
        await asyncio.sleep(0.005)


async def terminate(number: int, by: LaneDatabase) -> None:
    """A connection's end, from outside; when this returns it holds nothing."""
    query = sa.text("SELECT pg_terminate_backend(:number, 10000)")
    await by.write(lambda c: c.execute(query, {"number": number}))


async def none_twice(processes: list[Process], looking: LaneDatabase) -> None:
    """At every moment: no chat is two processes', and each holds the locks of what it calls its own."""
    numbers = [await process.number() for process in processes]
    query = sa.text("SELECT pid, objid::int FROM pg_locks WHERE locktype = 'advisory' AND objid < 100")
    while True:
        before = [process.shares.mask for process in processes]
        for one, other in itertools.combinations(before, 2):
            assert not one & other
        locks = await looking.read(lambda c: {(pid, share) for pid, share in c.execute(query)})
        for process, number, was in zip(processes, numbers, before, strict=True):
            both = was & process.shares.mask  # then and now, so in between as well
            assert {(number, share) for share in range(SHARES) if both >> share & 1} <= locks
        await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def watched(url: str, *processes: Process) -> AsyncIterator[None]:
    looking = LaneDatabase(url)
    watch = asyncio.create_task(none_twice(list(processes), looking))
    try:
        yield
        if watch.done():
            watch.result()
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await looking.close()


def test_every_share_has_a_chat_here() -> None:
    assert sorted(CHATS) == list(range(SHARES))


async def test_one_process_takes_every_chat_at_its_first_look(begin: Begin) -> None:
    one = begin()
    assert (one.shares.mask, one.own) == (0, set())
    await one.shares.look()
    assert (one.shares.mask, one.own) == (ALL, set(CHATS))
    assert (one.shares.count, one.serves.looks) == (SHARES, 1)
    await one.shares.look()
    assert one.serves.looks == 1  # nothing new


async def test_a_second_process_has_its_half_after_two_looks(begin: Begin, postgres_url: str) -> None:
    one, two = begin(), begin()
    await one.shares.look()
    async with watched(postgres_url, one, two):
        await two.shares.look()
        assert (one.count, two.count) == (60, 0)
        await one.shares.look()
        assert (one.count, one.shares.count, two.count) == (30, 60, 0)  # it takes no more of what is to go
        await two.shares.look()
        assert two.count == 0
        await one.shares.look()
        await two.shares.look()
        assert (one.count, two.count) == (30, 30)
    assert one.own | two.own == set(CHATS)
    assert two.serves.looks == 1


async def test_three_processes_share_alike_and_those_that_stay_take_over(
    begin: Begin, postgres_url: str
) -> None:
    three = [begin() for _ in range(3)]
    async with watched(postgres_url, *three):
        for process in three:
            process.run()
        await until(lambda: [process.count for process in three] == [20, 20, 20])
    await three[0].end()
    async with watched(postgres_url, *three[1:]):
        await until(lambda: [process.count for process in three[1:]] == [30, 30])
    await three[1].end()
    await until(lambda: three[2].count == 60)


async def test_what_is_at_work_is_given_up_when_it_has_come_to_rest(begin: Begin) -> None:
    one, two = begin(), begin()
    await one.shares.look()
    await two.shares.look()
    one.serves.busy = {3, 40, 59}
    for _ in range(3):
        await one.shares.look()
        await two.shares.look()
    assert (one.shares.count, one.count, two.count) == (32, 30, 28)
    assert not two.own & {40, 59}
    one.serves.busy = {59}
    await one.shares.look()
    await two.shares.look()
    assert two.own == set(range(30, 59))
    one.serves.busy = set()
    await one.shares.look()
    await two.shares.look()
    assert (one.own, two.own) == (set(range(30)), set(range(30, 60)))


async def test_nothing_is_given_up_when_the_other_has_gone_meanwhile(begin: Begin) -> None:
    one, two = begin(), begin()
    await one.shares.look()
    await two.shares.look()
    await one.shares.look()
    assert one.count == 30
    await two.end()
    await one.shares.look()
    assert (one.count, one.serves.looks) == (60, 2)  # and what came for those chats is looked for


async def test_a_killed_process_s_chats_are_taken_over(begin: Begin, postgres_url: str) -> None:
    code = (
        "import asyncio, sys\nfrom bot.sharing import SharedChats\nfrom storage.engine import LaneDatabase\n"
        "async def main():\n"
        "    shares = SharedChats(LaneDatabase(sys.argv[1]), 1, look_every=0.05)\n"
        "    run = asyncio.create_task(shares.run())\n"
        "    while not shares.mask: await asyncio.sleep(0.01)\n"
        "    print('takes', shares.mask, flush=True)\n"
        "    await run\n"
        "asyncio.run(main())"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, postgres_url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        assert other.stdout is not None
        while not (said := (await other.stdout.readline()).decode()).startswith("takes"):
            assert said  # a line of its log
        assert int(said.split()[1]) == ALL
        one = begin()
        one.run()
        await until(lambda: one.count == 30)
    finally:
        other.kill()
        await other.wait()
    await until(lambda: one.count == 60)


async def test_who_loses_its_connection_notices_and_takes_its_part_again(
    begin: Begin, postgres_url: str
) -> None:
    one, two = begin(), begin()
    await one.shares.look()
    number = await one.number()
    await terminate(number, two.database)
    with pytest.raises(sa.exc.OperationalError):
        await one.number()
    assert await one.number() != number  # another connection, which holds nothing
    assert (one.shares.mask, one.own, one.shares.count) == (0, set(), 0)
    await two.shares.look()
    assert two.count == 60
    async with watched(postgres_url, one, two):
        one.run()
        two.run()
        await until(lambda: (one.count, two.count) == (30, 30))
    assert one.own | two.own == set(CHATS)


async def test_a_look_that_fails_is_made_up_for(begin: Begin) -> None:
    one, two = begin(), begin()
    await one.shares.look()
    await terminate(await one.number(), two.database)
    with capture_logs() as logged:
        one.run()
        await until(lambda: one.count == 60 and one.database.session == 2)
        await until(lambda: "shares.back" in [line["event"] for line in logged])
    assert [line["event"] for line in logged].count("shares.database_away") == 1


def finishes(database: LaneDatabase, work: Callable[[Connection], object]) -> None:
    """Have it done by the writing thread while nothing else happens in this one."""
    done = database.figures["write"].commits
    asked = database.write(work)
    asked.send(None)
    while database.figures["write"].commits == done:
        time.sleep(0.001)
    asked.close()


def ends_itself(connection: Connection) -> None:
    with contextlib.suppress(sa.exc.OperationalError):
        connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_a_connection_that_is_lost_just_after_the_look_is_not_trusted(begin: Begin) -> None:
    one = begin()
    look = asyncio.create_task(one.shares.look())
    await asyncio.sleep(0)
    while one.database.figures["write"].commits == 0:
        time.sleep(0.001)
    # The roll has been called; before we hear of it the connection has ended, and there is another.
    finishes(one.database, ends_itself)
    finishes(one.database, lambda _connection: None)
    await look
    assert one.database.session == 2
    assert (one.shares.mask, one.own) == (0, set())
    await one.shares.look()
    assert one.shares.mask == ALL


async def test_a_look_that_is_cut_off_leaves_nothing_that_is_used_or_forgotten(begin: Begin) -> None:
    one, two = begin(), begin()
    await one.shares.look()
    await two.shares.look()
    await one.shares.look()
    look = asyncio.create_task(one.shares.look())  # gives up thirty
    await asyncio.sleep(0)
    look.cancel()
    await asyncio.gather(look, return_exceptions=True)
    await one.number()  # it was done all the same
    await two.shares.look()
    assert (one.own, two.own) == (set(range(30)), set(range(30, 60)))
    await one.shares.look()
    assert (one.own, one.shares.count) == (set(range(30)), 30)
    look = asyncio.create_task(two.shares.look())
    await two.end()
    await asyncio.gather(look, return_exceptions=True)
    look = asyncio.create_task(one.shares.look())  # takes thirty
    await asyncio.sleep(0)
    look.cancel()
    await asyncio.gather(look, return_exceptions=True)
    await one.number()
    assert one.count == 30
    await one.shares.look()
    assert one.count == 60


async def test_while_postgresql_is_held_nothing_is_mine_and_then_all_is(mortal: servers.Postgres) -> None:
    url = mortal.make()
    await asyncio.to_thread(schema.ensure, url)
    one = Process(url)
    try:
        one.run()
        await until(lambda: one.count == 60)
        mortal.pause()
        said = asyncio.create_task(one.number())
        await until(lambda: one.count == 0)
        assert one.own == set()
        mortal.resume()
        await until(lambda: one.count == 60)
        assert await said == await one.number()
        assert one.database.session == 1  # nothing was lost
    finally:
        await one.end()


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_after_a_restart_of_postgresql_each_takes_its_own_again(
    mortal: servers.Postgres, end: str
) -> None:
    url = mortal.make()
    await asyncio.to_thread(schema.ensure, url)
    one, two = Process(url), Process(url)
    try:
        for process in (one, two, one, one, two):
            await process.shares.look()
        before = one.own, two.own
        assert [len(own) for own in before] == [30, 30]
        await asyncio.to_thread(getattr(mortal, end))
        for process in (one, two):
            with pytest.raises(sa.exc.OperationalError):
                await process.shares.look()
        await asyncio.to_thread(mortal.start)
        await two.shares.look()
        await one.shares.look()
        assert (one.own, two.own) == before  # though who is first finds all of them free
        for process in (two, one):
            await process.shares.look()
            assert (one.own, two.own) == before
        await two.end()
        await one.shares.look()
        assert one.own == set(CHATS)
    finally:
        await one.end()
        await two.end()
