"""What is exported reads back as it was, whatever it holds; nothing in it runs as a formula."""

from __future__ import annotations

import csv
import tempfile
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from bot.texts import LANGUAGES, Texts
from liaison.directory.cells import tidy
from liaison.directory.deputies import PICTURES
from liaison.directory.files import (
    AssemblyRow,
    CommitteeRow,
    CongressFiles,
    DeputyRow,
    DistrictRow,
    GroupRow,
    MandateRow,
    PhotoFile,
    StationRow,
)
from liaison.directory.importing import Known, open_files, read_congress
from liaison.directory.model import LEVELS
from liaison.directory.tables import columns
from liaison.directory.template import CODES, LISTED, write_template
from liaison.directory.writing import Taken, safe, staged, write_export
from liaison.routing.table import SubjectRow

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"


def cell(text: str) -> str:
    """As a cell holds it, once its apostrophe is gone; a formula's error is none."""
    return "" if tidy(f"'{text}").startswith("#") else tidy(f"'{text}")


odd = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "=1+1",
            "+86 1",
            "-x",
            "@sum",
            "'单引号",
            "''",
            "\t=2",
            "＝1",
            "_x0041_",
            "合计",
            "true",
            "1001.0",
            "00123",
            "1E5",
            "2031-12-31",
            'a,b;c\td"e',
            "<&>",
            "é e\u0301",
            "𠮷·𰻝",
            "a\nb",
            "#N/A",
            "代码",
        ]
    ),
).map(cell)
"""Anything a cell can hold."""

name = odd.map(lambda text: text or "名")
item = odd.map(lambda text: tidy("".join(c for c in text if c not in "、;；|"))).filter(bool)
code = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
degree = st.floats(-90, 90, allow_nan=False)


@st.composite
def congresses(draw: st.DrawFn) -> CongressFiles:
    """Small ones, of odd cells."""
    codes = draw(st.lists(code, min_size=4, max_size=6, unique=True))
    kinds = ("city", "county", "town", *["village"] * 3)
    districts = tuple(
        DistrictRow(one, draw(name), kind, codes[max(at - 1, 0)] if at < 3 else codes[2], _unique(draw))  # type: ignore[arg-type]
        for at, (one, kind) in enumerate(zip(codes, kinds, strict=False))
    )
    districts = (replace(districts[0], parent=None), *districts[1:])
    spot = draw(st.one_of(st.none(), st.tuples(degree, degree)))
    bodies = draw(st.lists(code, min_size=1, max_size=2, unique=True))
    people = draw(st.lists(code, min_size=1, max_size=4, unique=True))
    return CongressFiles(
        AssemblyRow(draw(code), draw(name)),
        districts,
        tuple(CommitteeRow(one, draw(name), draw(odd)) for one in bodies),
        (StationRow("S", draw(name), draw(name), codes[2], draw(odd), *(spot or (None, None))),),
        tuple(_deputy(draw, one, codes, bodies, people) for one in people),
        (),
        (SubjectRow("housing", bodies[0], ""),),
        (GroupRow("G", draw(name), bodies[-1], ("housing",)),),
    )


def _unique(draw: st.DrawFn) -> tuple[str, ...]:
    return tuple(dict.fromkeys(draw(st.lists(item, max_size=3))))


def _deputy(draw: st.DrawFn, one: str, codes: list[str], bodies: list[str], people: list[str]) -> DeputyRow:
    levels = draw(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=3, unique=True))
    ends = st.one_of(st.none(), st.dates(date(1960, 1, 1), date(2140, 1, 1)))
    others = [other for other in people if other != one]
    return DeputyRow(
        one,
        draw(name),
        draw(odd),
        tuple(MandateRow(level, draw(st.sampled_from(codes)), draw(odd), draw(ends)) for level in levels),
        draw(st.one_of(st.none(), st.sampled_from(bodies))),
        _unique(draw),
        tuple(draw(st.lists(st.sampled_from(codes), max_size=3, unique=True))),
        draw(st.sampled_from([(), ("S",)])),
        draw(odd),
        draw(odd),
        draw(st.sampled_from(["", "+86 10 0000 0000", "0000-5550101"])),
        None,
        draw(st.one_of(st.none(), st.sampled_from(others))) if others else None,
    )


KNOWN = Known(AssemblyRow("x", "x"), dict.fromkeys(columns().tables, ()))
"""An empty roster; a new one would get the sample's terms each time, which takes longer than the rest."""

FORMULA = CongressFiles(
    AssemblyRow("a", "=1"),
    (DistrictRow("code", "名称", "city", None, ("=cmd|' /C calc'!A0".replace("|", ""),)),),
    (CommitteeRow("total", "12", ""),),
    (StationRow("sum", "1", "2", "code", "3", -0.0, 1e-300),),
    (DeputyRow("code", "姓名", "'", (MandateRow("city", "code", "'=x", None),)),),
    (),
    (SubjectRow("housing", "total", ""),),
)


@settings(max_examples=25, deadline=None)
@given(congresses())
@example(FORMULA)
def test_importing_an_export_gives_the_same(files: CongressFiles) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            for target in (Path(folder) / f"{language}.xlsx", Path(folder) / language):
                write_export(files, target, language, lambda _more, _of: None)
                assert open_files([target]).check(KNOWN) == files


