"""What the lexicon does not know yet, learnt from clerks' decisions.

A linear model over single characters, pairs of characters, pairs of syllables and terms of the lexicon. It adds to
what the lexicon says, so that without a single example nothing changes. It learns one example at a time (logistic
loss, AdaGrad with one rate a feature), each together with a few earlier ones drawn again by a fixed rule: the same
examples in the same order always give the same model. An example may be as broad as "this committee": then the
subjects it stands for share it as the model itself thinks best.

How sure it may be is learnt as well: every example is guessed before it is learnt from, and the sharpness that would
have served these guesses best is used from then on.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from liaison.routing.plain import syllables

BITS = 17
"""Features share 2**BITS rows: with 60 subjects 31 MB, of which only what was touched is there."""

RATE = 1.0
SHARED_RATE = 0.3
"""AdaGrad: how far a step goes, and how much the gradients of one feature's subjects add to its brake."""

BRAKE = 0.01
"""Where the brake of every feature begins."""

DECAY = 1e-3
"""How much of a weight each step takes back (L2)."""

AGAIN = 2
"""Earlier examples that are learnt once more with each new one."""

REMEMBERED = 4_000
"""Examples kept for that, the latest; about 5 KB each."""

BEGINNING = 30
"""Every example is also learnt from its first characters alone, which is how people begin in a chat."""

WEAR = 0.08
"""Share of the characters of an example that are made unreadable, so that no character is relied on alone."""

RAMP = 10
"""Examples at which what was learnt counts half: the first few say little about the next message."""

TAUGHT = 10.0
FIRST_TAUGHT = 1.0
"""Examples of a subject at which it is about half known. What is never an example's right answer is not unlearnt
much either: that nobody taught of the police does not mean that nobody writes of them."""

SHOWN = 2
BEGINNING_SHOWN = 400
SPEAKS = 0.3
"""Of what was learnt: stretches shown as a reason, characters of the text in which they are looked for, and the
weight from which a pair of characters says anything."""

READ = 2_000
"""Characters that features are taken from."""

OPENING = 40
"""Characters at the start whose pairs are features of their own."""

SHARPNESS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.45, 1.6)
"""What the scores may be multiplied by before they become probabilities."""

MEMORY_OF_GUESSES = 0.998
"""How much each older guess counts against the next when the sharpness is chosen: half after 350."""

FIRST_GUESSES = 60
"""Guesses' worth of trust in sharpness 1 before there are any."""

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """Rows of the table, and how often each feature stands in the text; those of terms apart."""

    rows: Places
    counts: Floats
    term_rows: Places
    term_counts: Floats


def features(text: str, terms: Iterable[str]) -> Features:
    """Of a text in its plain form, with the terms found in it."""
    codes = np.frombuffer(text[:READ].encode("utf-32-le"), np.uint32).astype(np.uint64)
    sounds = _sounds()[np.minimum(codes, _BEYOND - 1)]
    rows, counts = np.unique(
        np.concatenate(
            [
                _hashed(codes, 1),
                _hashed(_pairs(codes), 2),
                _hashed(_pairs(codes[: OPENING + 1]), 3),
                _hashed(_pairs(sounds), 4),
            ]
        ),
        return_counts=True,
    )
    of_terms = sorted({crc32(term.encode()) for term in terms})
    return Features(
        rows,
        np.log1p(counts).astype(np.float32),
        _hashed(np.array(of_terms, np.uint64), 5),
        np.ones(len(of_terms), np.float32),
    )


def worn(text: str) -> str:
    """With some characters made unreadable, always the same ones of a text."""
    drawn = random.Random(crc32(text.encode()))  # noqa: S311 — nothing secret
    return "".join(_UNREADABLE if drawn.random() < WEAR else character for character in text)


_UNREADABLE = "\ufffd"

_SOUND = 0x200000
"""Syllables are told from characters by standing above them."""

_BEYOND = 0x10000
"""Codes from here on (emoji, rare characters) have no sound and count as one."""


@lru_cache(maxsize=1)
def _sounds() -> NDArray[np.uint64]:
    """By a character's code its syllable, or itself where it has none."""
    table = np.arange(_BEYOND, dtype=np.uint64)
    for character, number in syllables().items():
        table[ord(character)] = _SOUND + number
    return table


