"""A running process learns what clerks decide anywhere, in their order, and unlearns what they take back."""

from __future__ import annotations

import pytest

from bot.desk import StoredDesk
from bot.offices import read_office
from bot.teaching import TeachingWatch
from storage.engine import LaneDatabase
from storage.teaching import TeachingRows
from tests.storage.test_upkeep import settings
from tests.storage.world import ASSEMBLY, START, connected


@pytest.fixture
def url(congress_url: str) -> str:
    return congress_url


ODD = "那家铺子的老物件摆出来了"


def taught(url: str, *targets: str) -> None:
    with connected(url) as other:  # another process
        rows = TeachingRows(other, ASSEMBLY)
        for number, target in enumerate(targets):
            rows.add_text(f"{ODD}，第{number}回", target, START)
        other.commit()


async def desk_of(url: str) -> tuple[LaneDatabase, StoredDesk]:
    database = LaneDatabase(url)
    office = await database.read(lambda c: read_office(c, settings(url)))
    return database, StoredDesk(database, office, lambda: START)


def first(desk: StoredDesk) -> str:
    suggestions = desk.office.router.read(ODD).suggestions
    return suggestions[0].committee if suggestions else ""


async def test_what_is_taught_elsewhere_counts_at_the_next_look(url: str) -> None:
    database, desk = await desk_of(url)
    try:
        watch = TeachingWatch(database, desk)
        await watch.examples()
        assert desk.office.router.learnt == 0
        taught(url, *["committee:education"] * 8)
        await watch.examples()
        assert desk.office.router.learnt == 8
        assert first(desk) == "education"
        router = desk.office.router
        taught(url, "committee:education", "nonsense", "committee:nobody")
        await watch.examples()
        assert desk.office.router is router  # learnt on, not anew
        assert router.learnt == 9
        await watch.examples()
        assert router.learnt == 9
    finally:
        await database.close()


async def test_who_starts_later_has_the_same_model(url: str) -> None:
    database, desk = await desk_of(url)
    _, late = await desk_of(url)
    try:
        watch = TeachingWatch(database, desk)
        for targets in (["committee:education"] * 5, ["committee:urban"] * 3, ["subject:housing+estate"]):
            taught(url, *targets)
            await watch.examples()
        await TeachingWatch(database, late).examples()
        for text in (ODD, "小区路灯坏了", "老板拖欠工资"):
            assert desk.office.router.look(text).shares == late.office.router.look(text).shares
    finally:
        await database.close()


async def test_what_is_taken_back_is_unlearnt(url: str) -> None:
    database, desk = await desk_of(url)
    try:
        watch, before = TeachingWatch(database, desk), first(desk)
        taught(url, *["committee:education"] * 8)
        await watch.examples()
        assert first(desk) == "education"
        with connected(url) as other:
            rows = TeachingRows(other, ASSEMBLY)
            for example_id, *_ in rows.examples():
                assert rows.take_back(example_id, START)
            other.commit()
        await watch.examples()
        assert desk.office.router.learnt == 0
        assert first(desk) == before
    finally:
        await database.close()


async def test_another_roster_keeps_what_was_learnt(url: str) -> None:
    database, desk = await desk_of(url)
    try:
        watch = TeachingWatch(database, desk)
        taught(url, *["committee:education"] * 8)
        await watch.examples()
        desk.adopt(await database.read(lambda c: read_office(c, settings(url))))
        assert desk.office.router.learnt == 0
        await watch.examples()
        assert desk.office.router.learnt == 8
    finally:
        await database.close()
