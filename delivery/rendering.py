"""From a message owed to what is sent: the text in the recipient's language, within Telegram's lengths."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.texts import Texts
from liaison.casework.model import PartKind

from .ports import Outgoing

MOST_TEXT = 4096
MOST_CAPTION = 1024
"""UTF-16 units of text and of a caption, counted after the entities are taken out (Bot API, sendMessage and
sendPhoto)."""

RESEND = "notice-resend"
"""Text key of the line that goes before a message that may have arrived already."""

_CUT_FIRST = ("words", "excerpt")
"""Arguments that may be shortened, in this order, when a message is too long."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Message:
    """One message ready to be sent. ``text`` is Telegram's HTML: the caption, when there is a file; a
    location and a round film have none. ``buttons`` are (label, callback data), one a row."""

    address: str
    kind: PartKind
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    file: str = ""
    latitude: float = 0.0
    longitude: float = 0.0


class TooLong(ValueError):
    """A text that does not fit although everything that may be shortened is."""


def render(texts: Texts, outgoing: Outgoing) -> Message:
    """What is sent. Raises MissingText, ValueError or TooLong for a message that can never be sent."""
    kind = PartKind(outgoing.file_kind or PartKind.TEXT)
    buttons = tuple(
        (texts.plain(outgoing.language, f"do-{verb}", **({"subject": about[0]} if about else {})), data)
        for verb, data, *about in outgoing.actions
    )
    if kind is PartKind.LOCATION:
        if outgoing.latitude is None or outgoing.longitude is None:
            raise ValueError("a location without coordinates")
        return Message(
            outgoing.address, kind, "", buttons, latitude=outgoing.latitude, longitude=outgoing.longitude
        )
    if kind is PartKind.VIDEO_NOTE:
        return Message(outgoing.address, kind, "", buttons, outgoing.file)
    text = _fitting(texts, outgoing, MOST_TEXT if kind is PartKind.TEXT else MOST_CAPTION)
    return Message(outgoing.address, kind, text, buttons, outgoing.file)


def _fitting(texts: Texts, outgoing: Outgoing, most: int) -> str:
    args: Mapping[str, str | int] = outgoing.args
    text = _whole(texts, outgoing, args)
    for name in _CUT_FIRST:
        value = args.get(name)
        over = length(text) - most
        if over <= 0:
            break
        if isinstance(value, str):
            # the argument is cut before it is escaped, so no entity can be cut
            args = {**args, name: shortened(value, max(units(value) - over, 0))}
            text = _whole(texts, outgoing, args)
    if length(text) > most:
        raise TooLong(outgoing.key)
    return text


def _whole(texts: Texts, outgoing: Outgoing, args: Mapping[str, str | int]) -> str:
    text = texts.html(outgoing.language, outgoing.key, **args)
    if outgoing.resend:
        return f"{texts.html(outgoing.language, RESEND)}\n\n{text}"
    return text


def units(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def length(text: str) -> int:
    """Length of an HTML text as Telegram counts it: what is left when tags and entities are read."""
    return units(html.unescape(_TAG.sub("", text)))


def shortened(text: str, most: int) -> str:
    """At most ``most`` UTF-16 units of ``text``, with an ellipsis where it was cut; a character is not
    parted from the marks that belong to it."""
    if units(text) <= most:
        return text
    room = most - 1
    kept = 0
    for character in text:
        room -= 1 + (character > "\uffff")
        if room < 0:
            break
        kept += 1
    while 0 < kept < len(text) and (_joins(text[kept]) or text[kept - 1] == "\u200d"):
        kept -= 1
    return text[:kept].rstrip() + "…" if most > 0 else ""


def _joins(character: str) -> bool:
    """Whether it belongs to the character before it: accents, joiners, variants, skin tones."""
    return (
        unicodedata.combining(character) > 0
        or character in "\u200d\ufe0e\ufe0f\u20e3"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