def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    write_export(FORMULA, tmp_path / "a.xlsx", "zh_CN", lambda _more, _of: None)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [archive.read(one) for one in archive.namelist() if "worksheets/" in one]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    write_export(FORMULA, tmp_path / "a", "zh_CN", lambda _more, _of: None)
    for path in (tmp_path / "a").glob("*.csv"):
        for row in csv.reader(path.read_text("utf-8-sig").splitlines()):
            assert not any(one.startswith(("=", "@")) for one in row)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1", "'=1"),
        ("-1.5", "-1.5"),
        ("-x", "'-x"),
        ("+861", "+861"),
        ("+86 1", "'+86 1"),
        ("'a", "''a"),
        ("甲", "甲"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str, written: str) -> None:
    assert safe(text) == written
    assert tidy(written) == text


def test_pictures_go_along_and_keep_apart(tmp_path: Path) -> None:
    def photo(data: bytes) -> PhotoFile:
        return PhotoFile("one.png", sha256(data).hexdigest(), lambda: data)

    files = read_congress(SAMPLE)
    first, second, third = (PICTURES[1] + text for text in (b"a", b"b", b"a"))
    deputies = [
        replace(row, photo=photo(data))
        for row, data in zip(files.deputies, (first, second, third), strict=False)
    ]
    files = replace(files, deputies=(*deputies, *files.deputies[3:]))
    write_export(files, tmp_path / "out" / "all.xlsx", "en", lambda _more, _of: None)
    found = open_files([tmp_path / "out" / "all.xlsx"]).check(None)
    pictures = [row.photo.read() if row.photo else b"" for row in found.deputies[:4]]
    assert pictures == [first, second, third, b""]
    assert len(list((tmp_path / "out" / "photos").iterdir())) == 2


def test_a_folder_has_the_terms_too(tmp_path: Path) -> None:
    files = read_congress(SAMPLE)
    write_export(files, tmp_path / "all", "zh_CN", lambda _more, _of: None)
    again = read_congress(tmp_path / "all")
    assert replace(again, terms=()) == replace(files, terms=())
    assert again.lexicon() == files.lexicon()


def export(files: CongressFiles, target: Path, *, force: bool = False) -> None:
    with staged(target, force=force) as meanwhile:
        write_export(files, meanwhile, "zh_CN", lambda _more, _of: None)


def test_another_picture_of_the_same_name_is_replaced_only_when_it_is_meant(tmp_path: Path) -> None:
    files = read_congress(SAMPLE)
    data = PICTURES[1] + b"new"
    photo = PhotoFile("one.png", sha256(data).hexdigest(), lambda: data)
    files = replace(files, deputies=(replace(files.deputies[0], photo=photo), *files.deputies[1:]))
    theirs = tmp_path / "photos" / "one.png"
    theirs.parent.mkdir()
    theirs.write_bytes(b"theirs")
    with pytest.raises(Taken) as taken:
        export(files, tmp_path / "all.xlsx")
    assert (taken.value.path, theirs.read_bytes()) == (theirs, b"theirs")
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]
    export(files, tmp_path / "all.xlsx", force=True)
    assert theirs.read_bytes() == data
    export(files, tmp_path / "again.xlsx")  # the same picture is in nobody's way
    assert {path.name for path in tmp_path.iterdir()} == {"photos", "all.xlsx", "again.xlsx"}


def test_terms_from_before_do_not_stay_in_a_folder(tmp_path: Path) -> None:
    files = read_congress(SAMPLE)
    export(files, tmp_path)
    names = {path.name for path in (tmp_path / "remits").iterdir()}
    fewer = replace(
        files, terms=tuple(row for row in files.terms if row.committee == files.terms[0].committee)
    )
    export(fewer, tmp_path, force=True)
    assert (
        {path.name for path in (tmp_path / "remits").iterdir()} == {f"{files.terms[0].committee}.tsv"} < names
    )
    export(replace(files, terms=()), tmp_path, force=True)
    assert not (tmp_path / "remits").exists()


def test_an_export_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    files = read_congress(SAMPLE)
    export(files, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def lost() -> bytes:
        raise OSError

    lacking = replace(files.deputies[0], name="另一位", photo=PhotoFile("one.png", "0", lost))
    with pytest.raises(OSError):  # noqa: PT011 - whichever reading a picture raises
        export(replace(files, deputies=(lacking, *files.deputies[1:])), tmp_path, force=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_imports_as_it_is_and_explains_every_column(tmp_path: Path, language: str) -> None:
    texts = Texts.shipped()
    path = tmp_path / "template.xlsx"
    write_template(path, language, lambda key, **args: texts.plain(language, key, **args))
    files = open_files([path]).check(None)
    assert {len(row.mandates) for row in files.deputies} == {1, 2}
    assert files.roster(today=date(2026, 1, 1)).successor_of(3) is not None
    assert any(row.former for row in files.districts)
    assert files.groups
    assert any("LT-QS-HX-02" in row.districts for row in files.deputies)
    workbook = load_workbook(path)
    tables = len(columns().tables)
    assert len(workbook.sheet_names) == tables + 1
    with zipfile.ZipFile(path) as archive:
        notes = "".join(archive.read(one).decode() for one in archive.namelist() if "comments" in one)
        lists = sum(
            archive.read(one).count(b'type="list"') for one in archive.namelist() if "worksheets/s" in one
        )
    assert notes.count("<comment ") == sum(len(columns().headers(table)) for table in columns().tables)
    assert lists == len(LISTED) + len(CODES)
    for table in columns().tables:
        for column in columns().headers(table):
            assert texts.plain(
                language, "template-note", column=f"{table}-{column}"
            ) in unicodedata.normalize("NFC", notes.replace("&amp;", "&"))
