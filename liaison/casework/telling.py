"""From notices to messages owed: who exactly is told, with which facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from . import numbers
from .decide import in_charge
from .model import Entry, Kind, Opinion, Part, PartKind, untouched, words_of
from .notices import Action, Do, Notice, Owed, To
from .people import Person
from .ports import Transaction

EXCERPT = 160
"""Characters of the words shown in a short notice; the whole is one tap away."""

MOST_CHOICES = 3
"""Subjects a citizen is asked to choose from (liaison.routing.verdict.Verdict)."""

CHUNK = 3000
"""UTF-16 units of words in one message: Telegram allows 4,096 of them, and the frame needs room."""


def excerpt(words: str) -> str:
    """The beginning of the words, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def chunks(words: str, size: int = CHUNK) -> Sequence[str]:
    """Words in pieces of at most ``size`` UTF-16 units, broken at a line or sentence end where there is one."""
    pieces = []
    while (fits := _fitting(words, size)) < len(words):
        cut = max(words.rfind(mark, fits // 2, fits) for mark in ("\n", "。", ". ", "！", "？", "!", "?"))
        cut = cut + 1 if cut > 0 else fits
        pieces.append(words[:cut])
        words = words[cut:]
    return [*pieces, words]


def beginning(words: str, size: int) -> str:
    """The words, or as many of them from the start as fit ``size`` UTF-16 units, with an ellipsis."""
    fits = _fitting(words, size)
    return words if fits == len(words) else words[: _fitting(words, size - 1)] + "…"


def _fitting(words: str, size: int) -> int:
    """How many characters from the start have at most ``size`` UTF-16 units."""
    units = 0
    for at, character in enumerate(words):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > size:
            return at
    return len(words)


def lead(tx: Transaction, opinion: Opinion) -> Opinion:
    """Whose deputy and committee have the opinion: its own, or those of the one it is joined to. Of that one
    only what anybody may know: not the deputy whom its citizen named and who does not have it."""
    head = tx.opinions.get(opinion.joined_to) if opinion.joined_to is not None else None
    if head is None:
        return opinion
    return replace(head, deputy_id=None) if untouched(head) else head


def facts(tx: Transaction, opinion: Opinion, entry: Entry, opening: Iterable[Part]) -> dict[str, str | int]:
    """What every notice about an opinion may use; ``opening``: the words it began with. Never a citizen's
    name: a card shows that, to those who may see it. Never other words of the history: each notice says
    by ``with_words`` whether its recipient gets those of the new entry."""
    roster = tx.office.directory.roster
    having = lead(tx, opinion)
    deputy_id = entry.deputy_id if entry.kind is Kind.RETURNED else having.deputy_id
    deputy = roster.deputies.get(deputy_id or 0)
    successor = roster.successor_of(deputy_id or 0) if entry.kind is Kind.RETURNED else None
    committee = roster.committees.get(having.committee_id or 0)
    return {
        "number": numbers.shown(opinion.number),
        "deputy": deputy.name if deputy else "",
        "successor": successor.name if successor else "",
        "committee": committee.name if committee else "",
        "due": opinion.due_on.isoformat(),
        "state": opinion.state.value,
        "place": tx.office.place(opinion.district_id),
        "excerpt": excerpt(words_of(opening)),
        "until": entry.until.isoformat() if entry.until else "",
        **_read(opinion),
    }


def _read(opinion: Opinion) -> dict[str, str | int]:
    """What was read in the words, as far as a notice speaks of it."""
    read = opinion.read_as
    aid, _ = read.latest
    found: dict[str, str | int] = {"aid": aid} if aid else {}
    if read.choices:
        subjects = [subject for subject, _ in read.choices] + [""] * MOST_CHOICES
        found |= {f"choice{n}": subject for n, subject in enumerate(subjects[:MOST_CHOICES], start=1)}
    return found


def _recipients(
    tx: Transaction, notice: Notice, before: Opinion | None, opinion: Opinion
) -> Iterator[Person]:
    match notice.to:
        case To.AUTHOR:
            person = tx.people.get(opinion.author_id)
            if person is not None:
                yield person
        case To.HOLDER:
            yield from tx.people.deputies(opinion.deputy_id) if opinion.deputy_id is not None else ()
        case To.FORMER_HOLDER:
            former = before.deputy_id if before else None
            yield from tx.people.deputies(former) if former is not None else ()
        case To.STAFF:
            yield from tx.people.clerks()


def tell(
    tx: Transaction,
    notices: Iterable[Notice],
    before: Opinion | None,
    opinion: Opinion,
    entry: Entry,
    opening: Iterable[Part],
) -> list[Owed]:
    """One message per person to be told (more when the words are long or carry files). A deputy who has
    not joined yet cannot be told, so staff are; so are they in place of one who has left office."""
    args = facts(tx, opinion, entry, opening)
    owed: list[Owed] = []
    for notice in notices:
        if notice.to is To.HEAD:
            owed.extend(_to_head(tx, notice, opinion, entry))
            continue
        people = list(_recipients(tx, notice, before, opinion))
        told = notice
        if notice.to is To.HOLDER and _left_office(tx, opinion):
            told = replace(notice, to=To.STAFF)
            people = list(_recipients(tx, told, before, opinion))
        elif not people and notice.to is To.HOLDER:
            told = replace(notice, to=To.STAFF, key="notice-deputy-not-joined", with_words=False)
            people = list(_recipients(tx, told, before, opinion))
        for person in people:
            owed.extend(_messages(told, person, opinion, entry, args))
    return owed


def _to_head(tx: Transaction, notice: Notice, opinion: Opinion, entry: Entry) -> Iterator[Owed]:
    """To whoever has the opinion that this one is joined to, as news of theirs; not to whoever brings it."""
    head = tx.opinions.get(opinion.joined_to or 0)
    if head is None:
        return
    text = tx.opinions.opening_words([head.id]).get(head.id, "")
    told = replace(notice, to=in_charge(head), actions=(Action(Do.OPEN, head.id),))
    for one in tell(tx, (told,), None, head, entry, (Part(PartKind.TEXT, "", text),)):
        if one.person_id != entry.person_id:
            yield replace(one, dedupe=f"{opinion.id}>{one.dedupe}")


def _left_office(tx: Transaction, opinion: Opinion) -> bool:
    deputy = tx.office.directory.roster.deputies.get(opinion.deputy_id or 0)
    return deputy is not None and not deputy.active


def _messages(
    notice: Notice, person: Person, opinion: Opinion, entry: Entry, args: dict[str, str | int]
) -> Iterator[Owed]:
    dedupe = f"{opinion.id}:{entry.seq}:{notice.key}:{person.id}"
    pieces = chunks(words_of(entry.parts)) if notice.with_words else [""]
    files = [part for part in entry.parts if part.kind is not PartKind.TEXT] if notice.with_words else []
    first = Owed(
        person.id,
        notice.key,
        {**args, "words": pieces[0], "files": len(files)},
        dedupe,
        notice.actions if len(pieces) == 1 else (),
        opinion.id,
        priority=notice.priority,
    )
    yield first
    for number, piece in enumerate(pieces[1:], start=2):
        last = number == len(pieces)
        yield replace(
            first,
            key="notice-words-more",
            args={**args, "words": piece, "files": 0},
            dedupe=f"{dedupe}:{number}",
            actions=notice.actions if last else (),
        )
    for number, part in enumerate(files, start=1):
        yield _file(first, part, number)


def _file(first: Owed, part: Part, number: int) -> Owed:
    return replace(
        first,
        key="notice-file",
        args={"number": first.args["number"]},
        dedupe=f"{first.dedupe}:file{number}",
        actions=(),
        file_kind=part.kind.value,
        file=part.file,
        latitude=part.latitude,
        longitude=part.longitude,
    )
