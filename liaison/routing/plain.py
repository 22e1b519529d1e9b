"""The forms in which texts and terms are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

MAX_TEXT = 8_000
"""Characters that are read: two full Telegram messages."""

_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff])\s+(?=[\u3000-\u9fff])")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")

SYLLABLES = Path(__file__).with_name("syllables.tsv")
"""The 6,763 characters of GB 2312 by their syllable without tone, the commonest reading of each, as pypinyin
gives it; scripts/syllables makes the file."""


def normalise(text: str) -> str:
    """NFKC (full-width to plain), case folded, in simplified characters."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def plain(text: str) -> str:
    """A whole text, normalised, without blanks between Chinese characters; at most MAX_TEXT characters."""
    text = text[:MAX_TEXT].encode("utf-8", "replace").decode()  # half a character becomes a question mark
    return _BETWEEN_HAN.sub("", normalise(text)).strip()


def simplified(text: str) -> str:
    """Traditional characters as simplified ones. The dictionaries are only loaded for a text with characters
    that are not in GB 2312, the standard of simplified ones."""
    try:
        _NOT_HAN.sub("", text).encode("gb2312")
    except UnicodeEncodeError:
        return _to_simplified()(text)
    return text


@lru_cache(maxsize=1)
def _to_simplified() -> Callable[[str], str]:
    import opencc  # noqa: PLC0415 — 7 MB that most processes never need

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@lru_cache(maxsize=1)
def syllables() -> dict[str, int]:
    """Of every common character the number of its syllable: characters that sound alike share it."""
    lines = SYLLABLES.read_text("utf-8").splitlines()
    return {
        character: number
        for number, line in enumerate(lines, start=1)
        for character in line.partition("\t")[2]
    }
