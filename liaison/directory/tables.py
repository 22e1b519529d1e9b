"""Reading one CSV file into rows keyed by our own column names, collecting every problem."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order: UTF-8 with or without a byte order mark, then what Chinese Excel writes."""

DELIMITERS = (",", "\t", ";")
"""What spreadsheets write between cells; the one the header line has most of is taken."""

LIST_SEPARATORS = re.compile(r"[、;；|]")
"""Between several values in one cell."""

MAX_CELL = 500
"""Characters in one cell; more is a slipped quote or a text that no chat message can show."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    `row` counts as a spreadsheet does, the header being row 1; 0 means the file as a whole.
    `column` is the header as the file writes it (or the missing one), empty for a whole row or file.
    `expected` is a key such as "unknown-district"; the sentences live in the catalogues.
    """

    file: str
    row: int
    column: str
    value: str
    expected: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The accepted names of files, headers and values, from columns.toml."""

    raw: Mapping[str, Any]

    def headers(self, table: str) -> Mapping[str, Sequence[str]]:
        """Our column name → accepted headers, the first being the documented one."""
        found: Mapping[str, Sequence[str]] = self.raw[table]
        return found

    def file(self, table: str) -> str:
        """The file name of a table."""
        return str(self.raw["files"][table])

    def value(self, names: str, written: str) -> str | None:
        """Our value ("village", "county", …) for a written one, or None."""
        plain = fold(written)
        for ours, accepted in self.raw[names].items():
            if plain in accepted:
                return str(ours)
        return None


@cache
def columns() -> Columns:
    """The accepted names, read once when first needed."""
    text = files(__package__).joinpath("columns.toml").read_text("utf-8")
    return Columns(tomllib.loads(text))


def fold(text: str) -> str:
    """For comparing headers and fixed values: NFKC, case folded, no space around."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def tidy(text: str) -> str:
    """A cell's value: NFC, every run of white space (and line breaks) one space, none around."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def decode(data: bytes) -> str | None:
    """The text of a file in one of ENCODINGS, or None. NUL bytes mean UTF-16 or a workbook, not text."""
    if b"\0" in data:
        return None
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


@dataclass
class Line:
    """One row being checked: reads cells by our column names and notes what is wrong with them."""

    file: str
    row: int
    cells: Mapping[str, str]
    written: Mapping[str, str]
    problems: list[Problem]
    sound: bool = field(default=True)

    def wrong(self, column: str, value: str, expected: str) -> None:
        """Note a problem in this row; the row will not be used."""
        self.sound = False
        self.problems.append(Problem(self.file, self.row, self.written.get(column, column), value, expected))

    def text(self, column: str) -> str:
        """An optional text, empty when blank."""
        value = self.cells[column]
        if len(value) > MAX_CELL:
            self.wrong(column, value[:40], "too-long")
        return value

    def needed(self, column: str) -> str:
        """A text that must not be blank."""
        value = self.text(column)
        if not value:
            self.wrong(column, value, "required")
        return value

    def many(self, column: str) -> tuple[str, ...]:
        """Several values in one cell, in order, each once."""
        parts = (part.strip() for part in LIST_SEPARATORS.split(self.cells[column]))
        return tuple(dict.fromkeys(part for part in parts if part))

    def parsed(self, column: str, parse: Callable[[str], Any], expected: str) -> Any:
        """The cell through `parse`; None when blank, or when `parse` raises ValueError (noted)."""
        value = self.cells[column]
        if not value:
            return None
        try:
            return parse(value)
        except ValueError:
            self.wrong(column, value, expected)
            return None


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read. `usable` is False when its rows could not be told apart at all."""

    name: str
    lines: tuple[Line, ...] = ()
    usable: bool = False


def read_table(directory: Path, table: str, problems: list[Problem]) -> Table:
    """Read the file of `table`, noting problems of the file and its header; rows come unchecked."""
    name = columns().file(table)
    path = directory / name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        problems.append(Problem(name, 0, "", "", "missing-file"))
        return Table(name)
    text = decode(data)
    if text is None:
        problems.append(Problem(name, 0, "", "", "bad-encoding"))
        return Table(name)
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        problems.append(Problem(name, 0, "", str(error), "bad-csv"))
        return Table(name)
    if not rows:
        problems.append(Problem(name, 0, "", "", "no-rows"))
        return Table(name)
    header_row, header = rows[0]
    positions = _positions(name, header_row, header, table, problems)
    if positions is None:
        return Table(name)
    written = {ours: header[at].strip() for ours, at in positions.items()}
    lines = []
    for number, cells in rows[1:]:
        values = {ours: tidy(cells[at]) if at < len(cells) else "" for ours, at in positions.items()}
        line = Line(name, number, values, written, problems)
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            line.wrong("", cells[len(header)], "extra-cells")
        lines.append(line)
    if not lines:
        problems.append(Problem(name, header_row, "", "", "no-rows"))
    return Table(name, tuple(lines), usable=True)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the number a spreadsheet shows for them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    for number, cells in enumerate(
        csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
    ):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _positions(
    name: str, row: int, header: Sequence[str], table: str, problems: list[Problem]
) -> dict[str, int] | None:
    """Where each of our columns stands, or None when one is missing, doubled or unknown."""
    accepted = {fold(head): ours for ours, heads in columns().headers(table).items() for head in heads}
    ignored = set(columns().raw["ignored"]["headers"])
    positions: dict[str, int] = {}
    sound = True
    for at, cell in enumerate(header):
        head = fold(cell)
        if not head or head in ignored:
            continue
        ours = accepted.get(head)
        if ours is None or ours in positions:
            sound = False
            problems.append(
                Problem(
                    name,
                    row,
                    cell.strip(),
                    cell.strip(),
                    "unknown-column" if ours is None else "duplicate-column",
                )
            )
        else:
            positions[ours] = at
    for ours, heads in columns().headers(table).items():
        if ours not in positions:
            sound = False
            problems.append(Problem(name, row, heads[0], "", "missing-column"))
    return positions if sound else None
