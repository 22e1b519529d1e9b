"""From a citizen's words to the committees whose remit they fall into.

Exact terms first: the text is read once from left to right, and at every place the longest term
wins, so that a longer, more certain term is never drowned by a shorter one inside it. Only where
exact evidence is thin does rapidfuzz look for terms with a slip in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from liaison.routing.lexicon import Lexicon, normalise

CONFIDENT = 0.55
"""At or above this confidence, and with a clear margin, a matter goes to its committee without a clerk.

Source: bench.routing_eval over 1,236 real citizens' messages under seven subjects. With this value and
MARGIN 69 in 100 go without a clerk and 95 of 100 of those rightly; 0.7 would gain one in a hundred
and send half of all messages to triage. The lexicon was corrected while looking at those messages,
so expect somewhat less on others."""

MARGIN = 0.35
"""How far the first suggestion must lie ahead of the second to be trusted without a clerk."""

MAX_SUGGESTIONS = 5
MAX_EVIDENCE = 6

MAX_TEXT = 8_000
"""Characters that are read. Two full Telegram messages; what stands further back has been said before."""

DOUBT = 2.0
"""Points of evidence that speak for nobody, added to what was found: with one weak term in a text the
confidence stays low even though nothing speaks against it."""

OPENING = 40
"""Characters at the start of a text, where people say what it is about."""

OPENING_GAIN = 2.0
"""How much more an exact term in the opening counts."""

REPEAT_GAIN = 0.5
"""How much more a term counts for every further time it stands in the text, up to REPEATS times."""

REPEATS = 4

THIN = 6.0
"""Points of exact evidence below which slips of the pen are looked for."""

SLIP_FLOOR = 75.0
"""rapidfuzz ratio (0..100) from which a stretch of text is taken for a term with a slip: one wrong
character in four, or one too many in three."""

SLIP_FLOOR_BARE = 66.0
"""The same where a text has no exact evidence at all: one wrong character in three, at BARE_WEIGHT."""

SLIP_WEIGHT = 0.5
BARE_WEIGHT = 0.3
"""What a term with a slip counts against the same term written right."""

SLIP_TEXT = 400
"""Characters in which slips are looked for."""

_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A committee that may be in charge: its code, 0..1, and what speaks for it, strongest first (at most 6),
    in the words of the text."""

    committee: str
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A term at a place in the text; `share` is what it counts against an exact one, `read` what stands there
    instead of it."""

    term: str
    at: int
    share: float = 1.0
    read: str = ""


class Matcher:
    """Suggests committees for a text by the terms of a lexicon.

    Immutable after construction, so it may be shared; a changed lexicon needs a new matcher.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._weights = {
            term: tuple((code, weight) for code, weight in by_committee.items() if weight)
            for term, by_committee in lexicon.weights.items()
        }
        self._starts = _grouped((term[:2], term) for term in self._weights)
        slippery = [term for term, weights in self._weights.items() if len(term) > 2 and weights]
        self._pairs = _grouped(
            (term[i : i + 2], term)
            for term in slippery
            for i in range(len(term) - 1)
            if not term[i].isascii()
        )
        self._frames = _grouped(
            (term[0] + term[2], term) for term in slippery if len(term) == 3 and not term.isascii()
        )
        self._words = _grouped((term[0], term) for term in slippery if term.isascii() and len(term) > 4)

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """Every committee with any evidence in the text, best first, at most five; empty when none has."""
        plain = _BETWEEN_HAN.sub("", normalise(text[:MAX_TEXT]))
        found = list(self._exact(plain))
        if self._points(found) < THIN:
            found += self._slips(plain[:SLIP_TEXT], {f.term for f in found}, bare=not found)
        return self._suggestions(found)

    def confident(self, suggestions: Sequence[Suggestion]) -> str | None:
        """The code of the committee to route to, or None when a clerk has to decide."""
        if not suggestions or suggestions[0].confidence < CONFIDENT:
            return None
        if len(suggestions) > 1 and suggestions[0].confidence - suggestions[1].confidence < MARGIN:
            return None
        return suggestions[0].committee

    def _exact(self, text: str) -> Iterator[_Found]:
        at, end, starts = 0, len(text) - 1, self._starts
        while at < end:
            for term in starts.get(text[at : at + 2], ()):
                if text.startswith(term, at) and (not term.isascii() or _is_word(text, at, at + len(term))):
                    yield _Found(term, at)
                    at += len(term)
                    break
            else:
                at += 1

    def _slips(self, text: str, known: set[str], *, bare: bool) -> Iterator[_Found]:
        """Terms that stand in the text with one slip, each once, at its best place."""
        floor, share = (SLIP_FLOOR_BARE, BARE_WEIGHT) if bare else (SLIP_FLOOR, SLIP_WEIGHT)
        best: dict[str, tuple[float, int, int]] = {}

        def look(term: str, start: int, stop: int) -> None:
            ratio = fuzz.ratio(term, text[max(start, 0) : stop], score_cutoff=floor)
            if ratio > best.get(term, (0.0, 0, 0))[0]:
                best[term] = (ratio, max(start, 0), stop)

        for at in range(len(text) - 1):
            pair = text[at : at + 2]
            for term in self._pairs.get(pair, ()):
                if term not in known:
                    start = at - term.find(pair)
                    for shift in (-1, 0):
                        look(term, start + shift, start + shift + len(term) + (1 if shift else 0))
                    look(term, start, start + len(term) + 1)
            if bare and at + 2 < len(text):
                for term in self._frames.get(text[at] + text[at + 2], ()):
                    look(term, at, at + 3)
        for word in re.finditer(r"[a-z]{5,}", text):
            for term in self._words.get(word[0][0], ()):
                if term not in known and fuzz.ratio(term, word[0]) >= 80:
                    best[term] = (80.0, word.start(), word.end())
        for term, (_, at, stop) in best.items():
            yield _Found(term, at, share, text[at:stop])

    def _points(self, found: Iterable[_Found]) -> float:
        return sum(max((w for _, w in self._weights[f.term]), default=0.0) for f in found)

    def _suggestions(self, found: Iterable[_Found]) -> tuple[Suggestion, ...]:
        factors: dict[str, float] = {}
        times: dict[str, int] = {}
        read: dict[str, str] = {}
        for f in found:
            read.setdefault(f.term, f.read or f.term)
            seen = times[f.term] = times.get(f.term, 0) + 1
            if seen == 1:
                factors[f.term] = f.share * (OPENING_GAIN if f.at < OPENING and f.share == 1.0 else 1.0)
            elif seen <= REPEATS:
                factors[f.term] += REPEAT_GAIN * f.share
        scores: dict[str, float] = {}
        evidence: dict[str, list[tuple[float, str]]] = {}
        for term, factor in factors.items():
            for code, weight in self._weights[term]:
                points = weight * factor
                scores[code] = scores.get(code, 0.0) + points
                evidence.setdefault(code, []).append((-points, read[term]))
        total = sum(scores.values()) + DOUBT
        best = sorted(scores, key=lambda code: (-scores[code], code))[:MAX_SUGGESTIONS]
        return tuple(
            Suggestion(code, scores[code] / total, _shown(words for _, words in sorted(evidence[code])))
            for code in best
        )


def _shown(words: Iterable[str]) -> tuple[str, ...]:
    """The strongest of them, each once, and none that is only a stretch around or within a stronger one."""
    shown: list[str] = []
    for one in words:
        if not any(one in other or other in one for other in shown):
            shown.append(one)
    return tuple(shown[:MAX_EVIDENCE])


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Terms by key, the longest first, each once."""
    groups: dict[str, dict[str, None]] = {}
    for key, term in pairs:
        groups.setdefault(key, {})[term] = None
    return {key: tuple(sorted(terms, key=lambda t: (-len(t), t))) for key, terms in groups.items()}


def _is_word(text: str, start: int, stop: int) -> bool:
    """Whether the stretch is a whole English word (or its plural), not a part of a longer one."""
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    if text[stop : stop + 1] == "s":
        stop += 1
    after = text[stop : stop + 1]
    return not (after.isascii() and after.isalnum())
