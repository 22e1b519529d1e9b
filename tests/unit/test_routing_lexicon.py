from pathlib import Path

import pytest

from liaison.routing.lexicon import Lexicon, LexiconError, Row, TermFault, read_terms


def test_rows_give_weights_per_subject_and_the_larger_counts() -> None:
    lexicon = Lexicon.from_rows(
        [("a", "路灯", 3.0), ("b", "路灯", 1.0), ("a", "路灯", 2.0), ("a", "ＢＵＳ", 2.0)]
    )
    assert lexicon.weights["路灯"] == {"@a": 3.0, "@b": 1.0}
    assert "bus" in lexicon.weights
    assert lexicon.subjects == ("@a", "@b")
    wide = Lexicon.from_rows([Row("a", "庄稼", 3.0, "crops"), Row("a", "卫生", 3.0, "health")])
    assert wide.weights["庄稼"] == {"crops": 3.0}
    assert wide.weights["卫生"] == {"hospitals": 1.0, "epidemics": 1.0, "births": 1.0}


@pytest.mark.parametrize(
    "row", [("a", "路", 1.0), ("a", "路灯", -1.0), ("a", "路灯", 11.0), ("a", "路灯", float("nan"))]
)
def test_rows_that_cannot_be_used_are_refused(row: tuple[str, str, float]) -> None:
    with pytest.raises(ValueError, match=r"term|weight"):
        Lexicon.from_rows([row])


def test_a_file_with_remarks_blank_lines_and_no_note_is_read() -> None:
    rows, faults = read_terms("a", "# remark\n词语\t权重\n\n路灯\t3\n停车 难\t2.5\t说明\n")
    assert not faults
    assert [(r.term, r.weight, r.note) for r in rows] == [("路灯", 3.0, ""), ("停车 难", 2.5, "说明")]


def test_every_fault_is_told_at_once() -> None:
    _, faults = read_terms(
        "a",
        "term\tweight\tsubject\n路\t3\n路灯\tmany\n井盖\t99\n停车\t1\n停车\t2\n灯泡\n庄稼\t1\tfield\n停车\t1\testate\n",
    )
    assert [(f.row, f.expected) for f in faults] == [
        (2, "term-too-short"),
        (3, "bad-weight"),
        (4, "bad-weight"),
        (6, "duplicate-term"),
        (7, "bad-weight"),
        (8, "unknown-subject"),
    ]


@pytest.mark.parametrize("text", ["", "# only a remark\n", "路灯\t3\n"])
def test_a_file_without_header_is_refused(text: str) -> None:
    rows, faults = read_terms("a", text)
    assert not rows
    assert {f.expected for f in faults} == {"missing-column"}


def test_loading_names_the_file_with_faults(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("term\tweight\nx\t1\n", "utf-8")
    with pytest.raises(LexiconError) as caught:
        Lexicon.load(tmp_path)
    assert caught.value.file == "a.tsv"
    assert caught.value.faults == (TermFault(2, "term", "x", "term-too-short"),)


def test_loading_an_empty_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Lexicon.load(tmp_path)
