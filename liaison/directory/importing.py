"""A congress from a directory of plain files: all of it, or every reason why not.

The format is documented column by column in congress/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar, cast

from liaison.directory.files import (
    AssemblyRow,
    CommitteeRow,
    CongressFiles,
    DeputyRow,
    DistrictRow,
    MandateRow,
    StationRow,
)
from liaison.directory.model import DISTRICT_KINDS, DistrictKind, Level
from liaison.directory.tables import Line, Problem, Table, columns, decode, read_table
from liaison.routing.lexicon import Lexicon, Row, read_terms
from liaison.routing.remits import propose
from liaison.routing.subjects import shipped
from liaison.routing.table import SubjectRow

REMITS = "remits"
"""The folder of remit files, one `<committee code>.tsv` a committee."""

SAMPLE_REMITS = Path(__file__).parents[2] / "congress" / "xinghe" / REMITS
"""Those of the sample congress, for one that has no such folder: their terms speak for subjects, and which
committee has those stands in its own table."""

CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
"""Codes travel in links and buttons, so they are short and plain."""

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

Wanted = Literal["unknown-district", "unknown-committee", "unknown-station"]
R = TypeVar("R")


class ImportProblems(ValueError):
    """The files cannot be imported; `problems` holds all of them, in file and row order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems, the first: {problems[0]}")
        self.problems = list(problems)


@dataclass
class _Codes:
    """The codes a table defines. Where the table could not be read nothing is called unknown:
    one missing file shall not bury its cause under a thousand consequences."""

    trusted: bool
    rows: dict[str, int] = field(default_factory=dict)

    def lacks(self, code: str) -> bool:
        return self.trusted and code not in self.rows


def read_congress(directory: Path) -> CongressFiles:
    """Read and check a whole congress.

    Raises ImportProblems with everything that is wrong in any file; then nothing has been read.
    """
    return _Reading(directory).read()


