"""A congress as files: a workbook with a sheet for each table, or a folder of CSV files.

Every cell is text, so that nothing is turned into a number, a date or a formula. Reading it gives the same again.
"""

from __future__ import annotations

import csv
import filecmp
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from liaison.directory.deputies import PHOTOS
from liaison.directory.files import CongressFiles, DeputyRow
from liaison.directory.importing import REMITS, TELL_AFTER, Progress, once
from liaison.directory.tables import columns

if TYPE_CHECKING:
    from xlsxwriter import Workbook

BETWEEN = "、"
"""Between several values in one cell; one of tables.LIST_SEPARATORS."""

FORMULA = re.compile(r"[=+\-@\t\r'＝＋－＠]")
"""How a cell begins that a spreadsheet would run when it opens a CSV file, or take for our own apostrophe."""

NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?")

TERM_COLUMNS = ("term", "weight", "subject", "note")


class Taken(Exception):
    """There is another file already where one is to be put, and nobody said that it may be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@contextmanager
def staged(target: Path, *, force: bool) -> Iterator[Path]:
    """Gives the target to write an export to meanwhile; at the end every file takes its place, the tables last.

    Other files of the same names are replaced with `force` alone, and then files of terms
    that a folder has from before, and that are not written now, are removed. Raises Taken, before anything has its place, and OSError.
    """
    folder = _folder(target)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".export-", dir=folder) as name:
        made = Path(name)
        yield made if folder is target else made / target.name
        places = {path: folder / path.relative_to(made) for path in made.rglob("*") if path.is_file()}
        if not force:
            there = {path: place for path, place in places.items() if place.exists()}
            for path, place in there.items():
                if not filecmp.cmp(path, place, shallow=False):
                    raise Taken(place)
                del places[path]
        for path, place in sorted(places.items(), key=lambda each: -len(each[0].parts)):
            place.parent.mkdir(exist_ok=True)
            path.replace(place)
        if force and folder is target:
            _remove_terms(folder / REMITS, keep=set(places.values()))


def _remove_terms(folder: Path, *, keep: set[Path]) -> None:
    """Files of terms from before; without any, the folder goes too, since an empty one does not import."""
    for path in set(folder.glob("*.tsv")) - keep:
        path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _folder(target: Path) -> Path:
    return target.parent if target.suffix.lower() == ".xlsx" else target


def write_export(files: CongressFiles, target: Path, language: str, progress: Progress) -> None:
    """Write to a workbook (a target that ends in .xlsx) or into a folder, made when it is not there; pictures go
    into the folder `photos` beside the tables. `language` is "en", else Chinese, for headers. Raises OSError."""
    folder = _folder(target)
    folder.mkdir(parents=True, exist_ok=True)
    files = _with_names(files)
    place = -1 if language == "en" else 0
    of = len(files.deputies) + len(files.districts) + len(files.stations)
    if folder is target:
        for table in columns().tables:
            if table == "links":
                continue  # they stand in the deputies' table
            with (folder / columns().file(table)).open("w", encoding="utf-8-sig", newline="") as opened:
                writer = csv.writer(opened)
                for row in _counted(table_rows(files, table, place), of, progress):
                    writer.writerow(safe(cell) for cell in row)
        _write_remits(files, folder / REMITS)
    else:
        with open_workbook(target, constant_memory=True) as workbook:
            for table in columns().tables:
                if table != "links":
                    _write_sheet(workbook, files, table, place, lambda rows: _counted(rows, of, progress))
    for photo in filter(None, (deputy.photo for deputy in files.deputies)):
        (folder / PHOTOS).mkdir(exist_ok=True)
        (folder / PHOTOS / photo.name).write_bytes(photo.read())


@contextmanager
def open_workbook(target: Path, *, constant_memory: bool = False) -> Iterator[Workbook]:
    """A workbook to be written; it takes the place of what is there once it is whole. Raises OSError."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only where one is written
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    part = target.with_name(f".{target.name}.part")
    try:
        part.touch()
        with Workbook(part, {"constant_memory": constant_memory, "strings_to_formulas": False}) as workbook:
            yield workbook
        part.replace(target)
    except FileCreateError as error:
        raise OSError(str(error)) from None
    finally:
        part.unlink(missing_ok=True)


def _with_names(files: CongressFiles) -> CongressFiles:
    """Pictures of the same name that are not the same get the name of the deputy's code."""
    names: dict[str, str] = {}
    deputies: list[DeputyRow] = []
    for row in files.deputies:
        photo = row.photo
        if photo and names.setdefault(photo.name.casefold(), photo.sha256) != photo.sha256:
            photo = replace(photo, name=f"{row.code}-{photo.sha256[:8]}{Path(photo.name).suffix}")
            names[photo.name.casefold()] = photo.sha256
            row = replace(row, photo=photo)  # noqa: PLW2901
        deputies.append(row)
    return replace(files, deputies=tuple(deputies))


