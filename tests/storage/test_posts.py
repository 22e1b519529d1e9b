"""What one process at a time does, on a real PostgreSQL: the poller, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import sqlalchemy as sa

from bot.sharing import PlaceTaken, one_at_a_time, stay
from storage import holding
from storage.engine import LaneDatabase
from storage.holding import Post

BOT = 1


class Candidate:
    """A process that would do the work."""

    def __init__(self, url: str) -> None:
        self.database = LaneDatabase(url)
        self.at_work = False
        self.begun = 0
        self.end = asyncio.Event()
        self.error: Exception | None = None
        self.task: asyncio.Task[None] | None = None

    async def work(self) -> None:
        self.begun += 1
        self.at_work = True
        try:
            await self.end.wait()
            if self.error is not None:
                raise self.error
        finally:
            self.at_work = False

    def stand(self, post: Post = Post.CLOCK) -> asyncio.Task[None]:
        self.task = asyncio.create_task(one_at_a_time(self.database, BOT, post, self.work, look_every=0.05))
        return self.task

    async def go(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def number(self) -> int:
        query = sa.text("SELECT pg_backend_pid()")
        return await self.database.write(lambda c: int(c.execute(query).scalar_one()))


@pytest.fixture
async def three(postgres_url: str) -> AsyncIterator[list[Candidate]]:
    made = [Candidate(postgres_url) for _ in range(3)]
    yield made
    for candidate in made:
        await candidate.go()
        await candidate.database.close()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.005)


def at_work(candidates: list[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.at_work]


async def only_one_for_a_while(candidates: list[Candidate]) -> None:
    """Through several looks of each."""
    for _ in range(30):
        assert len(at_work(candidates)) == 1
        await asyncio.sleep(0.01)


async def test_one_of_three_works_and_when_it_goes_another_does(three: list[Candidate]) -> None:
    for candidate in three:
        candidate.stand()
    for left in (3, 2, 1):
        await until(lambda: bool(at_work(three)))
        await only_one_for_a_while(three)
        one = at_work(three)[0]
        assert sum(candidate.begun for candidate in three) == 4 - left
        await one.go()
        assert not one.at_work


async def test_when_its_connection_ends_the_work_is_cut_off_and_another_does_it(
    three: list[Candidate],
) -> None:
    one, other, looks = three
    one.stand()
    await until(lambda: one.at_work)
    number = await one.number()
    other.stand()
    query = sa.text("SELECT pg_terminate_backend(:number, 10000)")
    await looks.database.write(lambda c: c.execute(query, {"number": number}))
    await until(lambda: one.begun + other.begun == 2)
    await until(lambda: len(at_work(three)) == 1)
    await only_one_for_a_while(three)


async def cut_off(one: Candidate, by: Candidate) -> None:
    number = await one.number()
    query = sa.text("SELECT pg_terminate_backend(:number, 10000)")
    await by.database.write(lambda c: c.execute(query, {"number": number}))
    with pytest.raises(sa.exc.OperationalError):
        await one.number()
    await one.number()


def alone(connection: sa.Connection) -> bool:
    return holding.take(connection, BOT, Post.ALONE)


async def test_a_place_is_taken_again_when_its_connection_was_lost(three: list[Candidate]) -> None:
    one, other, _ = three
    assert await one.database.write(alone)
    one.task = asyncio.create_task(stay(one.database, alone, one.database.session, look_every=0.02))
    await cut_off(one, other)
    query = sa.text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with asyncio.timeout(10):
        while await other.database.write(lambda c: c.execute(query).scalar_one()) != 1:
            await asyncio.sleep(0.01)
    assert not await other.database.write(alone)
    assert not one.task.done()


async def test_whoever_lost_its_place_to_another_is_told(three: list[Candidate]) -> None:
    one, other, _ = three
    assert await one.database.write(alone)
    session = one.database.session
    await cut_off(one, other)
    assert await other.database.write(alone)
    began = asyncio.get_running_loop().time()
    task = asyncio.create_task(stay(one.database, alone, session, look_every=0.02, patience=0.2))
    with pytest.raises(PlaceTaken):
        await asyncio.wait_for(task, 10)
    assert asyncio.get_running_loop().time() - began >= 0.2  # it may only have been our own dead connection


async def test_posts_are_apart(three: list[Candidate]) -> None:
    three[0].stand(Post.CLOCK)
    three[1].stand(Post.POLLER)
    await until(lambda: len(at_work(three)) == 2)


@pytest.mark.parametrize("error", [None, ZeroDivisionError()])
async def test_work_that_ends_or_raises_ends_it_and_the_post_is_free(
    three: list[Candidate], error: Exception | None
) -> None:
    one, other, _ = three
    standing = one.stand()
    one.error = error
    await until(lambda: one.at_work)
    other.stand()
    one.end.set()
    if error is None:
        await standing
    else:
        with pytest.raises(ZeroDivisionError):
            await standing
    await until(lambda: other.at_work)
    assert one.begun == 1


async def test_a_holder_that_takes_it_again_holds_it_once(three: list[Candidate]) -> None:
    one, other, _ = three
    assert await one.database.write(lambda c: holding.take(c, BOT, Post.CLOCK))
    standing = one.stand()
    await until(lambda: one.at_work)
    one.end.set()
    await standing
    other.stand()
    await until(lambda: other.at_work)
