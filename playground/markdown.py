"""Telegram's MarkdownV2 parse mode and the old Markdown one, with the official server's error texts."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from playground.errors import bad_request
from playground.html import text_link

Entity = dict[str, Any]

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji",
}  # fmt: skip
_SINGLE = {"*": "bold", "~": "strikethrough"}


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fail(text: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {text}")


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of a MarkdownV2 source. ApiError 400 "can't parse entities: …" when it is wrong."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.units = 0
        self.open: list[tuple[str, str, int, int, int]] = []
        self.entities: list[Entity] = []
        self.quote: int | None = None
        self.line_start = True

    def run(self) -> tuple[str, list[Entity]]:
        source = self.source
        while self.at < len(source):
            character = source[self.at]
            if character == "\\" and self.at + 1 < len(source) and " " < source[self.at + 1] <= "~":
                self.at += 1
                self.text(source[self.at])
            elif character not in self.reserved():
                self.text(character)
            elif not self.try_end(character):
                self.begin(character)
        if self.open:
            kind, _, _, _, begin = self.open[-1]
            _fail(f"Can't find end of {_NAMES[kind]} entity at byte offset {self.byte(begin)}")
        self.end_quote()
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def reserved(self) -> frozenset[str] | str:
        return "`" if self.open and self.open[-1][0] in {"code", "pre"} else _RESERVED

    def text(self, character: str) -> None:
        self.out.append(character)
        self.units += 1 + (character > "\uffff")
        self.at += 1
        self.line_start = False

    def follows(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def try_end(self, character: str) -> bool:
        """Ends the innermost entity when its end is here."""
        if not self.open:
            return False
        kind, argument, offset, piece, begin = self.open[-1]
        ends = {
            "bold": "*", "italic": "_", "code": "`", "pre": "```", "strikethrough": "~", "underline": "__",
            "spoiler": "||", "text_link": "]", "custom_emoji": "]",
        }  # fmt: skip
        if not self.follows(ends[kind]) or (kind == "italic" and self.follows("__")):
            return False
        self.at += len(ends[kind])
        self.open.pop()
        entity: Entity | None = {"type": kind, "offset": offset, "length": self.units - offset}
        if kind in {"text_link", "custom_emoji"}:
            entity = self.link(kind, entity or {}, piece, begin)
        elif kind == "pre" and argument and entity is not None:
            entity["language"] = argument
        if entity is not None and self.units > offset:
            self.entities.append(entity)
        del character
        return True

    def link(self, kind: str, entity: Entity, piece: int, begin: int) -> Entity | None:
        url = "".join(self.out[piece:])
        if self.follows("("):
            start = self.at
            self.at += 1
            parts = []
            while self.at < len(self.source) and self.source[self.at] != ")":
                if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                    self.at += 1
                parts.append(self.source[self.at])
                self.at += 1
            if self.at >= len(self.source):
                name = "a URL" if kind == "text_link" else "a custom emoji URL"
                _fail(f"Can't find end of {name} at byte offset {self.byte(start)}")
            self.at += 1
            url = "".join(parts)
        elif kind == "custom_emoji":
            _fail("Custom emoji entity must contain a tg://emoji URL")
        if kind == "custom_emoji":
            match = re.fullmatch(r"tg://emoji\?id=(\d+)", url)
            if match is None:
                _fail("Custom emoji URL must have an emoji identifier")
            return entity | {"custom_emoji_id": match[1]}
        found = text_link(url)
        del begin
        return None if found is None else entity | found

    def begin(self, character: str) -> None:
        begin = self.at
        argument = ""
        if character == "\n":
            self.text("\n")
            self.line_start = True
            if self.quote is not None and not self.follows(">"):
                self.end_quote()
            return
        if character == ">" and self.line_start:
            self.at += 1
            if self.quote is None:
                self.quote = self.units
            self.line_start = False
            return
        if (
            self.quote is not None
            and self.follows("||")
            and self.source[self.at + 2 : self.at + 3] in {"", "\n"}
        ):
            self.at += 2
            self.end_quote(expandable=True)
            return
        if character in _SINGLE:
            kind, width = _SINGLE[character], 1
        elif character == "_":
            kind, width = ("underline", 2) if self.follows("__") else ("italic", 1)
        elif self.follows("||"):
            kind, width = "spoiler", 2
        elif character == "[":
            kind, width = "text_link", 1
        elif self.follows("!["):
            kind, width = "custom_emoji", 2
        elif self.follows("```"):
            kind, width = "pre", 3
            match = re.compile(r"([^\s`]*)(\n)?").match(self.source, self.at + 3)
            assert match is not None
            if match[2]:
                argument, width = match[1], 3 + len(match[0])
        elif character == "`":
            kind, width = "code", 1
        else:
            _fail(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
        self.at += width
        self.line_start = False
        self.open.append((kind, argument, self.units, len(self.out), begin))

    def end_quote(self, *, expandable: bool = False) -> None:
        if self.quote is not None and self.units > self.quote:
            kind = "expandable_blockquote" if expandable else "blockquote"
            self.entities.append({"type": kind, "offset": self.quote, "length": self.units - self.quote})
        self.quote = None


_LEGACY = re.compile(r"\\([_*`\[])|(```|[_*`\[])")


def parse_legacy(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of an old-style Markdown source; entities do not nest."""
    out: list[str] = []
    entities: list[Entity] = []
    units = at = 0

    def emit(text: str) -> int:
        out.append(text)
        return _units(text)

    while True:
        match = _LEGACY.search(source, at)
        if match is None:
            emit(source[at:])
            return "".join(out), entities
        units += emit(source[at : match.start()])
        at = match.end()
        if match[1]:
            units += emit(match[1])
            continue
        mark = match[2]
        close = {"[": "]"}.get(mark, mark)
        end = source.find(close, at)
        if end < 0:
            _fail(
                f"Can't find end of the entity starting at byte offset {len(source[: match.start()].encode())}"
            )
        inner = source[at:end]
        at = end + len(close)
        entity: Entity | None = {
            "type": {"_": "italic", "*": "bold", "`": "code", "```": "pre"}.get(mark, "")
        }
        if mark == "[":
            entity = None
            if source.startswith("(", at) and ")" in source[at:]:
                stop = source.index(")", at)
                entity = text_link(source[at + 1 : stop])
                at = stop + 1
        elif mark == "```":
            named = re.match(r"([^\s`]+)\n", inner)
            if named and entity is not None:
                entity["language"], inner = named[1], inner[named.end() :]
        length = emit(inner)
        if entity is not None and length:
            entities.append(entity | {"offset": units, "length": length})
        units += length