def _pairs(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return codes[:-1] * np.uint64(0x400000) + codes[1:]


def _hashed(values: NDArray[np.uint64], kind: int) -> Places:
    """A row for each value; kinds do not mix. The multipliers are those of splitmix64."""
    mixed = values * np.uint64(0x9E3779B97F4A7C15) + np.uint64(kind * 0x632BE59BD9B4E019 & (2**64 - 1))
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is learnt from: its features, and the logarithms of the probabilities the lexicon gives."""

    found: Features
    prior: Floats


@dataclass(frozen=True, slots=True)
class Example:
    """A text, whole and its beginning, and which subjects are right (1.0, others 0.0)."""

    whole: View
    beginning: View
    right: Floats


class Learner:
    """The weights, for a fixed number of subjects. Not safe to be used while it learns: whoever shares it holds
    a lock."""

    def __init__(self, subjects: int) -> None:
        self._weights = np.zeros((2**BITS, subjects), np.float32)
        self._brakes = np.full((2**BITS, 1), BRAKE, np.float32)
        self._seen_in = np.zeros(2**BITS, np.float32)
        self._taught = np.zeros(subjects, np.float32)
        self._known = np.ones(subjects, np.float32)
        self.learnt = 0
        self._remembered: list[Example] = []
        self._drawn = random.Random(1)  # noqa: S311 — the same draws every time
        self._losses = FIRST_GUESSES * np.array([(s - 1.0) ** 2 for s in SHARPNESS])
        self.sharpness = 1.0

    def learn(self, example: Example) -> None:
        """Take in one example, and look at a few earlier ones again."""
        self._guess(example)
        self._taught += example.right
        self._known = ((self._taught + FIRST_TAUGHT) / (self._taught + TAUGHT)).astype(np.float32)
        self._seen_in[example.whole.found.rows] += 1
        self.learnt += 1
        if len(self._remembered) < REMEMBERED:
            self._remembered.append(example)
        else:
            self._remembered[self.learnt % REMEMBERED] = example
        for one in (example, *(self._drawn.choice(self._remembered) for _ in range(AGAIN))):
            self._step(one.whole, one.right)
            self._step(one.beginning, one.right)

    def shares(self, found: Features, prior: Sequence[float]) -> list[float]:
        """The probabilities of the subjects."""
        rows, values = self._values(found)
        said = values @ self._weights.take(rows, axis=0) * np.float32(self.learnt / (self.learnt + RAMP))
        scores = (said + np.array(prior, np.float32)) * np.float32(self.sharpness)
        shares: list[float] = _probabilities(scores).tolist()
        return shares

    def words(self, text: str, subjects: Sequence[int]) -> tuple[str, ...]:
        """Stretches of a text by which it was learnt to be about one of these subjects, the strongest first, at
        most SHOWN: neighbouring pairs of characters that speak for it more than for the average subject."""
        text = text[:BEGINNING_SHOWN]
        if len(text) < 2 or not subjects:
            return ()
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
        weights = self._weights.take(_hashed(_pairs(codes), 2), axis=0)
        speak = weights[:, list(subjects)].max(axis=1) - weights.mean(axis=1)
        strong = speak > max(float(speak.max()) / 2, SPEAKS)
        found: list[tuple[float, str]] = []
        at = 0
        while at < len(strong):
            stop = at
            while stop < len(strong) and strong[stop]:
                stop += 1
            if stop > at and (words := text[at : stop + 1]).isalnum():
                found.append((float(speak[at:stop].sum()), words))
            at = stop + 1
        return tuple(dict.fromkeys(words for _, words in sorted(found, reverse=True)))[:SHOWN]

    def _values(self, found: Features) -> tuple[Places, Floats]:
        """Rows and values: rare features more, the whole text of length 1, and the terms of length 1."""
        rare = np.log((1 + self.learnt) / (1 + self._seen_in[found.rows])) + 1
        values = (found.counts * rare).astype(np.float32)
        values /= np.sqrt(values @ values) + np.float32(1e-9)
        if not len(found.term_rows):
            return found.rows, values
        terms = found.term_counts / np.sqrt(np.float32(len(found.term_rows)))
        return np.concatenate([found.rows, found.term_rows]), np.concatenate([values, terms])

    def _step(self, view: View, right: Floats) -> None:
        rows, values = self._values(view.found)
        weights = self._weights.take(rows, axis=0)
        guessed = _probabilities(values @ weights + view.prior)
        wanted = guessed * right
        total = wanted.sum()
        wanted = wanted / total if total > 1e-9 else right / right.sum()
        away = (guessed - wanted) * np.where(wanted > guessed, 1, self._known)
        gradient = values[:, None] * away + np.float32(DECAY) * weights
        brakes = (
            self._brakes[rows] + np.float32(SHARED_RATE) * np.einsum("ij,ij->i", gradient, gradient)[:, None]
        )
        self._brakes[rows] = brakes
        self._weights[rows] = weights - np.float32(RATE) * gradient / np.sqrt(brakes)

    def _guess(self, example: Example) -> None:
        """How each sharpness would have done on an example that was not learnt from yet."""
        self._losses *= MEMORY_OF_GUESSES
        for view in (example.whole, example.beginning):
            rows, values = self._values(view.found)
            scores = values @ self._weights[rows] + view.prior
            for at, sharpness in enumerate(SHARPNESS):
                share = float(_probabilities(scores * np.float32(sharpness)) @ example.right)
                self._losses[at] -= np.log(max(share, 1e-6)) / 2
        self.sharpness = SHARPNESS[int(np.argmin(self._losses))]


def _probabilities(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    shares: Floats = raised / raised.sum()
    return shares


def mask(size: int, right: Sequence[int]) -> Floats:
    """Which subjects are right."""
    found = np.zeros(size, np.float32)
    found[list(right)] = 1.0
    return found
