"""How Chinese characters sound, as numbers that arrays can hold.

A character's *sound* is its syllable without tone (readings.tsv; pypinyin's dictionary, made by scripts/readings). Its
*code* is the syllable as it is heard where zh and z, n and l, f and h, ing and in are not told apart: what shares
a code may have been meant. Whatever has no reading stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from liaison.routing.plain import syllables as gb2312

CODEPOINTS = 0x33480
"""Code points with a place in the tables: the planes in which Chinese characters stand. What is beyond shares 0."""

UNREAD = 0x20000
"""Beyond the Basic Multilingual Plane; some of these characters have no known reading."""

OTHER = 1_000
"""Codes from here on are characters that have no reading: OTHER + code point."""

MOST_READINGS = 3
"""Readings of a character that are looked up: the commonest and two more."""

SLIP_FROM, LONGEST_SYLLABLE = 4, 7
"""Letters of a syllable in which a slip is looked for."""

MOST_CUTS = 3
"""Ways to cut letters into syllables that are tried ("xian": xian, xi an)."""

_ACCENTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FROM_F = {
    "a": "ua",
    "an": "uan",
    "ang": "uan",
    "ei": "ui",
    "en": "un",
    "eng": "ong",
    "o": "uo",
    "ou": "ou",
    "u": "u",
}
_TONE = re.compile(r"(?<=[a-z])[0-5](?![0-9])")


def heard(syllable: str) -> str:
    """The syllable as it is heard by ears that do not tell the usual neighbours apart."""
    for full, plain in _ACCENTS:
        if syllable.startswith(full) and len(syllable) > len(full):
            syllable = plain + syllable[len(full) :]
            break
    if syllable.startswith("f"):
        syllable = "h" + _FROM_F.get(syllable[1:], syllable[1:])
    if syllable.endswith(("ing", "eng", "uang")) or (
        syllable.endswith("ang") and not syllable.endswith("iang")
    ):
        syllable = syllable[:-1]
    return syllable


@dataclass(frozen=True)
class Sounds:
    """The tables. `sound` and `code` go by code point, `others[k]` and `other_sounds[k]` are those of further readings (0: none),
    `initial` and
    `other_initials[k]` are the first letters of these sounds."""

    sound: NDArray[np.uint16]
    code: NDArray[np.uint32]
    others: tuple[NDArray[np.uint32], ...]
    other_sounds: tuple[NDArray[np.uint16], ...]
    initial: NDArray[np.uint8]
    other_initials: tuple[NDArray[np.uint8], ...]
    number: dict[str, int]
    code_of: NDArray[np.uint32]
    """By the number of a syllable."""
    rare: NDArray[np.bool_]
    """Chinese characters that are not in GB 2312: one alone tells its bearers."""

    def syllables(self, letters: str) -> list[list[int]]:
        """The ways to read plain letters as syllables, fewest first; empty when they are none."""
        found: list[list[int]] = []
        length = len(letters)
        ahead: list[tuple[int, list[int]]] = [(0, [])]
        while ahead and len(found) < MOST_CUTS:
            following: list[tuple[int, list[int]]] = []
            for at, cut in ahead:
                for stop in range(min(length, at + 6), at, -1):
                    number = self.number.get(letters[at:stop])
                    if number is None:
                        continue
                    if stop == length:
                        found.append([*cut, number])
                    else:
                        following.append((stop, [*cut, number]))
            ahead = following[:32]
        return found[:MOST_CUTS]

    def nearly(self, letters: str) -> list[list[int]]:
        """The syllables that letters are but for one slip ("qaing": qiang); shorter ones may be first letters."""
        if not SLIP_FROM <= len(letters) <= LONGEST_SYLLABLE:
            return []
        near = process.extract(letters, self.number.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        near.sort(key=lambda one: (sorted(one[0]) != sorted(letters), one[0]))
        return [[self.number[syllable]] for syllable, _, _ in near[: MOST_CUTS - 1]]


@cache
def sounds() -> Sounds:
    """The tables, read once when first needed."""
    sound = np.zeros(CODEPOINTS, np.uint16)
    further: dict[int, list[int]] = {}
    number: dict[str, int] = {}
    classes: dict[str, int] = {}
    code_of, initial_of = [0], [0]
    for count, (syllable, commonest, others) in enumerate(_lines(), start=1):
        number[syllable] = count
        code_of.append(classes.setdefault(heard(syllable), len(classes) + 1))
        initial_of.append(ord(syllable[0]))
        sound[[ord(character) for character in commonest]] = count
        for character in others:
            further.setdefault(ord(character), []).append(count)
    by_number = np.array(code_of, np.uint32)
    itself = np.arange(CODEPOINTS, dtype=np.uint32) + OTHER
    itself[0] = 0
    initial = np.array(initial_of, np.uint8)[sound]
    initial[ord("a") : ord("z") + 1] = np.arange(ord("a"), ord("z") + 1)
    others_by = tuple(np.zeros(CODEPOINTS, np.uint32) for _ in range(MOST_READINGS - 1))
    sounds_by = tuple(np.zeros(CODEPOINTS, np.uint16) for _ in range(MOST_READINGS - 1))
    letters_by = tuple(np.zeros(CODEPOINTS, np.uint8) for _ in range(MOST_READINGS - 1))
    for point, numbers in further.items():
        for table, by_sound, first, one in zip(others_by, sounds_by, letters_by, numbers, strict=False):
            table[point], by_sound[point], first[point] = by_number[one], one, initial_of[one]
    code = np.where(sound > 0, by_number[sound], itself)
    rare = sound > 0
    rare[[ord(character) for character in gb2312()]] = False
    rare[UNREAD:] = True
    return Sounds(sound, code, others_by, sounds_by, initial, letters_by, number, by_number, rare)


def _lines() -> Iterator[tuple[str, str, str]]:
    for line in files(__package__).joinpath("readings.tsv").read_text("utf-8").splitlines():
        syllable, commonest, others = line.split("\t")
        yield syllable, commonest, others


def letters(text: str) -> str:
    """Pinyin without its tones, whether as marks or numbers; u with two dots becomes v."""
    text = unicodedata.normalize("NFD", text)
    text = text.replace("u\u0308", "v")
    for mark in "\u0304\u0301\u030c\u0300":
        text = text.replace("u" + mark + "\u0308", "v")
    return _TONE.sub("", "".join(c for c in text if not unicodedata.combining(c)))


def points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, those beyond the tables as 0."""
    found = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    return np.where(found < CODEPOINTS, found, np.uint32(0))
