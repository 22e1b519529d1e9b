"""How well the sample congress's lexicon does on messages written for judging it, and what its measure counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.routing import Bending, Guess, Row, calibration_error, figures, learn_and_judge, read_rows

MESSAGES = Path(__file__).with_name("messages.jsonl")
DEVELOPMENT = Path(__file__).parents[3] / "shared" / "data" / "routing_dev.jsonl"


def test_written_messages_find_their_committee_without_having_learnt_anything() -> None:
    found = learn_and_judge([], read_rows(MESSAGES), Bending())
    assert found["accuracy"] > 0.8
    assert found["top2"] > 0.9
    assert found["ece"] < 0.12


@pytest.mark.skipif(not DEVELOPMENT.exists(), reason="the real messages are not here")
def test_real_messages_find_their_subject() -> None:
    rows = read_rows(DEVELOPMENT)
    assert learn_and_judge([], rows, Bending())["macro_f1"] > 0.85
    assert learn_and_judge([], rows, Bending(first=30))["macro_f1"] > 0.78
    assert learn_and_judge(rows[::2], rows[1::2], Bending())["macro_f1"] > 0.88


def test_figures_are_those_of_the_textbook() -> None:
    rows = [Row("", right, by_label=True, group=str(n)) for n, right in enumerate("aaab")]
    guesses = [Guess(((first, 0.8), (second, 0.2))) for first, second in ("ab", "ab", "ba", "bc")]
    found = figures(rows, guesses)
    assert found["accuracy"] == 0.75
    assert found["top2"] == 1.0
    assert found["f1_a"] == pytest.approx(0.8)
    assert found["f1_b"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert found["ece"] == pytest.approx(0.05)


def test_the_calibration_error_is_nought_when_the_probabilities_are_right() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert calibration_error([0.95] * 4, [False] * 4) == pytest.approx(0.95)


def test_bent_texts_are_cut_and_changed_and_the_same_every_time() -> None:
    texts = ["小区门口的路灯坏了很久没有人来修" * 4]
    assert Bending(first=5)(texts) == ["小区门口的"]
    bent = Bending(homophones=0.5)(texts)
    assert bent == Bending(homophones=0.5)(texts) != texts
    assert len(bent[0]) == len(texts[0])


def test_a_row_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "路灯", "label": "城乡建设"}\n{"text": "路灯", "label": "别的"}\n', "utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_rows(path)
