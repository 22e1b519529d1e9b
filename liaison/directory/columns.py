"""All that the search needs to know of a roster, as columns, and how they are made.

A *row* is a deputy at a place: whoever has two mandates and three communities has five rows. Rows stand in the order
of the tree of places, so that the rows of a place and of all in it are a range. A *label* is any other name by which
deputies are found (unit, station, group…), with the rows it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from liaison.directory.packed import U32, Keys, Texts, load, mixed, row_hashes, save
from liaison.directory.sounds import OTHER, sounds

FULL, PART, INITIALS = 1, 2, 3
"""Salts: a whole name; a part of one, or one with a character left out; its first letters in pinyin."""

NAME_WIDTH, PLACE_WIDTH = 4, 8
"""Characters of names and places that stand in matrices, for a quick look at thousands of rows."""

WHOLE_ROW = {NAME_WIDTH: np.uint32, PLACE_WIDTH: np.uint64}

LONGEST = 12
"""Characters of a name up to which it is found by its parts and with slips; longer ones only whole."""

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U16 = NDArray[np.uint16]


@dataclass(frozen=True)
class Columns:
    """The columns. Places are numbered as the tree is walked, the outer one first."""

    ids: I64
    """By row: whose it is (a number of the caller's)."""
    at: I32
    """By row: the place."""
    relation: NDArray[np.uint8]
    """By row: what the deputy is to the place (a number of the caller's)."""
    names: Texts
    name_codes: U16
    parent: I32
    """By place: the one it lies in, or -1."""
    begin: I32
    own: I32
    end: I32
    """By place: its rows are begin..own, those of all in it begin..end."""
    leave: I32
    """By place: the number after the last place in it."""
    place_ids: I64
    places: Texts
    """Names of places, then further names (former ones, those without their ending)."""
    named: I32
    """By name of a place: the place."""
    place_codes: U16
    labels: Texts
    label_kind: NDArray[np.uint8]
    label_offsets: I32
    label_rows: I32
    name_keys: Keys
    place_keys: Keys
    slip_keys: Keys
    label_keys: Keys

    def save(self, folder: Path) -> None:
        """Into files of an existing folder."""
        columns: dict[str, NDArray[np.generic]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (Texts, Keys)):
                columns |= {f"{field.name}.{part.name}": getattr(value, part.name) for part in fields(value)}
            else:
                columns[field.name] = value
        save(folder, columns)

    @classmethod
    def load(cls, folder: Path) -> Columns:
        """From the files; most of them are only read where something is looked up."""
        made = {}
        for field in fields(cls):
            whole = {"Texts": Texts, "Keys": Keys}.get(str(field.type))
            if whole is not None:
                made[field.name] = whole(
                    *(load(folder, f"{field.name}.{part.name}") for part in fields(whole))
                )
            else:
                made[field.name] = load(folder, field.name)
        return cls(**made)


@dataclass
class Tree:
    """Places while they are gathered: a name, the number of the one outside (-1: none), an id of the caller's."""

    names: list[str]
    parents: list[int]
    ids: list[int]

    def walked(self) -> tuple[I64, I64]:
        """The order in which the tree is walked, and for each place in it where the walk leaves it."""
        parents = np.array(self.parents, np.int64)
        inside = np.argsort(parents, kind="stable")
        firsts = np.searchsorted(parents[inside], np.arange(-1, len(parents) + 1))
        inside_list, first = inside.tolist(), firsts.tolist()
        order: list[int] = []
        size = np.ones(len(parents), np.int64)
        ahead = inside_list[first[0] : first[1]][::-1]
        while ahead:
            place = ahead.pop()
            order.append(place)
            ahead.extend(inside_list[first[place + 1] : first[place + 2]][::-1])
        parent_list, sizes = self.parents, size.tolist()
        for place in reversed(order):
            if parent_list[place] >= 0:
                sizes[parent_list[place]] += sizes[place]
        walk = np.array(order, np.int64)
        return walk, np.arange(len(walk)) + np.array(sizes, np.int64)[walk] if len(walk) else walk


@dataclass
class Gathered:
    """What columns are made of: rows (id, place, relation, name), the tree, further names of places, and labels
    with the rows they stand for. All texts are folded."""

    tree: Tree
    ids: Sequence[int]
    at: Sequence[int]
    relations: Sequence[int] | NDArray[np.uint8]
    names: Texts
    further: Sequence[tuple[int, str]]
    labels: Sequence[str]
    label_kinds: Sequence[int] | NDArray[np.uint8]
    label_of: Sequence[tuple[I64, I64]]
    """Pairs of columns: label, row."""


def columns(found: Gathered) -> Columns:
    """The columns of what was gathered."""
    walk, leave = found.tree.walked()
    new = np.empty(len(walk) + 1, np.int64)
    new[walk] = np.arange(len(walk))
    new[-1] = -1
    at = new[np.asarray(found.at, np.int64)] if len(found.at) else np.zeros(0, np.int64)
    order = np.argsort(at, kind="stable")
    at = at[order]
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    numbers = np.arange(len(walk))
    names = found.names.taken(order)
    place_names = [found.tree.names[place] for place in walk.tolist()]
    places = Texts.of([*place_names, *(text for _, text in found.further)])
    named = np.append(numbers, new[np.array([place for place, _ in found.further], np.int64)])
    label_rows, label_offsets = _lists(found.label_of, len(found.labels), rank)
    labels = Texts.of(found.labels)
    return Columns(
        ids=np.asarray(found.ids, np.int64)[order],
        at=at.astype(np.int32),
        relation=np.asarray(found.relations, np.uint8)[order],
        names=names,
        name_codes=_short(names, NAME_WIDTH),
        parent=new[np.array(found.tree.parents, np.int64)[walk]].astype(np.int32),
        begin=np.searchsorted(at, numbers).astype(np.int32),
        own=np.searchsorted(at, numbers, side="right").astype(np.int32),
        end=np.searchsorted(at, leave).astype(np.int32),
        leave=leave.astype(np.int32),
        place_ids=np.array(found.tree.ids, np.int64)[walk],
        places=places,
        named=named.astype(np.int32),
        place_codes=_short(places, PLACE_WIDTH)[: len(walk)],
        labels=labels,
        label_kind=np.array(found.label_kinds, np.uint8),
        label_offsets=label_offsets,
        label_rows=label_rows,
        name_keys=Keys.of(_name_keys(names)),
        place_keys=Keys.of(_whole_keys(places)),
        slip_keys=Keys.of(_slip_keys(places)),
        label_keys=Keys.of(_pair_keys(labels)),
    )


def short_codes(codes: U32) -> U16:
    """Codes in 16 bits, for a quick look where a chance likeness does no harm."""
    return (codes & np.uint32(0xFFFF)).astype(np.uint16)


def counted(columns: U16, codes: Sequence[int]) -> NDArray[np.uint8]:
    """How many codes of each row are among these."""
    among = np.zeros(0x10000, np.bool_)
    among[short_codes(np.array(codes, np.uint32))] = True
    among[0] = False
    bits = among[columns].view(WHOLE_ROW[columns.shape[1]])[
        :, 0
    ]  # a row of bytes, each 0 or 1, as one number
    found: NDArray[np.uint8] = np.bitwise_count(bits)
    return found


def _short(texts: Texts, width: int) -> U16:
    codes = sounds().code
    found = np.zeros((len(texts), width), np.uint16)
    lengths = texts.lengths
    for column in range(width):
        rows = np.flatnonzero(lengths > column)
        found[rows, column] = short_codes(codes[texts.chars[texts.offsets[rows] + column]])
    return found


def _lists(pairs: Sequence[tuple[I64, I64]], count: int, rank: I64) -> tuple[I32, I32]:
    if not pairs:
        return np.zeros(0, np.int32), np.zeros(count + 1, np.int32)
    label = np.concatenate([one for one, _ in pairs])
    row = rank[np.concatenate([one for _, one in pairs])]
    packed = (label << 32) | row
    packed.sort()
    offsets = np.searchsorted(packed >> 32, np.arange(count + 1))
    return (packed & 0xFFFFFFFF).astype(np.int32), offsets.astype(np.int32)


Pairs = Iterator[tuple[U32, I64]]


def _by_length(texts: Texts, longest: int) -> Iterator[tuple[I64, U32]]:
    lengths = texts.lengths
    for length in range(1, longest + 1):
        rows = np.flatnonzero(lengths == length)
        if len(rows):
            yield rows, texts.matrix(rows, length)


def _readings(rows: I64, chars: U32) -> Iterator[tuple[I64, U32]]:
    """The codes of texts of one length: as commonly read, with each further reading of a character, and with a
    further reading of the first two at once (the double surnames)."""
    known = sounds()
    codes = known.code[chars]
    yield rows, codes
    changes = [(column, table) for column in range(codes.shape[1]) for table in known.others]
    for column, table in changes:
        other = table[chars[:, column]]
        some = np.flatnonzero(other)
        if len(some):
            varied = codes[some]
            varied[:, column] = other[some]
            yield rows[some], varied
    if codes.shape[1] > 1:
        first, second = known.others[0][chars[:, 0]], known.others[0][chars[:, 1]]
        some = np.flatnonzero((first > 0) & (second > 0))
        if len(some):
            varied = codes[some]
            varied[:, 0], varied[:, 1] = first[some], second[some]
            yield rows[some], varied


def _name_keys(names: Texts) -> Pairs:
    known = sounds()
    for rows, chars in _by_length(names, int(names.lengths.max(initial=0))):
        length = chars.shape[1]
        for some, codes in _readings(rows, chars):
            yield mixed(row_hashes(codes), FULL), some
            if 1 < length <= LONGEST:
                for kept in _parts(length):
                    yield mixed(row_hashes(codes[:, kept]), PART), some
        for column in range(1, min(length, LONGEST)):
            rare = np.flatnonzero(known.rare[chars[:, column]])
            yield mixed(row_hashes(known.code[chars[rare, column : column + 1]]), PART), rows[rare]
        yield mixed(row_hashes(known.initial[chars].astype(np.uint32) + np.uint32(OTHER)), INITIALS), rows
        for column in range(min(length, 2)):
            for table in known.other_initials:
                other = table[chars[:, column]]
                some_rows = np.flatnonzero(other)
                if len(some_rows):
                    letters = known.initial[chars[some_rows]].astype(np.uint32) + np.uint32(OTHER)
                    letters[:, column] = other[some_rows] + np.uint32(OTHER)
                    yield mixed(row_hashes(letters), INITIALS), rows[some_rows]


def _parts(length: int) -> Iterable[list[int]]:
    """The surname, every stretch, and all but one character."""
    kept: set[tuple[int, ...]] = {(0,)}
    kept |= {tuple(range(a, b)) for a, b in combinations(range(length + 1), 2) if 2 <= b - a < length}
    if length > 2:
        kept |= {tuple(c for c in range(length) if c != gap) for gap in range(length)}
    return [list(one) for one in sorted(kept)]


def _whole_keys(texts: Texts) -> Pairs:
    for rows, chars in _by_length(texts, int(texts.lengths.max(initial=0))):
        for some, codes in _readings(rows, chars):
            yield mixed(row_hashes(codes), FULL), some


def _slip_keys(texts: Texts) -> Pairs:
    """Names of places with one character left out, if three are left, or two and the name is that short."""
    codes = sounds().code
    for rows, chars in _by_length(texts, LONGEST):
        length = chars.shape[1]
        if length > 2:
            for gap in range(length):
                kept = [column for column in range(length) if column != gap]
                yield mixed(row_hashes(codes[chars[:, kept]]), PART), rows


def _pair_keys(texts: Texts) -> Pairs:
    """Labels whole, and every two characters that stand together in one."""
    yield from _whole_keys(texts)
    codes = sounds().code[texts.chars].astype(np.uint32)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), texts.lengths)
    if len(codes) > 1:
        together = np.flatnonzero(row_of[1:] == row_of[:-1])
        yield mixed(row_hashes(np.stack((codes[together], codes[together + 1]), 1)), PART), row_of[together]
