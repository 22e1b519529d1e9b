"""What simulated people look for on the screen, taken from the texts that the product shows."""

from __future__ import annotations

import re
from functools import cache

from bot.texts import Texts

HOLE = "\ue000"
"""Stands for what is not known beforehand; a private-use character that no text contains."""

_TAG = re.compile(r"<[^>]+>")


class Words:
    """The product's texts in one language, as patterns."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts = texts
        self._language = language
        self.label = cache(self._label)
        self.heading = cache(self._heading)

    def _label(self, key: str, **given: str) -> re.Pattern[str]:
        """The whole of a button; arguments that are HOLE may be anything."""
        return _pattern(self._texts.plain(self._language, key, **given) + "\n")

    def _heading(self, key: str) -> re.Pattern[str]:
        """The first line of a notice; its group is the opinion's number."""
        args = dict.fromkeys(("deputy", "committee", "words", "place", "excerpt", "state"), HOLE)
        args |= dict.fromkeys(
            ("choice1", "choice2", "choice3"), ""
        )  # codes, of which only the right ones have names
        rendered = self._texts.html(
            self._language, key, **args, number="\ue001", due="2000-01-01", until="2000-01-01", files=0
        )
        first = _TAG.sub("", rendered).strip().split("\n")[0]
        return re.compile(_pattern(first).pattern.replace("\ue001", r"([0-9]+-[0-9]+-[0-9])"))

    def text(self, key: str, **given: str | int) -> str:
        """A text as it is."""
        return self._texts.plain(self._language, key, **given)


def _pattern(text: str) -> re.Pattern[str]:
    whole = text.endswith("\n")
    pieces = (re.escape(piece) for piece in text.strip().split(HOLE))
    return re.compile(".+?".join(pieces) + (r"\Z" if whole else ""), re.DOTALL)
