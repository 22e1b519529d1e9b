"""Telegram's HTML parse mode, with the official server's error texts and UTF-8 byte offsets."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from playground.errors import bad_request

Entity = dict[str, Any]

TAGS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline", "span": "spoiler",
    "tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
"""Tags that are understood, and the entity each one makes."""

_SPACE = " \t\r\n\0\v"
_STOP = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_NAME = re.compile(r"[^\s>\0]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"'\0]*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_MAX_CODE_POINT = 0x10FFFF


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of `source`. ApiError 400 "can't parse entities: …" when it is not well formed."""
    if _STOP.search(source) is None:
        return source, []
    return _Parser(source).run()


def text_link(url: str) -> Entity | None:
    """The entity a link becomes: a mention by id for tg://user links, nothing for an unusable address."""
    mention = re.fullmatch(r"tg://user/?\?id=(\d+)", url)
    if mention:
        return {"type": "text_mention", "user": {"id": int(mention[1]), "is_bot": False, "first_name": ""}}
    if re.match(r"(?:https?|tg|ton|tonsite)://\S", url, re.IGNORECASE):
        rest = url.split("://", 1)[1]
        return {"type": "text_link", "url": url if "/" in rest or "?" in rest else url + "/"}
    if re.match(r"[^\s:/]+\.[^\s:/]{2,}(?:[/?#:]|$)", url):
        return {"type": "text_link", "url": "http://" + (url if "/" in url else url + "/")}
    return None


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.units = 0
        self.open: list[tuple[str, str, int, int]] = []
        self.entities: list[Entity] = []

    def fail(self, text: str, at: int | None = None) -> NoReturn:
        if at is not None:
            text += f" at byte offset {len(self.source[:at].encode())}"
        raise bad_request(f"can't parse entities: {text}")

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def skip_space(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in _SPACE:
            self.at += 1

    def emit(self, text: str) -> None:
        self.out.append(text)
        self.units += _units(text)

    def run(self) -> tuple[str, list[Entity]]:
        source = self.source
        while self.at < len(source):
            stop = _STOP.search(source, self.at)
            if stop is None:
                self.emit(source[self.at :])
                break
            if stop.start() > self.at:
                self.emit(source[self.at : stop.start()])
                self.at = stop.start()
            if source[self.at] == "&":
                self.emit(self.reference() or self.literal())
            elif source.startswith("</", self.at):
                self.end_tag()
            else:
                self.start_tag()
        if self.open:
            self.fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.out), self.entities

    def literal(self) -> str:
        self.at += 1
        return self.source[self.at - 1]

    def reference(self) -> str:
        """The character of a reference here, moving past it; empty when there is none."""
        match = _REFERENCE.match(self.source, self.at)
        if match is None:
            return ""
        if match[3]:
            character = _NAMED.get(match[3], "")
        else:
            code = int(match[1]) if match[1] else int(match[2], 16)
            character = chr(code) if 0 < code <= _MAX_CODE_POINT and not 0xD800 <= code <= 0xDFFF else ""
        if character:
            self.at = match.end()
        return character

    def start_tag(self) -> None:
        begin = self.at
        match = _TAG_NAME.match(self.source, begin + 1)
        assert match is not None
        self.at = match.end()
        if self.at >= len(self.source):
            self.fail("Unclosed start tag", begin)
        tag = match[0].lower()
        if tag not in TAGS:
            self.fail(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while self.peek() != ">":
            self.skip_space()
            if self.peek() == ">":
                break
            if not self.peek():
                self.fail("Unclosed start tag", begin)
            argument = self.attribute(tag, begin) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            self.fail('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "tg-emoji" and not argument.isdigit():
            self.fail("Invalid custom emoji identifier specified")
        self.open.append((tag, argument, self.units, len(self.out)))

    def attribute(self, tag: str, begin: int) -> str:
        """Reads one attribute; the tag's argument when this attribute carries it."""
        match = _ATTRIBUTE_NAME.match(self.source, self.at)
        assert match is not None
        self.at = match.end()
        if not match[0]:
            self.fail(f'Empty attribute name in the tag "{tag}"', begin)
        self.skip_space()
        if self.peek() != "=":
            if not self.peek():
                self.fail(f'Unclosed start tag "{tag}"', begin)
            return "1" if (tag, match[0]) == ("blockquote", "expandable") else ""
        self.at += 1
        self.skip_space()
        if not self.peek():
            self.fail(f'Unclosed start tag "{tag}"', begin)
        value = self.quoted() if self.peek() in "\"'" else self.token()
        if not self.peek():
            self.fail("Unclosed start tag", begin)
        key = (tag, match[0])
        if key in {("a", "href"), ("tg-emoji", "emoji-id")}:
            return value
        if key == ("code", "class") and value.startswith("language-"):
            return value[9:]
        if key == ("span", "class") and value.startswith("tg-"):
            return value[3:]
        return "1" if key == ("blockquote", "expandable") else ""

    def token(self) -> str:
        begin = self.at
        match = _TOKEN.match(self.source, begin)
        assert match is not None
        self.at = match.end()
        if self.peek() and self.peek() not in _SPACE + ">":
            self.fail("Unexpected end of name token", begin)
        return match[0].lower()

    def quoted(self) -> str:
        end = self.literal()
        parts = []
        while self.peek() and self.peek() != end:
            parts.append((self.reference() if self.peek() == "&" else "") or self.literal())
        self.at += 1
        return "".join(parts)

    def end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self.fail("Unexpected end tag", begin)
        match = _TAG_NAME.match(self.source, begin + 2)
        assert match is not None
        self.at = match.end()
        self.skip_space()
        if self.peek() != ">":
            self.fail("Unclosed end tag", begin)
        self.at += 1
        tag, argument, offset, piece = self.open.pop()
        if match[0] and match[0] != tag:
            self.fail(f'Unmatched end tag at byte offset {len(self.source[:begin].encode())}, '
                      f'expected "</{tag}>", found "</{match[0]}>"')  # fmt: skip
        if self.units > offset:
            self.close(tag, argument, offset, piece)

    def close(self, tag: str, argument: str, offset: int, piece: int) -> None:
        kind = TAGS[tag]
        entity: Entity = {"type": kind, "offset": offset, "length": self.units - offset}
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last["offset"], last["length"]) == (offset, entity["length"])
        if tag == "a":
            link = text_link(argument or "".join(self.out[piece:]))
            if link is None:
                return
            entity |= link
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = argument
        elif tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif tag == "pre" and same and last is not None and last["type"] == "code" and last.get("language"):
            last["type"] = "pre"
            return
        elif tag == "code":
            if same and last is not None and last["type"] == "pre" and argument:
                last["language"] = argument
                return
            if argument:
                entity["language"] = argument
        self.entities.append(entity)
