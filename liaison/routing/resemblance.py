"""How much two texts say the same: by the rare grams they share, by words for the same things, and by rapidfuzz."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from liaison.routing.placenames import Place, contradict, in_digits, is_name, places_of, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Reals = NDArray[np.float64]

ALIKE = 0.5
"""Score from which two texts are taken for one matter. Source: bench.likeness."""

MOST_READ = 600
"""Characters of a text that are read: what stands further back has been said before."""

SLOTS = 1 << 20
"""Into so many numbers the grams are hashed."""

COMPARED = 24
"""Candidates with the most grams in common, which rapidfuzz compares."""

SHARED = 6
"""Words shown of what two texts share."""

_FIRST_SIGN, _LAST_SIGN = "\ue000", "\uf8ff"
"""Unicode's private use: no text holds them."""

_CUT = re.compile(rf"[^0-9a-z\u4e00-\u9fff{_FIRST_SIGN}-{_LAST_SIGN}]+")


_FULL_WIDTH = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in ",!?;:"}
"""Marks as Chinese writes them, after NFKC has made them plain."""


@lru_cache(maxsize=1)
def _formulas() -> re.Pattern[str]:
    return re.compile("|".join(words()["formulas"]))


def read(text: str) -> tuple[dict[Place, str], str]:
    """The places a text names, and the rest of it: plain, lower case, without greetings and requests."""
    text = unicodedata.normalize("NFKC", text[: MOST_READ * 2]).lower().translate(_FULL_WIDTH)
    text = _formulas().sub(" ", text)
    return places_of(in_digits(text)[:MOST_READ])


@lru_cache(maxsize=1)
def _same_words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Words that say the same, each line of the file as one character of its own."""
    lines = Path(__file__).with_name("same_words.txt").read_text("utf-8").splitlines()
    signs = {word: chr(ord(_FIRST_SIGN) + at) for at, line in enumerate(lines) for word in line.split()}
    pattern = "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))
    return re.compile(pattern), signs


def _plain(text: str) -> str:
    """What is compared: words that say the same are one sign, clauses are parted by a blank."""
    pattern, signs = _same_words()
    return _CUT.sub(" ", pattern.sub(lambda found: signs[found.group()], text)).strip()


def _grams(plain: str) -> Numbers:
    """The numbers, sorted, of the pairs and triples of characters that stand in it (none across clauses), and
    of single signs."""
    import numpy as np  # noqa: PLC0415 - 14 MB that a process which never compares does not need

    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    inside = codes != ord(" ")
    pairs = (codes[:-1] * 40_503 + codes[1:])[inside[:-1] & inside[1:]]
    triples = (codes[:-2] * 1_640_531_527 + codes[1:-1] * 40_503 + codes[2:])[
        inside[:-2] & inside[1:-1] & inside[2:]
    ]
    signs = codes[(codes >= ord(_FIRST_SIGN)) & (codes <= ord(_LAST_SIGN))]
    return _numbers(np.concatenate((pairs, triples, signs * 7_919)))


def _sign_numbers(signs: Iterable[str]) -> Numbers:
    import numpy as np  # noqa: PLC0415 - see above

    return _numbers(np.array([ord(sign) * 7_919 for sign in signs], dtype=np.int64))


def _numbers(wide: Numbers) -> Numbers:
    """Well mixed, within SLOTS, each once."""
    import numpy as np  # noqa: PLC0415 - see above

    mixed = wide * 0x9E3779B1 & 0xFFFFFFFF
    mixed ^= mixed >> 15
    return np.unique(mixed * 0x85EBCA6B >> 9 & (SLOTS - 1))


def place_numbers(places: Iterable[Place]) -> Numbers:
    import numpy as np  # noqa: PLC0415 - see above

    codes = [zlib.crc32("".join(place).encode()) for place in places]
    return _numbers(np.array(codes, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is compared."""

    plain: str
    places: frozenset[Place]
    grams: Numbers

    @classmethod
    def of(cls, rest: str, places: Iterable[Place]) -> Text:
        """``rest``: what was read, without the names of places."""
        plain = _plain(rest)
        return cls(plain, frozenset(places), _grams(plain))

    def packed(self) -> bytes:
        """To be kept."""
        places = (f"{kind} {name}" for kind, name in sorted(self.places))
        return zlib.compress("\n".join((self.plain, *places)).encode("utf-16-le"), 1)

    @classmethod
    def unpacked(cls, kept: bytes) -> Text:
        """As it was kept."""
        plain, *lines = zlib.decompress(kept).decode("utf-16-le").split("\n")
        places = (line.partition(" ") for line in lines)
        return cls(plain, frozenset((kind, name) for kind, _, name in places), _grams(plain))


class _Where(StrEnum):
    """What two texts say of the place."""

    SAME = "same"  # one street, village or house
    TOWN = "town"  # one town
    UNSAID = "unsaid"  # neither names any
    ONE_SIDED = "one_sided"  # only one names some


