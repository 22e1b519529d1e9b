"""Opinions about the same thing: what a citizen who is about to send one is offered, and what a clerk sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from liaison.routing.likeness import Alike

from . import commands as c
from . import numbers, understood
from .drafting import draft as open_draft
from .errors import Refused
from .model import Draft, Kind, Opinion, Purpose, State, words_of
from .people import Actor, Person
from .permissions import Relation, acting_as, relations
from .ports import Transaction
from .sending import Receipt, own_draft, send
from .telling import excerpt, lead

FOUND = 60
"""Alike opinions that are asked for: some of them have ended, or are joined to one another."""

SHOWN = 3
"""Of these a clerk is shown."""

MOST_FOLLOWERS = 20
"""Joined opinions whose words are shown at once."""

_ENDED = frozenset({State.ANSWERED, State.WITHDRAWN})
_CITIZENS = frozenset({Kind.SUBMITTED, Kind.ADDED, Kind.REPLIED})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a citizen may know of an opinion that they could join. Of another's words only those that stand in both;
    ``number`` is empty unless it is their own."""

    opinion_id: int
    own: bool
    number: str
    shared: tuple[str, ...]
    since: date
    state: State
    deputy: str
    committee: str
    people: int  # who have said so


@dataclass(frozen=True, slots=True)
class Near:
    """An alike opinion on a clerk's screen. ``open``: others may be joined to it."""

    opinion_id: int
    number: str
    state: State
    excerpt: str
    open: bool


@dataclass(frozen=True, slots=True)
class Follower:
    """A joined opinion, for whoever has the head. ``name`` is empty unless the citizen signed."""

    number: str
    words: str
    place: str
    name: str
    on: date


def offer(tx: Transaction, *, actor: Actor, draft_id: int, found: Iterable[Alike]) -> Offer | None:
    """The opinion that a draft could be joined to, or added to when it is the citizen's own; None when there is
    none, or there is no time for it. Where the words do not name the place, both must come from one community."""
    draft = own_draft(tx, actor=actor, draft_id=draft_id)
    for one, _, head in _open_to(tx, actor, draft, found):
        followers = tx.opinions.followers(head.id)
        own = next((each for each in (head, *followers) if each.author_id == actor.person_id), None)
        return _offer(tx, head, own, one, 1 + len(followers))
    return None


def _open_to(
    tx: Transaction, actor: Actor, draft: Draft, found: Iterable[Alike]
) -> Iterator[tuple[Alike, Opinion, Opinion]]:
    """Of what was found, each that this draft may share the answer of, and its head; none in an emergency."""
    if draft.closed or draft.purpose is not Purpose.OPINION or not draft.parts:
        return
    advice = understood.advice_on(tx.office, draft)
    if advice is not None and advice.aid.emergency:
        return
    person = tx.people.get(actor.person_id)
    for one in found:
        opinion = tx.opinions.get(one.key)
        if opinion is None or opinion.state in _ENDED:
            continue
        if not (one.placed or _neighbours(person, opinion)):
            continue
        head = _head(tx, opinion)
        if head is not None and head.state not in _ENDED:
            yield one, opinion, head


def _has_said_so(tx: Transaction, actor: Actor, head: Opinion) -> bool:
    return any(one.author_id == actor.person_id for one in (head, *tx.opinions.followers(head.id)))


def _neighbours(person: Person | None, opinion: Opinion) -> bool:
    home = person.home_district_id if person is not None else None
    return home is not None and home == opinion.district_id


def _head(tx: Transaction, opinion: Opinion) -> Opinion | None:
    return opinion if opinion.joined_to is None else tx.opinions.get(opinion.joined_to)


def _offer(tx: Transaction, head: Opinion, own: Opinion | None, found: Alike, people: int) -> Offer:
    roster = tx.office.directory.roster
    known = lead(tx, replace(head, joined_to=head.id))
    deputy = roster.deputies.get(known.deputy_id or 0)
    committee = roster.committees.get(known.committee_id or 0)
    shown = own or head
    return Offer(
        shown.id,
        own is not None,
        numbers.shown(own.number) if own is not None else "",
        found.shared,
        tx.office.policy.today(shown.submitted_at),
        head.state,
        deputy.name if deputy else "",
        committee.name if committee else "",
        people,
    )


