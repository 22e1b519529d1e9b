"""Finding rows of a roster by anything typed: names, places, labels; exactly, by sound, by a part, with a slip.

In two steps. First many rows are weighed roughly by what arrays tell at once (who bears a name of this sound, and lies
in a place that was named), then the best few are compared with the words one by one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from liaison.directory.columns import Columns, Gathered, Tree, columns
from liaison.directory.comparing import Match
from liaison.directory.packed import Texts
from liaison.directory.query import any_stem, fold, parse
from liaison.directory.seek import EXPLAINED, Seeker
from liaison.directory.spotting import Seen
from liaison.directory.tokens import Tokens, tokens
from liaison.routing.plain import simplified

TRADITIONAL = chr(0x9580)
"""Any traditional character (門): the first one loads the dictionaries, for which no citizen should wait 40 ms."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody to be found. `places` from the outermost (the province) to the innermost (the village)."""

    id: int
    name: str
    level: str
    unit: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry found, with the share of the query that it explains (0..1)."""

    id: int
    score: float


class Index:
    """Columns, and the search in them."""

    def __init__(self, made: Columns) -> None:
        self.columns = made
        simplified(TRADITIONAL)
        self.seeker = Seeker(made)

    @cached_property
    def _by_id(self) -> NDArray[np.int64]:
        return np.argsort(self.columns.place_ids, kind="stable")

    def place(self, place_id: int) -> int | None:
        """The number of a place by its id, or None."""
        ids, order = self.columns.place_ids, self._by_id
        at = int(np.searchsorted(ids, place_id, sorter=order))
        return int(order[at]) if at < len(order) and int(ids[order[at]]) == place_id else None

    @classmethod
    def of(cls, found: Gathered) -> Index:
        """From what was gathered."""
        return cls(columns(found))

    @classmethod
    def build(cls, rows: Iterable[Entry]) -> Index:
        """From entries, none of which is kept."""
        return cls.of(_gathered(rows))

    def save(self, folder: Path) -> None:
        """Into a folder that is new, or is an index already."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.columns.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Index:
        """What was saved."""
        return cls(Columns.load(Path(folder)))

    def search(self, query: str, limit: int = 8) -> list[Found]:
        """The best entries for a query, best first."""
        return [
            Found(int(self.columns.ids[m.row]), m.score) for m in self.matches(tokens(parse(query)), limit)
        ]

    def matches(self, ways: Sequence[Tokens], limit: int, seen: Sequence[Seen] = ()) -> list[Match]:
        """The best match of each of the best entries, for the ways to read a query; `seen` by way, if known."""
        best: dict[int, Match] = {}
        for number, way in enumerate(ways):
            for match in self.seeker.seek(way, limit, seen[number] if seen else None):
                held = best.get(key := int(self.columns.ids[match.row]))
                if held is None or held.score < match.score:
                    best[key] = match
            if any(match.score >= EXPLAINED for match in best.values()):
                break
        return sorted(best.values(), key=lambda match: -match.score)[:limit]


def _gathered(entries: Iterable[Entry]) -> Gathered:
    tree = Tree([], [], [])
    inside: dict[tuple[int, str], int] = {}
    paths: dict[tuple[str, ...], int] = {(): -1}
    units: dict[str, int] = {}
    ids: list[int] = []
    at: list[int] = []
    unit_of: list[int] = []
    names: list[str] = []
    for entry in entries:
        place = paths.get(entry.places)
        if place is None:
            place = -1
            for name in entry.places:
                outer = place
                place = inside.setdefault((outer, name), len(tree.names))
                if place == len(tree.names):
                    tree.names.append(fold(name))
                    tree.parents.append(outer)
                    tree.ids.append(place)
            paths[entry.places] = place
        ids.append(entry.id)
        at.append(place)
        names.append(entry.name)
        unit_of.append(units.setdefault(entry.unit, len(units)))
    stems = ((place, any_stem(name)) for place, name in enumerate(tree.names))
    further = [(place, stem) for place, stem in stems if stem != tree.names[place]]
    folded = [fold(unit) for unit in units]
    return Gathered(
        tree,
        ids,
        at,
        np.zeros(len(ids), np.uint8),
        Texts.of([fold(name) for name in names]),
        further,
        folded,
        np.zeros(len(folded), np.uint8),
        [(np.array(unit_of, np.int64), np.arange(len(ids), dtype=np.int64))],
    )
