"""From a roster to what columns are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

import numpy as np

from liaison.directory.columns import Gathered, Tree
from liaison.directory.model import LEVELS, Deputy, Roster
from liaison.directory.packed import Texts
from liaison.directory.query import fold, stem

LabelKind = Literal["unit", "delegation", "group", "station", "profession"]

LABEL_KINDS: tuple[LabelKind, ...] = ("unit", "delegation", "group", "station", "profession")

LINKED = 1
"""Bit of a row's relation: the community is one the deputy keeps in touch with, not the place of election. The other
bits are the place of the deputy's level in LEVELS."""

FORM = 1
"""Number of the form of an index on the disk; another form, another number."""


def gather(roster: Roster, deputies: Iterable[Deputy], only: Collection[int] | None = None) -> Gathered:
    """Rows of these deputies, and the tree of places; `only`: as many of the places as these need."""
    tree, numbers = _tree(roster, only)
    ids: list[int] = []
    at: list[int] = []
    relations: list[int] = []
    names: list[str] = []
    labels: dict[tuple[int, str], int] = {}
    label_of: list[int] = []
    row_of: list[int] = []
    for deputy in deputies:
        first = len(ids)
        name, level = fold(deputy.name), LEVELS.index(deputy.level) << 1
        for place, relation in _places(deputy):
            ids.append(deputy.id)
            at.append(numbers.get(place, -1))
            relations.append(level | relation)
            names.append(name)
        for kind, text in _labels(roster, deputy):
            if text:
                label_of.append(labels.setdefault((kind, text), len(labels)))
                row_of.append(first)
    further = []
    for district_id, number in numbers.items():
        district = roster.districts[district_id]
        for name in (district.name, *district.former):
            whole = fold(name)
            if name != district.name:
                further.append((number, whole))
            if (short := stem(whole, district.kind)) != whole:
                further.append((number, short))
    return Gathered(
        tree,
        ids,
        at,
        relations,
        Texts.of(names),
        further,
        [text for _, text in labels],
        [kind for kind, _ in labels],
        [(np.array(label_of, np.int64), np.array(row_of, np.int64))],
    )


def _tree(roster: Roster, only: Collection[int] | None) -> tuple[Tree, dict[int, int]]:
    wanted = (
        None
        if only is None
        else {step.id for one in only if one in roster.districts for step in roster.path(one)}
    )
    listed = [one for one in roster.districts.values() if wanted is None or one.id in wanted]
    numbers = {district.id: number for number, district in enumerate(listed)}
    parents = [numbers.get(one.parent_id, -1) if one.parent_id is not None else -1 for one in listed]
    return Tree([fold(one.name) for one in listed], parents, [one.id for one in listed]), numbers


def _places(deputy: Deputy) -> Iterator[tuple[int, int]]:
    for mandate in deputy.in_force:
        yield mandate.district_id, 0
    for district_id in deputy.district_ids:
        yield district_id, LINKED


def _labels(roster: Roster, deputy: Deputy) -> Iterator[tuple[int, str]]:
    yield LABEL_KINDS.index("unit"), fold(deputy.unit)
    yield LABEL_KINDS.index("profession"), fold(deputy.profession)
    for mandate in deputy.in_force:
        yield LABEL_KINDS.index("delegation"), fold(mandate.delegation)
    for group in deputy.groups:
        yield LABEL_KINDS.index("group"), fold(group)
    for station_id in deputy.station_ids:
        if station_id in roster.stations:
            yield LABEL_KINDS.index("station"), fold(roster.stations[station_id].name)


def fingerprint(roster: Roster) -> str:
    """Of all that the index of a roster is made of; another roster, another fingerprint."""
    found = hashlib.sha256(str(FORM).encode())
    for district in roster.districts.values():
        found.update(
            repr((district.id, district.name, district.kind, district.parent_id, district.former)).encode()
        )
    for station in roster.stations.values():
        found.update(repr((station.id, station.name)).encode())
    for deputy in roster.deputies.values():
        if deputy.active:
            seats = tuple((m.level, m.district_id, m.delegation) for m in deputy.in_force)
            facts = (
                deputy.id,
                deputy.name,
                deputy.unit,
                deputy.profession,
                deputy.groups,
                deputy.district_ids,
            )
            found.update(repr((*facts, deputy.station_ids, seats)).encode())
    return found.hexdigest()[:32]
