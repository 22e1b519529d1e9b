"""A congress from spreadsheets and plain files: all of it, or every reason why not.

The format is documented column by column in congress/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from liaison.directory.deputies import Deputies
from liaison.directory.files import (
    AssemblyRow,
    CommitteeRow,
    CongressFiles,
    DistrictRow,
    GroupRow,
    StationRow,
)
from liaison.directory.model import DISTRICT_KINDS, DistrictKind
from liaison.directory.sheets import Sheet, Unreadable, read_sheets
from liaison.directory.tables import Line, Problem, Table, columns, decode, recognise
from liaison.directory.values import CODE, degrees
from liaison.routing.lexicon import Lexicon, Row, read_terms
from liaison.routing.plain import normalise
from liaison.routing.remits import propose
from liaison.routing.subjects import shipped
from liaison.routing.table import SubjectRow

REMITS = "remits"
"""The folder of remit files, one `<committee code>.tsv` a committee."""

SAMPLE_REMITS = Path(__file__).parents[2] / "congress" / "xinghe" / REMITS
"""Those of the sample congress, for one that has no such folder: their terms speak for subjects, and which
committee has those stands in its own table."""

ENDINGS = (".csv", ".txt", ".xlsx", ".xlsm", ".xls")
"""Of the files in a folder that are read."""

AT_FIRST = ("assembly", "districts", "committees", "stations", "deputies")
"""The tables without which there is no congress; later those that changed will do."""

TELL_AFTER = 1000
"""Rows between two words of progress."""

Progress = Callable[[int, int], None]
"""Told how many more rows are done, and of how many in all."""


class ImportProblems(ValueError):
    """The files cannot be imported; `problems` holds all of them, in file and row order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems, the first: {problems[0]}")
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Known:
    """What the roster already has: its name, and by table the codes that are in it."""

    assembly: AssemblyRow
    codes: Mapping[str, Collection[str]]


@dataclass
class Opened:
    """Files whose tables have been found, and nothing else read yet. `blind`: one could not be opened, so nobody knows
    what it holds. `unread` are columns that are left out, since citizens are not shown them."""

    tables: dict[str, Table]
    remits: Path | None
    problems: list[Problem] = field(default_factory=list)
    blind: bool = False
    unread: list[Problem] = field(default_factory=list)

    @property
    def assembly(self) -> str | None:
        """The code of the congress that the files are of, when they say it."""
        if "assembly" not in self.tables:
            return None
        return next((line.plain("code") for line in self.tables["assembly"].lines([])), None)

    def check(self, known: Known | None, progress: Progress | None = None) -> CongressFiles:
        """Read everything; `known` is the roster it is for, None for a new one. Raises ImportProblems with
        everything that is wrong in any file; then nothing has been read."""
        return _Reading(self, known, progress or (lambda _more, _of: None)).read()


def read_congress(directory: Path) -> CongressFiles:
    """Read and check a whole congress. Raises ImportProblems."""
    return open_files([directory]).check(None)


def open_files(paths: Sequence[Path]) -> Opened:
    """Find the tables in files and folders. What is wrong with a file is told by `Opened.check`."""
    opened = Opened({}, next((path / REMITS for path in paths if (path / REMITS).is_dir()), None))
    for path in _files(paths, opened.problems):
        expected, value = "no-rows", ""
        found = False
        try:
            for sheet in read_sheets(path):
                found = True
                _take(opened, sheet)
        except Unreadable as error:
            found, expected, value = False, error.expected, error.value
        except OSError as error:
            found = False
            expected, value = ("closed-file", error.strerror or "") if path.exists() else ("missing-file", "")
        if not found:
            opened.problems.append(Problem(path.name, 0, "", value, expected))
            if table := columns().table_called(path.stem):
                opened.tables.setdefault(table, Table(table)).usable = False
            else:
                opened.blind = True
    return opened


def _take(opened: Opened, sheet: Sheet) -> None:
    """Find out which table a sheet holds."""
    name, part = recognise(sheet, opened.problems, opened.unread)
    if name is None:
        opened.blind |= bool(opened.problems)
        return
    table = opened.tables.setdefault(name, Table(name))
    if part is None:
        table.usable = False
    else:
        table.parts.append(part)


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    """Every file to be read."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS and one.is_file())
        inside = [one for one in inside if not one.name.startswith((".", "~$"))]
        if not inside:
            problems.append(Problem(path.name, 0, "", "", "empty-folder"))
        yield from inside


def once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Of the same term for the same subject in one committee's file, the one that weighs most, as routing has it."""
    best: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = row.committee, normalise(row.term).strip(), row.subject
        if key not in best or row.weight > best[key].weight:
            best[key] = row
    return tuple(best.values())


