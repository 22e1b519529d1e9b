"""What the use cases need from storage: one transaction, seen as a few named shelves.

Everything here is synchronous: a use case runs inside one unit of work, which commits once after it
returned and leaves nothing behind when it raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from .model import Draft, Entry, File, Opinion, Part, Purpose, ReadAs, Routing, Shelf, State
from .notices import Owed
from .office import Office
from .people import Person

CodeKind = Literal["deputy", "station", "district"]
"""What a public code opens; a district is a community."""


@dataclass(frozen=True, slots=True)
class NewOpinion:
    """The facts an opinion starts with."""

    number: str
    author_id: int
    submitted_at: datetime
    due_on: date
    district_id: int | None
    named: bool
    suggestions: tuple[Routing, ...]
    read_as: ReadAs = field(default_factory=ReadAs)


class Opinions(Protocol):
    """Opinions and their history."""

    def next_serial(self, year: int) -> int: ...
    def add(self, facts: NewOpinion) -> Opinion:
        """A new row in state TRIAGE, version 0, without history."""
        ...

    def append(self, opinion: Opinion, entry: Entry) -> None:
        """Store ``opinion`` as it stands after ``entry``, and the entry. Raises Conflict when another write
        came first: to the same opinion, or the same draft into some history."""
        ...

    def get(self, opinion_id: int) -> Opinion | None: ...
    def file(self, opinion_id: int) -> File | None: ...
    def by_number(self, number: str) -> Opinion | None: ...
    def by_draft(self, draft_id: int) -> Opinion | None:
        """The opinion whose history holds this draft."""
        ...

    def opening_words(self, opinion_ids: Sequence[int]) -> dict[int, str]:
        """What each began with, a line for each message; an opinion of nothing but files is missing."""
        ...

    def followers(self, opinion_id: int) -> Sequence[Opinion]:
        """Those joined to it that were not taken out or withdrawn, oldest first."""
        ...

    def hold(self, opinion_id: int) -> None:
        """Nobody else changes the opinion until this unit of work has ended."""
        ...

    def of_author(self, person_id: int, *, limit: int, offset: int = 0) -> Sequence[Opinion]:
        """Newest first."""
        ...

    def queue_of_deputy(
        self, deputy_id: int, *, today: date, limit: int, offset: int = 0
    ) -> Sequence[Opinion]:
        """What the deputy owes, earliest promise first, without what is put aside beyond ``today``."""
        ...

    def shelf_of_deputy(
        self, deputy_id: int, shelf: Shelf, *, today: date, limit: int, offset: int = 0
    ) -> Sequence[Opinion]:
        """What the deputy does not owe now: put aside (back soonest first), waiting for the citizen
        (earliest promise first), or answered (newest first)."""
        ...

    def owed_after(self, opinion: Opinion, *, today: date) -> Opinion | None:
        """What follows ``opinion`` in the queue of its deputy, whether or not it stands there itself;
        None: nothing later is owed."""
        ...

    def open_of_deputy(self, deputy_id: int) -> Sequence[Opinion]:
        """Everything without an end that names this deputy, oldest first; also what staff still triage."""
        ...

    def count_of_deputy(self, deputy_id: int, *, today: date) -> dict[str, int]:
        """Keys: owed, aside, waiting, answered, overdue."""
        ...

    def staff_queue(self, *, states: Iterable[State], limit: int, offset: int = 0) -> Sequence[Opinion]:
        """What is pressing first, then earliest promise first; of what has ended, newest first."""
        ...

    def count_by_state(self) -> dict[State, int]: ...
    def count_of_author(self, person_id: int) -> int: ...


class Drafts(Protocol):
    """Words being written, and words that were sent (their parts stay here)."""

    def open_of(self, person_id: int) -> Draft | None: ...
    def get(self, draft_id: int) -> Draft | None: ...
    def start(
        self,
        person_id: int,
        purpose: Purpose,
        now: datetime,
        *,
        opinion_id: int | None = None,
        deputy_id: int | None = None,
        committee_id: int | None = None,
    ) -> Draft:
        """A new open draft; one that was open is closed."""
        ...

    def change(self, draft: Draft) -> None:
        """Store what it is to become, whom it is for and whether it is named."""
        ...

    def add_part(self, draft_id: int, part: Part) -> None:
        """Keep one more message."""
        ...

    def change_part(self, draft_id: int, part: Part) -> None:
        """A message that is kept already came once more: its text now."""
        ...

    def edit_part(
        self, person_id: int, source: str, text: str, part: Part | None = None
    ) -> tuple[Draft, str] | None:
        """A message of this person was edited: store the new text, and the file of ``part``, in a draft that
        is open (what was sent stays as it was). Its draft and the text before, or None if it is in no draft of theirs: another
        bot's message may well have the same ``source``."""
        ...

    def close(self, draft_id: int, now: datetime) -> None: ...