def join(
    tx: Transaction,
    *,
    actor: Actor,
    draft_id: int,
    opinion_id: int,
    offered: bool,
    found: Iterable[Alike],
    now: datetime,
) -> Receipt:
    """Send a draft, joined to an opinion that was ``offered`` for it, or could be: it, or its head, is among what was
    ``found``. Again: nothing is done. Raises Refused as the sending would; for any other opinion in the same words,
    whether it exists or not."""
    draft = own_draft(tx, actor=actor, draft_id=draft_id)
    if not draft.closed and not offered:
        heads = (
            head for _, one, head in _open_to(tx, actor, draft, found) if opinion_id in (one.id, head.id)
        )
        head = next(heads, None)
        if head is None or _has_said_so(tx, actor, head):
            raise Refused("refused-join-ended")
    return send(tx, actor=actor, draft_id=draft_id, now=now, join=opinion_id)


def add_instead(tx: Transaction, *, actor: Actor, draft_id: int, opinion_id: int, now: datetime) -> Receipt:
    """Send what was written as a new opinion as an addition to one of one's own. Again: nothing is done. Raises
    Refused as the sending would."""
    draft = own_draft(tx, actor=actor, draft_id=draft_id)
    if not draft.closed:
        open_draft(tx, actor=actor, draft_id=draft_id)
        opinion = tx.opinions.get(opinion_id)
        if opinion is None or Relation.AUTHOR not in relations(opinion, actor):
            raise Refused("refused-not-yours")
        changed = replace(draft, purpose=Purpose.ADDITION, opinion_id=opinion_id, deputy_id=None, named=False)
        tx.drafts.change(changed)
    return send(tx, actor=actor, draft_id=draft_id, now=now)


def near(tx: Transaction, *, actor: Actor, opinion_id: int, found: Iterable[Alike]) -> tuple[Near, ...]:
    """What else was said about it, the likeliest first. Refused for anybody but clerks."""
    this = tx.opinions.get(opinion_id)
    if this is None or not actor.clerk:
        raise Refused("refused-not-yours")
    shown: list[tuple[Opinion, bool]] = []
    for one in found:
        opinion = tx.opinions.get(one.key)
        if opinion is None or opinion.id == this.id or opinion.state is State.WITHDRAWN:
            continue
        if not one.placed and (this.district_id is None or this.district_id != opinion.district_id):
            continue
        head = _head(tx, opinion)
        if head is None or this.id == head.id:
            continue
        shown.append((opinion, head.state not in _ENDED))
    words = tx.opinions.opening_words([opinion.id for opinion, _ in shown[:SHOWN]])
    return tuple(
        Near(
            opinion.id,
            numbers.shown(opinion.number),
            opinion.state,
            excerpt(words.get(opinion.id, "")),
            is_open,
        )
        for opinion, is_open in shown[:SHOWN]
    )


def followers(tx: Transaction, *, actor: Actor, opinion_id: int) -> tuple[Follower, ...]:
    """What those say who are joined to it, for whoever has it and for staff; at most MOST_FOLLOWERS."""
    opinion = tx.opinions.get(opinion_id)
    if opinion is None or acting_as(opinion, actor, c.View) is None:
        raise Refused("refused-not-yours")
    if not relations(opinion, actor) & {Relation.HOLDER, Relation.STAFF}:
        raise Refused("refused-not-yours")
    return tuple(_follower(tx, one) for one in tx.opinions.followers(opinion_id)[:MOST_FOLLOWERS])


def _follower(tx: Transaction, opinion: Opinion) -> Follower:
    file = tx.opinions.file(opinion.id)
    assert file is not None  # it was found in this transaction
    said = (words_of(entry.parts) for entry in file.history if entry.kind in _CITIZENS)
    author = tx.people.get(opinion.author_id) if opinion.named else None
    return Follower(
        numbers.shown(opinion.number),
        "\n".join(filter(None, said)),
        tx.office.place(opinion.district_id),
        author.name if author else "",
        tx.office.policy.today(opinion.submitted_at),
    )
