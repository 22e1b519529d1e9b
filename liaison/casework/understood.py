"""What was read in a citizen's words: how it is kept with an opinion, and what of it each party sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from liaison.directory.model import Roster
from liaison.routing.verdict import Advice, Aid, Grade, Verdict, Way

from .alarm import NO_ALARM, Alarm
from .decided import open_choices
from .model import (
    Draft,
    File,
    Opinion,
    Part,
    Party,
    Purpose,
    ReadAs,
    Routing,
    State,
    words_of,
)
from .office import Office

MOST_GUESSES = 3
"""Committees shown to a clerk: more buttons do not help anybody to choose."""

LEAST_CHOICES = 2
"""Offered to a citizen: one alone is no question."""


def suggestions(verdict: Verdict, roster: Roster) -> tuple[Routing, ...]:
    """The committees of this assembly that may be in charge, the likeliest first."""
    return tuple(
        Routing(roster.committee_by_code[one.committee].id, one.confidence, one.evidence, one.subject)
        for one in verdict.suggestions
        if one.committee in roster.committee_by_code
    )


def committee_id(code: str | None, roster: Roster) -> int | None:
    """Of a committee of this assembly; None for none, or one that it does not have."""
    found = roster.committee_by_code.get(code or "")
    return found.id if found is not None else None


def read_as(verdict: Verdict, roster: Roster) -> ReadAs:
    """What is kept of a verdict. A subject is offered once, and only beside another one: its name is all the
    citizen sees of a choice."""
    choices: dict[str, int] = {}
    for choice in verdict.choices if verdict.way is Way.ASK else ():
        committee = committee_id(choice.committee, roster)
        if committee is not None:
            choices.setdefault(choice.subject, committee)
    advice, grading = verdict.advice, verdict.grading
    return ReadAs(
        subject=verdict.subject,
        choices=tuple(choices.items()) if len(choices) >= LEAST_CHOICES else (),
        aid=advice.aid.value if advice else "",
        aid_evidence=advice.evidence if advice else "",
        grade=grading.grade.value if grading.grade is not Grade.ORDINARY else "",
        grade_evidence=grading.evidence,
    )


_BY_GRAVITY = (Aid.LIFE, Aid.POLICE, Aid.FIRE, Aid.MEDICAL, Aid.COURT, Aid.HOTLINE)


def _gravest(office: Office, whole: Advice | None, parts: Sequence[Part]) -> Advice | None:
    """Of what all words together say, and what each message says of an emergency by itself: a cry is not to be
    drowned by what is written after it. An errand or a court is read in the whole alone, since a sentence
    torn from its neighbours easily looks like one."""
    texts = [part.text for part in parts if part.text]
    alone = (office.router.advice(text) for text in texts) if len(texts) > 1 else ()
    found = [one for one in alone if one is not None and one.aid.emergency]
    if whole is not None:
        found.insert(0, whole)
    return min(found, key=lambda one: _BY_GRAVITY.index(one.aid), default=None)


def read(office: Office, parts: Sequence[Part], today: date) -> Verdict:
    """What the opening words say; whom to turn to also by each message of them."""
    verdict = office.router.read(words_of(parts), today=today)
    return replace(verdict, advice=_gravest(office, verdict.advice, parts))


def alarm(office: Office, draft: Draft) -> Alarm:
    """The emergency that an addition or a reply tells of, if any."""
    advice = advice_on(office, draft)
    return (
        NO_ALARM if advice is None or not advice.aid.emergency else Alarm(advice.aid.value, advice.evidence)
    )


def advice_on(office: Office, draft: Draft) -> Advice | None:
    """Whom the citizen should turn to, by what they have written so far. In what they add or reply only an
    emergency counts: about anything else they were told with their first words."""
    if draft.purpose not in (Purpose.OPINION, Purpose.ADDITION, Purpose.REPLY) or not draft.words:
        return None
    advice = _gravest(office, office.router.advice(draft.words), draft.parts)
    if advice is None or (draft.purpose is not Purpose.OPINION and not advice.aid.emergency):
        return None
    return advice


def emergency(office: Office, text: str) -> Aid | None:
    """What emergency a text tells of, if any."""
    advice = office.router.advice(text) if text else None
    return advice.aid if advice is not None and advice.aid.emergency else None


def emergency_in_latest(office: Office, draft: Draft) -> Aid | None:
    """The emergency that the latest message of a draft tells of, unless an earlier one of it did."""
    if not draft.parts:
        return None
    *before, latest = draft.parts
    aid = emergency(office, latest.text)
    return None if aid is None or any(emergency(office, part.text) is aid for part in before) else aid


@dataclass(frozen=True, slots=True)
class Guess:
    """One committee the router proposes, with its reasons."""

    committee_id: int
    committee: str
    percent: int  # 0..100
    evidence: tuple[str, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What was read, as far as one viewer may see it. ``choices``: the subjects the citizen is still asked to
    choose from; ``grade``: as a clerk set it, ``advised_grade`` what the words suggest while nobody has."""

    guesses: tuple[Guess, ...] = ()
    choices: tuple[str, ...] = ()
    aid: str = ""
    aid_evidence: str = ""
    grade: str = ""
    advised_grade: str = ""
    grade_evidence: tuple[str, ...] = ()


def hints(file: File, roster: Roster, viewer: Party) -> Hints:
    """For a card. A citizen sees only what they are asked; a deputy an emergency, and the grade a clerk set;
    a clerk everything."""
    opinion = file.opinion
    read = opinion.read_as
    choices = tuple(subject for subject, _ in open_choices(file))
    if viewer is Party.CITIZEN:
        return Hints(choices=choices)
    aided = viewer is Party.CLERK or read.emergency
    aid, aid_evidence = read.latest if aided else ("", "")
    grade = opinion.grade or ""
    if viewer is Party.DEPUTY:
        return Hints(aid=aid, aid_evidence=aid_evidence, grade=grade)
    return Hints(
        _guesses(opinion, roster),
        choices,
        aid,
        aid_evidence,
        grade,
        "" if grade else read.grade,
        read.grade_evidence,
    )


def _guesses(opinion: Opinion, roster: Roster) -> tuple[Guess, ...]:
    return tuple(
        Guess(
            g.committee_id,
            roster.committees[g.committee_id].name,
            round(g.confidence * 100),
            g.evidence,
            g.subject,
        )
        for g in opinion.suggestions[:MOST_GUESSES]
        if g.committee_id in roster.committees
    )


def mark(opinion: Opinion) -> str:
    """What a list shows before an opinion that goes before others: "emergency", "urgent", or nothing."""
    if not opinion.pressing or opinion.state in (State.ANSWERED, State.WITHDRAWN):
        return ""
    return "urgent" if opinion.grade == Grade.URGENT else "emergency"
