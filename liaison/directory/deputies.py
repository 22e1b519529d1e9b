"""The deputies' table: a row is a mandate, and rows of one code are one person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

from liaison.directory.files import DeputyRow, MandateRow, PhotoFile
from liaison.directory.model import Level
from liaison.directory.tables import Line, Problem, columns
from liaison.directory.values import CODE, day, phone

PHOTOS = "photos"
"""The folder beside the file in which the pictures are."""

MOST_PHOTO_BYTES = 2 << 20
"""Of a picture; Telegram would take more, but nobody needs it on a card."""

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How JPEG and PNG files begin."""

OF_THE_PERSON = (
    "unit",
    "profession",
    "committee",
    "groups",
    "districts",
    "stations",
    "pledge",
    "phone",
    "photo",
    "succeeds",
)
"""Columns that are the same, or blank, in every row of one person."""


class Deputies:
    """Reads the tables of deputies and of their links to communities. `lines` gives the rows of a table, `lacks`
    says whether a code is in none (districts, committees, stations)."""

    def __init__(
        self,
        lines: Callable[[str], Iterator[Line]],
        lacks: Callable[[str, str], bool],
        problems: list[Problem],
    ) -> None:
        self._lines = lines
        self._lacks = lacks
        self._problems = problems
        self.linked: dict[str, dict[str, None]] = {}
        """What the table of links says: codes of communities by that of the deputy."""
        self._rows: dict[str, DeputyRow] = {}
        self._succeeding: list[tuple[Line, str, str]] = []
        self._photos: dict[Path, PhotoFile | str] = {}

    def read(self, *, known: frozenset[str], alone: bool) -> tuple[DeputyRow, ...]:
        """Everybody, in the order of the files. `known`: codes of those who are in the roster already; `alone`:
        the files have links, but no deputies."""
        for line in self._lines("deputies"):
            self._add(line)
        for line, code, before in self._succeeding:
            if before == code:
                line.wrong("succeeds", before, "succeeds-self")
            elif before not in self._rows and before not in known:
                line.wrong("succeeds", before, "unknown-deputy")
        self._link(known if alone else frozenset())
        return tuple(self._rows.values())

    def _add(self, line: Line) -> None:
        code = line.needed_code("code")
        if code and not CODE.fullmatch(code):
            line.wrong("code", code, "bad-code")
            code = ""
        row = self._row(line, code)
        if not code:
            return
        first = self._rows.get(code)
        if row.succeeds:
            self._succeeding.append((line, code, row.succeeds))
        if first is None:
            self._rows[code] = row
        elif first.name != row.name or row.mandates[0].level in {one.level for one in first.mandates}:
            line.wrong("code", code, "duplicate-code")
        else:
            self._rows[code] = self._joined(line, first, row)

    def _joined(self, line: Line, first: DeputyRow, row: DeputyRow) -> DeputyRow:
        """One person of two rows."""
        filled = {}
        for column in OF_THE_PERSON:
            here = getattr(row, column)
            if here and not getattr(first, column):
                filled[column] = here
            elif here and here != getattr(first, column):
                line.wrong(column, line.cell(column), "not-as-above")
        return replace(first, mandates=first.mandates + row.mandates, **filled)

    def _row(self, line: Line, code: str) -> DeputyRow:
        name = line.needed("name")
        written = line.cell("level")
        level = columns().value("level", written)
        if level is None:
            line.wrong("level", written, "unknown-level" if written else "required")
        district = line.needed_code("district")
        if district and self._lacks("districts", district):
            line.wrong("district", district, "unknown-district")
        committee = line.plain("committee")
        if committee and self._lacks("committees", committee):
            line.wrong("committee", committee, "unknown-committee")
        linked, stations = line.many_codes("districts"), line.many_codes("stations")
        for one in linked:
            if self._lacks("districts", one):
                line.wrong("districts", one, "unknown-district")
        for one in stations:
            if self._lacks("stations", one):
                line.wrong("stations", one, "unknown-station")
        ends = line.parsed("term_end", day, "bad-date")
        return DeputyRow(
            code=code,
            name=name,
            unit=line.text("unit"),
            mandates=(MandateRow(cast(Level, level or "town"), district, line.text("delegation"), ends),),
            committee=committee or None,
            groups=line.many("groups"),
            districts=linked,
            stations=stations,
            profession=line.text("profession"),
            pledge=line.text("pledge"),
            phone=line.parsed("phone", phone, "bad-phone") or "",
            photo=self._photo(line),
            succeeds=line.plain("succeeds") or None,
        )

    def _photo(self, line: Line) -> PhotoFile | None:
        name = line.text("photo")
        if not name:
            return None
        if Path(name).name != name or "\\" in name:
            line.wrong("photo", name, "photo-name")
            return None
        path = line.part.sheet.path.parent / PHOTOS / name
        found = self._photos.get(path) or _picture(path)
        self._photos[path] = found
        if isinstance(found, PhotoFile):
            return found
        line.wrong("photo", name, found)
        return None

    def _link(self, known: frozenset[str]) -> None:
        for line in self._lines("links"):
            deputy, district = line.needed_code("deputy"), line.needed_code("district")
            if deputy and deputy not in self._rows and deputy not in known:
                line.wrong("deputy", deputy, "unknown-deputy")
            for one in line.many_codes("district"):
                if self._lacks("districts", one):
                    line.wrong("district", one, "unknown-district")
                elif district:
                    self.linked.setdefault(deputy, {})[one] = None
        for code, more in self.linked.items():
            if row := self._rows.get(code):
                both = tuple(dict.fromkeys((*row.districts, *more)))
                self._rows[code] = replace(row, districts=both)


def _picture(path: Path) -> PhotoFile | str:
    """A picture, or what is wrong with it: the end of a key."""
    try:
        size = path.stat().st_size
        if size > MOST_PHOTO_BYTES:
            return "photo-large"
        data = path.read_bytes()
    except OSError:
        return "photo-missing"
    if not data.startswith(PICTURES):
        return "photo-kind"
    return PhotoFile(path.name, hashlib.sha256(data).hexdigest(), path.read_bytes)
