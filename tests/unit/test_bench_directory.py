"""The benchmark of the search for deputies: that its roster, its questions and its counting are right."""

import gzip
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from bench import directory, directory_contenders
from bench.directory import Outcome, fewer, flat, high, rank
from bench.directory_asked import Question, questions_of, read_questions
from bench.directory_contenders import CONTENDERS, ask_all
from bench.directory_kinds import BUCKETS, KINDS, SIX
from bench.directory_made import (
    Place,
    Row,
    made_places,
    made_roster,
    read_places,
    read_roster,
    words,
    write_roster,
)
from bench.directory_sounds import (
    given_of,
    initials,
    loose,
    name_sound,
    readings_of,
    sound,
    surname_of,
    with_mark,
)

N = 3_000


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(made_roster(N, 7))


@pytest.fixture(scope="module")
def questions(rows: list[Row]) -> list[Question]:
    return questions_of(rows, 10, 7)


def test_the_same_seed_makes_the_same_roster_and_questions(
    rows: list[Row], questions: list[Question]
) -> None:
    assert list(made_roster(N, 7)) == rows
    assert questions_of(rows, 10, 7) == questions
    assert list(made_roster(N, 8)) != rows
    assert [row.id for row in rows] == list(range(N))


def test_a_village_is_one_of_its_name_in_its_town(rows: list[Row]) -> None:
    from random import Random

    places = made_places(5_000, Random(1))
    assert len(set(places)) == len(places) == 5_000
    assert len({place.village for place in places}) < len(places)


def test_given_places_are_used_and_used_again() -> None:
    places = [Place(f"甲{number}村", "乙镇", "丙县", "丁市", "戊省") for number in range(10)]
    few = list(made_roster(4, 1, places))
    assert len({row.village for row in few}) == 4
    many = list(made_roster(25, 1, places))
    assert len(many) == 25
    assert {row.village for row in many} == {place.village for place in places}


def test_every_reading_is_one_syllable_a_character() -> None:
    known = words()
    assert len(set(known.given)) == len(known.given)
    for surname in known.surnames:
        assert len(readings_of(surname + "明")) == len(surname) + 1
    assert all(known.readings[character][-1] in "1234" for character in known.given)


def test_names_are_cut_and_said() -> None:
    assert (surname_of("欧阳雪"), given_of("欧阳雪")) == ("欧阳", "雪")
    assert (surname_of("王丽"), given_of("王丽")) == ("王", "丽")
    assert surname_of("艾力·依明") == ""
    assert name_sound("单玉梅") == "shan yu mei"
    assert name_sound("尉迟明") == "yu chi ming"
    assert initials("欧阳雪") == "oyx"
    assert readings_of("吕丽") == ["lü3", "li4"]
    assert sound("新华村") == "xinhuacun"
    assert sound("A村") == ""


@pytest.mark.parametrize(
    ("reading", "marked"),
    [("ni3", "nǐ"), ("lü3", "lǚ"), ("gui4", "guì"), ("liu2", "liú"), ("xiao3", "xiǎo"), ("ou1", "ōu")],
)
def test_a_tone_stands_on_its_vowel(reading: str, marked: str) -> None:
    assert with_mark(reading) == marked


@pytest.mark.parametrize(
    ("a", "b"), [("zhang", "zan"), ("cheng", "cen"), ("li", "ni"), ("hua", "fua"), ("lin", "ning")]
)
def test_neighbours_by_accent_are_one(a: str, b: str) -> None:
    assert loose(a) == loose(b)


def test_every_kind_is_asked_and_its_deputy_is_right(rows: list[Row], questions: list[Question]) -> None:
    assert set(SIX) <= set(KINDS)
    for kind in KINDS:
        of_kind = [one for one in questions if one.kind == kind]
        assert len(of_kind) == 10, kind
        assert all(one.right and one.text for one in of_kind)


