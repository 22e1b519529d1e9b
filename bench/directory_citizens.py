"""The directory as a citizen asks it, for bench.directory: the roster of an assembly with its places, and what `Directory.search`
answers, not only the index under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.directory_made import Row, read_roster
from liaison.directory.model import Deputy, District, DistrictKind, Level, Mandate, Roster
from liaison.directory.search import Directory

LEVELS: dict[str, Level] = {
    "全国": "national",
    "省": "provincial",
    "市": "city",
    "县": "county",
    "乡镇": "town",
}

ROOT = "全国"
"""What all counties lie in: an assembly has one root."""


def roster_of(rows: Iterable[Row]) -> Roster:
    """Everybody is elected in their town and keeps in touch with their village. Ids are those of the rows and one more."""
    districts: list[District] = []
    numbers: dict[tuple[str, ...], int] = {}

    def place(kind: DistrictKind, path: tuple[str, ...], outer: int | None) -> int:
        if path not in numbers:
            number = numbers[path] = len(districts) + 1
            districts.append(District(number, f"D{number}", path[-1], kind, outer))
        return numbers[path]

    root = place("city", (ROOT,), None)
    deputies = []
    for row in rows:
        path = (row.province, row.city, row.county)
        county = place("county", path, root)
        town = place("town", (*path, row.town), county)
        village = place("village", (*path, row.town, row.village), town)
        deputies.append(
            Deputy(
                row.id + 1,
                str(row.id),
                row.name,
                row.unit,
                (Mandate(LEVELS.get(row.level, "town"), town),),
                district_ids=(village,),
                token=str(row.id),
            )
        )
    return Roster.of("bench", ROOT, districts=districts, deputies=deputies)


def load(roster: Path, limit: int) -> Callable[[str], Sequence[int]]:
    """A directory that is ready, to be asked for the ids of rows."""
    directory = Directory(roster_of(read_roster(roster))).ready()
    return lambda text: [hit.deputy.id - 1 for hit in directory.search(text, limit=limit).hits]
