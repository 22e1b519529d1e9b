"""What each simulated citizen will do: read from a file, and drawn from a seeded generator."""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison.casework.model import PartKind

TYPOS = 0.15
"""Share of citizens who make typing errors."""

SPLIT = 0.20
"""Share who write in two to four messages."""

PICTURES = 0.08
"""Share who add a picture."""

SEEKING = 0.25
"""Share who look for a deputy first; the others say what they have to say."""

ENGLISH = 0.05
"""Share whose account is in English."""

MOST_UNITS = 4000
"""UTF-16 units in one message; Telegram allows 4,096."""

MOST_CAPTION = 1000
"""UTF-16 units under a picture; Telegram allows 1,024."""

LABELS = Path(__file__).with_name("labels.json")
"""Subjects of public message collections → committees of the sample congress."""

_BREAKS = "。！？；，!?;, "


class BadFile(Exception):
    """The file cannot be used; ``key`` is the text that says why, ``line`` where (0: the whole file)."""

    def __init__(self, key: str, path: Path, line: int = 0) -> None:
        super().__init__(f"{path}:{line}: {key}")
        self.key = key
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the file."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of a citizen: words, or a picture with or without words under it."""

    text: str
    picture: bytes = b""

    @property
    def kept(self) -> tuple[str, str]:
        """What the database must hold of it."""
        return (PartKind.PHOTO if self.picture else PartKind.TEXT).value, self.text


@dataclass(frozen=True, slots=True)
class Plan:
    """One citizen's."""

    at: int
    label: str
    pieces: tuple[Piece, ...]
    english: bool
    seeks: float | None
    """Looks for a deputy first: 0..1, which of them. None: does not."""


def read_messages(path: Path, limit: int | None = None) -> list[Said]:
    """The messages of a JSONL file, at most ``limit``. Raises BadFile."""
    messages: list[Said] = []
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if limit is not None and len(messages) >= limit:
                    break
                if line.strip():
                    messages.append(_said(path, number, line))
    except (OSError, UnicodeDecodeError):
        raise BadFile("simulate-no-file", path) from None
    if not messages:
        raise BadFile("simulate-empty-file", path)
    return messages


def _said(path: Path, number: int, line: str) -> Said:
    try:
        row = json.loads(line)
    except ValueError:
        raise BadFile("simulate-bad-line", path, number) from None
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise BadFile("simulate-bad-line", path, number)
    label = row.get("label")
    return Said(text.strip(), label if isinstance(label, str) else "")


def read_labels(path: Path) -> dict[str, str]:
    """Labels → codes of committees. Raises BadFile."""
    try:
        found: Any = json.loads(path.read_text("utf-8-sig"))
    except OSError:
        raise BadFile("simulate-no-file", path) from None
    except ValueError:
        raise BadFile("simulate-bad-labels", path) from None
    if not isinstance(found, dict) or not all(isinstance(code, str) for code in found.values()):
        raise BadFile("simulate-bad-labels", path)
    return found


def make_plans(messages: Iterable[Said], seed: int) -> list[Plan]:
    """Who does what. The same messages and seed give the same plans."""
    return [_plan(at, said, random.Random(f"{seed}:{at}")) for at, said in enumerate(messages)]  # noqa: S311 - play, no secrets


def _plan(at: int, said: Said, chance: random.Random) -> Plan:
    text = said.text
    if chance.random() < TYPOS:
        text = with_typos(text, chance)
    wanted = chance.randint(2, 4) if chance.random() < SPLIT else 1
    pieces = [Piece(words) for words in split(text, max(wanted, -(-_units(text) // MOST_UNITS)))]
    if chance.random() < PICTURES:
        drawn = picture(at)
        where = chance.randrange(len(pieces))
        if _units(pieces[where].text) <= MOST_CAPTION:
            pieces[where] = Piece(pieces[where].text, drawn)
        else:
            pieces.insert(where + 1, Piece("", drawn))
    english = chance.random() < ENGLISH
    return Plan(
        at, said.label, tuple(pieces), english, chance.random() if chance.random() < SEEKING else None
    )


def with_typos(text: str, chance: random.Random) -> str:
    """One to three characters swapped, dropped or doubled."""
    characters = list(text)
    for _ in range(chance.randint(1, 3)):
        if len(characters) < 4:
            break
        at = chance.randrange(1, len(characters) - 1)
        match chance.randrange(3):
            case 0:
                characters[at], characters[at - 1] = characters[at - 1], characters[at]
            case 1:
                del characters[at]
            case _:
                characters.insert(at, characters[at])
    return "".join(characters).strip()


def split(text: str, count: int) -> Sequence[str]:
    """About ``count`` pieces of like length, broken after punctuation where there is some near; each fits
    one message. What stands at the edge of a piece is trimmed, as messengers do."""
    pieces: list[str] = []
    rest = text
    for left in range(count, 0, -1):
        cut = _near(rest, len(rest) // left) if left > 1 else len(rest)
        pieces.append(rest[:cut].strip())
        rest = rest[cut:]
    fitting = [part for piece in pieces for part in _fitting(piece)]
    return [piece for piece in fitting if piece] or [text]


def _near(text: str, wanted: int) -> int:
    for step in range(max(1, wanted // 2)):
        for at in (wanted + step, wanted - step):
            # A piece that began with a slash would be a command.
            if 0 < at < len(text) and text[at - 1] in _BREAKS and text[at] != "/":
                return at
    return max(1, wanted)


def _fitting(piece: str) -> list[str]:
    if _units(piece) <= MOST_UNITS:
        return [piece]
    half = _near(piece, len(piece) // 2)
    return [*_fitting(piece[:half].strip()), *_fitting(piece[half:].strip())]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def picture(number: int) -> bytes:
    """A small PNG, another one for every number."""
    rows = b"".join(
        b"\0" + bytes((number * 7 + x * 3 + y * 5) % 256 for x in range(8) for _ in "rgb") for y in range(8)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    name = chunk(b"tEXt", b"Title\0" + str(number).encode())
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + name
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
