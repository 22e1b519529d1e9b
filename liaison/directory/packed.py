"""Columns without an object a row: texts laid end to end, and keys that lead to rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from liaison.directory.sounds import points

U64 = NDArray[np.uint64]
U32 = NDArray[np.uint32]

BASE = np.uint64(0x9E3779B97F4A7C15)
"""Base of the rolling hash: an odd number of 64 bits without a pattern (the golden ratio's)."""

MIX = np.uint64(0xD6E8FEB86659FD93)
SHIFT = np.uint64(32)


def mixed(hashes: U64, salt: int) -> U32:
    """Hashes of 64 bits as keys of 32, another set for every salt. Two texts may share a key by chance: whoever
    looks something up compares what is found."""
    turned = (hashes ^ np.uint64(salt << 56)) * MIX
    turned ^= turned >> SHIFT
    turned *= MIX
    return (turned >> SHIFT).astype(np.uint32)


def row_hashes(codes: U32) -> U64:
    """The hash of every row of a matrix of codes."""
    found = np.zeros(len(codes), np.uint64)
    for column in range(codes.shape[1]):
        found = found * BASE + codes[:, column]
    return found


class Spans:
    """Hashes of any stretch of one text, from the hashes of its beginnings."""

    def __init__(self, codes: Sequence[int]) -> None:
        mask, base = (1 << 64) - 1, int(BASE)
        starts, powers = [0], [1]
        for code in codes:
            starts.append((starts[-1] * base + code) & mask)
            powers.append((powers[-1] * base) & mask)
        self._starts, self._powers = np.array(starts, np.uint64), np.array(powers, np.uint64)

    def of(self, start: NDArray[np.int64], stop: NDArray[np.int64]) -> U64:
        """The hashes of the stretches from `start` to before `stop`."""
        found: U64 = self._starts[stop] - self._starts[start] * self._powers[stop - start]
        return found

    def without(self, start: NDArray[np.int64], stop: NDArray[np.int64], gap: NDArray[np.int64]) -> U64:
        """… with the one code at `gap` left out."""
        found: U64 = self.of(start, gap) * self._powers[stop - gap - 1] + self.of(gap + 1, stop)
        return found


@dataclass(frozen=True)
class Texts:
    """Texts as code points laid end to end."""

    chars: U32
    offsets: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """From folded texts."""
        lengths = np.fromiter((len(text) for text in texts), np.int32, len(texts))
        offsets = np.zeros(len(texts) + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        return cls(points("".join(texts)), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int32]:
        return np.diff(self.offsets)

    def text(self, row: int) -> str:
        """One text."""
        return "".join(map(chr, self.chars[self.offsets[row] : self.offsets[row + 1]].tolist()))

    def listed(self, rows: NDArray[np.int64] | NDArray[np.int32], table: U32 | None = None) -> list[str]:
        """Many texts, as they are or by a table from code points to others."""
        begin = self.offsets[rows]
        lengths = self.offsets[rows + 1] - begin
        stops = np.cumsum(lengths)
        chars = self.chars[
            np.arange(stops[-1] if len(stops) else 0) + np.repeat(begin - stops + lengths, lengths)
        ]
        whole = "".join(map(chr, (chars if table is None else table[chars]).tolist()))
        return [
            whole[stop - length : stop] for stop, length in zip(stops.tolist(), lengths.tolist(), strict=True)
        ]

    def matrix(self, rows: NDArray[np.int64] | NDArray[np.int32], width: int) -> U32:
        """The first `width` characters of each row; all of them must have so many."""
        found: U32 = self.chars[self.offsets[rows][:, None] + np.arange(width, dtype=np.int32)]
        return found

    def taken(self, order: NDArray[np.int64]) -> Texts:
        """The texts in another order."""
        lengths = self.lengths[order]
        offsets = np.zeros(len(order) + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        within = np.arange(offsets[-1], dtype=np.int32) - np.repeat(offsets[:-1], lengths)
        return Texts(self.chars[np.repeat(self.offsets[order], lengths) + within], offsets)


@dataclass(frozen=True)
class Keys:
    """From a key to the rows it stands for, ascending."""

    keys: U32
    offsets: NDArray[np.int32]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, parts: Iterable[tuple[U32, NDArray[np.int64]]]) -> Keys:
        """From pairs of key and row, in any order and with repetitions."""
        packed = [(keys.astype(np.uint64) << SHIFT) | rows.astype(np.uint64) for keys, rows in parts]
        pairs = np.concatenate(packed) if packed else np.zeros(0, np.uint64)
        packed.clear()
        pairs.sort()
        if len(pairs):
            pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]
        keys = (pairs >> SHIFT).astype(np.uint32)
        rows = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int32)
        first = (
            np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
            if len(keys)
            else np.zeros(0, np.int64)
        )
        return cls(keys[first], np.append(first, len(rows)).astype(np.int32), rows)

    def find(self, keys: U32) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where the rows of each key begin and end in `rows`; the same number twice where there are none."""
        if not len(self.keys):
            nothing = np.zeros(len(keys), np.int32)
            return nothing, nothing
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        begin = self.offsets[at]
        return begin, np.where(self.keys[at] == keys, self.offsets[at + 1], begin)


def save(folder: Path, columns: dict[str, NDArray[np.generic]]) -> None:
    """Every column as a file of its own."""
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)


def load(folder: Path, name: str) -> NDArray[np.generic]:
    """A column as it lies on the disk, read where it is looked at."""
    found: NDArray[np.generic] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return np.asarray(found)
