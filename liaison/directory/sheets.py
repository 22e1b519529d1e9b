"""Spreadsheets as they come from offices, as sheets of rows of text: workbooks (.xlsx) and CSV.

A cell is what a person sees in it, near enough: whole numbers without a fraction, dates as 2031-12-31. A cell
merged downwards counts for all its rows, in its first column.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order: UTF-8 with or without a byte order mark, then what Chinese Excel writes."""

DELIMITERS = (",", "\t", ";")
"""What spreadsheets write between cells; of the first lines, the one they have most of is taken."""

FIRST_LINES = 10
"""In so many lines the header stands, below titles."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Excel 97 to 2003 begins, and one that is protected by a password."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Stands in the list of parts of a workbook that is protected by a password."""

ZIP = b"PK\x03\x04"

MOST_CELLS = 50_000_000
"""Of a sheet, the empty ones between counted; more is a stray value far away, and would not fit into memory."""

_FAR = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]* t="e"[^<>]*>(?:<f[^<>]*/>|<f.*?</f>)?<v>([^<]*)</v>')

Row = tuple[int, list[str]]
"""A number as the spreadsheet shows it, and the cells."""


class Unreadable(Exception):
    """A file that no sheet can be got from. ``expected`` is the end of a key of the texts (import-…)."""

    def __init__(self, expected: str, value: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.value = value


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; of a CSV file the only one, with no name. ``rows`` gives those that hold anything,
    each time anew, and raises Unreadable. ``height`` is about how many there are."""

    path: Path
    file: str
    name: str
    height: int
    rows: Callable[[], Iterator[Row]]


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a file that are not hidden and hold anything; each is best looked at before the next is asked
    for. Raises Unreadable, OSError."""
    with path.open("rb") as opened:
        start = opened.read(8)
        if start == OLD_OFFICE:
            rest = opened.read()
            raise Unreadable("password" if ENCRYPTED in rest else "old-workbook")
    if start[:4] == ZIP or path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _workbook(path)
    else:
        yield _text(path)


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


def _text(path: Path) -> Sheet:
    encoding, delimiter = _dialect(path)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as opened:
            reader = csv.reader(opened, delimiter=delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    if any(cell.strip() for cell in cells):
                        yield number, cells
            except csv.Error as error:
                raise Unreadable("bad-csv", str(error)) from None

    with path.open("rb") as opened:
        height = sum(1 for _ in opened)
    return Sheet(path, path.name, "", height, rows)


def _dialect(path: Path) -> tuple[str, str]:
    """Encoding and delimiter of a CSV file. Raises Unreadable when it is no text of a kind that is known."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as opened:
                first = "".join(opened.readline() for _ in range(FIRST_LINES))
                if "\0" in first:
                    break
                while part := opened.read(1 << 20):
                    if "\0" in part:
                        raise Unreadable("bad-encoding")
        except UnicodeDecodeError:
            continue
        return encoding, max(DELIMITERS, key=first.count)
    raise Unreadable("bad-encoding")


def _workbook(path: Path) -> Iterator[Sheet]:
    from python_calamine import SheetVisibleEnum, load_workbook  # noqa: PLC0415 - only where there is one

    with _understood():
        _refuse_far(path)
        book = _Book(path, load_workbook(path))
    for number, about in enumerate(book.workbook.sheets_metadata):
        if about.visible == SheetVisibleEnum.Visible:
            with _understood():
                sheet = book.sheet(number)
            if sheet.start is not None:
                yield Sheet(path, path.name, about.name, sheet.total_height, partial(book.rows, number))


@contextmanager
def _understood() -> Iterator[None]:
    """Raises Unreadable for whatever goes wrong in a damaged file."""
    try:
        yield
    except (Unreadable, MemoryError, FileNotFoundError, PermissionError):
        raise
    except BaseException as error:  # what the library's own language throws is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Unreadable("damaged") from None


def _refuse_far(path: Path) -> None:
    """Raises Unreadable when a sheet says that it spans more than MOST_CELLS."""
    with zipfile.ZipFile(path) as archive:
        for name in _sheet_parts(archive):
            with archive.open(name) as part:
                said = _FAR.search(part.read(4096))
            if said and _column(said[1]) * int(said[2]) > MOST_CELLS:
                raise Unreadable("too-wide")


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets, in the workbook's order; empty when it is put together in another way."""
    try:
        book = archive.read("xl/workbook.xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeDecodeError):
        return []
    targets = {}
    for tag in re.findall(r"<Relationship [^>]*>", relations):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[told.get("Id", "")] = told.get("Target", "")
    parts = []
    for tag in re.findall(r"<sheet [^>]*>", book):
        told = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        target = targets.get(told.get("r:id", ""), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name not in archive.NameToInfo:
            return []
        parts.append(name)
    return parts


def _column(letters: bytes) -> int:
    """A=1, B=2, …, AA=27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _Book:
    """A workbook; of its sheets one is held at a time, the last that was asked for."""

    def __init__(self, path: Path, workbook: CalamineWorkbook) -> None:
        self.path = path
        self.workbook = workbook
        self._held: tuple[int, CalamineSheet] | None = None

    def sheet(self, number: int) -> CalamineSheet:
        """By its place in the workbook."""
        if self._held is None or self._held[0] != number:
            self._held = None
            self._held = number, self.workbook.get_sheet_by_index(number)
        return self._held[1]

    def rows(self, number: int) -> Iterator[Row]:
        """The rows of a sheet that hold anything."""
        sheet = self.sheet(number)
        left = sheet.start[1] if sheet.start else 0
        wrong = self._errors(number)
        filled: dict[int, list[tuple[int, int]]] = {}
        for (top, column), (bottom, _right) in sheet.merged_cell_ranges or ():
            for row in range(top + 1, bottom + 1):
                filled.setdefault(row, []).append((column, top))
        lasting: dict[tuple[int, int], str] = {}
        starts: dict[int, list[int]] = {}
        for column, top in {spot for spots in filled.values() for spot in spots}:
            starts.setdefault(top, []).append(column)
        padding = [""] * left
        for row, values in enumerate(sheet.iter_rows()):
            cells = padding + [value if type(value) is str else seen(value) for value in values]
            for column, value in wrong.get(row, ()):
                cells[column] = value
            for column in starts.get(row, ()):
                lasting[row, column] = cells[column]
            for column, top in filled.get(row, ()):
                if column < len(cells) and not cells[column]:
                    cells[column] = lasting.get((top, column), "")
            if any(cells) and any(cell.strip() for cell in cells):
                yield row + 1, cells
        self._held = None

    def _errors(self, number: int) -> dict[int, list[tuple[int, str]]]:
        """Cells whose formula failed (#N/A), which the library reads as blank: by row, counted from 0."""
        found: dict[int, list[tuple[int, str]]] = {}
        with zipfile.ZipFile(self.path) as archive:
            parts = _sheet_parts(archive)
            if number >= len(parts):
                return found
            with archive.open(parts[number]) as part:
                for text in _blocks(part):
                    if b't="e"' in text:
                        for letters, row, value in _ERROR.findall(text):
                            spot = (_column(letters) - 1, value.decode("utf-8", "replace"))
                            found.setdefault(int(row) - 1, []).append(spot)
        return found


def _blocks(part: IO[bytes], size: int = 1 << 20) -> Iterator[bytes]:
    """What is in a part, cut at the ends of rows."""
    rest = b""
    while more := part.read(size):
        whole, mark, rest = (rest + more).rpartition(b"</row>")
        yield whole + mark
    yield rest


def seen(value: object) -> str:
    """A value of a workbook as a person sees it."""
    match value:
        case str():
            return value
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
    return str(value)
