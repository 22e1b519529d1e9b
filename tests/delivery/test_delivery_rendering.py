"""From a message owed to what is sent."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.texts import MissingText, Texts
from delivery.ports import Outgoing
from delivery.rendering import MOST_CAPTION, MOST_TEXT, TooLong, length, render, shortened, units
from liaison.casework.model import PartKind

ANSWERED = Outgoing(
    1, 1, "77", "en", "notice-answered",
    {"number": "1234", "deputy": "Li", "committee": "", "due": "2030-01-02", "words": "yes", "excerpt": ""},
)  # fmt: skip


def said(words: str) -> Outgoing:
    return replace(ANSWERED, args={**ANSWERED.args, "words": words})


@pytest.fixture(scope="module")
def shipped() -> Texts:
    return Texts.shipped()


def test_a_text_with_buttons(shipped: Texts):
    message = render(shipped, replace(ANSWERED, actions=(("open", "a1:open:5"), ("add", "a1:add:5"))))
    assert (message.address, message.kind) == ("77", PartKind.TEXT)
    assert message.text == shipped.html("en", "notice-answered", **ANSWERED.args)
    assert message.buttons == (
        (shipped.plain("en", "do-open"), "a1:open:5"),
        (shipped.plain("en", "do-add"), "a1:add:5"),
    )


def test_a_choice_is_a_button_with_the_name_of_its_subject(shipped: Texts):
    actions = (("say", "s1:5:estate", "estate"), ("cannot_say", "s1:5:"))
    args = {"number": "1234", "due": "2030-01-02", "choice1": "estate", "choice2": "roads", "choice3": ""}
    asked = replace(ANSWERED, key="notice-receipt-ask", args=args, actions=actions)
    for language, estate, roads in (
        ("zh_CN", "小区物业", "道路和桥梁"),
        ("en", "housing estates and their management", "roads and bridges"),
    ):
        message = render(shipped, replace(asked, language=language))
        assert message.buttons == (
            (estate, "s1:5:estate"),
            (shipped.plain(language, "do-cannot_say"), "s1:5:"),
        )
        assert estate in message.text
        assert roads in message.text
    with pytest.raises(MissingText):
        render(shipped, replace(asked, actions=(("say", "s1:5:nothing", "nothing"),)))


def test_a_message_that_may_have_come_before_says_so_first(shipped: Texts):
    once, again = render(shipped, ANSWERED), render(shipped, replace(ANSWERED, resend=True))
    assert again.text == f"{shipped.html('en', 'notice-resend')}\n\n{once.text}"


def test_a_file_has_its_caption(shipped: Texts):
    owed = Outgoing(1, 1, "7", "zh_CN", "notice-file", {"number": "12"}, file_kind="photo", file="AgAC")
    message = render(shipped, owed)
    assert (message.kind, message.file) == (PartKind.PHOTO, "AgAC")
    assert message.text == shipped.html("zh_CN", "notice-file", number="12")


def test_a_place_has_no_words(shipped: Texts):
    owed = Outgoing(
        1, 1, "7", "en", "notice-file", {"number": "12"}, file_kind="location", latitude=31.5, longitude=120.5
    )
    message = render(shipped, owed)
    assert (message.kind, message.text, message.latitude, message.longitude) == (
        PartKind.LOCATION,
        "",
        31.5,
        120.5,
    )
    with pytest.raises(ValueError, match="coordinates"):
        render(shipped, replace(owed, latitude=None))


def test_what_cannot_be_put_together_is_an_error(shipped: Texts):
    with pytest.raises(MissingText):
        render(shipped, replace(ANSWERED, key="notice-nothing"))
    with pytest.raises(MissingText):
        render(shipped, replace(ANSWERED, actions=(("dance", "a1:dance:1"),)))
    with pytest.raises(ValueError, match="tune"):
        render(shipped, replace(ANSWERED, file_kind="tune"))


awkward = st.text(st.sampled_from("a字&<>😀\u0301\u200d👍🏽;\n "), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(piece=awkward, times=st.integers(0, 400))
def test_every_text_fits_and_no_entity_is_cut(shipped: Texts, piece: str, times: int):
    words = f"{piece}x" * times
    owed = replace(said(words), resend=True)
    text = render(shipped, owed).text
    assert length(text) <= MOST_TEXT
    shown = html.unescape(text.rpartition("</b>")[2])
    assert html.escape(shown, quote=False) == text.rpartition("</b>")[2]
    beginning = html.unescape(render(shipped, replace(said("|"), resend=True)).text.rpartition("</b>")[2])
    kept = shown.removeprefix(beginning.removesuffix("|"))
    assert kept == words or words.startswith(kept.removesuffix("…"))


def test_a_text_of_exactly_the_most_is_left_alone(shipped: Texts):
    frame = length(render(shipped, said("")).text)
    assert render(shipped, said("字" * (MOST_TEXT - frame))).text.endswith("字")
    one_more = render(shipped, said("字" * (MOST_TEXT - frame + 1))).text
    assert one_more.endswith("字…")
    assert length(one_more) == MOST_TEXT


def test_what_may_not_be_shortened_and_does_not_fit_is_an_error(shipped: Texts):
    with pytest.raises(TooLong):
        render(shipped, replace(ANSWERED, args={**ANSWERED.args, "number": "1" * 5000}))
    owed = Outgoing(
        1, 1, "7", "en", "notice-file", {"number": "1" * MOST_CAPTION}, file_kind="photo", file="x"
    )
    with pytest.raises(TooLong):
        render(shipped, owed)


def test_length_is_counted_as_telegram_counts():
    assert length("<b>a&amp;b</b>&lt;😀") == 6
    assert units("e\u0301😀") == 4


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("ab😀cd", 4, "ab…"),
        ("abe\u0301f", 4, "ab…"),
        ("ab👍🏽cd", 6, "ab…"),
        ("a👨\u200d👩\u200d👧b", 6, "a…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_cutting_parts_no_character_from_its_marks(text: str, most: int, expected: str):
    assert shortened(text, most) == expected
    assert units(shortened(text, most)) <= most
