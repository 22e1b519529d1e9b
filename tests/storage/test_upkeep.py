"""What a running bot notices by itself: ended terms, an import, old updates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.desk import StoredDesk
from bot.offices import read_office
from bot.settings import Settings
from bot.upkeep import KEEP_DONE, RosterWatch, Upkeep, end_terms
from liaison.casework.model import Purpose, State
from liaison.directory.importing import read_congress
from storage import inbox, picture, roster, versions
from storage import tables as t
from storage.engine import LaneDatabase
from storage.outbox import StoredOutbox
from tests.storage.world import ASSEMBLY, START, SURE, connected, world_on

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"


class Clock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def url(congress_url: str) -> str:
    return congress_url


def settings(url: str) -> Settings:
    return Settings(_env_file=None, database_url=url)  # type: ignore[call-arg]


def test_a_deputy_whose_term_ended_leaves_and_the_open_opinions_go_back_to_staff(url: str) -> None:
    with world_on(url) as world:
        deputy, clerk, citizen = world.deputy("D001"), world.clerk(), world.citizen()
        opinion = world.submit(citizen, SURE, to="D001").opinion
        assert opinion.state is State.WITH_DEPUTY
        world.connection.execute(
            t.mandate.update()
            .where(
                t.mandate.c.deputy_id
                == sa.select(t.deputy.c.id).where(t.deputy.c.code == "D001").scalar_subquery()
            )
            .values(term_ends=START.date())
        )
        before = versions.version(world.connection, ASSEMBLY)
        assert end_terms(world.connection, settings(url), START) == 0  # the last day still counts
        assert versions.version(world.connection, ASSEMBLY) == before
        # 16:00 UTC is midnight in Shanghai: there the term is over.
        assert end_terms(world.connection, settings(url), START.replace(hour=16)) == 1
        assert world.file(opinion.id).opinion.state is State.TRIAGE
        assert world.keys(citizen)[-1] == "notice-returned"
        assert world.keys(clerk)[-1] == "notice-returned-staff"
        assert world.again(deputy).deputy_id is None
        assert versions.version(world.connection, ASSEMBLY) > before
        assert end_terms(world.connection, settings(url), START + timedelta(days=9)) == 0


async def test_what_was_given_to_somebody_just_out_of_office_goes_back_to_staff(url: str) -> None:
    database = LaneDatabase(url)
    with world_on(url) as world:
        clerk, citizen = world.clerk(), world.citizen()
        opinion = world.submit(citizen, SURE, to="D001").opinion
        world.connection.execute(t.deputy.update().where(t.deputy.c.code == "D001").values(active=False))
        world.connection.commit()
        clock, told = Clock(), list[bool]()
        upkeep = Upkeep(
            settings=settings(url), database=database, outbox=StoredOutbox(database), clock=clock,
            announce=lambda: told.append(True),
        )  # fmt: skip
        await upkeep.left_behind()
        await upkeep.left_behind()
        assert told == [True]
        assert world.file(opinion.id).opinion.state is State.TRIAGE
        assert world.keys(citizen).count("notice-returned") == 1
        assert world.keys(clerk).count("notice-returned-staff") == 1
    await database.close()


def test_only_a_changed_roster_has_another_version(url: str) -> None:
    files = read_congress(SAMPLE)
    with connected(url) as connection:
        first = versions.version(connection, ASSEMBLY)
        roster.save(connection, ASSEMBLY, files, today=START.date())
        assert versions.version(connection, ASSEMBLY) == first
        roster.save(connection, ASSEMBLY, files, today=date(2099, 1, 1))  # every term is over
        assert versions.version(connection, ASSEMBLY) == first + 1
        assert versions.version(connection, "elsewhere") == 0


async def test_a_running_bot_takes_up_what_was_imported_and_ends_terms_once_a_day(url: str) -> None:
    clock = Clock()
    database = LaneDatabase(url)
    office = await database.read(lambda c: read_office(c, settings(url)))
    desk = StoredDesk(database, office, clock)
    news: list[bool] = []
    outbox = StoredOutbox(database)
    upkeep = Upkeep(
        settings=settings(url),
        database=database,
        outbox=outbox,
        clock=clock,
        announce=lambda: news.append(True),
    )
    watch = RosterWatch(settings(url), database, desk)
    await watch.roster()
    assert desk.office is office  # nothing new: the picture stays
    with connected(url) as other:  # a command beside the running bot
        files = read_congress(SAMPLE)
        roster.save(other, ASSEMBLY, files, today=START.date())
        other.execute(t.deputy.update().where(t.deputy.c.code == "D002").values(name="新来的"))
        versions.note_change(other, ASSEMBLY, deputies=None)
        other.commit()
    await watch.roster()
    assert desk.office is not office
    assert desk.office.directory.roster.deputy_by_code["D002"].name == "新来的"

    at_work = desk.office
    with connected(url) as other:  # of one deputy only that one is read again
        files = read_congress(SAMPLE)
        moved = replace(files.deputies[2], pledge="有一说一")
        again = (*files.deputies[:2], moved, *files.deputies[3:])
        roster.save(other, ASSEMBLY, replace(files, deputies=again), today=START.date())
        other.commit()
    await watch.roster()
    assert desk.office.directory.roster.deputy_by_code[moved.code].pledge == "有一说一"
    assert desk.office.directory.roster.districts is at_work.directory.roster.districts
    with connected(url) as other:
        assert picture.load(other, ASSEMBLY) == desk.office.directory.roster

    await upkeep.terms()
    await database.write(lambda c: c.execute(t.mandate.update().values(term_ends=START.date())) and None)
    await upkeep.terms()  # looked today already
    assert not news
    clock.now += timedelta(days=1)
    await upkeep.terms()
    await watch.roster()
    assert news
    assert not any(deputy.active for deputy in desk.office.directory.roster.deputies.values())
    await database.close()


async def test_what_was_handled_long_ago_is_forgotten_at_the_first_look(url: str) -> None:
    """A bot that was off for weeks must not take a new update for an old one: the numbers start anew."""
    clock = Clock()
    database = LaneDatabase(url)
    old = START - KEEP_DONE - timedelta(days=9)
    await database.write(lambda c: inbox.accept(c, 7, [inbox.Update(5, "1", "{}")], old))
    await database.write(lambda c: inbox.finish(c, 7, [1], {}))
    upkeep = Upkeep(
        settings=settings(url),
        database=database,
        outbox=StoredOutbox(database),
        clock=clock,
        announce=lambda: None,
    )
    await upkeep.tidy()
    await database.write(lambda c: inbox.accept(c, 7, [inbox.Update(5, "1", "{}")], START))
    assert await database.read(lambda c: inbox.waiting(c, 7)) == 1
    await database.close()


def test_numbers_begin_anew_with_the_year_of_the_place(url: str) -> None:
    with world_on(url) as world:
        citizen = world.citizen()
        world.now = datetime.fromisoformat("2026-12-31T15:59:59+00:00")  # one second to midnight there
        old = world.submit(citizen).number
        world.pass_time(seconds=1)
        new = world.submit(citizen).number
        assert (old[:7], new[:7]) == ("26-0001", "27-0001")
        due = world.file(world.tx.opinions.by_number(new.replace("-", "")).id).opinion.due_on  # type: ignore[union-attr]
        assert due > date(
            2027, 1, 15
        )  # the calendar may not know that year's holidays; days pass all the same
        assert world.connection.execute(sa.select(sa.func.count()).select_from(t.opinion)).scalar() == 2
        assert world.write(citizen.actor, Purpose.OPINION).id
