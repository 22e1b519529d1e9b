"""What was read in a citizen's words: whose remit, how sure, and what else the words say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """What is to be done with the words."""

    ROUTE = "route"  # sure enough: to the committee at once
    ASK = "ask"  # the citizen may say which of two or three subjects it is about
    TRIAGE = "triage"  # a clerk says


class Aid(StrEnum):
    """Whom to turn to at once, or instead: matters that are for no committee, or cannot wait for one."""

    POLICE = "police"  # 110
    FIRE = "fire"  # 119
    MEDICAL = "medical"  # 120
    LIFE = "life"  # somebody may hurt themselves or others: 110, 120 and the help line 12356
    COURT = "court"  # judgments: only the courts change them; 12368
    HOTLINE = "hotline"  # 12345: questions and errands that are no deputy's

    @property
    def emergency(self) -> bool:
        """Whether staff must hear of it at once."""
        return self in (Aid.POLICE, Aid.FIRE, Aid.MEDICAL, Aid.LIFE)


class Grade(StrEnum):
    """How pressing a matter is (分级处理)."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A committee that may be in charge: its code, the probability (0..1) that it is, what speaks for it,
    strongest first, in the words of the text (at most 6), and what of its remit this is about."""

    committee: str
    confidence: float
    evidence: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer the citizen may give to the question what it is about."""

    subject: str
    committee: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Whom to turn to, and the words it was recognised by."""

    aid: Aid
    evidence: str


@dataclass(frozen=True, slots=True)
class Grading:
    """How pressing it seems, and the words that say so; ordinary matters need none."""

    grade: Grade = Grade.ORDINARY
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was read in a text.

    ``suggestions``: committees, the likeliest first, at most five. ``assisting``: the code of a committee
    whose remit is touched as well, None for none; only with ``Way.ROUTE``. ``choices``: two or three, only
    with ``Way.ASK``; each of another committee or another subject.
    """

    way: Way
    suggestions: tuple[Suggestion, ...] = ()
    assisting: str | None = None
    choices: tuple[Choice, ...] = ()
    advice: Advice | None = None
    grading: Grading = Grading()

    @property
    def lead(self) -> str | None:
        """The code of the committee to route to; None when somebody has to be asked."""
        return self.suggestions[0].committee if self.way is Way.ROUTE else None

    @property
    def subject(self) -> str:
        """What it is most likely about: a code of liaison.routing.subjects; empty when nothing was found."""
        return self.suggestions[0].subject if self.suggestions else ""
