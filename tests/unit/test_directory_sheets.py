"""Spreadsheets as offices have them: found, read, and every cell understood."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from liaison.directory.cells import header_key
from liaison.directory.files import CongressFiles, DeputyRow
from liaison.directory.importing import ImportProblems, Known, open_files, read_congress
from liaison.directory.tables import Problem, columns
from liaison.directory.values import day

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"
PLACES = [
    ["代码", "名称", "类别", "上级"],
    ["C", "甲市", "市", ""],
    ["T", "乙镇", "镇", "C"],
    ["V1", "丙村", "行政村", "T"],
    ["V2", "丁村", "村", "T"],
]
COMMITTEES = [["代码", "名称"], ["k1", "第一委员会"]]
STATIONS = [["代码", "名称", "地址", "所在地"], ["S1", "乙镇联络站", "人民路1号", "T"]]
ASSEMBLY = [["代码", "名称"], ["jia", "甲市人大"]]
PEOPLE = [["代码", "姓名", "级别", "选区"], ["D1", "某甲", "市", "C"]]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20

Rows = Sequence[Sequence[Any]]


def book(path: Path, sheets: Mapping[str, Rows], finish: Callable[[Any], None] = lambda _book: None) -> Path:
    """A workbook; dates are written as dates, numbers as numbers."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        day_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, at, cell, day_format)
                    else:
                        sheet.write(number, at, cell)
        finish(workbook)
    return path


def whole(path: Path, people: Rows = PEOPLE, **others: Rows) -> dict[str, Rows]:
    return {
        "本级人大": ASSEMBLY,
        "行政区划": PLACES,
        "专工委": COMMITTEES,
        "联络站": STATIONS,
        "代表": people,
        **others,
    }


def read(
    path: Path, people: Rows = PEOPLE, finish: Callable[[Any], None] = lambda _book: None, **others: Rows
) -> CongressFiles:
    return open_files([book(path / "名册.xlsx", whole(path, people, **others), finish)]).check(None)


def problems(*paths: Path, known: Known | None = None) -> list[Problem]:
    with pytest.raises(ImportProblems) as caught:
        open_files(paths).check(known)
    return caught.value.problems


def only(files: CongressFiles) -> DeputyRow:
    (row,) = files.deputies
    return row


def test_one_workbook_holds_a_whole_congress(tmp_path: Path) -> None:
    files = read(tmp_path)
    assert files.assembly.code == "jia"
    assert [row.code for row in files.districts] == ["C", "T", "V1", "V2"]
    assert only(files).name == "某甲"


def test_sheets_of_any_name_are_known_by_their_headers(tmp_path: Path) -> None:
    named = book(tmp_path / "a.xlsx", whole(tmp_path))
    strange = {f"Sheet{n}": rows for n, rows in enumerate(whole(tmp_path).values(), start=1)}
    strange["Sheet1"] = [["人大代码", "人大名称"], ["jia", "甲市人大"]]
    strange["Sheet3"] = [["委员会代码", "委员会名称"], ["k1", "第一委员会"]]
    other = book(tmp_path / "b.xlsx", strange)
    assert open_files([other]).check(None) == open_files([named]).check(None)


def test_workbooks_and_text_files_may_be_mixed_and_a_table_stand_in_several(tmp_path: Path) -> None:
    sheets = whole(tmp_path)
    sheets.pop("行政区划")
    (tmp_path / "区划.csv").write_bytes("\n".join("\t".join(row) for row in PLACES).encode("gb18030"))
    sheets["代表2"] = [["代表编号", "代表姓名", "层级", "选举单位"], ["D2", "某乙", "县人大代表", "C"]]
    files = open_files([book(tmp_path / "名册.xlsx", sheets), tmp_path / "区划.csv"]).check(None)
    assert [row.name for row in files.deputies] == ["某甲", "某乙"]
    assert [row.mandates[0].level for row in files.deputies] == ["city", "county"]


def test_titles_blank_rows_sums_and_remarks_are_no_rows(tmp_path: Path) -> None:
    people = [
        ["甲市第十届人民代表大会代表花名册"],
        [],
        ["填报单位：甲市人大", "", "", "2026年"],
        ["序号", "代码", "姓  名", "级别*", "选区（代码）", "备注"],
        [1, "D1", "某甲", "市", "C", "好"],
        [],
        [2, "D2", "某乙", "市", "C"],
        ["合计", "", "2人"],
        ["注：本表一式两份"],
    ]
    files = read(tmp_path, people)
    assert [row.code for row in files.deputies] == ["D1", "D2"]


def test_a_committee_called_total_is_a_committee(tmp_path: Path) -> None:
    files = read(tmp_path, 专委会=[["代码", "名称"], ["total", "12"]])
    assert [row.code for row in files.committees] == ["k1", "total"]