def test_a_deputy_who_answers_as_well_is_right_too() -> None:
    place = ("甲村", "乙镇", "丙县", "丁市", "戊省")
    rows = [Row(number, "王丽", "县", "甲村村委会", *place) for number in range(3)]
    rows.append(Row(3, "李强", "县", "甲村村委会", *place))
    rows.append(Row(4, "王丽", "县", "别村村委会", "别村", "别镇", *place[2:]))
    asked = {
        one.kind: one
        for one in questions_of(rows, 200, 1)
        if one.text.startswith("王丽 乙镇") and 0 in one.right
    }
    assert asked["name+town"].right == {0, 1, 2}
    places = [one for one in questions_of(rows, 200, 1) if one.kind == "village only" and "甲村" in one.text]
    assert all(one.right == {0, 1, 2, 3} for one in places)


def test_answers_are_counted_among_all_who_share_what_was_typed(
    rows: list[Row], questions: list[Question]
) -> None:
    for one in questions:
        if one.kind in {"village", "town", "county", "unit"}:
            assert one.right == {row.id for row in rows if BUCKETS[one.kind](row) == one.text}


@pytest.mark.parametrize("packed", [False, True])
def test_given_files_are_read(tmp_path: Path, packed: bool) -> None:
    place = ("甲村", "乙镇", "丙县", "丁市", "戊省")
    given = [
        Row(7, "王丽", "县", "甲村", *place),
        Row(8, "李强", "县", "", *place),
        Row(9, "何平", "县", "", "别村", *place[1:]),
    ]
    write_roster(given, tmp_path / "roster.tsv")
    path = tmp_path / "roster.tsv"
    if packed:
        path = tmp_path / "roster.tsv.gz"
        path.write_bytes(gzip.compress((tmp_path / "roster.tsv").read_bytes()))
    rows = list(read_roster(path))
    assert rows == given
    asked = tmp_path / "queries.tsv"
    asked.write_text("kind\tquery\tid\nvillage only\t丙县乙镇甲村\t7\nname+town\t王丽 乙镇\t7\n", "utf-8")
    first, second = read_questions(asked, rows)
    assert first.right == {7, 8}
    assert second.right == {7}
    asked.write_text("kind\tquery\tid\nname+town\t王丽 乙镇\t70\n", "utf-8")
    with pytest.raises(ValueError, match="no deputy 70"):
        read_questions(asked, rows)
    asked.write_text("kind\tid\n", "utf-8")
    with pytest.raises(ValueError, match="first line"):
        read_questions(asked, rows)


