"""Which terms of the lexicon stand in a text, and how much they say for each subject.

Exact terms first: the text is read once from left to right, and at every place the longest term wins, so that a
longer, more certain term is never drowned by a shorter one inside it. What no term has covered is read three
more times, each for less: terms that sound the same (人行倒 for 人行道), terms with one wrong character, which
rapidfuzz judges, and single characters that stand in the terms of few subjects only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind
from rapidfuzz import fuzz

from liaison.routing.lexicon import Lexicon
from liaison.routing.plain import syllables
from liaison.routing.subjects import shipped

OPENING = 40
"""Characters at the start of a text, where people say what it is about."""

OPENING_GAIN = 2.0
"""How much more a term in the opening counts."""

REPEAT_GAIN = 0.5
"""How much more a term counts for every further time it stands in the text, up to REPEATS times."""

REPEATS = 4

SAME_SOUND = 0.7
SAME_SOUND_SHORT = 0.4
"""What a term counts that only sounds the same; the second for terms of two characters, one of which must be
the right one."""

SLIP = 0.3
SLIP_SHORT = 0.2
"""What a term with one wrong character counts; the second for terms of three characters."""

FUNCTION = frozenset(Path(__file__).with_name("function_characters.txt").read_text("utf-8").strip())
"""Characters so common that one of them is hardly a slip for another: 的是 is not 的士."""

SLIP_FLOOR = 66.0
"""rapidfuzz ratio (0..100) from which a stretch of text is taken for a term with a slip: one wrong character in
three, two in six."""

SHORTEST_ENGLISH = 5
ENGLISH_FLOOR = 85.0
"""The same for English words: they begin with the same two letters and are longer than this."""

THIN = 40.0
"""Points of terms above which homophones, slips and characters are not looked for: they would change nothing."""

SLIP_TEXT = 400
"""Characters in which slips are looked for, and whose characters count by themselves."""

CHARACTER = 0.5
"""What a single character says against a term."""

CHARACTER_FADE = 12.0
"""Points of terms at which characters count half: they matter where little else was found."""

RARE_CHARACTER = 3.0
"""Points of the lexicon a character must have to be trusted fully; rarer ones say less."""


@dataclass(frozen=True, slots=True)
class Found:
    """A term at a place in the text. ``share``: what it counts against an exact one; ``read``: what stands
    there."""

    term: str
    at: int
    share: float
    read: str

    @property
    def end(self) -> int:
        """The place after it."""
        return self.at + len(self.read)


@dataclass(slots=True)
class Findings:
    """What a text says: ``points`` for each leaf of the matcher, what terms said of each leaf (points and the
    stretch of text, once per term), and every term found."""

    points: list[float]
    terms: list[Found] = field(default_factory=list)
    reasons: dict[int, list[tuple[float, str]]] = field(default_factory=dict)


class Matcher:
    """Finds the terms of a lexicon. Immutable after construction, so it may be shared."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.leaves = lexicon.leaves
        number = {leaf: at for at, leaf in enumerate(self.leaves)}
        self._weights = {
            term: tuple((number[leaf], weight) for leaf, weight in by_leaf.items())
            for term, by_leaf in lexicon.weights.items()
        }
        speaking = [term for term, weights in self._weights.items() if weights]
        chinese = [term for term in speaking if not term.isascii()]
        self._terms = [term for term in self._weights if not term.isascii()]
        self._exactly = AhoCorasick(self._terms, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
        self._phrases = _grouped(
            (term.split()[0].rstrip("s"), term) for term in self._weights if term.isascii()
        )
        self._spoken = [term for term in chinese if all(character in syllables() for character in term)]
        self._soundly = AhoCorasick(map(_sound, self._spoken), store_patterns=False)
        self._pairs = _grouped(
            (term[i : i + 2], term) for term in chinese if len(term) > 2 for i in range(len(term) - 1)
        )
        self._frames = _grouped((term[0] + term[2], term) for term in chinese if len(term) == 3)
        self._words = _grouped(
            (term[:2], term) for term in speaking if term.isascii() and len(term) > SHORTEST_ENGLISH
        )
        self._characters = self._weigh_characters(chinese)

    def _weigh_characters(self, terms: Iterable[str]) -> dict[str, tuple[tuple[int, float], ...]]:
        """What a character by itself says of each leaf: its share of the weight of all terms with it, less
        the more subjects of the first level it is divided among."""
        tree = shipped()
        tops = [tree.top(leaf) for leaf in self.leaves]
        sums: dict[str, dict[int, float]] = {}
        for term in terms:
            for character in set(term):
                by_leaf = sums.setdefault(character, {})
                for leaf, weight in self._weights[term]:
                    by_leaf[leaf] = by_leaf.get(leaf, 0.0) + weight / len(term)
        most = math.log(len(set(tops)))
        found = {}
        for character, by_leaf in sums.items():
            total = sum(by_leaf.values())
            by_top: dict[str, float] = {}
            for leaf, points in by_leaf.items():
                by_top[tops[leaf]] = by_top.get(tops[leaf], 0.0) + points
            spread = -sum(p / total * math.log(p / total) for p in by_top.values()) / most
            sure = max(0.0, 1.0 - spread) / (total + RARE_CHARACTER)
            said = sorted(((points * sure, leaf) for leaf, points in by_leaf.items()), reverse=True)
            if kept := tuple((leaf, points) for points, leaf in said[:6] if points > 0.02):
                found[character] = kept
        return found

    def find(self, text: str) -> Findings:
        """Everything found in a text in its plain form (:func:`liaison.routing.plain.plain`)."""
        findings = Findings([0.0] * len(self.leaves))
        times: dict[str, int] = {}
        rest: list[str] = []  # the text, with a blank for what is covered
        done = 0
        for one in self._exact(text):
            rest += (text[done : one.at], _BLANK * len(one.read))
            done = one.end
            seen = times[one.term] = times.get(one.term, 0) + 1
            self._count(findings, one, seen)
        rest.append(text[done:])
        for one in self._english(text):
            seen = times[one.term] = times.get(one.term, 0) + 1
            self._count(findings, one, seen)
        if sum(findings.points) < THIN:
            uncovered = "".join(rest)
            for one in self._by_sound(text, uncovered):
                uncovered = uncovered[: one.at] + _BLANK * len(one.read) + uncovered[one.end :]
                if one.term not in times:
                    times[one.term] = 1
                    self._count(findings, one, 1)
            for one in self._slips(uncovered[:SLIP_TEXT], times):
                self._count(findings, one, 1)
            self._by_character(uncovered[:SLIP_TEXT], findings)
        return findings

    def _count(self, findings: Findings, one: Found, seen: int) -> None:
        if seen > REPEATS:
            return
        if seen > 1:
            factor = REPEAT_GAIN * one.share
        else:
            factor = one.share * (OPENING_GAIN if one.at < OPENING else 1.0)
            findings.terms.append(one)
        for leaf, weight in self._weights[one.term]:
            findings.points[leaf] += weight * factor
            if seen == 1:
                findings.reasons.setdefault(leaf, []).append((weight * factor, one.read))

    def _exact(self, text: str) -> Iterator[Found]:
        for number, at, _ in self._exactly.find_matches_as_indexes(text):
            term = self._terms[number]
            yield Found(term, at, 1.0, term)

    def _english(self, text: str) -> Iterator[Found]:
        done = 0
        for word in _WORD.finditer(text):
            at = word.start()
            for term in self._phrases.get(word[0].rstrip("s"), ()) if at >= done else ():
                if text.startswith(term, at) and _is_word(text, at, at + len(term)):
                    yield Found(term, at, 1.0, term)
                    done = at + len(term)
                    break

    def _by_sound(self, text: str, uncovered: str) -> Iterator[Found]:
        """Terms that sound like what stands there, with one right character at least; the longest at each
        place, none within another."""
        heard = sorted(
            (at, at - stop, number)
            for number, at, stop in self._soundly.find_matches_as_indexes(_sound(uncovered), overlapping=True)
        )
        done = 0
        for at, length, number in heard:
            if at < done:
                continue
            term, read = self._spoken[number], text[at : at - length]
            if _like(term, read):
                done = at - length
                yield Found(term, at, SAME_SOUND if len(term) > 2 else SAME_SOUND_SHORT, read)

    def _slips(self, text: str, known: dict[str, int]) -> Iterator[Found]:
        """Terms of three and more characters of which one is wrong, each once, the likest stretch first."""
        best: dict[str, tuple[float, int]] = {}

        def look(term: str, start: int) -> None:
            stretch = text[start : start + len(term)] if start >= 0 else ""
            if term in known or len(stretch) < len(term) or _BLANK in stretch or not _like(term, stretch):
                return
            ratio = fuzz.ratio(term, stretch, score_cutoff=SLIP_FLOOR)
            if ratio > best.get(term, (0.0, 0))[0]:
                best[term] = (ratio, start)

        for at in range(len(text) - 1):
            if text[at] != _BLANK:
                pair = text[at : at + 2]
                for term in self._pairs.get(pair, ()):
                    look(term, at - term.find(pair))
                for term in self._frames.get(text[at] + text[at + 2 : at + 3], ()):
                    look(term, at)
        for word in _WORD.finditer(text):
            if len(word[0]) > SHORTEST_ENGLISH and word[0] not in self._weights:
                like = ((fuzz.ratio(term, word[0]), term) for term in self._words.get(word[0][:2], ()))
                ratio, term = max(like, default=(0.0, ""))
                if ratio >= ENGLISH_FLOOR and term not in known:
                    yield Found(term, word.start(), SLIP, word[0])
        taken: set[int] = set()
        for _, negative, term in sorted((-ratio, -len(term), term) for term, (ratio, _) in best.items()):
            start = best[term][1]
            places = range(start, start - negative)
            if taken.isdisjoint(places):  # a stretch stands for one term, the likest
                taken.update(places)
                share = SLIP if len(term) > 3 else SLIP_SHORT
                yield Found(term, start, share, text[start : start + len(term)])

    def _by_character(self, text: str, findings: Findings) -> None:
        points = findings.points
        share = CHARACTER * CHARACTER_FADE / (CHARACTER_FADE + sum(points))
        characters = self._characters
        for at, character in enumerate(text):
            if character in characters:
                factor = share * OPENING_GAIN if at < OPENING else share
                for leaf, weight in characters[character]:
                    points[leaf] += weight * factor


_BLANK = "\0"

_WORD = re.compile(r"[a-z]{2,}")


def _sound(text: str) -> str:
    """The same text with a sign for each syllable, so that what sounds alike is alike; other characters stay."""
    return text.translate(_signs())


@lru_cache(maxsize=1)
def _signs() -> dict[int, int]:
    """By the code of a character that of its syllable's sign, in Unicode's private use area."""
    return {ord(character): 0xE000 + number for character, number in syllables().items()}


def _like(term: str, read: str) -> bool:
    """Whether somebody may have meant the term: one character is right, and no wrong one is a word that stands
    everywhere."""
    same = [a == b for a, b in zip(term, read, strict=True)]
    return any(same) and not any(
        b in FUNCTION or not b.isalnum() for b, right in zip(read, same, strict=True) if not right
    )


def _grouped(pairs: Iterable[tuple[object, object]]) -> dict:  # type: ignore[type-arg]
    """By key, the longest first, each once."""
    groups: dict[object, dict[object, None]] = {}
    for key, value in pairs:
        groups.setdefault(key, {})[value] = None

    def length(value: object) -> tuple[int, object]:
        term = value[1] if isinstance(value, tuple) else value
        assert isinstance(term, str)
        return (-len(term), term)

    return {key: tuple(sorted(values, key=length)) for key, values in groups.items()}


def _is_word(text: str, start: int, stop: int) -> bool:
    """Whether the stretch is a whole English word (or its plural), not a part of a longer one."""
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    if text[stop : stop + 1] == "s":
        stop += 1
    after = text[stop : stop + 1]
    return not (after.isascii() and after.isalnum())