class _Reading:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._problems: list[Problem] = []

    def read(self) -> CongressFiles:
        assembly = self._table("assembly")
        tables = {name: self._table(name) for name in ("districts", "committees", "stations", "deputies")}
        self._districts = self._codes(tables["districts"])
        self._committees = self._codes(tables["committees"])
        self._stations = self._codes(tables["stations"])
        self._codes(tables["deputies"])
        self._codes(assembly)
        assembly_rows = self._rows(assembly, self._assembly)
        if assembly.usable and len(assembly.lines) > 1:
            self._note(assembly.name, assembly.lines[1].row, "one-row")
        districts = self._tree(tables["districts"])
        committees = self._rows(tables["committees"], self._committee)
        stations = self._rows(tables["stations"], self._station)
        deputies = self._rows(tables["deputies"], self._deputy)
        terms = self._terms()
        subjects = self._subjects()
        if self._problems:
            raise ImportProblems(self._problems)
        if not subjects:
            subjects, own = propose({row.code: row.remit for row in committees}, Lexicon.from_rows(terms))
            terms += own
        codes = {row.code for row in committees}
        home = min(codes)  # of terms from the sample's files: they speak for subjects, wherever they are kept
        terms = tuple(row if row.committee in codes else replace(row, committee=home) for row in terms)
        return CongressFiles(assembly_rows[0], districts, committees, stations, deputies, terms, subjects)

    def _table(self, name: str) -> Table:
        return read_table(self._directory, name, self._problems)

    def _note(self, file: str, row: int, expected: str, value: str = "", column: str = "") -> None:
        self._problems.append(Problem(file, row, column, value, expected))

    def _rows(self, table: Table, build: Callable[[Line], R]) -> tuple[R, ...]:
        return tuple(build(line) for line in table.lines)

    def _codes(self, table: Table) -> _Codes:
        """Check and collect the codes of a table; a row that is wrong elsewhere still lends its code."""
        codes = _Codes(table.usable)
        for line in table.lines:
            code = line.needed("code")
            if code and not CODE.fullmatch(code):
                line.wrong("code", code, "bad-code")
            elif code in codes.rows:
                line.wrong("code", code, "duplicate-code")
            elif code:
                codes.rows[code] = line.row
        return codes

    def _known(self, line: Line, column: str, code: str, codes: _Codes, expected: Wanted) -> None:
        if code and codes.lacks(code):
            line.wrong(column, code, expected)

    def _assembly(self, line: Line) -> AssemblyRow:
        return AssemblyRow(line.cells["code"], line.needed("name"))

    def _committee(self, line: Line) -> CommitteeRow:
        return CommitteeRow(line.cells["code"], line.needed("name"), line.text("remit"))

    def _tree(self, table: Table) -> tuple[DistrictRow, ...]:
        """The districts, parents before children. A parent is always of an earlier kind, so none can
        lie in itself."""
        kinds = {line.cells["code"]: columns().value("kind", line.cells["kind"]) for line in table.lines}
        rows: list[DistrictRow] = []
        root = ""
        for line in table.lines:
            code, name = line.cells["code"], line.needed("name")
            kind = kinds[code]
            if kind is None:
                line.wrong("kind", line.cells["kind"], "unknown-kind")
            parent = line.cells["parent"]
            above = kinds.get(parent)
            if not parent and root:
                line.wrong("parent", root, "second-root")
            elif not parent:
                root = code
            elif parent not in kinds:
                line.wrong("parent", parent, "unknown-district")
            elif kind and above and DISTRICT_KINDS.index(_kind(above)) >= DISTRICT_KINDS.index(_kind(kind)):
                line.wrong("parent", parent, "parent-kind")
            rows.append(DistrictRow(code, name, _kind(kind or "village"), parent or None))
        if table.lines and not root:
            self._note(table.name, 0, "no-root")
        return tuple(sorted(rows, key=lambda row: DISTRICT_KINDS.index(row.kind)))

    def _station(self, line: Line) -> StationRow:
        district = line.needed("district")
        self._known(line, "district", district, self._districts, "unknown-district")
        latitude = line.parsed("latitude", lambda text: _degrees(text, 90), "bad-latitude")
        longitude = line.parsed("longitude", lambda text: _degrees(text, 180), "bad-longitude")
        for column, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if not line.cells[column] and line.cells[other]:
                line.wrong(column, "", "coordinate-pair")
        return StationRow(
            line.cells["code"],
            line.needed("name"),
            line.needed("address"),
            district,
            line.text("hours"),
            latitude,
            longitude,
        )

    def _deputy(self, line: Line) -> DeputyRow:
        name = line.needed("name")
        level = columns().value("level", line.cells["level"])
        if level is None:
            line.wrong("level", line.cells["level"], "unknown-level" if line.cells["level"] else "required")
        district = line.needed("district")
        self._known(line, "district", district, self._districts, "unknown-district")
        committee = line.cells["committee"]
        self._known(line, "committee", committee, self._committees, "unknown-committee")
        linked, stations = line.many("districts"), line.many("stations")
        for code in linked:
            self._known(line, "districts", code, self._districts, "unknown-district")
        for code in stations:
            self._known(line, "stations", code, self._stations, "unknown-station")
        return DeputyRow(
            code=line.cells["code"],
            name=name,
            unit=line.text("unit"),
            mandates=(
                MandateRow(
                    cast(Level, level or "town"),
                    district,
                    line.text("delegation"),
                    line.parsed("term_end", _day, "bad-date"),
                ),
            ),
            committee=committee or None,
            groups=line.many("groups"),
            districts=linked,
            stations=stations,
            pledge=line.text("pledge"),
            phone=line.parsed("phone", _phone, "bad-phone") or "",
        )

    def _subjects(self) -> tuple[SubjectRow, ...]:
        """The congress's own table; empty when it has none."""
        if not (self._directory / columns().file("subjects")).exists():
            return ()
        table = self._table("subjects")
        seen: set[str] = set()
        rows = []
        for line in table.lines:
            subject, committee, assisting = (
                line.needed("subject"),
                line.needed("committee"),
                line.cells["assisting"],
            )
            if subject and not shipped().under(subject):
                line.wrong("subject", subject, "unknown-subject")
            elif subject in seen:
                line.wrong("subject", subject, "duplicate-code")
            seen.add(subject)
            self._known(line, "committee", committee, self._committees, "unknown-committee")
            self._known(line, "assisting", assisting, self._committees, "unknown-committee")
            rows.append(SubjectRow(subject, committee, assisting))
        return tuple(rows)

    def _terms(self) -> tuple[Row, ...]:
        """The congress's own copy of the lexicon; without one, the lexicon of the sample."""
        own = self._directory / REMITS
        folder = own if own.is_dir() else SAMPLE_REMITS
        paths: Iterable[Path] = sorted(folder.glob("*.tsv"))
        if not paths:
            self._note(REMITS, 0, "missing-file")
        rows: list[Row] = []
        for path in paths:
            file = f"{REMITS}/{path.name}"
            if folder is own and self._committees.lacks(path.stem):
                self._note(file, 0, "unknown-committee", path.stem)
            text = decode(path.read_bytes())
            if text is None:
                self._note(file, 0, "bad-encoding")
                continue
            found, faults = read_terms(path.stem, text)
            rows.extend(found)
            for fault in faults:
                self._note(file, fault.row, fault.expected, fault.value, fault.column)
        return tuple(rows)


def _kind(value: str) -> DistrictKind:
    return cast(DistrictKind, value)


def _degrees(text: str, most: float) -> float:
    value = float(text)
    if not -most <= value <= most:  # also refuses NaN
        raise ValueError(text)
    return value


def _phone(text: str) -> str:
    if not PHONE.fullmatch(text):
        raise ValueError(text)
    return text


def _day(text: str) -> date:
    found = DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in found.groups())
    return date(year, month, day)