class People(Protocol):
    """Persons, their posts, and the invitations that lead to posts."""

    def get(self, person_id: int) -> Person | None: ...
    def change(self, person: Person) -> None:
        """Store language, home district, reachability."""
        ...

    def deputies(self, deputy_id: int) -> Sequence[Person]:
        """The accounts that act for this deputy."""
        ...

    def clerks(self) -> Sequence[Person]: ...
    def joined_deputies(self) -> frozenset[int]: ...
    def hold_post(self, person_id: int, now: datetime, *, deputy_id: int | None) -> None:
        """Give the post of a deputy, or (None) of a clerk. Again: unchanged."""
        ...

    def invite(
        self, token_hash: str, *, deputy_id: int | None, made_by: int | None, now: datetime, expires: datetime
    ) -> None: ...
    def use_invitation(self, token_hash: str, person_id: int, now: datetime) -> Invitation | None:
        """Mark it used by this person and return it; used before by the same person: the same again.
        None: unknown, expired, or used by another."""
        ...


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation leads to: the post of a deputy, or of a clerk when ``deputy_id`` is None."""

    deputy_id: int | None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Messages that did not arrive, or may not have, since some moment; ``opinions``: those they were about,
    the latest first. ``parked``: what people sent that could not be handled, and waits for the operator."""

    failed: int
    uncertain: int
    parked: int = 0
    opinions: tuple[int, ...] = ()


class Teaching(Protocol):
    """What clerks have taught the router."""

    def learn(self, opinion_id: int, target: str, person_id: int, now: datetime) -> None:
        """The opinion's opening words belong to ``target`` ("committee:" and its code). What was learnt of the
        same opinion before is taken back."""
        ...


class Outbox(Protocol):
    """Messages owed."""

    def put(self, owed: Iterable[Owed], now: datetime) -> None: ...
    def undelivered(self, since: datetime, *, most: int) -> Undelivered:
        """What failed since then, and what is uncertain or parked still; at most ``most`` opinions."""
        ...


class Answered(Protocol):
    """What deputies have answered."""

    def by_deputy(self, deputy_id: int) -> Sequence[tuple[datetime, datetime]]:
        """Of each opinion this deputy has answered: when it was sent, and first answered."""
        ...


class Codes(Protocol):
    """Public codes of the assembly."""

    def token(self, kind: CodeKind, target_id: int) -> str | None:
        """The token in force."""
        ...

    def renew(self, kind: CodeKind, target_id: int, today: date) -> str:
        """Withdraw the code, if there is one, and make another; returns its token."""
        ...

    def revoke(self, kind: CodeKind, target_id: int, today: date) -> bool:
        """Withdraw the code; False when there is none."""
        ...

    def photo(self, deputy_id: int) -> bytes | None:
        """The deputy's picture, for a poster or a card; None when there is none."""
        ...

    def opened(self, token: str) -> tuple[CodeKind, int] | None:
        """What a token opens or, when it was withdrawn, opened; None when that is not in the roster any more,
        or the token was never ours."""
        ...


class Transaction(Protocol):
    """One unit of work."""

    @property
    def office(self) -> Office: ...
    @property
    def opinions(self) -> Opinions: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def people(self) -> People: ...
    @property
    def teaching(self) -> Teaching: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def answered(self) -> Answered: ...
    @property
    def codes(self) -> Codes: ...
