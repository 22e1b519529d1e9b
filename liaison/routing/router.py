"""From a citizen's words to a committee, a question, or a clerk.

Two steps: the words say which subjects they are about (lexicon, and what was learnt), the congress's own table says
which committee has a subject.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from liaison.routing.aids import Aids
from liaison.routing.grades import Grades
from liaison.routing.lexicon import Lexicon
from liaison.routing.matcher import Findings, Matcher
from liaison.routing.plain import plain
from liaison.routing.subjects import OWN, shipped
from liaison.routing.table import SubjectTable
from liaison.routing.verdict import Advice, Choice, Suggestion, Verdict, Way

if TYPE_CHECKING:
    from liaison.routing.learner import Learner, View

MAX_SUGGESTIONS = 5
MAX_EVIDENCE = 6
MAX_CHOICES = 3

LEAST = 0.01
"""Probability below which a committee is not suggested; one without any evidence never is."""

FULL = 10.0
DOUBT = 4.0
"""How evidence becomes probability: a subject of the first level with the share s of all points has the score
FULL * s * points / (points + DOUBT); their softmax is its probability. Found with bench.routing."""

EVEN = 0.3
"""Points every subject has at least when those of one subject of the first level are divided among its parts."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities (0..1) of the likeliest committee: from ``route`` on the matter goes to it at once, from ``ask``
    on the citizen is asked, and below a clerk decides. ``offer``: what a subject must have to be offered as an
    answer. A second committee assists with the probability ``touched`` and the part ``assist`` of the first one's
    evidence.

    Source: 567 messages written for judging, cold: at 0.7 70 in 100 are routed and 94 of 100 of those rightly;
    of the 19 in 100 that are asked, 94 of 100 find their committee among the answers.
    """

    route: float = 0.7
    ask: float = 0.3
    offer: float = 0.08
    touched: float = 0.12
    assist: float = 0.4


@dataclass(frozen=True, slots=True)
class Target:
    """What an example says is right: a committee (all that is its remit), or one of some subjects (and of all
    they are divided into)."""

    committee: str = ""
    subjects: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"committee:{self.committee}" if self.committee else f"subject:{'+'.join(self.subjects)}"

    @classmethod
    def parse(cls, text: str) -> Target:
        """The other way round. Raises ValueError."""
        kind, _, codes = text.partition(":")
        if kind not in ("committee", "subject") or not codes:
            raise ValueError(f"no target: {text!r}")
        return cls(committee=codes) if kind == "committee" else cls(subjects=tuple(codes.split("+")))


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything seen on the way to a verdict. ``shares``: the probability of each of ``leaves``."""

    text: str
    leaves: tuple[str, ...]
    shares: Sequence[float]
    findings: Findings


def _matcher_of(lexicon: Lexicon) -> Matcher:
    """A matcher for the lexicon; that of the last one, where it says the same: pictures of a congress are read
    often, and its words change seldom."""
    global _last_matcher  # noqa: PLW0603 - one value, replaced whole
    last = _last_matcher
    if last is None or last[0] != lexicon:
        last = _last_matcher = (lexicon, Matcher(lexicon))
    return last[1]


_last_matcher: tuple[Lexicon, Matcher] | None = None


@lru_cache(maxsize=1)
def _aids() -> Aids:
    return Aids.load()


@lru_cache(maxsize=1)
def _grades() -> Grades:
    return Grades.load()


