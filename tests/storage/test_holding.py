"""Advisory locks on a real PostgreSQL: one holder each, and nothing is held by a connection that has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import holding
from storage.engine import LaneDatabase
from storage.holding import Post, Roll
from tests import servers

BOTS = (1, 2)
"""The first number of their locks (32 bits) is negative as PostgreSQL takes it for one, positive for the other."""


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[LaneDatabase, LaneDatabase]]:
    """Two processes' databases."""
    pair = LaneDatabase(postgres_url), LaneDatabase(postgres_url)
    yield pair
    for database in pair:
        await database.close()


async def take(database: LaneDatabase, what: int, bot: int = 1) -> bool:
    return await database.write(lambda c: holding.take(c, bot, what))


async def roll(database: LaneDatabase, bot: int = 1) -> Roll:
    return await database.write(lambda c: holding.roll(c, bot))


def own_number(connection: Connection) -> int:
    return int(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


def test_numbers_of_both_signs_are_tried() -> None:
    assert sorted(holding._signed(holding._ground(bot)) > 0 for bot in BOTS) == [False, True]


@pytest.mark.parametrize("bot", BOTS)
async def test_one_holds_it_until_it_leaves_it(two: tuple[LaneDatabase, LaneDatabase], bot: int) -> None:
    one, other = two
    assert await take(one, Post.CLOCK, bot)
    assert not await take(other, Post.CLOCK, bot)
    assert await take(one, Post.CLOCK, bot)  # taken twice, and left once
    await one.write(lambda c: holding.leave(c, bot, Post.CLOCK))
    assert await take(other, Post.CLOCK, bot)
    assert not await take(one, Post.CLOCK, bot)


async def test_what_one_holds_says_nothing_of_another_post_bot_or_database(
    two: tuple[LaneDatabase, LaneDatabase], postgres_server: servers.Databases
) -> None:
    one, other = two
    elsewhere_url = postgres_server.make()
    elsewhere = LaneDatabase(elsewhere_url)
    try:
        assert await take(one, Post.CLOCK)
        assert await take(one, 7)
        assert await take(other, Post.POLLER)
        assert await take(other, Post.CLOCK, 2)
        assert await take(elsewhere, Post.CLOCK)
        assert (await roll(elsewhere)).others == frozenset()
        assert (await roll(other, 2)).others == frozenset()
    finally:
        await elsewhere.close()
        postgres_server.drop(elsewhere_url)


@pytest.mark.parametrize("bot", BOTS)
async def test_the_roll_tells_one_s_own_from_the_others(
    two: tuple[LaneDatabase, LaneDatabase], bot: int
) -> None:
    one, other = two
    assert await roll(one, bot) == Roll(0, enrolled=False, mine=frozenset(), others=frozenset(), place=0)
    for share in (0, 3, 59):
        assert await take(one, share, bot)
    for share in (1, 58):
        assert await take(other, share, bot)
    await take(one, Post.POLLER, bot)  # no share
    await one.write(lambda c: holding.enrol(c, bot))
    number = await other.write(own_number)
    assert await roll(other, bot) == Roll(
        1, enrolled=False, mine=frozenset({1, 58}), others=frozenset({0, 3, 59}), place=number
    )
    await other.write(lambda c: holding.enrol(c, bot))
    seen = await roll(one, bot)
    assert (seen.dispatchers, seen.enrolled) == (2, True)
    assert (seen.mine, seen.others) == (frozenset({0, 3, 59}), frozenset({1, 58}))


async def test_a_unit_of_work_that_fails_keeps_what_it_took_until_the_connection_ends(
    two: tuple[LaneDatabase, LaneDatabase],
) -> None:
    one, other = two

    def fails(connection: Connection) -> None:
        holding.take(connection, 1, 5)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await one.write(fails)
    assert (await roll(one)).mine == {5}  # the next look sees it
    number = await one.write(own_number)
    await other.write(
        lambda c: c.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": number})
    )
    assert await take(other, 5)
    before = one.session
    with pytest.raises(sa.exc.OperationalError):
        await roll(one)
    assert (await roll(one)).mine == frozenset()
    assert one.session != before
