"""What each party sees of an opinion. Everything shown to anybody is cut here, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from . import commands as c
from . import numbers, understood
from .decided import clerks_word
from .errors import Refused
from .model import Entry, File, Kind, Opinion, Part, Party, Shelf, State, words_of
from .office import Policy
from .people import Actor
from .permissions import Relation, acting_as, allowed, relations, turned_away
from .ports import Transaction
from .telling import excerpt, lead
from .understood import Guess, Hints

PAGE = 6
"""Opinions on one page of a list: as many as fit a phone with their buttons."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline, already cut for the viewer."""

    kind: Kind
    by: Party
    on: datetime
    words: str = ""
    deputy: str = ""
    committee: str = ""
    until: date | None = None
    files: int = 0
    mine: bool = False
    assisting: str = ""
    said: str = ""  # of CLARIFIED the subject, of GRADED the grade


@dataclass(frozen=True, slots=True)
class Card:
    """An opinion as one viewer may see it. ``name`` is empty unless the citizen signed."""

    opinion_id: int
    number: str
    state: State
    words: str
    files: tuple[Part, ...]
    place: str
    name: str
    deputy: str
    committee: str
    submitted_on: date
    due_on: date
    days_left: int  # calendar days; below zero: overdue
    lines: tuple[Line, ...]
    viewer: Party
    hints: Hints
    can: frozenset[type[c.Command]]  # in the viewer's capacity
    question: str = ""  # the open question, when the citizen is waited for
    files_in_all: int = 0  # of the whole history, as far as the viewer may see it
    aside_until: date | None = None  # put aside by its deputy until this day; told to the deputy alone
    assisting: str = ""  # the committee that helps the one in charge
    followers: int = 0  # opinions that are joined to it
    joined: bool = False  # to another, whose answer is its own
    head: str = ""  # the other's number, for staff alone
    to_confirm: int | None = (
        None  # the committee that has it, while no clerk has said that it is right; for staff alone
    )

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """Committees the router proposes, for staff alone."""
        return self.hints.guesses


@dataclass(frozen=True, slots=True)
class Row:
    """One opinion in a list."""

    opinion_id: int
    number: str
    state: State
    excerpt: str
    due_on: date
    days_left: int
    submitted_on: date
    mark: str = ""  # liaison.casework.understood.mark; never told to the citizen


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list and how many there are in all."""

    rows: tuple[Row, ...]
    total: int
    offset: int
    counts: dict[str, int]


_PARTY_OF = {Relation.AUTHOR: Party.CITIZEN, Relation.HOLDER: Party.DEPUTY, Relation.STAFF: Party.CLERK}

_HIDDEN_FROM_CITIZEN = frozenset({Kind.PUT_ASIDE, Kind.GRADED, Kind.CONFIRMED, Kind.ASSISTED})

_CODED = frozenset({Kind.CLARIFIED, Kind.GRADED})
"""Entries whose note is a code, not words."""


def _line(tx: Transaction, entry: Entry, actor: Actor, viewer: Relation) -> Line | None:
    """The entry for this viewer. A citizen does not see what is put aside, how it is graded, nor the reason of a
    pass."""
    citizen = viewer is Relation.AUTHOR
    if citizen and entry.kind in _HIDDEN_FROM_CITIZEN:
        return None
    roster = tx.office.directory.roster
    deputy = roster.deputies.get(entry.deputy_id or 0)
    committee = roster.committees.get(entry.committee_id or 0)
    assisting = roster.committees.get(entry.assisting_id or 0)
    hidden = citizen and entry.kind is Kind.PASSED
    coded = entry.kind in _CODED
    words = entry.note if entry.kind is Kind.EDITED else words_of(entry.parts)
    return Line(
        entry.kind,
        entry.by,
        entry.at,
        "" if hidden else words,
        deputy.name if deputy else "",
        committee.name if committee else "",
        # Put aside until that same day means: taken up again.
        entry.until if entry.until != tx.office.policy.today(entry.at) else None,
        0 if hidden else sum(1 for part in entry.parts if part.file or part.latitude is not None),
        entry.person_id == actor.person_id,
        assisting.name if assisting else "",
        entry.note if coded else "",
    )


def _viewer(file: File, actor: Actor) -> Relation:
    """How this person sees it; a clerk's own opinion is theirs as a citizen. Refused for a stranger."""
    if acting_as(file.opinion, actor, c.View) is None:
        raise turned_away(file, actor)
    mine = relations(file.opinion, actor)
    for relation in (Relation.HOLDER, Relation.AUTHOR, Relation.STAFF):
        if relation in mine:
            return relation
    raise Refused("refused-not-yours")