class Router:
    """Reads texts for one congress, and learns. May be used by several threads."""

    def __init__(
        self, lexicon: Lexicon, table: SubjectTable, *, thresholds: Thresholds = Thresholds()
    ) -> None:
        self._lexicon = lexicon
        self.table = table
        self.thresholds = thresholds
        self.leaves = lexicon.leaves
        tree = shipped()
        tops = list(dict.fromkeys(tree.top(leaf) for leaf in self.leaves))
        self._top = [tops.index(tree.top(leaf)) for leaf in self.leaves]
        self._tops = len(tops)
        self._children = [self._top.count(top) for top in range(self._tops)]
        self._lead = [table.lead(leaf) for leaf in self.leaves]
        self._learner: Learner | None = None
        self._lock = Lock()

    def blank(self) -> Router:
        """One that reads with the same lexicon and table and has learnt nothing."""
        blank = Router(self._lexicon, self.table, thresholds=self.thresholds)
        blank.__dict__["_matcher"] = self._matcher
        return blank

    def reads_as(self, other: Router) -> bool:
        """Whether both have the same lexicon, table and thresholds; what they learnt may differ."""
        return (self._lexicon, self.table, self.thresholds) == (
            other._lexicon,
            other.table,
            other.thresholds,
        )

    @cached_property
    def _matcher(self) -> Matcher:
        """Made when it is first needed: it takes 0.15 s, and not every command reads texts."""
        return _matcher_of(self._lexicon)

    @property
    def learnt(self) -> int:
        """From how many examples it has learnt."""
        return self._learner.learnt if self._learner else 0

    # --- reading ------------------------------------------------------------------------------

    def read(self, text: str, *, today: date | None = None) -> Verdict:
        """What the text says; ``today`` tells whether a deadline in it is near. Never raises; where nothing was
        found, to triage with nothing suggested."""
        return self.judge(self.look(text), today=today)

    def look(self, text: str) -> Reading:
        """The probabilities of the subjects, and what they rest on."""
        text = plain(text)
        findings = self._matcher.find(text)
        prior = self._prior(findings.points)
        learner = self._learner
        if learner is None:
            return Reading(text, self.leaves, [math.exp(one) for one in prior], findings)
        from liaison.routing import learner as of  # noqa: PLC0415 — loaded already

        found = of.features(text, [one.term for one in findings.terms])
        with self._lock:
            shares = learner.shares(found, prior)
        return Reading(text, self.leaves, shares, findings)

    def advice(self, text: str) -> Advice | None:
        """Whom to turn to at once, or instead; None for an ordinary opinion."""
        return _aids().read(text, plain=plain(text))

    def judge(self, reading: Reading, *, today: date | None = None) -> Verdict:
        """What is to be done, and what else the text says."""
        return replace(
            self.route(reading),
            advice=_aids().read(reading.text, plain=reading.text),
            grading=_grades().read(reading.text, plain=reading.text, today=today),
        )

    def route(self, reading: Reading) -> Verdict:
        """Whose remit it is, without advice and grade."""
        suggestions = self._suggestions(reading)
        if not suggestions:
            return Verdict(Way.TRIAGE)
        best = suggestions[0].confidence
        if best >= self.thresholds.route:
            return Verdict(Way.ROUTE, suggestions, assisting=self._assisting(reading, suggestions))
        if best >= self.thresholds.ask and len(choices := self._choices(reading)) > 1:
            return Verdict(Way.ASK, suggestions, choices=choices)
        return Verdict(Way.TRIAGE, suggestions)

    def _prior(self, points: Sequence[float]) -> list[float]:
        """Logarithms of the probabilities that the lexicon gives the leaves."""
        sums = [0.0] * self._tops
        for top, one in zip(self._top, points, strict=True):
            sums[top] += one
        steep = FULL / (sum(sums) + DOUBT)
        whole = math.log(sum(math.exp(steep * one) for one in sums))
        shares = [
            steep * one - whole - math.log(one + EVEN * children)
            for one, children in zip(sums, self._children, strict=True)
        ]
        return [shares[top] + math.log(one + EVEN) for top, one in zip(self._top, points, strict=True)]

    def _suggestions(self, reading: Reading) -> tuple[Suggestion, ...]:
        """Committees with any evidence, or that what was learnt speaks for."""
        chance: dict[str, float] = {}
        best: dict[str, int] = {}
        for at, (lead, share) in enumerate(zip(self._lead, reading.shares, strict=True)):
            if lead:
                chance[lead] = chance.get(lead, 0.0) + share
                if lead not in best or share > reading.shares[best[lead]]:
                    best[lead] = at
        ranked = sorted(chance, key=lambda code: (-chance[code], code))[:MAX_SUGGESTIONS]
        return tuple(
            Suggestion(
                code,
                min(chance[code], 1.0),
                evidence,
                "" if self.leaves[best[code]].startswith(OWN) else self.leaves[best[code]],
            )
            for code in ranked
            if chance[code] >= LEAST and (evidence := self._evidence(reading, code))
        )

    def _evidence(self, reading: Reading, committee: str) -> tuple[str, ...]:
        said: dict[str, float] = {}
        for leaf, reasons in reading.findings.reasons.items():
            if self._lead[leaf] == committee:
                for points, words in reasons:
                    said[words] = max(points, said.get(words, 0.0))
        shown: list[str] = []
        for words in sorted(said, key=lambda one: (-said[one], one)):
            if not any(words in other or other in words for other in shown):
                shown.append(words)
        if (learner := self._learner) is not None and len(shown) < MAX_EVIDENCE:
            places = [at for at, lead in enumerate(self._lead) if lead == committee]
            shown += [
                words
                for words in learner.words(reading.text, places)
                if not any(words in other or other in words for other in shown)
            ]
        return tuple(shown[:MAX_EVIDENCE])

    def _points(self, reading: Reading, committee: str) -> float:
        return sum(
            points
            for points, lead in zip(reading.findings.points, self._lead, strict=True)
            if lead == committee
        )

    def _assisting(self, reading: Reading, suggestions: Sequence[Suggestion]) -> str | None:
        """A second committee whose remit is touched: by the table, or because the text speaks of it nearly as
        much as of the first."""
        first = suggestions[0]
        by_table = self.table.assisting(first.subject)
        if by_table and by_table != first.committee:
            return by_table
        if len(suggestions) > 1 and suggestions[1].confidence >= self.thresholds.touched:
            second = suggestions[1].committee
            if self._points(reading, second) >= self.thresholds.assist * self._points(
                reading, first.committee
            ):
                return second
        return None

    def _choices(self, reading: Reading) -> tuple[Choice, ...]:
        """The likeliest subject of each of the likeliest committees."""
        found: dict[str, Choice] = {}
        for share, leaf, lead in sorted(
            zip(reading.shares, self.leaves, self._lead, strict=True), key=lambda one: -one[0]
        ):
            if share < self.thresholds.offer or len(found) == MAX_CHOICES:
                break
            if lead and lead not in found and not leaf.startswith(OWN):
                found[lead] = Choice(leaf, lead)
        return tuple(found.values())

    # --- learning -----------------------------------------------------------------------------

    def right(self, target: Target) -> tuple[int, ...]:
        """The places among ``leaves`` of what a target stands for; empty when it stands for nothing here."""
        if target.committee:
            return tuple(at for at, lead in enumerate(self._lead) if lead == target.committee)
        wanted = {leaf for subject in target.subjects for leaf in shipped().under(subject)}
        return tuple(at for at, leaf in enumerate(self.leaves) if leaf in wanted)

    def learn(self, examples: Iterable[tuple[str, Target]]) -> int:
        """Learn from texts and what was right, in this order; returns from how many. What stands for no subject
        of this congress, or has no words, is passed over."""
        from liaison.routing import learner as of  # noqa: PLC0415 — numpy is only loaded when there is something to learn

        learner = self._learner or of.Learner(len(self.leaves))
        count = 0
        for words, target in examples:
            right, text = self.right(target), plain(words)
            if not right or len(text) < 2:
                continue
            example = of.Example(
                self._view(of.worn(text)),
                self._view(of.worn(text[: of.BEGINNING])),
                of.mask(len(self.leaves), right),
            )
            with self._lock:
                learner.learn(example)
            count += 1
        if count:
            self._learner = learner
        return count

    def _view(self, text: str) -> View:
        import numpy as np  # noqa: PLC0415

        from liaison.routing import learner as of  # noqa: PLC0415

        findings = self._matcher.find(text)
        found = of.features(text, [one.term for one in findings.terms])
        return of.View(found, np.array(self._prior(findings.points), np.float32))
