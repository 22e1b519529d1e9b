"""Reading a congress: every problem at once, nothing half-read."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from liaison.directory.importing import ImportProblems, read_congress
from liaison.directory.tables import Problem
from liaison.routing.router import Router

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"


@pytest.fixture
def congress(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "congress"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def problems(directory: Path) -> list[Problem]:
    with pytest.raises(ImportProblems) as caught:
        read_congress(directory)
    assert caught.value.problems
    return caught.value.problems


def test_a_deputy_is_read_with_everything_the_files_say(congress: Path) -> None:
    files = read_congress(congress)
    deputy = next(row for row in files.deputies if row.name == "沈芷若")
    (mandate,) = deputy.mandates
    assert (mandate.level, deputy.committee, mandate.district) == ("city", "judicial", "XH-LX")
    assert deputy.districts == ("XH-LX-LQ-01", "XH-LX-LQ-02")
    assert mandate.term_end == date(2032, 1, 31)
    assert files.assembly.code == "xinghe"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_usual_encoding_is_read_alike(congress: Path, encoding: str) -> None:
    for path in [*congress.glob("*.csv"), *congress.glob("remits/*.tsv")]:
        path.write_bytes(path.read_text("utf-8").encode(encoding))
    assert read_congress(congress) == read_congress(SAMPLE)


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_and_windows_line_ends_are_read(congress: Path, delimiter: str) -> None:
    path = congress / "districts.csv"
    path.write_bytes(path.read_text("utf-8").replace(",", delimiter).replace("\n", "\r\n").encode())
    assert read_congress(congress).districts == read_congress(SAMPLE).districts


def test_english_headers_and_values_in_any_order_are_read(congress: Path) -> None:
    (congress / "districts.csv").write_text(
        "Name,Kind,parent,remark,CODE\n甲州市,city,,x,XH\n"
        + "".join(
            f"{row.name},{row.kind},{row.parent},,{row.code}\n"
            for row in read_congress(SAMPLE).districts
            if row.parent
        ),
        "utf-8",
    )
    districts = read_congress(congress).districts
    assert [d.code for d in districts] == [d.code for d in read_congress(SAMPLE).districts]
    assert districts[0].name == "甲州市"


def test_parents_stand_before_their_children_whatever_the_order_in_the_file(congress: Path) -> None:
    path = congress / "districts.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]), "utf-8")
    seen: set[str] = set()
    for row in read_congress(congress).districts:
        assert row.parent is None or row.parent in seen
        seen.add(row.code)


ONE_FAULT: list[tuple[str, str, str, tuple[str, int, str, str, str]]] = [
    (
        "deputies.csv",
        "XH-YX,judicial",
        "XH-ZZ,judicial",
        ("deputies.csv", 2, "选区", "XH-ZZ", "unknown-district"),
    ),
    (
        "deputies.csv",
        "XH-YX,judicial",
        "XH-YX,justice",
        ("deputies.csv", 2, "专工委", "justice", "unknown-committee"),
    ),
    (
        "deputies.csv",
        "XH-YX-WX-01,S01",
        "XH-YX-WX-01,S99",
        ("deputies.csv", 2, "联络站", "S99", "unknown-station"),
    ),
    (
        "deputies.csv",
        "XH-YX-WX-01,S01",
        "XH-NO,S01",
        ("deputies.csv", 2, "联系村社区", "XH-NO", "unknown-district"),
    ),
    ("deputies.csv", "顾长青,市", "顾长青,区长", ("deputies.csv", 2, "级别", "区长", "unknown-level")),
    ("deputies.csv", "顾长青,市", "顾长青,", ("deputies.csv", 2, "级别", "", "required")),
    ("deputies.csv", "顾长青,市", ",市", ("deputies.csv", 2, "姓名", "", "required")),
    ("deputies.csv", "D002", "D001", ("deputies.csv", 3, "代码", "D001", "duplicate-code")),
    ("deputies.csv", "D002", "D 002", ("deputies.csv", 3, "代码", "D 002", "bad-code")),
    ("deputies.csv", "0000-5550101", "电话", ("deputies.csv", 2, "公开电话", "电话", "bad-phone")),
    ("deputies.csv", "2032-01-31", "2032-02-31", ("deputies.csv", 2, "任期至", "2032-02-31", "bad-date")),
    ("deputies.csv", "任期至", "届满", ("deputies.csv", 1, "届满", "届满", "unknown-column")),
    ("deputies.csv", "2032-01-31\n", "2032-01-31,多\n", ("deputies.csv", 2, "", "多", "extra-cells")),
    ("districts.csv", "区县,XH\n", "州,XH\n", ("districts.csv", 3, "类别", "州", "unknown-kind")),
    ("districts.csv", "区县,XH\n", "区县,ZZ\n", ("districts.csv", 3, "上级", "ZZ", "unknown-district")),
    ("districts.csv", "区县,XH\n", "区县,\n", ("districts.csv", 3, "上级", "XH", "second-root")),
    (
        "districts.csv",
        "区县,XH\n",
        "区县,XH-YX-WX\n",
        ("districts.csv", 3, "上级", "XH-YX-WX", "parent-kind"),
    ),
    ("stations.csv", "31.2304", "131.2304", ("stations.csv", 2, "纬度", "131.2304", "bad-latitude")),
    ("stations.csv", "31.2304", "nan", ("stations.csv", 2, "纬度", "nan", "bad-latitude")),
    ("stations.csv", "123.5012", "东经", ("stations.csv", 2, "经度", "东经", "bad-longitude")),
    ("stations.csv", "123.5012", "", ("stations.csv", 2, "经度", "", "coordinate-pair")),
    ("stations.csv", "XH-YX-WX", "", ("stations.csv", 2, "所在地", "", "required")),
    (
        "committees.csv",
        "代码,名称",
        "代码,名称,名称",
        ("committees.csv", 1, "名称", "名称", "duplicate-column"),
    ),
    ("assembly.csv", "大会\n", "大会\nyy,另一个\n", ("assembly.csv", 3, "", "", "one-row")),
    ("assembly.csv", "xinghe,星河市人民代表大会\n", "", ("assembly.csv", 1, "", "", "no-rows")),
    ("remits/urban.tsv", "\t4\t", "\t40\t", ("remits/urban.tsv", 3, "weight", "40", "bad-weight")),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), ONE_FAULT)
def test_one_fault_is_told_with_its_place_and_key(
    congress: Path, file: str, old: str, new: str, expected: tuple[str, int, str, str, str]
) -> None:
    edit(congress / file, old, new)
    assert Problem(*expected) in problems(congress)


def test_all_faults_of_all_files_are_told_at_once(congress: Path) -> None:
    edit(congress / "deputies.csv", "XH-YX,judicial", "XH-ZZ,justice")
    edit(congress / "stations.csv", "31.2304", "north")
    edit(congress / "districts.csv", "区县,XH\n", "州,XH\n")
    edit(congress / "remits/urban.tsv", "\t4\t", "\t40\t")
    (congress / "assembly.csv").unlink()
    assert {(p.file, p.expected) for p in problems(congress)} == {
        ("assembly.csv", "missing-file"),
        ("deputies.csv", "unknown-district"),
        ("deputies.csv", "unknown-committee"),
        ("stations.csv", "bad-latitude"),
        ("districts.csv", "unknown-kind"),
        ("remits/urban.tsv", "bad-weight"),
    }


def test_a_missing_file_is_the_only_thing_said_about_its_codes(congress: Path) -> None:
    (congress / "districts.csv").unlink()
    assert problems(congress) == [Problem("districts.csv", 0, "", "", "missing-file")]


def test_a_missing_column_is_named_as_the_sample_writes_it(congress: Path) -> None:
    edit(congress / "stations.csv", "地址", "备注")
    assert problems(congress) == [Problem("stations.csv", 1, "地址", "", "missing-column")]


@pytest.mark.parametrize("data", ["代码,名称".encode("utf-16"), b"PK\0\0", b"\xff\xff\xff"])
def test_what_is_no_text_is_called_a_bad_encoding(congress: Path, data: bytes) -> None:
    (congress / "committees.csv").write_bytes(data)
    assert problems(congress) == [Problem("committees.csv", 0, "", "", "bad-encoding")]


def test_an_open_quote_is_told_and_not_swallowed(congress: Path) -> None:
    edit(congress / "deputies.csv", "顾长青", '"顾长青')
    assert [(p.file, p.expected) for p in problems(congress)] == [("deputies.csv", "bad-csv")]


def test_remits_of_an_unknown_committee_are_refused(congress: Path) -> None:
    (congress / "remits/urban.tsv").rename(congress / "remits/traffic.tsv")
    assert Problem("remits/traffic.tsv", 0, "", "traffic", "unknown-committee") in problems(congress)


def test_a_folder_of_remits_with_nothing_in_it_is_refused(congress: Path) -> None:
    shutil.rmtree(congress / "remits")
    (congress / "remits").mkdir()
    assert problems(congress) == [Problem("remits", 0, "", "", "missing-file")]


def test_without_remit_files_those_of_the_sample_count(congress: Path) -> None:
    whole = read_congress(congress)
    shutil.rmtree(congress / "remits")
    assert read_congress(congress).lexicon() == whole.lexicon()


def test_without_a_table_subjects_follow_the_remits(congress: Path) -> None:
    (congress / "subjects.csv").unlink()
    table = read_congress(congress).table()
    found = [
        table.lead(one) for one in ("police", "crops", "housing", "schools", "religion", "wages", "lawmaking")
    ]
    assert found == ["judicial", "rural", "urban", "education", "ethnic", "social", "legislation"]


def test_other_committees_start_from_their_remit_texts(congress: Path) -> None:
    shutil.rmtree(congress / "remits")
    (congress / "subjects.csv").unlink()
    (congress / "groups.csv").unlink()
    (congress / "committees.csv").write_text(
        "代码,名称,职责范围\none,第一委员会,住房、物业、道路交通和环境污染，港池疏浚\ntwo,第二委员会,学校教育、医院医疗、劳动工资、治安\n",
        "utf-8",
    )
    lines = (congress / "deputies.csv").read_text("utf-8")
    for code in (
        "judicial",
        "finance",
        "urban",
        "rural",
        "education",
        "ethnic",
        "social",
        "legislation",
        "deputies",
    ):
        lines = lines.replace(f",{code},", ",one,")
    (congress / "deputies.csv").write_text(lines, "utf-8")
    files = read_congress(congress)
    router = Router(files.lexicon(), files.table())
    assert router.read("小区物业不管，路灯坏了").lead == "one"
    assert router.read("老板拖欠工资半年了").lead == "two"
    assert router.read("港池疏浚什么时候做").suggestions[0].committee == "one"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("unheard,urban,,", Problem("subjects.csv", 28, "主题", "unheard", "unknown-subject")),
        ("housing,nobody,,", Problem("subjects.csv", 28, "主责委员会", "nobody", "unknown-committee")),
        ("building,urban,,", Problem("subjects.csv", 28, "主题", "building", "duplicate-code")),
        (",urban,,", Problem("subjects.csv", 28, "主题", "", "required")),
    ],
)
def test_a_wrong_line_of_the_table_of_subjects_is_named(congress: Path, row: str, problem: Problem) -> None:
    with (congress / "subjects.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    assert problems(congress) == [problem]


def test_an_overlong_cell_is_refused(congress: Path) -> None:
    edit(congress / "committees.csv", "公安、", "公" * 501)
    assert [p.expected for p in problems(congress)] == ["too-long"]


@pytest.mark.parametrize(("values", "expected"), [(1000, "unknown-station"), (1001, "too-long")])
def test_a_cell_has_a_thousand_values_at_most(congress: Path, values: int, expected: str) -> None:
    with (congress / "deputies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("联络站")] = "、".join(f"N{number}" for number in range(values))
    with (congress / "deputies.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert {p.expected for p in problems(congress)} == {expected}


@pytest.mark.parametrize("written", ["2032/1/31", "2032年1月31日", "2032.01.31"])
def test_dates_are_read_as_people_write_them(congress: Path, written: str) -> None:
    edit(congress / "deputies.csv", "2032-01-31", written)
    assert read_congress(congress).deputies[0].mandates[0].term_end == date(2032, 1, 31)


def test_blank_lines_do_not_shift_the_row_numbers(congress: Path) -> None:
    edit(congress / "deputies.csv", "D002", "\n,,,\nD 002")
    assert [(p.row, p.value) for p in problems(congress)] == [(5, "D 002")]


def test_what_is_not_there_is_named_and_nothing_else(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == [Problem("nowhere", 0, "", "", "missing-file")]


def test_an_empty_folder_is_told_with_what_belongs_into_it(tmp_path: Path) -> None:
    assert {p.file for p in problems(tmp_path)} == {
        tmp_path.name,
        "assembly.csv",
        "districts.csv",
        "committees.csv",
        "stations.csv",
        "deputies.csv",
    }


@pytest.mark.parametrize(
    ("today", "active"), [(None, True), (date(2032, 1, 31), True), (date(2032, 2, 1), False)]
)
def test_a_term_ends_after_its_last_day(congress: Path, today: date | None, active: bool) -> None:
    roster = read_congress(congress).roster(today=today)
    assert roster.deputy_by_code["D001"].active is active


def test_reading_does_not_change_the_files(congress: Path, snapshot: Callable[[], dict[str, bytes]]) -> None:
    before = snapshot()
    read_congress(congress)
    assert snapshot() == before


@pytest.fixture
def snapshot(congress: Path) -> Callable[[], dict[str, bytes]]:
    return lambda: {str(path): path.read_bytes() for path in congress.rglob("*") if path.is_file()}