def test_places_are_read_with_and_without_a_head_line(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    line = "甲村\t乙镇\t丙县\t丁市\t戊省\n"
    path.write_text(line, "utf-8")
    found = read_places(path)
    path.write_text("village\ttown\tcounty\tcity\tprovince\n" + line, "utf-8")
    assert read_places(path) == found == [Place("甲村", "乙镇", "丙县", "丁市", "戊省")]


def test_ranks_and_percentiles() -> None:
    question = Question("name", "王丽", frozenset({3, 4}))
    assert [rank(question, found) for found in ([3], [9, 4, 3], [9], [])] == [1, 2, 0, 0]
    assert high([float(number) for number in range(100)]) == 95.0
    assert high([1.0]) == 1.0


def test_figures_are_shares_of_the_questions() -> None:
    asked = [Question(kind, "?", frozenset({1})) for kind in ("name", "name", "name+town", "name+town")]
    answers = [[1], [2, 1], [2, 2, 2, 2, 2, 1], []]
    outcome = Outcome(
        asked,
        answers,
        [1.0, 2.0, 3.0, 4.0],
        [1.0] * 4,
        {"build_s": 1.0, "load_s": 2.0, "rss_mb": 3.0, "max_ms": 4.0, "max_cpu_ms": 4.0},
    )
    f = outcome.figures()
    assert (f.asked, f.hit1, f.hit5, f.mean_ms, f.p95_ms) == (4, 0.25, 0.5, 2.5, 4.0)
    assert outcome.figures(["name"]).hit5 == 1.0
    numbers = json.loads(json.dumps(flat(9, {"trigram": outcome, "index": outcome})))
    assert {
        "n",
        "hit1",
        "hit5",
        "mean_ms",
        "p95_ms",
        "rss_mb",
        "build_s",
        "load_s",
        "hit1_name_town",
        "hit5_name",
        "p95_ms_name",
        "trigram_hit1",
    } <= set(numbers)
    assert numbers["hit5_name"] == 1.0


def test_fewer_questions_are_the_first_of_every_kind(questions: list[Question]) -> None:
    few = fewer(questions, 2 * len(KINDS))
    assert [one.kind for one in few] == [kind for kind in KINDS for _ in range(2)]
    assert len(fewer(questions, 1)) == len(KINDS)


def test_each_round_is_timed_and_the_first_answers_are_kept() -> None:
    calls: list[str] = []

    def ask(text: str) -> list[int]:
        calls.append(text)
        return [len(calls)]

    asked = ask_all(ask, ["a", "b"], 3)
    assert calls == ["a", "b"] * 3
    assert asked.answers == [[1], [2]]
    assert all(most >= median for most, median in zip(asked.most_cpu_ms, asked.cpu_ms, strict=True))


@pytest.mark.parametrize("name", ["rapidfuzz", "trigram"])
def test_the_plain_ways_find_what_is_written_in_full(
    tmp_path: Path, rows: list[Row], questions: list[Question], name: str
) -> None:
    roster = tmp_path / "roster.tsv"
    write_roster(rows, roster)
    directory_contenders.build(name, roster, tmp_path)
    ask = CONTENDERS[name].load(roster, tmp_path)
    found = [rank(one, ask(one.text)) == 1 for one in questions if one.kind == "name+unit"]
    assert sum(found) >= 8
    assert list(ask("王")) == [] or name == "rapidfuzz"


def test_the_directory_is_asked_as_a_citizen_asks_it(
    tmp_path: Path, rows: list[Row], questions: list[Question]
) -> None:
    roster = tmp_path / "roster.tsv"
    write_roster(rows, roster)
    ask = CONTENDERS["directory"].load(roster, tmp_path)
    found = [rank(one, ask(one.text)) == 1 for one in questions if one.kind == "name+town"]
    assert all(found)
    assert list(ask("，。？！")) == []


class FakeIndex:
    """Finds by the name that the text begins with."""

    kept: dict[str, "FakeIndex"] = {}  # noqa: RUF012

    def __init__(self, entries: list[SimpleNamespace]) -> None:
        self.entries = entries

    @classmethod
    def build(cls, entries: object) -> "FakeIndex":
        return cls(list(entries))  # type: ignore[call-overload]

    def save(self, folder: Path) -> None:
        self.kept[str(folder)] = self

    @classmethod
    def load(cls, folder: Path) -> "FakeIndex":
        return cls.kept[str(folder)]

    def search(self, query: str, limit: int) -> list[SimpleNamespace]:
        return [SimpleNamespace(id=one.id, score=1.0) for one in self.entries if query.startswith(one.name)][
            :limit
        ]


def test_the_index_is_handed_places_from_the_outermost_inwards(
    tmp_path: Path, rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("liaison.directory.index")
    module.Index = FakeIndex  # type: ignore[attr-defined]
    module.Entry = lambda number, name, level, unit, places: SimpleNamespace(  # type: ignore[attr-defined]
        id=number, name=name, level=level, unit=unit, places=places
    )
    monkeypatch.setitem(sys.modules, "liaison.directory.index", module)
    import liaison.directory

    monkeypatch.setattr(liaison.directory, "index", module, raising=False)
    roster = tmp_path / "roster.tsv"
    write_roster(rows, roster)
    directory_contenders.build("index", roster, tmp_path)
    first = FakeIndex.kept[str(tmp_path)].entries[0]
    assert first.places == (rows[0].province, rows[0].city, rows[0].county, rows[0].town, rows[0].village)
    ask = CONTENDERS["index"].load(roster, tmp_path)
    assert rows[0].id in ask(f"{rows[0].name} {rows[0].town}")


def test_the_table_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys,
        "argv",
        ["directory", "--n", "200", "--each", "2", "--only", "trigram", "--misses", "1", "--json"],
    )
    directory.main()
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("200 deputies")
    assert any(line.startswith("SQLite FTS5 trigram") for line in printed)
    assert any(line.startswith("homophone+town") for line in printed)
    assert json.loads(printed[-1])["n"] == 200