_NEEDED = {_Where.SAME: 0.22, _Where.TOWN: 0.3, _Where.UNSAID: 0.62, _Where.ONE_SIDED: 0.9}
"""Evidence (0..1) that is enough. Source: bench.likeness."""

_SAID = 4.0
"""Rarity of the signs in common from which they count in full."""


def same_place(asked: Text, other: Text) -> bool:
    """Whether both name one place."""
    return _where(asked, other) in (_Where.SAME, _Where.TOWN)


def _where(asked: Text, other: Text) -> _Where:
    same = {place[0] for place in asked.places & other.places if is_name(place)}
    if same:
        return _Where.TOWN if same == {"town"} else _Where.SAME
    if any(map(is_name, asked.places | other.places)):
        return _Where.ONE_SIDED
    return _Where.UNSAID if _begins(asked, other) or _begins(other, asked) else _Where.ONE_SIDED


def _begins(one: Text, other: Text) -> bool:
    """Whether the other has something of what this one begins with: people name the place first, and not
    every name looks like one."""
    return one.plain[:2] in other.plain


def _signs(plain: str) -> frozenset[str]:
    return frozenset(sign for sign in plain if _FIRST_SIGN <= sign <= _LAST_SIGN)


def _pairs(plain: str) -> str:
    """The pairs of characters that stand in it, as words for rapidfuzz."""
    return " ".join(sorted({plain[at : at + 2] for at in range(len(plain) - 1)}))


def compare(
    asked: Text, looked: Iterable[tuple[int, Text]], worth_of: Callable[[Numbers], Reals]
) -> list[tuple[float, int, Text]]:
    """Scores, keys and texts of those that may be about the same place, the best first."""
    import numpy as np  # noqa: PLC0415 - see above

    worth = worth_of(asked.grams)
    rated: list[tuple[float, int, Text]] = []
    for key, other in looked:
        if not contradict(asked.places, other.places):
            common = float(worth[np.isin(asked.grams, other.grams, assume_unique=True)].sum())
            fewer = min(float(worth.sum()), float(worth_of(other.grams).sum()))
            rated.append((common / max(fewer, 1.0), key, other))
    rated.sort(key=lambda one: one[:2], reverse=True)
    pairs, signs = _pairs(asked.plain), _signs(asked.plain)

    def of(some: frozenset[str]) -> float:
        return float(worth_of(_sign_numbers(some)).sum()) if some else 0.0

    found = []
    for overlap, key, other in rated[:COMPARED]:
        theirs = _signs(other.plain)
        said = of(signs & theirs)
        by_signs = said / max(min(of(signs), of(theirs)), 1.0) * min(1.0, said / _SAID)
        by_words = max(0.0, fuzz.token_set_ratio(pairs, _pairs(other.plain)) / 100 - 0.3) / 0.7
        where = _where(asked, other)
        if where in (_Where.SAME, _Where.TOWN):
            evidence = 0.5 * overlap + 0.4 * by_signs + 0.1 * by_words
        else:
            evidence = 0.7 * overlap + 0.3 * by_words
        found.append((_score(evidence, _NEEDED[where]), key, other))
    found.sort(key=lambda one: one[:2], reverse=True)
    return found


def _score(evidence: float, needed: float) -> float:
    """ALIKE when it is just enough."""
    if evidence < needed:
        return ALIKE * evidence / needed
    return ALIKE + (1 - ALIKE) * min(1.0, (evidence - needed) / (1 - needed))


def shared_words(asked: Text, other: Text, text: str, places: Mapping[Place, str]) -> tuple[str, ...]:
    """Words that stand in both, as ``text`` writes them: names of places, then what it is about, then longer
    runs of characters."""
    names = [places[place] for place in sorted(asked.places & other.places) if is_name(place)]
    pattern, signs = _same_words()
    theirs = _signs(other.plain)
    said = (word.group() for word in pattern.finditer(text) if signs[word.group()] in theirs)
    matter = [word for word in said if len(word) > 1]  # a single character says little by itself
    runs = [] if matter else _runs(asked.plain, other.plain)
    return tuple(dict.fromkeys((*names, *matter, *runs)))[:SHARED]


def _runs(one: str, other: str) -> list[str]:
    """The longest runs of characters in common, of three at least."""
    clauses = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    runs = (one[block.a : block.a + block.size] for block in clauses if block.size >= 3)
    written = (run for piece in runs for run in _BETWEEN_RUNS.split(piece) if len(run) >= 3)
    return sorted(written, key=len, reverse=True)[:2]


_BETWEEN_RUNS = re.compile(rf"[\s{_FIRST_SIGN}-{_LAST_SIGN}]+")
"""Blanks, and the signs that stand for words: nobody wrote those."""