def test_cells_merged_downwards_count_for_all_their_rows_and_heads_of_two_lines_are_read(
    tmp_path: Path,
) -> None:
    def merge(workbook: Any) -> None:
        people = workbook.get_worksheet_by_name("代表")
        people.merge_range(1, 4, 2, 4, "第一代表团")
        stations = workbook.get_worksheet_by_name("联络站")
        for column, name in enumerate(("代码", "名称", "地址", "所在地")):
            stations.merge_range(0, column, 1, column, name)
        stations.merge_range(0, 4, 0, 5, "坐标")

    people = [
        [*PEOPLE[0], "所属代表团"],
        ["D1", "某甲", "市", "C", None],
        ["D2", "某乙", "市", "C", None],
        ["D3", "某丙", "市", "C", ""],
    ]
    stations = [
        [],
        ["", "", "", "", "纬度", "经度"],
        ["S1", "乙镇联络站", "人民路1号", "T", 30.5, "１２０.25"],
    ]
    files = read(tmp_path, people, merge, 联络站=stations)
    assert [row.mandates[0].delegation for row in files.deputies] == ["第一代表团", "第一代表团", ""]
    assert (files.stations[0].latitude, files.stations[0].longitude) == (30.5, 120.25)


def test_codes_and_numbers_are_read_however_a_spreadsheet_has_made_them(tmp_path: Path) -> None:
    people = [
        [*PEOPLE[0], "公开电话", "联系村社区", "单位", "联络站"],
        [1001.0, " 某甲\u200b ", "市级", "Ｃ", 13900000000, "V1，Ｖ2", "'=HYPERLINK()", "S1"],
        ["'1002", "某乙", "市代表", "'C ", "０５７１－１２３４５６", "V1 V2", "@某单位", ""],
        ["1003.00", "某\u3000丙", "市", "C", "", "", "", ""],
    ]
    first, second, third = read(tmp_path, people).deputies
    assert (first.code, first.name, first.phone) == ("1001", "某甲", "13900000000")
    assert (first.districts, first.unit) == (("V1", "V2"), "=HYPERLINK()")
    assert (second.code, second.phone, second.districts) == ("1002", "0571-123456", ("V1", "V2"))
    assert (second.mandates[0].district, second.unit) == ("C", "@某单位")
    assert (third.code, third.name) == ("1003", "某 丙")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("2027.1.31", date(2027, 1, 31)),
        ("2027/1/31", date(2027, 1, 31)),
        ("2027年1月31日", date(2027, 1, 31)),
        ("2027 年 1 月 31 日", date(2027, 1, 31)),
        ("2027-01-31 00:00:00", date(2027, 1, 31)),
        ("20270131", date(2027, 1, 31)),
        ("46418", date(2027, 1, 31)),
        ("2027年2月", date(2027, 2, 28)),
        ("2028.2", date(2028, 2, 29)),
        ("202712", date(2027, 12, 31)),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(written: str, meant: date) -> None:
    assert day(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "2027", "2027-13-01", "2027-02-30", "长期", "2027-1-1-1", "1", "届满2027-01-01", "999999999"],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"\S|^$"):  # the calendar's own words, or what was written
        day(written)


def test_days_of_a_workbook_may_be_days_or_numbers(tmp_path: Path) -> None:
    people = [
        [*PEOPLE[0], "任期届满"],
        ["D1", "某甲", "市", "C", date(2031, 12, 31)],
        ["D2", "某乙", "市", "C", 48213],
    ]
    ends = [row.mandates[0].term_end for row in read(tmp_path, people).deputies]
    assert ends == [date(2031, 12, 31), date(2031, 12, 31)]


def test_two_rows_of_one_person_are_two_mandates(tmp_path: Path) -> None:
    head = [*PEOPLE[0], "代表团", "单位"]
    people = [
        head,
        ["D1", "某甲", "市", "C", "一团", "某厂"],
        ["D2", "某乙", "市", "C", "", ""],
        ["D1", "某甲", "乡镇", "T", "二团", ""],
    ]
    first, second = read(tmp_path, people).deputies
    assert [(one.level, one.district, one.delegation) for one in first.mandates] == [
        ("city", "C", "一团"),
        ("town", "T", "二团"),
    ]
    assert (first.unit, second.code) == ("某厂", "D2")


@pytest.mark.parametrize(
    ("row", "column", "value", "expected"),
    [
        (["D1", "某乙", "县", "C", ""], "代码", "D1", "duplicate-code"),
        (["D1", "某甲", "市", "C", ""], "代码", "D1", "duplicate-code"),
        (["D1", "某甲", "县", "C", "另一厂"], "单位", "另一厂", "not-as-above"),
        (["D2", "#N/A", "县", "C", ""], "姓名", "#N/A", "formula-error"),
    ],
)
def test_rows_that_contradict_each_other_are_told(
    tmp_path: Path, row: list[str], column: str, value: str, expected: str
) -> None:
    path = book(
        tmp_path / "名册.xlsx",
        whole(tmp_path, [[*PEOPLE[0], "单位"], ["D1", "某甲", "市", "C", "某厂"], row]),
    )
    assert problems(path) == [Problem("名册.xlsx", 3, column, value, expected, "代表")]


