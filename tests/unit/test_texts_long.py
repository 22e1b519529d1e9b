"""Long words in texts: the library behind the catalogues refuses parts of more than 2,500 characters."""

from __future__ import annotations

from bot.texts import Texts


def test_long_words_are_put_in_whole_and_escaped() -> None:
    words = "路灯 & <b>垃圾</b>。" * 300
    shown = Texts.shipped().html("zh_CN", "notice-words-more", words=words)
    assert shown == words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_nobody_can_repeat_long_words_by_naming_them() -> None:
    texts = Texts.shipped()
    shown = texts.html(
        "zh_CN", "row", mark="", late="no", state="triage", number="\ue000excerpt\ue000", excerpt="长" * 600
    )
    assert shown.count("长") == 600
