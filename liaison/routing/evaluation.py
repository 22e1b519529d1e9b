"""How well a router does on messages whose committee is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.routing.router import Router, Target
from liaison.routing.verdict import Verdict, Way


@dataclass(frozen=True, slots=True)
class Judged:
    """One message: the committees that would have been right (several where a subject is divided among them), and
    what was read in it."""

    text: str
    right: frozenset[str]
    verdict: Verdict

    @property
    def first(self) -> str:
        """The code of the likeliest committee; empty for none."""
        return self.verdict.suggestions[0].committee if self.verdict.suggestions else ""

    @property
    def hit(self) -> bool:
        """Whether the likeliest committee is right."""
        return self.first in self.right

    @property
    def confidence(self) -> float:
        """How sure of it, 0..1."""
        return self.verdict.suggestions[0].confidence if self.verdict.suggestions else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All messages that could be judged, in their order. ``passed_over``: those whose committee this congress does
    not have."""

    judged: tuple[Judged, ...]
    passed_over: int

    def share(self, way: Way) -> tuple[int, int]:
        """How many went this way, and how many of those rightly: to a right committee, or asked with a right one
        among the answers; in triage, a right one among the first three suggestions."""
        gone = [one for one in self.judged if one.verdict.way is way]
        return len(gone), sum(_well(one) for one in gone)

    def confusion(self) -> dict[str, dict[str, int]]:
        """How often messages of one committee (rows) were read as another's ("": as nobody's)."""
        found: dict[str, dict[str, int]] = {}
        for one in self.judged:
            row = found.setdefault(one.first if one.hit else min(one.right), {})
            row[one.first] = row.get(one.first, 0) + 1
        return found

    def worst(self, most: int) -> tuple[Judged, ...]:
        """The mistakes made with most confidence."""
        wrong = (one for one in self.judged if not one.hit)
        return tuple(sorted(wrong, key=lambda one: -one.confidence)[:most])


def _well(one: Judged) -> bool:
    match one.verdict.way:
        case Way.ROUTE:
            return one.hit
        case Way.ASK:
            return any(choice.committee in one.right for choice in one.verdict.choices)
        case Way.TRIAGE:
            return any(suggestion.committee in one.right for suggestion in one.verdict.suggestions[:3])


def evaluate(router: Router, examples: Sequence[tuple[str, Target]]) -> Evaluation:
    """Read every message and compare."""
    judged = []
    for text, target in examples:
        right = frozenset(
            lead for at in router.right(target) if (lead := router.table.lead(router.leaves[at]))
        )
        if right:
            judged.append(Judged(text, right, router.read(text)))
    return Evaluation(tuple(judged), len(examples) - len(judged))