class _Reading:
    def __init__(self, opened: Opened, known: Known | None, progress: Progress) -> None:
        self._opened = opened
        self._known = known
        self._problems = list(opened.problems)
        self._progress = progress
        self._of = sum(table.height for table in opened.tables.values())
        self._done = self._told = 0
        self._codes: dict[str, frozenset[str]] = {}

    def read(self) -> CongressFiles:
        tables = self._opened.tables
        for name in AT_FIRST if self._known is None and not self._opened.blind else ():
            if name not in tables:
                self._note(columns().file(name), "missing-file")
        assembly = self._assembly()
        districts = self._tree(self._lines("districts"))
        committee_lines = self._lines("committees")
        committees = tuple(self._committee(line) for line in committee_lines)
        groups = tuple(self._group(line) for line in self._lines("groups"))
        stations = tuple(self._station(line) for line in self._lines("stations"))
        people = Deputies(self._each, self._lacks, self._problems)
        in_roster = frozenset(self._known.codes["deputies"]) if self._known else frozenset[str]()
        deputies = people.read(known=in_roster, alone="deputies" not in tables)
        terms = self._terms()
        subjects = self._subjects()
        if self._problems:
            raise ImportProblems(self._problems)
        self._progress(self._of - self._told, self._of)
        codes = {row.code for row in committees}
        if self._known is None and not subjects:
            subjects, own = propose({row.code: row.remit for row in committees}, Lexicon.from_rows(terms))
            terms += own
        if terms:
            home = min(
                codes
            )  # of terms from the sample's files: they speak for subjects, wherever they are kept
            terms = once(row if row.committee in codes else replace(row, committee=home) for row in terms)
        return CongressFiles(
            assembly,
            districts,
            committees,
            stations,
            deputies,
            terms,
            subjects,
            groups,
            given=self._given(),
            links={code: tuple(linked) for code, linked in people.linked.items()},
        )

    def _given(self) -> Mapping[str, frozenset[str]] | None:
        """Which columns there are; what a new congress has not, is blank."""
        if self._known is None:
            return None
        given = {name: table.given for name, table in self._opened.tables.items() if table.filled}
        if self._opened.remits is not None:
            given["committees"] |= {"terms"}
        if "links" in given and "deputies" in given:
            given["deputies"] |= {"districts"}
        return given

    def _note(self, file: str, expected: str, value: str = "") -> None:
        self._problems.append(Problem(file, 0, "", value, expected))

    def _each(self, name: str) -> Iterator[Line]:
        """The rows of a table, while progress is told."""
        table = self._opened.tables.get(name)
        for line in table.lines(self._problems) if table else ():
            self._done += 1
            if self._done - self._told >= TELL_AFTER:
                self._progress(self._done - self._told, self._of)
                self._told = self._done
            yield line

    def _lines(self, name: str) -> list[Line]:
        """The rows of a table, and what codes it defines; a row that is wrong elsewhere still lends its code."""
        lines = list(self._each(name))
        seen: set[str] = set()
        for line in lines:
            code = line.needed_code("code")
            if code and not CODE.fullmatch(code):
                line.wrong("code", code, "bad-code")
            elif code in seen:
                line.wrong("code", code, "duplicate-code")
            elif code:
                seen.add(code)
        self._codes[name] = frozenset(seen)
        return lines

    def _lacks(self, name: str, code: str) -> bool:
        """Whether no such code is in a table. Where the table could not be read nothing is called unknown: one
        missing file shall not bury its cause under a thousand consequences."""
        table = self._opened.tables.get(name)
        if table is not None and (table.filled or not table.usable or self._known is None):
            return table.usable and code not in self._codes[name]
        return self._known is not None and code not in self._known.codes[name]

    def _assembly(self) -> AssemblyRow:
        lines = self._lines("assembly")
        for line in lines[1:2]:
            line.wrong("", "", "one-row")
        rows = [AssemblyRow(line.plain("code"), line.needed("name")) for line in lines]
        if not rows and self._known is not None:
            return self._known.assembly
        return rows[0] if rows else AssemblyRow("", "")

    def _committee(self, line: Line) -> CommitteeRow:
        return CommitteeRow(line.plain("code"), line.needed("name"), line.text("remit"))

    def _group(self, line: Line) -> GroupRow:
        committee = line.plain("committee")
        if committee and self._lacks("committees", committee):
            line.wrong("committee", committee, "unknown-committee")
        subjects = line.many_codes("subjects")
        for subject in subjects:
            if not shipped().under(subject):
                line.wrong("subjects", subject, "unknown-subject")
        return GroupRow(line.plain("code"), line.needed("name"), committee or None, subjects)

    def _tree(self, lines: Sequence[Line]) -> tuple[DistrictRow, ...]:
        """The districts, parents before children. A parent is always of an earlier kind, so none can
        lie in itself."""
        kinds = {line.plain("code"): columns().value("kind", line.cell("kind")) for line in lines}
        rows: list[DistrictRow] = []
        root = ""
        for line in lines:
            code, name, parent = line.plain("code"), line.needed("name"), line.plain("parent")
            kind = kinds[code]
            if kind is None:
                line.wrong("kind", line.cell("kind"), "unknown-kind" if line.cell("kind") else "required")
            above = kinds.get(parent)
            if not parent and root:
                line.wrong("parent", root, "second-root")
            elif not parent:
                root = code
            elif parent not in kinds:
                line.wrong("parent", parent, "unknown-district")
            elif kind and above and DISTRICT_KINDS.index(_kind(above)) >= DISTRICT_KINDS.index(_kind(kind)):
                line.wrong("parent", parent, "parent-kind")
            former = line.many("former")
            rows.append(DistrictRow(code, name, _kind(kind or "village"), parent or None, former))
        if lines and not root:
            sheet = lines[0].part.sheet
            self._problems.append(Problem(sheet.file, 0, "", "", "no-root", sheet.name))
        return tuple(sorted(rows, key=lambda row: DISTRICT_KINDS.index(row.kind)))

    def _station(self, line: Line) -> StationRow:
        district = line.needed_code("district")
        if district and self._lacks("districts", district):
            line.wrong("district", district, "unknown-district")
        latitude = line.parsed("latitude", lambda text: degrees(text, 90), "bad-latitude")
        longitude = line.parsed("longitude", lambda text: degrees(text, 180), "bad-longitude")
        for column, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if not line.cell(column) and line.cell(other):
                line.wrong(column, "", "coordinate-pair")
        return StationRow(
            line.plain("code"),
            line.needed("name"),
            line.needed("address"),
            district,
            line.text("hours"),
            latitude,
            longitude,
        )

    def _subjects(self) -> tuple[SubjectRow, ...]:
        """The congress's own table; empty when it has none."""
        seen: set[str] = set()
        rows = []
        for line in self._each("subjects"):
            subject, committee = line.needed_code("subject"), line.needed_code("committee")
            assisting = line.plain("assisting")
            if subject and not shipped().under(subject):
                line.wrong("subject", subject, "unknown-subject")
            elif subject in seen:
                line.wrong("subject", subject, "duplicate-code")
            seen.add(subject)
            for column, code in (("committee", committee), ("assisting", assisting)):
                if code and self._lacks("committees", code):
                    line.wrong(column, code, "unknown-committee")
            rows.append(SubjectRow(subject, committee, assisting))
        return tuple(rows)

    def _terms(self) -> tuple[Row, ...]:
        """The congress's own copy of the lexicon; a new congress without one gets that of the sample."""
        own = self._opened.remits
        if own is None and self._known is not None:
            return ()
        paths = sorted((own or SAMPLE_REMITS).glob("*.tsv"))
        if not paths:
            self._note(REMITS, "missing-file")
        elif self._known is not None and "committees" not in self._opened.tables:
            self._note(columns().file("committees"), "missing-file")
        rows: list[Row] = []
        for path in paths:
            file = f"{REMITS}/{path.name}"
            if own and self._lacks("committees", path.stem):
                self._note(file, "unknown-committee", path.stem)
            text = decode(path.read_bytes())
            if text is None:
                self._note(file, "bad-encoding")
                continue
            found, faults = read_terms(path.stem, text)
            rows.extend(found)
            self._problems += [Problem(file, one.row, one.column, one.value, one.expected) for one in faults]
        return tuple(rows)


def _kind(value: str) -> DistrictKind:
    return cast(DistrictKind, value)