def card(
    tx: Transaction,
    *,
    actor: Actor,
    opinion_id: int,
    now: datetime,
    as_author: bool = False,
    as_staff: bool = False,
) -> Card:
    """The opinion as this person may see it; ``as_author``: as its citizen, ``as_staff``: as a clerk,
    whatever else they are.

    Raises Refused for a stranger, and for one that does not exist alike.
    """
    file = tx.opinions.file(opinion_id)
    if file is None:
        raise Refused("refused-not-yours")
    viewer = Relation.AUTHOR if as_author else _viewer(file, actor)
    if as_author and file.opinion.author_id != actor.person_id:
        raise Refused("refused-not-yours")
    if as_staff:
        if not actor.clerk:
            raise Refused("refused-staff-only")
        viewer = Relation.STAFF
    return _card(tx, file, actor, viewer, now)


def _card(tx: Transaction, file: File, actor: Actor, viewer: Relation, now: datetime) -> Card:
    opinion = file.opinion
    roster = tx.office.directory.roster
    having = lead(tx, opinion)
    deputy = roster.deputies.get(having.deputy_id or 0)
    committee = roster.committees.get(having.committee_id or 0)
    assisting = roster.committees.get(opinion.assisting_id or 0)
    author = tx.people.get(opinion.author_id) if opinion.named and viewer is not Relation.AUTHOR else None
    first = file.history[0]
    lines = (_line(tx, entry, actor, viewer) for entry in file.history)
    asked = [entry for entry in file.history if entry.kind is Kind.ASKED]
    policy = tx.office.policy
    return Card(
        opinion.id,
        numbers.shown(opinion.number),
        opinion.state,
        words_of(first.parts),
        tuple(part for part in first.parts if part.file or part.latitude is not None),
        tx.office.place(opinion.district_id),
        author.name if author else "",
        deputy.name if deputy else "",
        committee.name if committee else "",
        policy.today(opinion.submitted_at),
        opinion.due_on,
        (opinion.due_on - policy.today(now)).days,
        tuple(line for line in lines if line is not None),
        _PARTY_OF[viewer],
        understood.hints(file, roster, _PARTY_OF[viewer]),
        allowed(opinion, actor, _PARTY_OF[viewer]),
        words_of(asked[-1].parts) if asked and opinion.asked_from is not None else "",
        len(_files(file, viewer)),
        _aside(opinion, policy.today(now)) if viewer is Relation.HOLDER else None,
        assisting.name if assisting else "",
        len(tx.opinions.followers(opinion.id)),
        opinion.joined_to is not None,
        numbers.shown(having.number) if having.id != opinion.id and viewer is Relation.STAFF else "",
        _to_confirm(file) if viewer is Relation.STAFF else None,
    )


def _to_confirm(file: File) -> int | None:
    committee_id = file.opinion.committee_id
    return committee_id if committee_id != clerks_word(file) else None


def _aside(opinion: Opinion, today: date) -> date | None:
    """The day until which it is out of the queue; None when it is in it."""
    return opinion.aside_until if opinion.aside_until is not None and opinion.aside_until > today else None


def files(tx: Transaction, *, actor: Actor, opinion_id: int) -> tuple[Part, ...]:
    """Every picture, voice, document and place of an opinion that this person may see, oldest first."""
    file = tx.opinions.file(opinion_id)
    if file is None:
        raise Refused("refused-not-yours")
    return _files(file, _viewer(file, actor))


def _files(file: File, viewer: Relation) -> tuple[Part, ...]:
    hidden = {Kind.PASSED} if viewer is Relation.AUTHOR else set()
    return tuple(
        part
        for entry in file.history
        if entry.kind not in hidden
        for part in entry.parts
        if part.file or part.latitude is not None
    )


def _row(opinion: Opinion, words: str, now: datetime, policy: Policy) -> Row:
    return Row(
        opinion.id,
        numbers.shown(opinion.number),
        opinion.state,
        excerpt(words),
        opinion.due_on,
        (opinion.due_on - policy.today(now)).days,
        policy.today(opinion.submitted_at),
        understood.mark(opinion),
    )


def _rows(tx: Transaction, opinions: Sequence[Opinion], now: datetime) -> tuple[Row, ...]:
    words = tx.opinions.opening_words([opinion.id for opinion in opinions])
    return tuple(_row(opinion, words.get(opinion.id, ""), now, tx.office.policy) for opinion in opinions)


