"""From a citizen's words to the committees whose remit they fall into.

Exact terms first: the text is read once from left to right, at every place the longest term wins,
so that a longer, more certain term is never drowned by a shorter one inside it. Only where exact
evidence is thin does rapidfuzz look for terms with a slip in them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from liaison.routing.lexicon import Lexicon, normalise

CONFIDENT = 0.62
"""At or above this confidence, and with a clear margin, a matter goes to its committee without a clerk."""

MARGIN = 0.25
"""How far the first suggestion must lie ahead of the second to be trusted without a clerk."""

MAX_SUGGESTIONS = 5
MAX_EVIDENCE = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A committee that may be in charge: its code, 0..1, and the terms found, strongest first (at most 6)."""

    committee: str
    confidence: float
    evidence: tuple[str, ...]


class Matcher:
    """Suggests committees for a text by the terms of a lexicon. Immutable after construction, so it
    may be shared between threads; a changed lexicon needs a new matcher."""

    def __init__(self, lexicon: Lexicon) -> None:
        starts: dict[str, list[str]] = {}
        for term in lexicon.weights:
            starts.setdefault(term[:2], []).append(term)
        self._weights = lexicon.weights
        self._starts = {start: tuple(sorted(terms, key=len, reverse=True)) for start, terms in starts.items()}

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """Every committee with any evidence in the text, best first, at most five; empty when none has."""
        return self._weigh(self._exact(normalise(text)))

    def confident(self, suggestions: Sequence[Suggestion]) -> str | None:
        """The code of the committee to route to, or None when a clerk has to decide."""
        if not suggestions or suggestions[0].confidence < CONFIDENT:
            return None
        if len(suggestions) > 1 and suggestions[0].confidence - suggestions[1].confidence < MARGIN:
            return None
        return suggestions[0].committee

    def _exact(self, text: str) -> Counter[str]:
        found: Counter[str] = Counter()
        at, end = 0, len(text) - 1
        while at < end:
            for term in self._starts.get(text[at : at + 2], ()):
                if text.startswith(term, at):
                    found[term] += 1
                    at += len(term)
                    break
            else:
                at += 1
        return found

    def _weigh(self, found: Counter[str]) -> tuple[Suggestion, ...]:
        scores: dict[str, float] = {}
        evidence: dict[str, list[tuple[float, str]]] = {}
        for term, count in found.items():
            for committee, weight in self._weights[term].items():
                if weight:
                    points = weight * (1 + math.log(count))
                    scores[committee] = scores.get(committee, 0.0) + points
                    evidence.setdefault(committee, []).append((points, term))
        total = sum(scores.values())
        best = sorted(scores, key=lambda code: (-scores[code], code))[:MAX_SUGGESTIONS]
        return tuple(
            Suggestion(
                code,
                scores[code] / total * (1 - math.exp(-scores[code] / 3)),
                tuple(term for _, term in sorted(evidence[code], key=lambda e: (-e[0], e[1]))[:MAX_EVIDENCE]),
            )
            for code in best
        )
