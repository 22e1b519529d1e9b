"""Formatted text as Telegram takes it: parse modes, entity lists, found links and commands, lengths in UTF-16."""

from __future__ import annotations

import re
from typing import Any

from playground import html, markdown
from playground.errors import bad_request

Entity = dict[str, Any]

MAX_TEXT = 4096
"""UTF-16 units of a message's text after entities (Bot API, sendMessage)."""
MAX_CAPTION = 1024
"""UTF-16 units of a caption after entities (Bot API, sendPhoto and kin)."""
MAX_SOURCE_BYTES = 1 << 15
"""Bytes of a text before entities; the official server refuses longer ones unread."""
MAX_ENTITIES = 100
"""Entities kept in one message (Bot API, "Formatting options"); the rest are ignored."""

_STYLES = frozenset(
    [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "blockquote",
        "expandable_blockquote",
    ]
)
_FOUND = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"]
)
_CLOSED = frozenset({"code", "pre", "text_link", "text_mention"})
_HINT = re.compile(r"[/@#+.]")
_PATTERNS = (
    ("url", re.compile(
        r"(?<![\w@])(?:(?:https?|tg)://[^\s<>\"'，。；：！？、（）《》「」“”]+"
        r"|(?:[a-z0-9-]+\.)+(?:com|org|net|me|cn|io|gov|edu|dev|info)(?![\w@])(?:/[^\s<>\"'，。；：！？、（）《》「」“”]*)?)",
        re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[a-zA-Z0-9._%+-]{1,64}@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,}")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w{1,256}(?!\w))\d*[^\W\d]\w*")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d{7,15}(?!\w)")),
)  # fmt: skip


def utf16_len(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_entities(text: str) -> list[Entity]:
    """The links, addresses, commands, mentions and tags that Telegram marks by itself, in order."""
    if not _HINT.search(text):
        return []
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind == "url":
                end = start + len(match[0].rstrip(".,:;!?)("))
            if all(end <= other_start or start >= other_end for other_start, other_end, _ in found):
                found.append((start, end, kind))
    found.sort()
    if text.isascii():
        return [{"type": kind, "offset": start, "length": end - start} for start, end, kind in found]
    return [
        {"type": kind, "offset": utf16_len(text[:start]), "length": utf16_len(text[start:end])}
        for start, end, kind in found
    ]


def formatted(
    text: str, parse_mode: str | None, entities: Any, most: int, too_long: str
) -> tuple[str, list[Entity]]:
    """The text a message will have and its entities, by parse mode or by an entity list.

    ApiError 400 when the source or the list is wrong, or when more than `most` UTF-16 units remain (`too_long`).
    An empty result is returned as such.
    """
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    mode = (parse_mode or "").lower()
    if text and mode and mode != "none":
        if mode == "html":
            text, given = html.parse(text)
        elif mode == "markdownv2":
            text, given = markdown.parse(text)
        elif mode == "markdown":
            text, given = markdown.parse_legacy(text)
        else:
            raise bad_request("unsupported parse_mode")
    else:
        given = _given(entities, text) if entities else []
    text, given = _trimmed(_cleaned(text), given)
    if utf16_len(text) > most:
        raise bad_request(too_long)
    return text, _merged(given, find_entities(text))[:MAX_ENTITIES]


def _cleaned(text: str) -> str:
    # Carriage returns go, other control characters become spaces; lengths stay except for the former.
    if text.isprintable():
        return text
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text.replace("\r", ""))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cuts white space at both ends as Telegram does, with the entities moved and clipped."""
    kept = text.rstrip(" \t\n\u00a0")
    front = len(kept) - len(kept.lstrip(" \t\n"))
    if front:
        kept = kept[front:]
    if len(kept) == len(text) or not entities:
        return kept, entities
    length = utf16_len(kept)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - front)
        end = min(length, entity["offset"] + entity["length"] - front)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def _merged(given: list[Entity], found: list[Entity]) -> list[Entity]:
    """Given entities without what lies inside code, and the found ones that collide with none of the closed kinds."""
    if not given:
        return found
    solid = [entity for entity in given if entity["type"] in {"code", "pre"}]
    kept = [
        entity for entity in given
        if entity["type"].endswith("blockquote") or not any(s is not entity and _inside(entity, s) for s in solid)
    ]  # fmt: skip
    closed = [entity for entity in kept if entity["type"] in _CLOSED]
    kept += [entity for entity in found if not any(_overlap(entity, other) for other in closed)]
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return kept


def _inside(inner: Entity, outer: Entity) -> bool:
    end = outer["offset"] + outer["length"]
    return bool(inner["offset"] >= outer["offset"] and inner["offset"] + inner["length"] <= end)


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def _given(value: Any, text: str) -> list[Entity]:
    """The entities of an `entities` parameter, checked."""
    if not isinstance(value, list):
        return []
    length = utf16_len(text)
    result: list[Entity] = []
    for item in value:
        entity = _one(item)
        if entity is None:
            continue
        start, size = entity["offset"], entity["length"]
        if start < 0 or start > length:
            raise bad_request(f"receive an entity with incorrect offset {start}")
        if size < 0 or start + size > length:
            raise bad_request(f"receive an entity with incorrect length {size}")
        if not text.isascii():
            units = text.encode("utf-16-le", "surrogatepass")
            for edge in (start, start + size):
                if edge < length and 0xDC <= units[2 * edge + 1] <= 0xDF:
                    raise bad_request(
                        f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol"
                    )
        if size:
            result.append(entity)
    result.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return result


def _one(item: Any) -> Entity | None:
    def refuse(text: str) -> Exception:
        return bad_request(f"can't parse MessageEntity: {text}")

    if not isinstance(item, dict):
        raise refuse("expected an Object")
    for name in ("offset", "length"):
        if name not in item:
            raise refuse(f'Can\'t find field "{name}"')
        if not isinstance(item[name], int):
            raise refuse(f'Field "{name}" must be of type Number')
    kind = item.get("type")
    if not isinstance(kind, str):
        raise refuse('Can\'t find field "type"')
    if kind in _FOUND:
        return None
    if kind not in _STYLES:
        raise refuse("Unsupported type specified")
    entity: Entity = {"type": kind, "offset": item["offset"], "length": item["length"]}
    for name, owner in (("url", "text_link"), ("user", "text_mention"), ("custom_emoji_id", "custom_emoji")):
        if kind == owner:
            if not item.get(name):
                raise refuse(f'Can\'t find field "{name}"')
            entity[name] = item[name]
    if kind == "pre" and item.get("language"):
        entity["language"] = item["language"]
    return entity
