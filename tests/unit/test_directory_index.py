"""The engine behind the search: columns, their keeping, and what is found how."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from liaison.directory.index import Entry, Index
from liaison.directory.packed import Keys, Spans, Texts, mixed, row_hashes
from liaison.directory.query import parse
from liaison.directory.sounds import heard, letters, sounds
from liaison.directory.tokens import tokens

PEOPLE = (
    ("钟离北", "白泉村"),
    ("单怀玉", "白泉村"),
    ("仇一帆", "柏岭村"),
    ("尉迟敬山", "柏岭村"),
    ("万俟青", "南湾社区"),
    ("陈静", "南湾社区"),
    ("程静", "石埠社区"),
    ("张伟强", "石埠社区"),
    ("章维", "石埠社区"),
    ("欧阳采薇", "白泉村"),
    ("欧采薇", "柏岭村"),
    ("艾力·买买提", "南湾社区"),
    ("周𠮷", "石埠社区"),
    ("李𬭎", "南湾社区"),
    ("石埠", "柏岭村"),
    ("曾小芳", "石埠社区"),
)
TOWN = {"白泉村": "云台镇", "柏岭村": "云台镇", "南湾社区": "临江街道", "石埠社区": "临江街道"}


def entries(people: Iterable[tuple[str, str]] = PEOPLE) -> list[Entry]:
    return [
        Entry(number, name, "town", f"{village}卫生室", ("甲省", "乙州市", "丙山县", TOWN[village], village))
        for number, (name, village) in enumerate(people)
    ]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(iter(entries()))


def names(index: Index, query: str) -> list[str]:
    return [PEOPLE[found.id][0] for found in index.search(query)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("钟离北", "钟离北"),
        ("钟离 云台镇", "钟离北"),
        ("shan huai yu", "单怀玉"),
        ("dan huai yu", "单怀玉"),
        ("qiuyifan", "仇一帆"),
        ("zahng wei qaing", "张伟强"),
        ("zeng 石埠社区", "曾小芳"),
        ("yùchí jìngshān", "尉迟敬山"),
        ("yu4chi2 jing4shan1", "尉迟敬山"),
        ("moqi qing", "万俟青"),
        ("zeng xiao fang", "曾小芳"),
        ("陈婧", "陈静"),
        ("陳靜 臨江街道", "陈静"),
        ("章伟强", "张伟强"),
        ("张强伟", "张伟强"),
        ("张伟", "章维"),
        ("伟强", "张伟强"),
        ("zwq", "张伟强"),
        ("ｚｗｑ 石埠社区", "张伟强"),
        ("石埠社区 张", "张伟强"),
        ("石埠社区的张代表", "张伟强"),
        ("陈南湾社区", "陈静"),
        ("程 石步社区", "程静"),
        ("cheng jing shibu shequ", "程静"),
        ("欧阳", "欧阳采薇"),
        ("欧", "欧采薇"),
        ("买买提", "艾力·买买提"),
        ("艾力 临江街道", "艾力·买买提"),
        ("周吉", "周𠮷"),
        ("周𠮷", "周𠮷"),
        ("𬭎", "李𬭎"),
        ("石埠", "石埠"),
        ("白泉村卫生室 单", "单怀玉"),
        ("钟离背 云台真白泉村", "钟离北"),
        ("丙山县云台镇柏林村 仇一凡", "仇一帆"),
    ],
)
def test_any_clue_finds_the_one_meant(index: Index, query: str, name: str) -> None:
    assert names(index, query)[0] == name


@pytest.mark.parametrize(
    "query", ["云台镇白泉村", "白泉村", "baiquancun", "云台镇白全村", "云抬镇白泉村", "白泉村卫生室"]
)
def test_a_place_finds_its_people_first(index: Index, query: str) -> None:
    of_the_place = {name for name, village in PEOPLE if village == "白泉村"}
    assert set(names(index, query)[: len(of_the_place)]) == of_the_place


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "。。。",
        "😀",
        "\ud800",
        "'; DROP TABLE deputy; --",
        '"NEAR(a b, 3)" AND NOT *',
        "a" * 4000,
        "李" * 4000,
        "\U0010ffff",
        "1234567",
        "\u0301\u0308",
        "q",
    ],
)
def test_whatever_is_typed_is_answered(index: Index, query: str) -> None:
    assert all(0 < found.score <= 1 for found in index.search(query))


def test_scores_fall_and_nobody_comes_twice(index: Index) -> None:
    for query in ("张伟 石埠社区", "陈静", "云台镇", "wang"):
        found = index.search(query, 5)
        assert len(found) <= 5
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert len({one.id for one in found}) == len(found)


def test_what_was_saved_answers_as_before(index: Index, tmp_path: Path) -> None:
    index.save(tmp_path / "kept")
    loaded = Index.load(tmp_path / "kept")
    for query in ("陈静", "石埠社区", "zwq", "白泉村卫生室 单", "nobody at all"):
        assert loaded.search(query) == index.search(query)


def test_an_empty_index_answers_with_nothing() -> None:
    assert Index.build(()).search("陈静 白泉村") == []


def test_people_without_a_place_are_found_too() -> None:
    index = Index.build([Entry(7, "钟离北", "town", "", ())])
    assert [found.id for found in index.search("钟离北")] == [7]


def test_places_of_one_name_stay_apart() -> None:
    rows = [
        Entry(number, "钟离北", "town", "", ("甲省", "乙州市", "丙山县", f"{town}镇", "和平村"))
        for number, town in enumerate("东西南北")
    ]
    index = Index.build(rows)
    assert [found.id for found in index.search("南镇和平村")][0] == 2
    assert [found.id for found in index.search("钟离北 和平村 北镇")][0] == 3


def test_neighbours_by_ear_share_a_code() -> None:
    for one, other in [
        ("zhang", "zan"),
        ("chi", "ci"),
        ("nan", "lan"),
        ("fei", "hui"),
        ("xing", "xin"),
        ("feng", "hong"),
    ]:
        assert heard(one) == heard(other)
    assert heard("xian") != heard("xiang")
    assert len({heard(one) for one in ("wang", "wei", "li", "zhou")}) == 4


def test_tones_fall_away_and_two_dots_are_v() -> None:
    assert letters("lǚ nǐ hǎo3 ni3") == "lv ni hao ni"


def test_letters_are_cut_into_syllables_in_every_way() -> None:
    known = sounds()
    assert [known.number["xian"]] in known.syllables("xian")
    assert [known.number["xi"], known.number["an"]] in known.syllables("xian")
    assert known.syllables("qgw") == []


def test_a_way_to_read_is_as_long_as_its_borders() -> None:
    for way in tokens(parse("zhang wei 白泉村")):
        assert max(way.borders) == len(way) == len(way.chars) == len(way.sounds)


def test_the_hash_of_a_stretch_is_that_of_its_codes() -> None:
    codes = [5, 17, 3, 99, 4]
    spans = Spans(codes)
    whole = row_hashes(np.array([codes[1:4]], np.uint32))
    assert spans.of(np.array([1]), np.array([4])) == whole
    short = row_hashes(np.array([[17, 99]], np.uint32))
    assert spans.without(np.array([1]), np.array([4]), np.array([2])) == short


def test_keys_lead_to_their_rows_once() -> None:
    first = mixed(np.array([3, 1, 3], np.uint64), 1)
    keys = Keys.of([(first, np.array([9, 4, 2])), (first[:1], np.array([9]))])
    begin, end = keys.find(mixed(np.array([3, 1, 2], np.uint64), 1))
    assert [keys.rows[a:b].tolist() for a, b in zip(begin, end, strict=True)] == [[2, 9], [4], []]
    assert mixed(np.array([3], np.uint64), 2) != first[:1]


def test_texts_lie_end_to_end() -> None:
    texts = Texts.of(["白泉", "", "𠮷"])
    assert [texts.text(row) for row in range(3)] == ["白泉", "", "𠮷"]
    assert [texts.taken(np.array([2, 0])).text(row) for row in range(2)] == ["𠮷", "白泉"]
