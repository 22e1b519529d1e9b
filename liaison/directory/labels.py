"""The names by which deputies are found, and how well a piece of a query answers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from liaison.directory.model import Deputy, Roster
from liaison.directory.query import any_stem, fold, stem, words

LabelKind = Literal["name", "place", "station", "delegation", "unit", "group"]

EXACT, STEM, START, PART, NEAR = 1.0, 0.98, 0.92, 0.85, 0.6
"""How well a text answers a label: all of it, without the ending of the place name, its beginning,
a part of it, and something that only looks like it."""

NAME_NEAR = 66.0
"""rapidfuzz ratio for a name with a slip: two of three characters in their order."""

PLACE_NEAR = 66.0
"""rapidfuzz ratio for a place with a slip, endings included: two of three characters."""

STEM_NEAR = 50.0
"""… and of what stands before the ending at least half, or every community would be like every other."""

PART_OF_LONG = 3
"""Characters a part must have to stand for a unit, group, station or delegation."""


@dataclass(frozen=True, slots=True)
class Label:
    """A folded name of a kind, and the id of what bears it: a deputy, district or station; for
    delegations, units and groups the place in the list of their names."""

    text: str
    kind: LabelKind
    id: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A label that answers a text, and how well (0..1)."""

    label: Label
    quality: float


class Labels:
    """All labels of a roster, findable whole, by a part, and by likeness."""

    def __init__(self, roster: Roster, deputies: Iterable[Deputy], named: dict[LabelKind, list[str]]) -> None:
        self._whole: dict[str, list[Answer]] = {}
        self._pairs: dict[str, list[Label]] = {}
        self._surnames: dict[str, list[Label]] = {}
        self._names: dict[str, list[Label]] = {}
        self._places: dict[str, list[Label]] = {}
        for deputy in deputies:
            self._add(Label(fold(deputy.name), "name", deputy.id))
        for district in roster.districts.values():
            label = Label(fold(district.name), "place", district.id)
            self._add(label)
            short = stem(label.text, district.kind)
            if short != label.text:
                self._whole.setdefault(short, []).append(Answer(label, STEM))
        for station in roster.stations.values():
            self._add(Label(fold(station.name), "station", station.id))
        for kind, names in named.items():
            for number, name in enumerate(names):
                self._add(Label(fold(name), kind, number))
        self.longest = max(map(len, self._whole), default=0)
        self._all_names, self._all_places = tuple(self._names), tuple(self._places)

    def _add(self, label: Label) -> None:
        if not label.text:
            return
        self._whole.setdefault(label.text, []).append(Answer(label, EXACT))
        for pair in {label.text[i : i + 2] for i in range(len(label.text) - 1)}:
            self._pairs.setdefault(pair, []).append(label)
        if label.kind == "name":
            self._surnames.setdefault(label.text[0], []).append(label)
            self._names.setdefault(label.text, []).append(label)
        if label.kind == "place":
            self._places.setdefault(label.text, []).append(label)

    def whole(self, text: str) -> list[Answer]:
        """Labels the text names in full, or a place without its ending."""
        return self._whole.get(text, [])

    def answers(self, text: str) -> list[Answer]:
        """Labels the text names in full or in part; one character is taken for a surname."""
        if text in words().generic:
            return []
        if len(text) < 2:
            return [Answer(label, START) for label in self._surnames.get(text, [])]
        found = {answer.label: answer.quality for answer in self.whole(text)}
        a_place = any(answer.label.kind == "place" for answer in self.whole(text))
        for label in self._pairs.get(text[:2], []):
            if label not in found and text in label.text and _may_be_part(text, label, a_place=a_place):
                found[label] = START if label.text.startswith(text) else PART
        return [Answer(label, quality) for label, quality in found.items()]

    def near(self, text: str) -> list[Answer]:
        """People and places whose name looks like the text; empty for what looks like nothing."""
        return [*self._near_names(text), *self._near_places(text)]

    def _near_names(self, text: str) -> Iterator[Answer]:
        if len(text) < 3:
            return
        for name, ratio, _ in process.extract(
            text, self._all_names, scorer=fuzz.ratio, score_cutoff=NAME_NEAR, limit=16
        ):
            for label in self._names[name]:
                yield Answer(label, NEAR * ratio / 100)

    def _near_places(self, text: str) -> Iterator[Answer]:
        if len(text) < 3:
            return
        short = any_stem(text)
        for name, ratio, _ in process.extract(
            text, self._all_places, scorer=fuzz.ratio, score_cutoff=PLACE_NEAR, limit=16
        ):
            if fuzz.ratio(short, any_stem(name)) >= STEM_NEAR:
                for label in self._places[name]:
                    yield Answer(label, NEAR * ratio / 100)


def _may_be_part(text: str, label: Label, *, a_place: bool) -> bool:
    """Whether a part of a label may stand for it. The name of a place in that of a unit says nothing
    more than the place does."""
    if label.kind in ("name", "place"):
        return True
    return len(text) >= PART_OF_LONG and not (a_place and label.kind in ("unit", "group"))
