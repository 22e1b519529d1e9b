"""Which texts speak of the same thing in the same place.

Candidates are found by the rare character grams that two texts share; the best of them are compared whole.
Names of places, and numbers of houses and lines, must not contradict each other: the same complaint about
another village is another matter.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from liaison.routing.placenames import Place, rarely_named
from liaison.routing.resemblance import (
    ALIKE,
    SLOTS,
    Text,
    compare,
    place_numbers,
    read,
    same_place,
    shared_words,
)

if TYPE_CHECKING:
    from liaison.routing.resemblance import Numbers, Reals

SKETCH = 72
"""Grams of a text that lead to it, those of the smallest hashes, so that two texts that share grams keep the
same ones; names of places come on top. A copy of half a text still holds some thirty of them."""

SEGMENT = 1 << 14
"""Texts whose lists stand in one piece, at most; so a place in it has 16 bits."""

FRESH = 1 << 8
"""Texts that come anew before their lists are sorted for good."""

COMMON = 1_500
"""A gram in so many texts of a segment leads to none: it would cost time and says little."""

LOOKED_AT = 120
"""Candidates compared by all their grams, and how many of them because of the place."""

IN_PLACE = 90

EVERYWHERE = 1.5
"""Rarity (natural logarithm of texts to one that has it) up to which a gram says nothing."""

FEW = 1_000
"""Texts from which on the index knows by itself what is rare; before, it is taken to hold so many."""

MOST_NAMED, MOST_SHARE = 50, 0.002
"""Texts, and their share of all, in which a street or village may be named; "the long way" is named in more."""

_ORDER = 0x2C1B3C6D
"""Gives the grams another order than their numbers: by it a text's sketch is chosen."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A text that speaks of the same: how sure (0..1), words that stand in both, places first, and whether both
    name the place; else it must be known to be the same in another way."""

    key: int
    score: float
    shared: tuple[str, ...]
    placed: bool = True


class _Segment:
    """The lists of some texts, sorted by gram."""

    def __init__(self, first: int, size: int, grams: Any, texts: Any) -> None:
        import numpy as np  # noqa: PLC0415 - see above

        order = np.argsort(grams, kind="stable")
        self.first, self.size = first, size
        self.texts = texts[order]
        self.grams, begins = np.unique(grams[order], return_index=True)
        self.bounds = np.append(begins, len(grams)).astype(np.int32)

    @classmethod
    def of(cls, first: int, sketches: list[Numbers]) -> _Segment:
        import numpy as np  # noqa: PLC0415 - see above

        lengths = [len(sketch) for sketch in sketches]
        texts = np.repeat(np.arange(len(sketches), dtype=np.uint16), lengths)
        return cls(first, len(sketches), np.concatenate(sketches).astype(np.int32), texts)

    def with_next(self, other: _Segment) -> _Segment:
        """Both in one; ``other`` begins where this one ends."""
        import numpy as np  # noqa: PLC0415 - see above

        grams = [np.repeat(one.grams, np.diff(one.bounds)) for one in (self, other)]
        texts = np.concatenate((self.texts, other.texts + np.uint16(self.size)))
        return _Segment(self.first, self.size + other.size, np.concatenate(grams), texts)

    def weights(self, grams: Numbers, worth: Reals) -> Reals:
        """What each text has in common with these grams."""
        import numpy as np  # noqa: PLC0415 - see above

        if not len(self.grams):  # texts of nothing but everyday words
            return np.zeros(self.size)
        at = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        begins, lengths = self.bounds[at], self.bounds[at + 1] - self.bounds[at]
        here = (self.grams[at] == grams) & (lengths <= COMMON)
        begins, lengths = begins[here].astype(np.int64), lengths[here]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(begins - ends + lengths, lengths)
        weights = np.repeat(worth[here], lengths)
        found = np.bincount(self.texts[places], weights=weights, minlength=self.size)
        return found.astype(np.float64, copy=False)  # its types say integers, for want of weights

    def best(self, weights: Reals, most: int) -> list[tuple[float, int]]:
        """The weightiest texts and their places in the index."""
        import numpy as np  # noqa: PLC0415 - see above

        most = min(most, self.size)
        found = np.argpartition(weights, self.size - most)[self.size - most :]
        return [(float(weights[at]), self.first + int(at)) for at in found if weights[at] > 0]


class Likeness:
    """An index of texts by keys; may be used from several threads. 100,000 texts of 250 characters take some
    60 MB and a look-up some milliseconds (bench.likeness)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: list[int] = []
        self._kept: list[bytes] = []  # empty: removed
        self._at: dict[int, int] = {}
        self._segments: list[_Segment] = []
        self._fresh: list[Numbers] = []  # sketches of the texts after the last segment
        self._tail: _Segment | None = None  # of the fresh ones, once somebody has looked
        self._seen: Any = None  # of each gram, in how many texts it stands

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, key: int) -> bool:
        return key in self._at

    def add(self, key: int, text: str) -> None:
        """Know a text by its key. A key that is known gets the new text."""
        import numpy as np  # noqa: PLC0415 - see above

        places, rest = read(text)
        made = Text.of(rest, places)
        names = place_numbers(made.places)
        chosen = np.argsort(made.grams * _ORDER % SLOTS)[:SKETCH]
        sketch = np.union1d(made.grams[chosen], names)
        with self._lock:
            if self._seen is None:
                self._seen = np.zeros(SLOTS, dtype=np.int32)
            self._drop(key)
            self._at[key] = len(self._keys)
            self._keys.append(key)
            self._kept.append(made.packed())
            self._seen[made.grams] += 1
            self._seen[names] += 1
            self._fresh.append(sketch.astype(np.int32))
            self._tail = None
            if len(self._fresh) == FRESH:
                self._seal()

    def _seal(self) -> None:
        """What is fresh becomes a segment; two of a size become one, up to SEGMENT."""
        made = _Segment.of(len(self._keys) - len(self._fresh), self._fresh)
        self._fresh = []
        while self._segments and self._segments[-1].size == made.size < SEGMENT:
            made = self._segments.pop().with_next(made)
        self._segments.append(made)

    def remove(self, key: int) -> None:
        """Forget a text; one that is not known is nothing."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: int) -> None:
        at = self._at.pop(key, None)
        if at is not None:
            self._kept[at] = b""

    def alike(self, text: str, limit: int = 3) -> tuple[Alike, ...]:
        """The texts that speak of the same, the likeliest first; of equals the latest."""
        if not self._at:
            return ()
        places, rest = read(text)
        with self._lock:
            places = {place: said for place, said in places.items() if not self._everywhere(place)}
            asked = Text.of(rest, places)
            candidates = self._candidates(asked)
            looked = [(key, Text.unpacked(kept)) for key, kept in candidates]
        found = compare(asked, looked, self._worth)
        return tuple(
            Alike(key, round(score, 3), shared_words(asked, other, rest, places), same_place(asked, other))
            for score, key, other in found[:limit]
            if score >= ALIKE
        )

    def _everywhere(self, place: Place) -> bool:
        """Whether what looks like a name is in too many texts to be one."""
        if not rarely_named(place):
            return False
        seen = int(self._seen[place_numbers([place])[0]])
        return seen > MOST_NAMED + len(self._keys) * MOST_SHARE

    def _worth(self, grams: Numbers) -> Reals:
        """The rarer a gram the more it says."""
        import numpy as np  # noqa: PLC0415 - see above

        rarity = np.log((max(len(self._keys), FEW) + 2) / (self._seen[grams] + 1))
        worth: Reals = np.maximum(rarity - EVERYWHERE, 0.0)
        return worth

    def _candidates(self, asked: Text) -> list[tuple[int, bytes]]:
        import numpy as np  # noqa: PLC0415 - see above

        if self._fresh and self._tail is None:
            self._tail = _Segment.of(len(self._keys) - len(self._fresh), self._fresh)
        names = place_numbers(asked.places)
        here: list[tuple[float, int]] = []
        anywhere: list[tuple[float, int]] = []
        for segment in (*self._segments, *([self._tail] if self._tail else [])):
            by_words = segment.weights(asked.grams, self._worth(asked.grams))
            by_names = segment.weights(names, self._worth(names))
            anywhere += segment.best(by_words, LOOKED_AT - IN_PLACE)
            here += segment.best(np.where(by_names > 0, 4 * by_names + by_words, 0), IN_PLACE)
        chosen: dict[int, None] = {}
        for some, most in ((here, IN_PLACE), (anywhere, LOOKED_AT)):
            for _, at in sorted(some, reverse=True):
                if len(chosen) == most:
                    break
                if self._kept[at]:
                    chosen[at] = None
        return [(self._keys[at], self._kept[at]) for at in chosen]
