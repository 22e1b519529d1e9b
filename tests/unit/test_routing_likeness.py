from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from liaison.routing.likeness import FRESH, Likeness
from liaison.routing.placenames import contradict, in_digits, places_of

CHECK = Path(__file__).parents[1] / "routing" / "alike.jsonl"
LIFT = "云杉小区三号楼的电梯天天坏，老人上不去，修了又坏。"
LAMP = "翠竹小区的路灯坏了半个月，晚上一片黑。"


def index(*texts: str) -> Likeness:
    made = Likeness()
    for key, text in enumerate(texts, start=1):
        made.add(key, text)
    return made


def keys(made: Likeness, text: str) -> list[int]:
    return [one.key for one in made.alike(text)]


def test_an_empty_index_finds_nothing() -> None:
    assert Likeness().alike(LIFT) == ()


def test_the_same_in_other_words_is_found_with_the_words_both_share() -> None:
    (found,) = index(LIFT, LAMP).alike("您好，我想反映云杉小区3栋电梯又坏了，家里老人没法上楼。谢谢！")
    assert found.key == 1
    assert 0.5 <= found.score <= 1
    assert found.placed
    assert found.shared[0] == "云杉小区"
    assert "电梯" in found.shared


@pytest.mark.parametrize(
    "text",
    [
        LIFT.replace("云杉小区", "翠湖小区"),
        LIFT.replace("三号楼", "五号楼"),
        LIFT.replace("云杉小区三号楼", "人民医院"),
        "云杉小区的垃圾三天没人清运，臭气熏天。",
        "您好。",
        "",
        "？！",
    ],
)
def test_another_place_or_another_matter_is_not_alike(text: str) -> None:
    assert keys(index(LIFT, LAMP), text) == []


def test_what_is_removed_or_changed_is_not_found_any_more() -> None:
    made = index(LIFT, LAMP)
    made.remove(1)
    made.remove(99)
    made.add(2, "石桥村的水渠堵了，稻田没水。")
    assert keys(made, LIFT) == []
    assert keys(made, LAMP) == []
    assert keys(made, "石桥村水渠堵死，田里没有水") == [2]
    assert len(made) == 1
    assert 2 in made
    assert 1 not in made


def test_texts_are_found_wherever_they_stand_in_the_index() -> None:
    random = Random(1)
    texts = ["".join(chr(random.randrange(0x6000, 0x8000)) for _ in range(12)) for _ in range(FRESH * 5 + 3)]
    made = index(*texts)
    for at in (0, FRESH - 1, FRESH, FRESH * 4, len(texts) - 1):
        assert keys(made, f"您好，{texts[at][:10]}") == [at + 1]


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    made = index(*[LIFT] * 5, "云杉小区电梯坏了，上班都迟到。")
    found = made.alike(LIFT, limit=6)
    assert len(made.alike(LIFT, limit=2)) == 2
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[-1].key == 6


def test_a_text_without_any_place_says_so() -> None:
    made = index("物业收了钱不办事，保安室从来没有人，绿化都枯死了。")
    (found,) = made.alike("物业收了钱不办事，保安室从来没有人。")
    assert not found.placed


def test_places_are_read() -> None:
    names, rest = places_of(in_digits("我家在幸福小区十二号楼，门口就是解放路，坐3路公交去柳湾镇"))
    assert names.keys() == {
        ("home", "幸福小区"), ("number", "12"), ("way", "解放路"), ("line", "3"), ("town", "柳湾镇"),
    }  # fmt: skip
    assert names["number", "12"] == "12号楼"
    assert "幸福" not in rest
    assert places_of("我们小区的马路，走路去学校，农村的道路")[0] == {}


def test_names_that_are_used_for_each_other_do_not_contradict() -> None:
    one, other = (frozenset(places_of(text)[0]) for text in ("幸福小区", "幸福花园"))
    assert not contradict(one, other)
    assert contradict(one, frozenset(places_of("幸福村")[0]))
    assert not contradict(one, frozenset())


def test_reworded_by_people() -> None:
    """The others are said so differently that words alone do not show it (bench.likeness)."""
    rows = [json.loads(line) for line in CHECK.read_text("utf-8").splitlines()]
    made = index(*(row["text"] for row in rows))
    right = sum(keys(made, row["rewritten"])[:1] == [at] for at, row in enumerate(rows, start=1))
    wrong = sum(bool(keys(made, row["different"])) for row in rows)
    assert right >= len(rows) * 0.5
    assert wrong <= len(rows) * 0.1


def test_words_that_say_nothing_are_like_nothing_and_stop_nobody() -> None:
    index = Likeness()
    for key, text in enumerate(("👍", "好", "您好", "谢谢", "。。。", "")):
        index.add(key, text)
    assert index.alike("望星社区的路灯坏了", 3) == ()
    index.add(9, "望星社区的路灯坏了，晚上看不见路")
    assert [one.key for one in index.alike("望星社区路灯坏了，晚上看不见路", 3)] == [9]
