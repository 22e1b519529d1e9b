"""The tables of a congress found in sheets, as rows keyed by our own column names; every problem is collected."""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from liaison.directory.cells import fold, header_key, tidy
from liaison.directory.sheets import FIRST_LINES, Row, Sheet, Unreadable, decode
from liaison.directory.values import CODE

__all__ = ["Columns", "Line", "Part", "Problem", "Table", "columns", "decode", "recognise"]

LIST_SEPARATORS = re.compile(r"[、;；|]")
"""Between several values in one cell."""

CODE_SEPARATORS = re.compile(r"[、;|,\s]+")
"""Between several codes in one cell, once full-width characters are plain ones."""

MAX_CELL = 500
"""Characters in one cell; more is a slipped quote or a text that no chat message can show."""

MAX_VALUES = 1000
"""Values in one cell that holds several; of codes it may have more than MAX_CELL characters."""

FORMULA_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
"""What a spreadsheet shows where a formula failed."""

NEVER_EMPTY = ("assembly", "districts", "committees", "deputies")
"""Tables that have a row at least; of the others a header alone says nothing, and what there is stays."""

_WHOLE = re.compile(r"[0-9]+\.0+")
_NUMBER = re.compile(r"[0-9.,]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    `row` counts as a spreadsheet does; 0 means the file or the sheet as a whole. `column` is the header as the
    file writes it (or the missing one), empty for a whole row or file. `expected` is a key such as
    "unknown-district"; the sentences live in the catalogues. `sheet` is empty in a CSV file.
    """

    file: str
    row: int
    column: str
    value: str
    expected: str
    sheet: str = ""


@dataclass(frozen=True)
class Columns:
    """The accepted names of files, sheets, headers and values, from columns.toml."""

    raw: Mapping[str, Any]

    def headers(self, table: str) -> Mapping[str, Sequence[str]]:
        """Our column name → accepted headers, the first being the Chinese one that is documented, the last the
        English."""
        found: Mapping[str, Sequence[str]] = self.raw[table]
        return found

    def file(self, table: str) -> str:
        """The file name of a table."""
        return str(self.raw["files"][table])

    def sheet(self, table: str, place: int) -> str:
        """The name of a table's sheet; `place` is 0 for the Chinese one, -1 for the English."""
        return str(self.raw["sheets"][table][place])

    def needed(self, table: str) -> Sequence[str]:
        """The columns that must be there."""
        found: Sequence[str] = self.raw["needed"][table]
        return found

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table that a congress has, in the order in which they refer to each other."""
        return tuple(self.raw["files"])

    def value(self, names: str, written: str) -> str | None:
        """Our value ("village", "county", …) for a written one, or None."""
        key = names, written
        if key not in self._values:
            self._values[key] = self._value(names, written)
        return self._values[key]

    @cached_property
    def _values(self) -> dict[tuple[str, str], str | None]:
        return {}

    def _value(self, names: str, written: str) -> str | None:
        plain = fold(written)
        for ending in self.raw["endings"]["values"]:
            for word in (plain, plain := plain.removesuffix(ending)):
                for ours, accepted in self.raw[names].items():
                    if word in accepted:
                        return str(ours)
        return None

    @cached_property
    def of_headers(self) -> Mapping[str, Mapping[str, str]]:
        """By table: our column by the key of a header."""
        return {
            table: {header_key(head): ours for ours, heads in self.headers(table).items() for head in heads}
            for table in self.tables
        }

    @cached_property
    def _named(self) -> Mapping[str, str]:
        return {header_key(name): table for table, names in self.raw["sheets"].items() for name in names}

    def table_called(self, name: str) -> str | None:
        """The table of a sheet or a file with this name, without an ending; None when none is called so."""
        return self._named.get(header_key(name))

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Keys of headers that are not read."""
        return frozenset(map(header_key, self.raw["ignored"]["headers"])) | {""}

    @cached_property
    def private(self) -> frozenset[str]:
        """Keys of headers that are not read because citizens are not shown it."""
        return frozenset(map(header_key, self.raw["private"]["headers"]))

    @cached_property
    def instructions(self) -> frozenset[str]:
        """Keys of the names of sheets that hold no table."""
        return frozenset(map(header_key, self.raw["instructions"]["sheets"]))


@cache
def columns() -> Columns:
    """The accepted names, read once when first needed."""
    text = files(__package__).joinpath("columns.toml").read_text("utf-8")
    return Columns(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class Part:
    """The table in one sheet: where its header stands, and what its columns are called there."""

    table: str
    sheet: Sheet
    header_row: int
    width: int
    positions: Mapping[str, int]
    written: Mapping[str, str]


@dataclass(slots=True)
class Line:
    """One row being checked: reads cells by our column names and notes what is wrong with them."""

    part: Part
    row: int
    cells: Sequence[str]
    problems: list[Problem]
    sound: bool = field(default=True)

    def wrong(self, column: str, value: str, expected: str) -> None:
        """Note a problem in this row; the row will not be used."""
        self.sound = False
        sheet, header = self.part.sheet, self.part.written.get(column, column)
        self.problems.append(Problem(sheet.file, self.row, header, value, expected, sheet.name))

    def cell(self, column: str) -> str:
        """What stands there, tidied; empty when it is blank or there is no such column."""
        at = self.part.positions.get(column)
        if at is None or at >= len(self.cells):
            return ""
        value = tidy(self.cells[at])
        if value[:1] == "#" and FORMULA_ERRORS.fullmatch(value):
            self.wrong(column, value, "formula-error")
            return ""
        return sys.intern(value)  # most stand in many rows

    def plain(self, column: str) -> str:
        """A code or a number: full-width digits and letters as plain ones, a whole number without a fraction."""
        value = self.cell(column)
        if not value.isascii():
            value = unicodedata.normalize("NFKC", value).strip()
        return value.split(".")[0] if "." in value and _WHOLE.fullmatch(value) else value

    def text(self, column: str) -> str:
        """An optional text, empty when blank."""
        value = self.cell(column)
        if len(value) > MAX_CELL:
            self.wrong(column, value[:40], "too-long")
        return value

    def needed(self, column: str) -> str:
        """A text that must not be blank."""
        sound = self.sound
        value = self.text(column)
        if not value and self.sound == sound:
            self.wrong(column, value, "required")
        return value

    def needed_code(self, column: str) -> str:
        """A code that must not be blank."""
        return self.plain(column) if self.needed(column) else ""

    def many(self, column: str) -> tuple[str, ...]:
        """Several values in one cell, in order, each once."""
        parts = (part.strip() for part in LIST_SEPARATORS.split(self.cell(column)))
        return self._not_too_many(column, tuple(dict.fromkeys(part for part in parts if part)))

    def many_codes(self, column: str) -> tuple[str, ...]:
        """Several codes in one cell; a comma parts them too, whatever its width."""
        value = self.cell(column)
        if not value:
            return ()
        parts = CODE_SEPARATORS.split(unicodedata.normalize("NFKC", value))
        return self._not_too_many(column, tuple(dict.fromkeys(sys.intern(part) for part in parts if part)))

    def _not_too_many(self, column: str, values: tuple[str, ...]) -> tuple[str, ...]:
        """None of them, when they are too many or one is too long (noted)."""
        if len(values) <= MAX_VALUES and max(map(len, values), default=0) <= MAX_CELL:
            return values
        self.wrong(column, self.cell(column)[:40], "too-long")
        return ()

    def parsed(self, column: str, parse: Callable[[str], Any], expected: str) -> Any:
        """The cell through `parse`; None when blank, or when `parse` raises ValueError (noted)."""
        value = self.plain(column)
        if not value:
            return None
        try:
            return parse(value)
        except ValueError:
            self.wrong(column, value, expected)
            return None


@dataclass(slots=True)
class Table:
    """A table as the files have it: in one sheet or in several. `usable` is False when rows could not be told
    apart at all, or when there is none."""

    name: str
    parts: list[Part] = field(default_factory=list)
    usable: bool = True
    filled: bool = False
    """Whether a row has been read."""

    @property
    def given(self) -> frozenset[str]:
        """Our names of the columns that the files have."""
        return frozenset().union(*(part.positions for part in self.parts))

    @property
    def height(self) -> int:
        """About how many rows there are."""
        return sum(part.sheet.height for part in self.parts)

    def _rows(self, part: Part, problems: list[Problem]) -> Iterator[Row]:
        try:
            yield from part.sheet.rows()
        except Unreadable as error:
            self.usable = False
            problems.append(Problem(part.sheet.file, 0, "", error.value, error.expected, part.sheet.name))

    def lines(self, problems: list[Problem]) -> Iterator[Line]:
        """The rows, unchecked, without lines of sums and remarks at the end; problems go where they are told to."""
        for part in self.parts:
            found = False
            for number, cells in self._rows(part, problems):
                if number <= part.header_row or _no_row(part, cells):
                    continue
                found = True
                line = Line(part, number, cells, problems)
                if extra := [cell.strip() for cell in cells[part.width :] if cell.strip()]:
                    line.wrong("", extra[0][:40], "extra-cells")
                yield line
            self.filled |= found
            if not found and self.name in NEVER_EMPTY:
                sheet = part.sheet
                problems.append(Problem(sheet.file, part.header_row, "", "", "no-rows", sheet.name))


def _no_row(part: Part, cells: Sequence[str]) -> bool:
    """Whether a line is a sum (its first cell says so, all others are numbers, and it could not be a row of the
    table) or a remark below the table (the only cell of its line). A row of the table has more."""
    at = next((at for at, cell in enumerate(cells) if cell.strip()), None)
    if at is None:
        return True
    alone = not any(cell.strip() for cell in cells[at + 1 :])
    if len(cells[at]) > 12 and not alone:
        return False
    totals, endings = columns().raw["totals"], columns().raw["endings"]
    first = tidy(cells[at])
    if not first:
        return alone
    if header_key(first).rstrip(":") in totals["words"]:
        code, *others = (part.positions[column] for column in columns().needed(part.table))
        complete = all(one < len(cells) and cells[one].strip() for one in others)
        numbers = all(_NUMBER.fullmatch(tidy(one).rstrip(endings["numbers"])) for one in cells[at + 1 :])
        return numbers and not (complete and code < len(cells) and bool(CODE.fullmatch(cells[code].strip())))
    return alone and fold(first).startswith(tuple(totals["remarks"]))


def recognise(sheet: Sheet, problems: list[Problem], unread: list[Problem]) -> tuple[str | None, Part | None]:
    """The table a sheet holds, by its name or its headers, and where; problems are noted. No table at all: the
    sheet holds instructions. No part: the header is wrong. `unread` gets the columns that are left out because
    citizens are not shown them."""
    name = sheet.name or Path(sheet.file).stem
    if sheet.name and header_key(name) in columns().instructions:
        return None, None
    table = columns().table_called(name)
    try:
        first = [row for row in islice(sheet.rows(), FIRST_LINES + 1) if row[0] <= 2 * FIRST_LINES]
    except Unreadable as error:
        problems.append(Problem(sheet.file, 0, "", error.value, error.expected, sheet.name))
        return table, None
    if not first:
        problems.append(Problem(sheet.file, 0, "", "", "no-rows", sheet.name))
        return table, None
    if table is None:
        table = _by_headers(first)
        if table is None:
            problems.append(Problem(sheet.file, 0, "", "", "unknown-table", sheet.name))
            return None, None
    number, header = _header(first, table)
    positions = _positions(sheet, number, header, table, problems, unread)
    if positions is None:
        return table, None
    written = {ours: " ".join(header[at].split()) for ours, at in positions.items()}
    return table, Part(table, sheet, number, len(header), positions, written)


def _known(cells: Sequence[str], table: str) -> set[str]:
    accepted = columns().of_headers[table]
    return {accepted[key] for cell in cells if (key := header_key(cell)) in accepted}


def _header(first: Sequence[Row], table: str) -> Row:
    """The line that has most of the headers, the first of them. (The lower line of a head of two has those that are
    merged downwards as well.)"""
    return max(first, key=lambda row: len(_known(row[1], table)))


def _by_headers(first: Sequence[Row]) -> str | None:
    """The table whose needed columns all stand in one line, with fewest strange ones beside them and most known."""
    found: list[tuple[int, int, str]] = []
    for table in columns().tables:
        _, header = _header(first, table)
        known = _known(header, table)
        if known.issuperset(columns().needed(table)):
            keys = {header_key(cell) for cell in header} - columns().ignored - columns().private
            found.append((len(keys - columns().of_headers[table].keys()), -len(known), table))
    found.sort()
    if not found or (len(found) > 1 and found[0][:2] == found[1][:2]):
        return None
    return found[0][2]


def _positions(
    sheet: Sheet, row: int, header: Sequence[str], table: str, problems: list[Problem], unread: list[Problem]
) -> dict[str, int] | None:
    """Where each of our columns stands, or None when one that is needed is missing, or one is doubled or unknown."""
    accepted = columns().of_headers[table]
    positions: dict[str, int] = {}
    before = len(problems)
    for at, cell in enumerate(header):
        key, shown = header_key(cell), " ".join(cell.split())
        ours = accepted.get(key)
        if ours is None and key in columns().ignored:
            continue
        if ours is None and key in columns().private:
            unread.append(Problem(sheet.file, row, shown, "", "private-column", sheet.name))
        elif ours is None or ours in positions:
            expected = "unknown-column" if ours is None else "duplicate-column"
            problems.append(Problem(sheet.file, row, shown, shown, expected, sheet.name))
        else:
            positions[ours] = at
    for ours in columns().needed(table):
        if ours not in positions:
            head = columns().headers(table)[ours][0]
            problems.append(Problem(sheet.file, row, head, "", "missing-column", sheet.name))
    return positions if len(problems) == before else None