def test_a_formula_that_failed_is_told_although_the_file_keeps_it_apart(tmp_path: Path) -> None:
    def fail(workbook: Any) -> None:
        workbook.get_worksheet_by_name("代表").write_formula(1, 4, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
        workbook.get_worksheet_by_name("代表").write_formula(1, 5, '="第"&"一团"', None, "第一团")

    people = [[*PEOPLE[0], "专工委", "代表团"], PEOPLE[1]]
    path = book(tmp_path / "名册.xlsx", whole(tmp_path, people), fail)
    assert problems(path) == [Problem("名册.xlsx", 2, "专工委", "#N/A", "formula-error", "代表")]


def test_every_problem_names_file_sheet_row_column_and_value(tmp_path: Path) -> None:
    people = [["代表名册"], PEOPLE[0], ["D 1", "", "市长", "X"]]
    path = book(tmp_path / "名册.xlsx", whole(tmp_path, people))
    assert [(p.file, p.sheet, p.row, p.column, p.value, p.expected) for p in problems(path)] == [
        ("名册.xlsx", "代表", 3, "代码", "D 1", "bad-code"),
        ("名册.xlsx", "代表", 3, "姓名", "", "required"),
        ("名册.xlsx", "代表", 3, "级别", "市长", "unknown-level"),
        ("名册.xlsx", "代表", 3, "选区", "X", "unknown-district"),
    ]


def test_private_columns_are_left_out_and_said_and_unknown_ones_refused(tmp_path: Path) -> None:
    people = [[*PEOPLE[0], "联系电话", "身份证号"], [*PEOPLE[1], "13900000000", "000000190001010000"]]
    opened = open_files([book(tmp_path / "名册.xlsx", whole(tmp_path, people))])
    assert only(opened.check(None)).phone == ""
    assert [one.column for one in opened.unread] == ["联系电话", "身份证号"]
    path = book(tmp_path / "又.xlsx", whole(tmp_path, [[*PEOPLE[0], "绰号"], [*PEOPLE[1], "老甲"]]))
    assert problems(path) == [Problem("又.xlsx", 1, "绰号", "绰号", "unknown-column", "代表")]


def test_instructions_hidden_and_empty_sheets_are_passed_by_and_a_strange_one_is_not(tmp_path: Path) -> None:
    def hide(workbook: Any) -> None:
        workbook.get_worksheet_by_name("下拉").hide()

    more = {"填写说明": [["请先看这里"]], "Sheet9": [], "下拉": [["甲", "乙"]]}
    assert only(read(tmp_path, PEOPLE, hide, **more)).code == "D1"
    path = book(tmp_path / "又.xlsx", {**whole(tmp_path), "会议签到": [["姓名", "签名"], ["某甲", ""]]})
    assert problems(path) == [Problem("又.xlsx", 0, "", "", "unknown-table", "会议签到")]


def test_files_that_cannot_be_opened_are_told_in_plain_words(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    broken = book(tmp_path / "whole.xlsx", whole(tmp_path)).read_bytes()
    contents = {
        "old.xls": (old + b"\0" * 600, "old-workbook"),
        "locked.xlsx": (old + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        "cut.xlsx": (broken[: len(broken) // 2], "damaged"),
        "none.xlsx": (b"hello", "damaged"),
        "empty.csv": (b"", "no-rows"),
        "代表.csv": ("代码,姓名".encode("utf-16"), "bad-encoding"),
    }
    for name, (data, expected) in contents.items():
        (tmp_path / name).write_bytes(data)
        assert [(p.file, p.expected) for p in problems(tmp_path / name)][0] == (name, expected)


def test_a_workbook_damaged_inside_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "名册.xlsx", whole(tmp_path))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet5.xml"] = parts["xl/worksheets/sheet5.xml"][:200]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert "damaged" in {p.expected for p in problems(path)}


def test_a_stray_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    far = book(
        tmp_path / "名册.xlsx",
        whole(tmp_path),
        lambda b: b.get_worksheet_by_name("代表").write(900_000, 900, "x"),
    )
    assert [(p.file, p.expected) for p in problems(far)] == [("名册.xlsx", "too-wide")]


def test_pictures_stand_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").write_bytes(PNG)
    (tmp_path / "photos" / "b.jpg").write_bytes(b"GIF89a")
    (tmp_path / "photos" / "c.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * (2 << 20))
    head = [*PEOPLE[0], "照片"]
    photo = only(read(tmp_path, [head, [*PEOPLE[1], "a.png"]])).photo
    assert photo is not None
    assert (photo.name, photo.read()) == ("a.png", PNG)
    for name, expected in (("b.jpg", "kind"), ("c.jpg", "large"), ("d.jpg", "missing"), ("../a.png", "name")):
        path = book(tmp_path / "名册.xlsx", whole(tmp_path, [head, [*PEOPLE[1], name]]))
        assert problems(path) == [Problem("名册.xlsx", 2, "照片", name, f"photo-{expected}", "代表")]


def test_links_of_their_own_are_added_to_the_column(tmp_path: Path) -> None:
    links = [["代表", "村社区"], ["D1", "V2"], ["D1", "V1"]]
    people = [[*PEOPLE[0], "联系村社区"], [*PEOPLE[1], "V1"]]
    assert only(read(tmp_path, people, 三联=links)).districts == ("V1", "V2")
    path = book(tmp_path / "又.xlsx", {**whole(tmp_path), "三联": [["代表", "村社区"], ["D9", "V7"]]})
    assert [(p.value, p.expected) for p in problems(path)] == [
        ("D9", "unknown-deputy"),
        ("V7", "unknown-district"),
    ]


def test_successors_must_be_known_and_somebody_else(tmp_path: Path) -> None:
    head = [*PEOPLE[0], "接替"]
    rows = [head, ["D1", "某甲", "市", "C", "D2"], ["D2", "某乙", "市", "C", ""]]
    assert [row.succeeds for row in read(tmp_path, rows).deputies] == ["D2", None]
    for code, expected in (("D1", "succeeds-self"), ("D7", "unknown-deputy")):
        path = book(tmp_path / "又.xlsx", whole(tmp_path, [head, ["D1", "某甲", "市", "C", code]]))
        assert [(p.value, p.expected) for p in problems(path)] == [(code, expected)]


def test_parts_of_a_congress_are_checked_against_what_the_roster_has(tmp_path: Path) -> None:
    names = ("districts", "committees", "groups", "stations", "deputies")
    known = Known(read(tmp_path).assembly, {name: {"C", "T", "S9", "D9"} for name in names})
    path = book(tmp_path / "又.xlsx", {"代表": [[*PEOPLE[0], "联络站", "接替"], [*PEOPLE[1], "S9", "D9"]]})
    files = open_files([path]).check(known)
    assert files.given == {"deputies": {"code", "name", "level", "district", "stations", "succeeds"}}
    assert files.assembly.code == "jia"
    path = book(tmp_path / "又.xlsx", {"代表": [PEOPLE[0], ["D1", "某甲", "市", "Q"]]})
    assert [(p.value, p.expected) for p in problems(path, known=known)] == [("Q", "unknown-district")]


def test_a_sheet_with_nothing_below_its_header_is_not_given(tmp_path: Path) -> None:
    known = Known(read(tmp_path).assembly, {"deputies": set(), "stations": {"S9"}})
    path = book(tmp_path / "又.xlsx", {"联络站": [STATIONS[0]], "本级人大": ASSEMBLY})
    assert open_files([path]).check(known).given == {"assembly": {"code", "name"}}
    path = book(tmp_path / "又.xlsx", {"代表": [PEOPLE[0]]})
    assert [p.expected for p in problems(path, known=known)] == ["no-rows"]
    sheets = whole(tmp_path, [[*PEOPLE[0], "联络站"], [*PEOPLE[1], "S9"]], 联络站=[STATIONS[0]])
    assert open_files([book(tmp_path / "又.xlsx", sheets)]).check(known).deputies[0].stations == ("S9",)
    assert [p.expected for p in problems(tmp_path / "又.xlsx")] == ["unknown-station"]


def test_no_header_means_two_things_in_one_table() -> None:
    for table in columns().tables:
        keys = [
            key for heads in columns().headers(table).values() for key in {header_key(head) for head in heads}
        ]
        assert len(keys) == len(set(keys)), table
        assert not {*keys} & (columns().ignored | columns().private), table
        assert set(columns().needed(table)) <= columns().headers(table).keys()


def test_the_sample_is_the_same_in_one_workbook(tmp_path: Path) -> None:
    from liaison.directory.writing import write_export

    files = read_congress(SAMPLE)
    write_export(files, tmp_path / "xinghe.xlsx", "zh_CN", lambda _more, _of: None)
    again = open_files([tmp_path / "xinghe.xlsx"]).check(None)
    assert (again.districts, again.deputies, again.groups) == (files.districts, files.deputies, files.groups)
    assert (again.committees, again.stations, again.subjects) == (
        files.committees,
        files.stations,
        files.subjects,
    )
