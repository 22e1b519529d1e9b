"""A small congress at work on a real database: what the tests of use cases stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework import drafting, leaving, sending
from liaison.casework.model import Draft, File, Part, PartKind, Purpose
from liaison.casework.office import Office, Policy
from liaison.casework.people import Actor, Person
from liaison.directory.importing import read_congress
from liaison.directory.search import Directory
from liaison.routing.router import Router
from liaison.routing.verdict import Advice, Verdict
from storage import picture, roster, schema
from storage import tables as t
from storage.engine import postgres_engine, sqlite_engine
from storage.uow import StoredTransaction

T = TypeVar("T")

ASSEMBLY = "xinghe"
START = datetime(2026, 5, 11, 3, tzinfo=UTC)  # a Monday, 11 o'clock in Shanghai
SURE = "房产证一直办不下来，开发商推给物业，物业推给开发商，小区的房产证什么时候能办？"
"""Words the sample lexicon routes without a doubt; to URBAN."""
URBAN = "urban"
UNSURE = "您好，我想反映一件事情。"
"""Words that go to triage."""


class Scripted(Router):
    """Reads some texts as the test says, and all others as the assembly's own router does."""

    def __init__(self, router: Router, verdicts: Mapping[str, Verdict]) -> None:
        self._router, self._verdicts = router, verdicts
        self.table = router.table

    def read(self, text: str, *, today: date | None = None) -> Verdict:
        """What the test says, or what the text says."""
        return self._verdicts.get(text) or self._router.read(text, today=today)

    def advice(self, text: str) -> Advice | None:
        """The same."""
        said = self._verdicts.get(text)
        return said.advice if said else self._router.advice(text)


def office_of(connection: Connection, router: Router | None = None) -> Office:
    """The assembly as it stands in the database."""
    found = picture.load(connection, ASSEMBLY)
    assert found is not None
    router = router or Router(
        picture.load_lexicon(connection, ASSEMBLY), picture.load_subjects(connection, ASSEMBLY)
    )
    return Office(ASSEMBLY, Directory(found), router, Policy())


