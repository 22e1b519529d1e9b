"""Cells as text: what is compared, and what is kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNSEEN = {0xFEFF: None, 0x2060: None} | dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Characters without width that come along when text is copied from a page; two names that look alike are alike."""


def fold(text: str) -> str:
    """For comparing fixed values: NFKC, case folded, no space around."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """For comparing headers and names of sheets: also without spaces, lines and stars, and without what is said
    in brackets behind."""
    plain = re.sub(r"[\s_*-]+", "", fold(text))
    return re.sub(r"(?<=.)[(\[【].*$", "", plain)


def tidy(text: str) -> str:
    """A cell's value: NFC, every run of white space (and line breaks) one space, none around, no character that
    is not seen, without the apostrophe by which spreadsheets are told that something is text."""
    if not text.isprintable() or "  " in text or not unicodedata.is_normalized("NFC", text):
        spaced = " ".join(unicodedata.normalize("NFC", text).translate(UNSEEN).split())
        text = "".join(char for char in spaced if unicodedata.category(char) != "Cc")
        text = " ".join(unicodedata.normalize("NFC", text).split())
    return text.strip().removeprefix("'").strip()
