"""Rosters for bench.directory: made by rule, or read from a file."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TextIO

WORDS = Path(__file__).with_name("directory_words.toml")

TWO_CHARACTERS = 0.16
"""How many have a given name of one character: about so many of those born in the last seventy years."""

DEPUTIES_OF_A_VILLAGE = 1.3
"""Of a made roster, on average; a given list of places is taken whole, and again when it is too short."""

LEVELS = (("乡镇", 700), ("县", 248), ("市", 43), ("省", 8), ("全国", 1))
"""Shares of the five levels: of the 2.77 million deputies in the country, about."""

TOWNS, COUNTIES, CITIES, PROVINCES = 15, 15, 10, 12
"""Villages of a town, towns of a county, counties of a city, cities of a province: about as in reality."""


class Row(NamedTuple):
    """A deputy of a roster, as the files have it."""

    id: int
    name: str
    level: str
    unit: str
    village: str
    town: str
    county: str
    city: str
    province: str


class Place(NamedTuple):
    """A village and where it lies."""

    village: str
    town: str
    county: str
    city: str
    province: str


def opened(path: Path) -> TextIO:
    """A text file, packed or not."""
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def table(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a tab-separated file below its head line. Raises ValueError where they are not of that form."""
    with opened(path) as lines:
        head = next(lines, "").rstrip("\r\n").split("\t")
        if head != list(columns):
            raise ValueError(f"{path}: the first line must be {' '.join(columns)}, tabs between")
        for number, line in enumerate(lines, start=2):
            fields = line.rstrip("\r\n").split("\t")
            if fields == [""]:
                continue
            if len(fields) != len(columns):
                raise ValueError(f"{path}, line {number}: {len(fields)} columns instead of {len(columns)}")
            yield fields


def read_roster(path: Path) -> Iterator[Row]:
    """The deputies of a file with the columns of Row."""
    for number, *texts in table(path, Row._fields):
        yield Row(int(number), *texts)


def write_roster(rows: Iterable[Row], path: Path) -> None:
    """As `read_roster` reads it."""
    with path.open("w", encoding="utf-8") as out:
        out.write("\t".join(Row._fields) + "\n")
        out.writelines("\t".join(map(str, row)) + "\n" for row in rows)


def read_places(path: Path) -> list[Place]:
    """The villages of a file; it may do without a head line. A name of a town or above is kept once."""
    kept: dict[str, str] = {}
    places = []
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            village, *around = fields = line.rstrip("\r\n").split("\t")
            if len(fields) != len(Place._fields):
                raise ValueError(f"{path}, line {number}: needs {' '.join(Place._fields)}, tabs between")
            if fields != list(Place._fields):
                places.append(Place(village, *(kept.setdefault(one, one) for one in around)))
    return places


@dataclass(frozen=True)
class Words:
    """`directory_words.toml`: surnames and characters with their weights, running totals, and readings."""

    surnames: list[str]
    surname_totals: list[float]
    given: list[str]
    given_totals: list[float]
    readings: dict[str, str]
    plain: dict[str, Any]


@lru_cache(maxsize=1)
def words() -> Words:
    """Read once. ``readings`` of a surname stand under the whole surname."""
    read = tomllib.loads(WORDS.read_text("utf-8"))
    readings: dict[str, str] = {}
    given, weights = [], []
    for weight, group in zip((5, 2, 1), read["given"], strict=True):
        for one in group.split():
            given.append(one[0])
            weights.append(float(weight))
            readings[one[0]] = one[1:]
    surnames, shares = [], []
    for one in read["surnames"].replace("\n", ";").split(";"):
        if one.strip():
            surname, reading, share = one.split()
            surnames.append(surname)
            shares.append(float(share))
            readings["^" + surname] = reading
    return Words(surnames, list(accumulate(shares)), given, list(accumulate(weights)), readings, read)


def made_places(count: int, random: Random) -> list[Place]:
    """Villages by rule, all of one town next to each other; names come again elsewhere, never beside each other."""
    read = words().plain
    first, second, families = str(read["first"]), str(read["second"]), str(read["family"])
    everywhere = str(read["everywhere"]).split()
    behind, before, endings = (str(read[part]).split() for part in ("behind_family", "before", "village"))

    def two() -> str:
        return random.choice(first) + random.choice(second)

    def village() -> str:
        drawn = random.random()
        if drawn < 0.1:
            return random.choice(everywhere)
        if drawn < 0.35:
            name = random.choice(families) + random.choice(behind)
            name = random.choice(before) + name if random.random() < 0.2 else name
            return name if name.endswith("村") else name + "村"
        name = two() if drawn < 0.9 else random.choice(before) + two()
        return name + random.choice(endings)

    def fresh(used: set[str], draw: Callable[[], str]) -> str:
        name = draw()
        while name in used:
            name = draw()
        used.add(name)
        return name

    places: list[Place] = []
    provinces: set[str] = set()
    while len(places) < count:
        province = fresh(provinces, lambda: two() + "省")
        cities: set[str] = set()
        for _ in range(PROVINCES):
            city = fresh(cities, lambda: two() + "市")
            counties: set[str] = set()
            for _ in range(CITIES):
                county = fresh(counties, lambda: two() + random.choice(read["county"].split()))
                towns: set[str] = set()
                for _ in range(COUNTIES):
                    town = fresh(towns, lambda: two() + random.choice(read["town"].split()))
                    villages: set[str] = set()
                    for _ in range(TOWNS):
                        places.append(Place(fresh(villages, village), town, county, city, province))
                        if len(places) == count:
                            return places
    return places


def made_name(random: Random) -> str:
    """By the shares of surnames and characters."""
    known = words()
    if random.random() < known.plain["with_dot"]:
        return "·".join(random.sample(known.plain["parts"].split(), 2))
    surname = random.choices(known.surnames, cum_weights=known.surname_totals)[0]
    count = 1 if random.random() < TWO_CHARACTERS else 2
    return surname + "".join(random.choices(known.given, cum_weights=known.given_totals, k=count))


def made_roster(n: int, seed: int, places: Sequence[Place] = ()) -> Iterator[Row]:
    """``n`` deputies; the same every time for one seed. With ``places``: a part of them, or all of them several
    times, so that a village has more deputies."""
    random = Random(seed)
    known = words()
    villages = list(places) or made_places(max(1, round(n / DEPUTIES_OF_A_VILLAGE)), random)
    if places and n <= len(villages):
        chosen = random.sample(range(len(villages)), n)
    else:
        chosen = [at for _ in range(n // len(villages)) for at in range(len(villages))]
        chosen += random.sample(range(len(villages)), n - len(chosen))
    units = known.plain["units"].split()
    levels, totals = [one for one, _ in LEVELS], list(accumulate(share for _, share in LEVELS))
    for number, at in enumerate(chosen):
        place = villages[at]
        made = random.choice(known.plain["first"]) + random.choice(known.plain["second"])
        unit = random.choice(units).format(
            village=place.village, town=place.town, county=place.county, made=made
        )
        level = random.choices(levels, cum_weights=totals)[0]
        yield Row(number, made_name(random), level, unit, *place)