def make_database(url: str) -> None:
    """Put the sample congress into a database, which may be an empty one."""
    schema.ensure(url)
    files = read_congress(Path(__file__).parents[2] / "congress" / "xinghe")
    tokens = count(1)
    with connected(url) as connection:
        roster.save(connection, ASSEMBLY, files, today=START.date(), token=lambda: f"token{next(tokens)}")
        connection.commit()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection of one's own; what is not committed is gone at the end."""
    engine = sqlite_engine(url) if url.startswith("sqlite") else postgres_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def begin(connection: Connection) -> None:
    """SQLite has to be told; PostgreSQL's connection begins by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@dataclass
class World:
    """Everything one test needs; all on one connection, in one transaction."""

    connection: Connection
    office: Office
    now: datetime = START
    messages: Iterator[int] = field(default_factory=lambda: count(1))
    accounts: Iterator[int] = field(default_factory=lambda: count(880_001_001))

    @property
    def tx(self) -> StoredTransaction:
        return StoredTransaction(self.connection, self.office, lambda: None)

    @contextmanager
    def attempt(self) -> Iterator[StoredTransaction]:
        """A unit of work: what raises leaves nothing."""
        self.connection.exec_driver_sql("SAVEPOINT attempt")
        try:
            yield self.tx
        except BaseException:
            self.connection.exec_driver_sql("ROLLBACK TO attempt")
            raise
        finally:
            self.connection.exec_driver_sql("RELEASE attempt")

    def do(self, use_case: Callable[..., T], **facts: Any) -> T:
        with self.attempt() as tx:
            return use_case(tx, now=self.now, **facts)

    def reads(self, verdicts: Mapping[str, Verdict]) -> None:
        """From now on these words, whatever they say, are read like this."""
        self.office = replace(self.office, router=Scripted(self.office.router, verdicts))

    def pass_time(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def meet(self, name: str, language: str = "zh_CN") -> Person:
        return self.tx.people.meet(str(next(self.accounts)), name, language, self.now)

    def citizen(self, name: str = "甲先生") -> Person:
        return self.meet(name)

    def deputy(self, code: str, name: str = "代表账号") -> Person:
        """An account that acts for a deputy."""
        person = self.meet(name)
        self.tx.people.hold_post(person.id, self.now, deputy_id=self.deputy_id(code))
        return self.again(person)

    def clerk(self, name: str = "工作人员账号") -> Person:
        person = self.meet(name)
        self.tx.people.hold_post(person.id, self.now, deputy_id=None)
        return self.again(person)

    def again(self, person: Person) -> Person:
        found = self.tx.people.get(person.id)
        assert found is not None
        return found

    def deputy_id(self, code: str) -> int:
        return self.office.directory.roster.deputy_by_code[code].id

    def committee_id(self, code: str) -> int:
        return self.office.directory.roster.committee_by_code[code].id

    def text(self, actor: Actor, words: str, **more: Any) -> Part:
        return Part(PartKind.TEXT, f"{actor.person_id}:{next(self.messages)}", words, **more)

    def photo(self, actor: Actor, words: str = "") -> Part:
        return Part(PartKind.PHOTO, f"{actor.person_id}:{next(self.messages)}", words, file="file-id")

    def write(self, actor: Actor, purpose: Purpose, words: str = UNSURE, **about: Any) -> Draft:
        return self.do(drafting.start, actor=actor, purpose=purpose, part=self.text(actor, words), **about)

    def send(self, actor: Actor, purpose: Purpose, words: str = UNSURE, **about: Any) -> sending.Receipt:
        draft = self.write(actor, purpose, words, **about)
        return self.do(sending.send, actor=actor, draft_id=draft.id)

    def submit(
        self, citizen: Person, words: str = UNSURE, *, to: str | None = None, named: bool = False
    ) -> sending.Receipt:
        """An opinion, addressed to a deputy by code."""
        deputy_id = self.deputy_id(to) if to else None
        draft = self.write(citizen.actor, Purpose.OPINION, words, deputy_id=deputy_id)
        if named:
            with self.attempt() as tx:
                drafting.sign(tx, actor=citizen.actor, draft_id=draft.id, named=True)
        return self.do(sending.send, actor=citizen.actor, draft_id=draft.id)

    def join(self, citizen: Person, opinion_id: int, words: str = SURE) -> sending.Receipt:
        """An opinion that is joined to another when it is sent."""
        draft = self.write(citizen.actor, Purpose.OPINION, words)
        return self.do(sending.send, actor=citizen.actor, draft_id=draft.id, join=opinion_id)

    def leave(self, code: str) -> int:
        """A deputy leaves office; returns how many opinions went back to staff."""
        deputy_id = self.deputy_id(code)
        self.connection.execute(t.deputy.update().where(t.deputy.c.id == deputy_id).values(active=False))
        self.office = office_of(self.connection, self.office.router)
        return self.do(leaving.return_open_opinions, deputy_id=deputy_id)

    def come_back(self, code: str) -> None:
        """A deputy is in office again."""
        deputy_id = self.deputy_id(code)
        self.connection.execute(t.deputy.update().where(t.deputy.c.id == deputy_id).values(active=True))
        self.office = office_of(self.connection, self.office.router)

    def file(self, opinion_id: int) -> File:
        found = self.tx.opinions.file(opinion_id)
        assert found is not None
        return found

    def owed(self, person: Person | None = None, *, after: int = 0) -> list[Any]:
        """Rows of the outbox, oldest first; of one person, or all."""
        query = sa.select(t.outbox).where(t.outbox.c.id > after).order_by(t.outbox.c.id)
        if person is not None:
            query = query.where(t.outbox.c.person_id == person.id)
        return list(self.connection.execute(query))

    def keys(self, person: Person, *, after: int = 0) -> list[str]:
        return [row.key for row in self.owed(person, after=after)]

    @property
    def last_owed(self) -> int:
        return max((row.id for row in self.owed()), default=0)


@contextmanager
def world_on(url: str, router: Router | None = None) -> Iterator[World]:
    """A world on a database with the sample congress; gone at the end."""
    with connected(url) as connection:
        begin(connection)
        yield World(connection, office_of(connection, router))
        connection.rollback()
