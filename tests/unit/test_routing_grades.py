import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from liaison.routing.aids import COLUMNS, Phrases
from liaison.routing.grades import MOST_EVIDENCE, Grades, number
from liaison.routing.verdict import Grade, Grading

JUDGED = Path(__file__).parents[1] / "routing" / "grades.jsonl"
"""Texts with how pressing a person found them; not written by the author of the table."""

TODAY = date(2026, 11, 22)

HEADER = "\t".join(COLUMNS) + "\n"


@pytest.fixture(scope="module")
def grades() -> Grades:
    return Grades.load()


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("小区门口的窨井盖碎了半边", Grade.IMPORTANT),
        ("学校门口的电线杆歪了", Grade.IMPORTANT),
        ("裸露的电线孩子一伸手就够着", Grade.IMPORTANT),
        ("我们厂一百二十名工人三个月没发工资", Grade.IMPORTANT),
        ("300多户居民等着通水", Grade.IMPORTANT),
        ("全村人都走这条路", Grade.IMPORTANT),
        ("我第五次写信反映了，没有人回", Grade.IMPORTANT),
        ("打了十几次热线没有结果", Grade.IMPORTANT),
        ("奶奶瘫痪在床，药断了一个礼拜", Grade.IMPORTANT),
        ("开学前能不能修好路", Grade.IMPORTANT),
        ("楼道里有很浓的煤气味", Grade.URGENT),
        ("房子的大梁断了，随时会塌，老人还在屋里", Grade.URGENT),
        ("堤坝在渗水，越来越大", Grade.URGENT),
        ("学校食堂吃完饭三十多个孩子呕吐，送医院了", Grade.URGENT),
        ("明天早上就要强拆我家房子", Grade.URGENT),
        ("今天是最后一天，再不盖章就作废了", Grade.URGENT),
        ("", Grade.ORDINARY),
        ("路灯坏了三盏，晚上有点暗", Grade.ORDINARY),
        ("明天会更好，希望家乡越来越好", Grade.ORDINARY),
        ("今天去办事，工作人员态度不好", Grade.ORDINARY),
        ("两个人排队排了一个小时", Grade.ORDINARY),
        ("我们栋五六个人想打乒乓球", Grade.ORDINARY),
        ("一公里的路修了两次", Grade.ORDINARY),
    ],
)
def test_how_pressing_it_is(grades: Grades, text: str, grade: Grade) -> None:
    assert grades.read(text, today=TODAY).grade is grade


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("11月23日前交材料", Grade.URGENT),
        ("12月3日前交材料", Grade.IMPORTANT),
        ("十二月二十三号截止", Grade.IMPORTANT),
        ("12月24日前交材料", Grade.ORDINARY),
        ("3月2日前交材料", Grade.ORDINARY),
        ("11月20日前交材料", Grade.ORDINARY),
        ("2026年12月3日前交材料", Grade.IMPORTANT),
        ("2019年12月3日前交房", Grade.ORDINARY),
        ("2月30日前交材料", Grade.ORDINARY),
        ("23号之前交材料", Grade.URGENT),
        ("5号之前交材料", Grade.IMPORTANT),
        ("月底前要交", Grade.IMPORTANT),
        ("年底前完成", Grade.ORDINARY),
        ("还剩1天就高考", Grade.URGENT),
        ("还剩10天就高考", Grade.IMPORTANT),
        ("还剩100天就高考", Grade.ORDINARY),
        ("还有三周就高考", Grade.IMPORTANT),
        ("还有六周就高考", Grade.ORDINARY),
    ],
)
def test_deadlines_are_reckoned_from_today(grades: Grades, text: str, grade: Grade) -> None:
    assert grades.read(text, today=TODAY).grade is grade


def test_the_turn_of_the_month_and_of_the_year_is_near(grades: Grades) -> None:
    assert grades.read("月底前要交", today=date(2026, 11, 29)).grade is Grade.URGENT
    assert grades.read("年底前完成", today=date(2026, 12, 10)).grade is Grade.IMPORTANT
    assert grades.read("1月5日前交材料", today=date(2026, 12, 20)).grade is Grade.IMPORTANT


def test_without_today_a_date_counts_as_near_unless_it_has_a_year(grades: Grades) -> None:
    assert grades.read("3月2日前交材料").grade is Grade.IMPORTANT
    assert grades.read("2019年3月2日前交材料").grade is Grade.ORDINARY


def test_the_evidence_is_of_the_highest_grade_in_the_order_of_the_text_and_short(grades: Grades) -> None:
    assert grades.read("路灯不亮") == Grading(Grade.ORDINARY)
    text = "井盖没了。楼道里有煤气味，三百多户"
    assert grades.read(text) == Grading(Grade.URGENT, ("煤气味",))
    many = "，".join(f"{n}00户" for n in range(1, 9))
    assert grades.read(many) == Grading(Grade.IMPORTANT, ("100户", "200户", "300户", "400户"))
    assert len(grades.read(many).evidence) == MOST_EVIDENCE


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("0", 0),
        ("1200", 1200),
        ("十", 10),
        ("十五", 15),
        ("二十三", 23),
        ("三百二十", 320),
        ("一千〇五", 1005),
        ("二〇二六", 2026),
        ("两万五千", 25_000),
        ("12万", 120_000),
        ("3百", 300),
        ("几百", 200),
        ("五六", 5),
        ("六七十", 60),
        ("三四百", 300),
    ],
)
def test_numbers(digits: str, value: int) -> None:
    assert number(digits) == value


@pytest.mark.parametrize("row", ["soon\t明天", "deadline\t明天\t\t\t\tsome-day"])
def test_a_table_with_an_unknown_kind_or_deadline_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match=r"soon|some-day"):
        Grades(Phrases.parse("t", f"{HEADER}{row}\n"))


def test_on_judged_texts_what_presses_is_found_and_the_ordinary_left_alone(grades: Grades) -> None:
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines() if line]
    read = [(row["grade"], grades.read(row["text"]).grade) for row in rows]
    total, exact = Counter(kind for kind, _ in read), Counter(kind for kind, found in read if kind == found)
    assert exact[Grade.ORDINARY] / total[Grade.ORDINARY] >= 0.95
    assert exact[Grade.IMPORTANT] / total[Grade.IMPORTANT] >= 0.9
    assert exact[Grade.URGENT] / total[Grade.URGENT] >= 0.9
