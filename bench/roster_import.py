"""How long a large roster takes to import, and how much memory: from a workbook and from CSV, into SQLite and into
PostgreSQL; then the same files again, and with some deputies changed.

    python -m bench.roster_import [--n 100000] [--changes 1000] [--only sqlite|postgresql] [--json]

Every import is a process of its own, the command as it is run; seconds are its whole life, MB its highest resident
memory. The roster is generated: a deputy in a village out of two, a station in each town.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from liaison.directory.files import (
    AssemblyRow,
    CommitteeRow,
    CongressFiles,
    DeputyRow,
    DistrictRow,
    GroupRow,
    MandateRow,
    StationRow,
)
from liaison.directory.model import Level
from liaison.directory.writing import write_export
from liaison.routing.table import SubjectRow
from tests.servers import Postgres

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅海燕建国志文雪晓东林云飞"
PLACES = "东西南北上下大小青白红黄清平安和长新石柳杨梅松竹荷莲桥井坡湾滩岭溪河塘坝"
LEVELS: tuple[Level, ...] = ("city", "county", "town", "town", "town")
VILLAGES_A_TOWN = 20
TOWNS_A_COUNTY = 15


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one import."""

    what: str
    database: str
    source: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


def roster(n: int, seed: int = 5) -> CongressFiles:
    """A congress of so many deputies."""
    dice = random.Random(seed)
    villages = max(n // 2, 1)
    districts = [DistrictRow("C", "澜江市", "city", None)]
    stations: list[StationRow] = []
    names = [a + b for a in PLACES for b in PLACES]
    village_codes: list[str] = []
    for number in range(villages):
        town, county = number // VILLAGES_A_TOWN, number // VILLAGES_A_TOWN // TOWNS_A_COUNTY
        if number % (VILLAGES_A_TOWN * TOWNS_A_COUNTY) == 0:
            districts.append(DistrictRow(f"X{county}", f"{names[county % len(names)]}县", "county", "C"))
        if number % VILLAGES_A_TOWN == 0:
            name = names[town % len(names)]
            districts.append(DistrictRow(f"T{town}", f"{name}镇", "town", f"X{county}"))
            place = 30 + town / 10_000, 120 + town / 10_000
            stations.append(
                StationRow(
                    f"S{town}",
                    f"{name}镇代表联络站",
                    f"{name}镇人民路{town}号",
                    f"T{town}",
                    "周一至周五",
                    *place,
                )
            )
        village_codes.append(f"V{number}")
        districts.append(DistrictRow(f"V{number}", f"{dice.choice(names)}村", "village", f"T{town}"))
    committees = tuple(CommitteeRow(f"K{k}", f"第{k}委员会", "住房、道路、学校") for k in range(9))
    deputies = tuple(_deputy(number, dice, village_codes, names) for number in range(n))
    groups = tuple(GroupRow(f"G{k}", f"第{k}代表小组", f"K{k}", ("housing",)) for k in range(9))
    return CongressFiles(
        AssemblyRow("big", "澜江市人民代表大会"),
        tuple(sorted(districts, key=lambda row: ("city", "county", "town", "village").index(row.kind))),
        committees,
        tuple(stations),
        deputies,
        (),
        (SubjectRow("building", "K0", ""),),
        groups,
    )


def _deputy(number: int, dice: random.Random, villages: list[str], names: list[str]) -> DeputyRow:
    at = number % len(villages)
    level = LEVELS[number % len(LEVELS)]
    town = at // VILLAGES_A_TOWN
    district = {"city": f"X{town // TOWNS_A_COUNTY}", "county": f"T{town}"}.get(level, villages[at])
    return DeputyRow(
        code=f"D{number}",
        name=dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2)))),
        unit=f"{dice.choice(names)}村村民委员会",
        mandates=(MandateRow(level, district, f"第{town % 40}代表团", date(2031, 12, 31)),),
        committee=f"K{number % 9}" if number % 10 == 0 else None,
        groups=(f"第{number % 9}代表小组",),
        districts=(villages[at], villages[(at + 1) % len(villages)]),
        stations=(f"S{town}",),
        profession="农民",
        pledge="群众反映的事，件件有回音",
        phone=f"0000-{number:07}",
    )


def changed(files: CongressFiles, count: int) -> CongressFiles:
    """The same with so many deputies who sit in another delegation."""
    moved = tuple(
        replace(row, mandates=(replace(row.mandates[0], delegation="机关代表团"),))
        for row in files.deputies[:count]
    )
    return replace(files, deputies=moved + files.deputies[count:])


def run(database: str, url: str, folder: Path, path: Path, what: str) -> Figures:
    """One import."""
    environment = {**os.environ, "LIAISON_DATABASE_URL": url, "LIAISON_DATA_DIR": str(folder)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "import", str(path)], env=environment, stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{what}: the import ended with {process.returncode}")
    source = path.suffix.lstrip(".") or "csv"
    cpu = used.ru_utime + used.ru_stime
    return Figures(what, database, source, round(seconds, 1), round(cpu, 1), round(used.ru_maxrss / 1024, 0))


def urls(folder: Path, only: str) -> Iterator[tuple[str, str, str]]:
    """Each database, what is imported into it, and an empty one of its kind."""
    for source in ("xlsx", "csv"):
        if only != "postgresql":
            yield "sqlite", source, f"sqlite:///{folder / source}.db"
    if only != "sqlite":
        with contextlib.closing(Postgres(durable=True)) as postgres:
            for source in ("xlsx", "csv"):
                yield "postgresql", source, postgres.make()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--n", type=int, default=100_000, help="deputies")
    parser.add_argument("--changes", type=int, default=1000, help="deputies changed in the third import")
    parser.add_argument("--only", choices=("", "sqlite", "postgresql"), default="", help="one database")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    chosen = parser.parse_args()
    found: list[Figures] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = roster(chosen.n)
        for version, content in (("first", files), ("changed", changed(files, chosen.changes))):
            for target in (folder / f"{version}.xlsx", folder / version):
                write_export(content, target, "zh_CN", lambda _more, _of: None)
        del files, content
        for database, source, url in urls(folder, chosen.only):
            ending = ".xlsx" if source == "xlsx" else ""
            for what, version in (("first", "first"), ("again", "first"), ("changed", "changed")):
                figures = run(database, url, folder / "data", folder / f"{version}{ending}", what)
                found.append(figures)
                print(json.dumps(asdict(figures)), file=sys.stderr, flush=True)
    if chosen.json:
        print(
            json.dumps({"n": chosen.n, "changes": chosen.changes, "imports": [asdict(one) for one in found]})
        )
        return
    print(f"{'import':10}{'database':12}{'from':6}{'seconds':>9}{'cpu':>9}{'peak MB':>9}")
    for one in found:
        times = f"{one.seconds:9.1f}{one.cpu_seconds:9.1f}{one.peak_mb:9.0f}"
        print(f"{one.what:10}{one.database:12}{one.source:6}{times}")


if __name__ == "__main__":
    main()