def mine(tx: Transaction, *, actor: Actor, now: datetime, offset: int = 0) -> Page:
    """What this citizen has sent, newest first."""
    found = tx.opinions.of_author(actor.person_id, limit=PAGE, offset=offset)
    rows = tuple(replace(row, mark="") for row in _rows(tx, found, now))
    return Page(rows, tx.opinions.count_of_author(actor.person_id), offset, {})


def asked(tx: Transaction, *, actor: Actor) -> int | None:
    """The one opinion of this person's latest for which an answer of theirs is waited for; None when there is
    none, or it is not clear which."""
    latest = tx.opinions.of_author(actor.person_id, limit=PAGE)
    waiting = [opinion.id for opinion in latest if opinion.state is State.WAITING]
    return waiting[0] if len(waiting) == 1 else None


def inbox(
    tx: Transaction, *, actor: Actor, now: datetime, offset: int = 0, shelf: Shelf = Shelf.OWED
) -> Page:
    """One of a deputy's lists; what is owed comes earliest promise first. Refused for anybody else."""
    if actor.deputy_id is None:
        raise Refused("refused-deputies-only")
    today = tx.office.policy.today(now)
    counts = tx.opinions.count_of_deputy(actor.deputy_id, today=today)
    found = tx.opinions.shelf_of_deputy(actor.deputy_id, shelf, today=today, limit=PAGE, offset=offset)
    return Page(_rows(tx, found, now), counts[shelf], offset, counts)


def next_owed(tx: Transaction, *, actor: Actor, now: datetime, after: int = 0) -> int | None:
    """The opinion to take up after ``after`` (0: the oldest promise), from the beginning again at the
    end; None when nothing else is owed. Refused for anybody but deputies."""
    if actor.deputy_id is None:
        raise Refused("refused-deputies-only")
    today = tx.office.policy.today(now)
    current = tx.opinions.get(after)
    if current is not None and current.deputy_id == actor.deputy_id:
        later = tx.opinions.owed_after(current, today=today)
        if later is not None:
            return later.id
    first = tx.opinions.queue_of_deputy(actor.deputy_id, today=today, limit=1)
    return first[0].id if first and first[0].id != after else None


def staff_queue(
    tx: Transaction,
    *,
    actor: Actor,
    now: datetime,
    states: tuple[State, ...] = (State.TRIAGE,),
    offset: int = 0,
) -> Page:
    """Opinions in these states, what is pressing first, then earliest promise first. Refused for anybody but clerks."""
    if not actor.clerk:
        raise Refused("refused-staff-only")
    counts = tx.opinions.count_by_state()
    found = tx.opinions.staff_queue(states=states, limit=PAGE, offset=offset)
    return Page(
        _rows(tx, found, now),
        sum(counts.get(state, 0) for state in states),
        offset,
        {state.value: count for state, count in counts.items()},
    )


@dataclass(frozen=True, slots=True)
class Trouble:
    """Messages that people may be waiting for in vain, and what they sent that could not be handled.
    ``numbers``: of some of the opinions concerned."""

    failed: int
    uncertain: int
    parked: int
    numbers: tuple[str, ...]


TROUBLE_SINCE = timedelta(days=7)
"""How long a message that failed is on the staff's first page; an uncertain one until somebody decides."""


def trouble(tx: Transaction, *, actor: Actor, now: datetime) -> Trouble:
    """What could not be delivered, or handled. Refused for anybody but clerks."""
    if not actor.clerk:
        raise Refused("refused-staff-only")
    found = tx.outbox.undelivered(now - TROUBLE_SINCE, most=PAGE)
    opinions = [tx.opinions.get(opinion_id) for opinion_id in found.opinions]
    shown = tuple(numbers.shown(one.number) for one in opinions if one is not None)
    return Trouble(found.failed, found.uncertain, found.parked, shown)


def find_number(tx: Transaction, *, actor: Actor, text: str) -> int:
    """The opinion a typed number means, if this person may see it. Refused otherwise, in the same words
    whether it exists or not."""
    number = numbers.parse(text)
    opinion = tx.opinions.by_number(number) if number is not None else None
    file = tx.opinions.file(opinion.id) if opinion is not None else None
    if file is None:
        raise Refused("refused-not-yours")
    if acting_as(file.opinion, actor, c.View) is None:
        raise turned_away(file, actor)
    return file.opinion.id