def _write_sheet(
    workbook: Workbook,
    files: CongressFiles,
    table: str,
    place: int,
    counted: Callable[[Iterator[Sequence[str]]], Iterator[Sequence[str]]],
) -> None:
    sheet = workbook.add_worksheet(columns().sheet(table, place))
    text = workbook.add_format({"num_format": "@", "quote_prefix": True})
    head = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#DDE7F0", "text_wrap": True})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns().headers(table)):
        sheet.set_column(at, at, WIDTHS.get(column, 14), text)
    for number, row in enumerate(counted(table_rows(files, table, place))):
        for at, cell in enumerate(row):
            if cell:
                sheet.write_string(number, at, escaped(cell), text if number else head)


WIDTHS = {
    "name": 22,
    "unit": 30,
    "address": 34,
    "hours": 30,
    "remit": 50,
    "pledge": 34,
    "districts": 24,
    "groups": 24,
    "former": 20,
    "delegation": 18,
    "phone": 18,
}
"""Of columns, in characters; others have 14."""


def escaped(text: str) -> str:
    """For a cell of a workbook: what already begins with an apostrophe has another one before it, since reading
    takes one away."""
    return f"'{text}" if text.startswith("'") else text


def safe(text: str) -> str:
    """For a cell of a CSV file: what a spreadsheet would run is kept from it by an apostrophe; reading takes it
    away."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def _counted(rows: Iterator[Sequence[str]], of: int, progress: Progress) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rows):
        if number and number % TELL_AFTER == 0:
            progress(TELL_AFTER, of)
        yield row


def table_rows(files: CongressFiles, table: str, place: int) -> Iterator[Sequence[str]]:
    """The header of a table and its rows; `place` says which of the accepted words are written (0 Chinese, -1
    English)."""
    yield [heads[place] for heads in columns().headers(table).values()]
    match table:
        case "assembly":
            yield files.assembly.code, files.assembly.name
        case "districts":
            for place_row in files.districts:
                kind = columns().raw["kind"][place_row.kind][place]
                former = BETWEEN.join(place_row.former)
                yield place_row.code, place_row.name, kind, place_row.parent or "", former
        case "committees":
            for body in files.committees:
                yield body.code, body.name, body.remit
        case "groups":
            for group in files.groups:
                yield group.code, group.name, group.committee or "", BETWEEN.join(group.subjects)
        case "stations":
            for station in files.stations:
                spot = ("" if one is None else repr(one) for one in (station.latitude, station.longitude))
                yield station.code, station.name, station.address, station.district, station.hours, *spot
        case "subjects":
            for subject in files.subjects:
                yield subject.subject, subject.committee, subject.assisting
        case "deputies":
            for deputy in files.deputies:
                yield from _mandates(deputy, place)


def _mandates(deputy: DeputyRow, place: int) -> Iterator[Sequence[str]]:
    for number, mandate in enumerate(deputy.mandates):
        cells = {
            "code": deputy.code,
            "name": deputy.name,
            "level": columns().raw["level"][mandate.level][place],
            "delegation": mandate.delegation,
            "district": mandate.district,
            "term_end": mandate.term_end.isoformat() if mandate.term_end else "",
        }
        if number == 0:
            cells |= {
                "unit": deputy.unit,
                "committee": deputy.committee or "",
                "groups": BETWEEN.join(deputy.groups),
                "districts": BETWEEN.join(deputy.districts),
                "stations": BETWEEN.join(deputy.stations),
                "pledge": deputy.pledge,
                "phone": deputy.phone,
                "profession": deputy.profession,
                "photo": deputy.photo.name if deputy.photo else "",
                "succeeds": deputy.succeeds or "",
            }
        yield [cells.get(column, "") for column in columns().headers("deputies")]


def _write_remits(files: CongressFiles, folder: Path) -> None:
    """The words that speak for each subject, a file a committee."""
    if files.terms:
        folder.mkdir(exist_ok=True)
    terms = once(files.terms)
    for committee in sorted({row.committee for row in terms}):
        lines = ["\t".join(TERM_COLUMNS)]
        lines += [
            "\t".join((row.term, repr(row.weight), row.subject, row.note))
            for row in terms
            if row.committee == committee
        ]
        (folder / f"{committee}.tsv").write_text("\n".join(lines) + "\n", "utf-8")
