"""What was typed as a row of tokens: a character, or a syllable where somebody typed pinyin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from liaison.directory.packed import Spans
from liaison.directory.query import words
from liaison.directory.sounds import MOST_CUTS, OTHER, letters, sounds

MOST_TOKENS = 40
"""Tokens that are looked at. Longer than the longest name with its unit and its place."""

MOST_READ = 10_000
"""Characters and words whose readings are kept: a few megabytes."""

_RUNS = re.compile(
    r"[a-z\u0300-\u030cāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]+[0-5]?(?:[a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]+[0-5]?)*|.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Tokens:
    """One way to read what was typed. By token: `chars` its code point (0: a syllable), `sounds` the number of its
    syllable (0: none), `codes` as in `sounds.Sounds`; `borders` are the places between tokens where somebody put a
    blank or a mark, with the beginning and the end."""

    chars: tuple[int, ...]
    sounds: tuple[int, ...]
    codes: tuple[int, ...]
    borders: frozenset[int]
    free: frozenset[int]
    """Tokens of words that may stand between a place and a name; they need no explanation."""

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def spans(self) -> Spans:
        """For hashes of its stretches."""
        return Spans(self.codes)

    def heard(self, start: int, stop: int) -> str:
        """A stretch as a text of codes."""
        return "".join(map(chr, self.codes[start:stop]))

    @cached_property
    def array(self) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """Characters and syllables as arrays."""
        return np.array(self.chars, np.uint32), np.array(self.sounds, np.uint16)


def tokens(parts: Sequence[str]) -> list[Tokens]:
    """The ways to read the folded parts of a search; none for nothing. Letters that are pinyin are read as
    syllables, in up to MOST_CUTS ways; others, and the first letters of a name, as themselves."""
    read = [[_readings(run) for run in _RUNS.findall(part)] for part in parts]
    ways = max((len(run) for part in read for run in part), default=0)
    found = []
    for way in range(min(ways, MOST_CUTS)):
        flat: list[tuple[int, int, int]] = []
        borders = {0}
        for part in read:
            for run in part:
                flat.extend(run[min(way, len(run) - 1)])
            borders.add(len(flat))
        flat = flat[:MOST_TOKENS]
        if flat:
            chars, heard, codes = zip(*flat, strict=True)
            free = _between("".join(map(chr, chars)))
            borders |= {at for at in free if at - 1 not in free} | {
                at + 1 for at in free if at + 1 not in free
            }
            inside = frozenset(min(one, len(flat)) for one in borders)
            found.append(Tokens(chars, heard, codes, inside, free))
    return found


def _between(text: str) -> frozenset[int]:
    """Where words that mean nothing stand inside a text, the longest first; not at its beginning."""
    found: set[int] = set()
    for word in words().between:
        at = text.find(word, 1)
        if at > 0 and at not in found:
            found |= set(range(at, at + len(word)))
    return frozenset(found)


@lru_cache(maxsize=MOST_READ)
def _readings(run: str) -> list[list[tuple[int, int, int]]]:
    known = sounds()
    if len(run) == 1 and not run.isascii():
        point = ord(run)
        if point >= len(known.code):
            return [[(point, 0, OTHER)]]
        return [[(point, int(known.sound[point]), int(known.code[point]))]]
    plain = letters(run)
    cuts = known.syllables(plain) if len(plain) <= MOST_TOKENS else []
    slips = [] if cuts else known.nearly(plain)
    as_syllables = [[(0, number, int(known.code_of[number])) for number in cut] for cut in (*cuts, *slips)]
    return as_syllables if cuts else [*as_syllables, [(ord(c), 0, OTHER + ord(c)) for c in plain]]
