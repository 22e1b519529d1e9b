"""Which texts speak of the same thing in the same place.

Candidates are found by the rare character grams that two texts share; the best of them are compared whole.
Names of places, and numbers of houses and lines, must not contradict each other: the same complaint about
another village is another matter.
"""

from __future__ import annotations

import re
import threading
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Reals = NDArray[np.float64]

ALIKE = 0.5
"""Score from which two texts are taken for one matter. Source: bench.likeness."""

MOST_READ = 600
"""Characters of a text that are read: what stands further back has been said before."""

SLOTS = 1 << 20
"""Into so many numbers the grams are hashed."""

SKETCH = 72
"""Grams of a text that lead to it, those of the smallest hashes, so that two texts that share grams keep the
same ones; names of places come on top. A copy of half a text still holds some thirty of them."""

SEGMENT = 1 << 14
"""Texts whose lists stand in one piece, at most; so a place in it has 16 bits."""

FRESH = 1 << 8
"""Texts that come anew before their lists are sorted for good."""

COMMON = 1_500
"""A gram in so many texts of a segment leads to none: it would cost time and says little."""

LOOKED_AT = 120
"""Candidates compared by all their grams, and how many of them because of the place."""

IN_PLACE = 90

COMPARED = 24
"""The best of these, compared by rapidfuzz."""

EVERYWHERE = 1.5
"""Rarity (natural logarithm of texts to one that has it) up to which a gram says nothing."""

MOST_NAMED, MOST_SHARE = 50, 0.002
"""Texts, and their share of all, in which a street or village may be named; "the long way" is named in more."""

SHARED = 6
"""Words shown of what two texts share."""

_ORDER = 0x2C1B3C6D
"""Gives the grams another order than their numbers: by it a text's sketch is chosen."""

Place = tuple[str, str]
"""What kind of name, and what distinguishes it from others of the kind."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A text that speaks of the same: how sure (0..1), and words that stand in both, places first."""

    key: int
    score: float
    shared: tuple[str, ...]


# --- reading a text -----------------------------------------------------------------------------------

_GREETING = re.compile(
    r"(?:尊敬的)?(?:各位)?(?:领导|书记|市长|县长|局长|代表|同志|主任|老师|你们)(?:们)?(?:您|你)?好?[，。！：:,!]"
    r"|(?:您|你|大家)们?好[，。！：:,!]?|我(?:们)?(?:想|要|来)?(?:反映|投诉|举报|咨询|说)(?:一下|一个|个)?(?:情况|问题|事情|事)?[，。：:,]?"
    r"|(?:恳请|希望|请求|盼望|请|盼)[^，。！？；]{0,18}(?:解决|处理|重视|回复|答复|关注|管一管|管管|帮忙)[^，。！？；]{0,6}"
    r"|(?:多谢|谢谢|感谢|拜托)[^，。！？；]{0,8}"
)
_CUT = re.compile(r"[^0-9a-z\u4e00-\u9fff\ue000-\uf8ff]+")
_DIGITS = {ord(han): str(digit) for digit, han in enumerate("零一二三四五六七八九")} | {ord("两"): "2", ord("幺"): "1"}
_TENS = re.compile(r"([1-9]?)十([1-9]?)")
_COUNTED = re.compile(r"[零一二三四五六七八九十两幺]+(?=号楼|栋|幢|单元|号院|号线|路公交|路车|组|队|弄|号|巷|中|小|村)")
_NUMBERED = re.compile(
    r"(\d{1,4})(?:号?(楼|栋|幢)|(单元)|(号院|号线|路公交|路车|路(?=末班|首班|班车|车|站))|([组队弄])|((?<=[路街巷道弄]\d)号|(?<=[路街巷道弄]\d\d)号))"
)
_NUMBER_KINDS = ("number", "stair", "line", "group", "door")

_KINDS = {
    "way": "大道 大街,街 路口,道口,街口 巷,胡同 路 大桥,桥 隧道 立交 转盘,环岛",
    "home": "社区 小区,花园,家园,花苑,公寓,大厦,山庄,佳苑,雅苑,名苑,苑,华府 新村 村 寨 屯 庄 坳 湾 农场 林场",
    "house": "幼儿园 小学 中学 大学,学院 学校 医院,卫生院 市场,菜场,菜市场 公园 广场 汽车站,车站 地铁站 火车站 养老院,敬老院 超市 "
    "工业园,产业园 开发区 景区 湿地 水库 渡口,码头 商场 图书馆 支行 汽车城 厂 湖 河 山",
    "town": "街道,办事处 镇 乡",
    "county": "市 县 区 旗",
}
"""Endings of names by kind; those between blanks are used for each other."""

_ENDING = {
    ending: (kind, alike.partition(",")[0])
    for kind, endings in _KINDS.items()
    for alike in endings.split()
    for ending in alike.split(",")
}
_NAMED = re.compile(
    rf"(?=([0-9a-z\u4e00-\u9fff]{{2}})({'|'.join(sorted(_ENDING, key=len, reverse=True))})(?!(?<=路)[灯面况程]|(?<=广场)舞))"
)
_NO_NAME = re.compile(
    r"我们|我家|我在|我是|你们|他们|咱们|一[个条座家所些段]|[几两三多这那哪某每][个条座家些]|老旧|配套|公办|民办|公立|私立|中心|附近|旁边|门口|对面|里面|外面|乡镇|老家"
    r"|^[的了在是到去从往向把被让跟与及着本这那哪某每各全整该咱]|[的了在是有到去从往向把被让跟与及过着走住回给对于经沿修出大小农公马道铁线电网思天市社郊景片辖灾校厂全县省工绕里开赶迷问错拦堵占划铺段条座行顺岔拐几多半换]$"
)
"""Pairs of characters before an ending that are no name."""


def _read(text: str) -> str:
    """Plain, lower case, without greetings and requests, numbers of houses in digits."""
    text = unicodedata.normalize("NFKC", text[: MOST_READ * 2]).lower()
    text = text.replace(",", "，").replace("!", "！").replace("?", "？").replace(";", "；").replace(":", "：")
    text = _GREETING.sub("，", text)
    return _COUNTED.sub(lambda found: _arabic(found.group()), text)[:MOST_READ]


def _arabic(han: str) -> str:
    plain = han.translate(_DIGITS)
    return _TENS.sub(lambda found: (found.group(1) or "1") + (found.group(2) or "0"), plain)


def places_of(text: str) -> tuple[dict[Place, str], str]:
    """Names and numbers of places in a text as :func:`_read` gives it, each as it is written there, and the text
    without them."""
    found: dict[Place, str] = {}
    spans: list[tuple[int, int]] = []
    for number in _NUMBERED.finditer(text):
        kind = next(k for k, group in zip(_NUMBER_KINDS, number.groups()[1:], strict=True) if group)
        found[kind, number.group(1)] = number.group()
        spans.append(number.span())
    end = 0
    for name in _NAMED.finditer(text):
        stem, ending = name.groups()
        if name.start() < end or _NO_NAME.search(stem):
            continue
        end = name.start() + len(stem) + len(ending)
        kind, usual = _ENDING[ending]
        found[kind, stem + usual] = stem + ending
        spans.append((name.start(), end))
    for begin, end in sorted(spans, reverse=True):
        text = f"{text[:begin]} {text[end:]}"
    return found, text


@lru_cache(maxsize=1)
def _same_words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Words that say the same, each line of the file as one character of its own."""
    lines = Path(__file__).with_name("same_words.txt").read_text("utf-8").splitlines()
    signs = {word: chr(0xE000 + at) for at, line in enumerate(lines) for word in line.split()}
    pattern = "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))
    return re.compile(pattern), signs


def _plain(text: str) -> str:
    """What is compared: words that say the same are one sign, clauses are parted by a blank."""
    pattern, signs = _same_words()
    return _CUT.sub(" ", pattern.sub(lambda found: signs[found.group()], text)).strip()


def _grams(plain: str) -> Numbers:
    """The numbers, sorted, of the pairs and triples of characters that stand in it (none across clauses), and
    of single signs."""
    import numpy as np  # noqa: PLC0415 - 14 MB that a process which never compares does not need

    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    inside = codes != ord(" ")
    pairs = (codes[:-1] * 40_503 + codes[1:])[inside[:-1] & inside[1:]]
    triples = (codes[:-2] * 1_640_531_527 + codes[1:-1] * 40_503 + codes[2:])[
        inside[:-2] & inside[1:-1] & inside[2:]
    ]
    signs = codes[(codes >= 0xE000) & (codes <= 0xF8FF)]
    return _numbers(np.concatenate((pairs, triples, signs * 7_919)))


def _numbers(wide: Numbers) -> Numbers:
    """Well mixed, within SLOTS, each once."""
    import numpy as np  # noqa: PLC0415 - see above

    mixed = wide * 0x9E3779B1 & 0xFFFFFFFF
    mixed ^= mixed >> 15
    return np.unique(mixed * 0x85EBCA6B >> 9 & (SLOTS - 1))


def _place_numbers(places: Iterable[Place]) -> Numbers:
    import numpy as np  # noqa: PLC0415 - see above

    codes = [zlib.crc32("".join(place).encode()) for place in places]
    return _numbers(np.array(codes, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it is compared."""

    plain: str
    places: frozenset[Place]
    grams: Numbers

    @classmethod
    def of(cls, plain: str, places: Iterable[Place]) -> _Text:
        return cls(plain, frozenset(places), _grams(plain))

    def packed(self) -> bytes:
        """To be kept."""
        places = (f"{kind} {name}" for kind, name in sorted(self.places))
        return zlib.compress("\n".join((self.plain, *places)).encode("utf-16-le"), 1)

    @classmethod
    def unpacked(cls, kept: bytes) -> _Text:
        plain, *places = zlib.decompress(kept).decode("utf-16-le").split("\n")
        return cls.of(plain, ((kind, name) for kind, _, name in (place.partition(" ") for place in places)))


class _Segment:
    """The lists of some texts, sorted by gram."""

    def __init__(self, first: int, size: int, grams: Any, texts: Any) -> None:
        import numpy as np  # noqa: PLC0415 - see above

        order = np.argsort(grams, kind="stable")
        self.first, self.size = first, size
        self.texts = texts[order]
        self.grams, begins = np.unique(grams[order], return_index=True)
        self.bounds = np.append(begins, len(grams)).astype(np.int32)

    @classmethod
    def of(cls, first: int, sketches: list[Numbers]) -> _Segment:
        import numpy as np  # noqa: PLC0415 - see above

        lengths = [len(sketch) for sketch in sketches]
        texts = np.repeat(np.arange(len(sketches), dtype=np.uint16), lengths)
        return cls(first, len(sketches), np.concatenate(sketches).astype(np.int32), texts)

    def with_next(self, other: _Segment) -> _Segment:
        """Both in one; ``other`` begins where this one ends."""
        import numpy as np  # noqa: PLC0415 - see above

        grams = [np.repeat(one.grams, np.diff(one.bounds)) for one in (self, other)]
        texts = np.concatenate((self.texts, other.texts + np.uint16(self.size)))
        return _Segment(self.first, self.size + other.size, np.concatenate(grams), texts)

    def weights(self, grams: Numbers, worth: Reals) -> Reals:
        """What each text has in common with these grams."""
        import numpy as np  # noqa: PLC0415 - see above

        at = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        begins, lengths = self.bounds[at], self.bounds[at + 1] - self.bounds[at]
        here = (self.grams[at] == grams) & (lengths <= COMMON)
        begins, lengths = begins[here].astype(np.int64), lengths[here]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(begins - ends + lengths, lengths)
        found: Reals = np.bincount(
            self.texts[places], weights=np.repeat(worth[here], lengths), minlength=self.size
        )
        return found

    def best(self, weights: Reals, most: int) -> list[tuple[float, int]]:
        """The weightiest texts and their places in the index."""
        import numpy as np  # noqa: PLC0415 - see above

        most = min(most, self.size)
        found = np.argpartition(weights, self.size - most)[self.size - most :]
        return [(float(weights[at]), self.first + int(at)) for at in found if weights[at] > 0]


class Likeness:
    """An index of texts by keys; may be used from several threads. 100,000 texts of 250 characters take some
    60 MB and a look-up some milliseconds (bench.likeness)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: list[int] = []
        self._kept: list[bytes] = []  # empty: removed
        self._at: dict[int, int] = {}
        self._segments: list[_Segment] = []
        self._fresh: list[Numbers] = []  # sketches of the texts after the last segment
        self._tail: _Segment | None = None  # of the fresh ones, once somebody has looked
        self._seen: Any = None  # of each gram, in how many texts it stands

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, key: int) -> bool:
        return key in self._at

    def add(self, key: int, text: str) -> None:
        """Know a text by its key. A key that is known gets the new text."""
        import numpy as np  # noqa: PLC0415 - see above

        places, rest = places_of(_read(text))
        made = _Text.of(_plain(rest), places)
        names = _place_numbers(made.places)
        chosen = np.argsort(made.grams * _ORDER % SLOTS)[:SKETCH]
        sketch = np.union1d(made.grams[chosen], names)
        with self._lock:
            if self._seen is None:
                self._seen = np.zeros(SLOTS, dtype=np.int32)
            self._drop(key)
            self._at[key] = len(self._keys)
            self._keys.append(key)
            self._kept.append(made.packed())
            self._seen[made.grams] += 1
            self._seen[names] += 1
            self._fresh.append(sketch.astype(np.int32))
            self._tail = None
            if len(self._fresh) == FRESH:
                self._seal()

    def _seal(self) -> None:
        """What is fresh becomes a segment; two of a size become one, up to SEGMENT."""
        made = _Segment.of(len(self._keys) - len(self._fresh), self._fresh)
        self._fresh = []
        while self._segments and self._segments[-1].size == made.size < SEGMENT:
            made = self._segments.pop().with_next(made)
        self._segments.append(made)

    def remove(self, key: int) -> None:
        """Forget a text; one that is not known is nothing."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: int) -> None:
        at = self._at.pop(key, None)
        if at is not None:
            self._kept[at] = b""

    def alike(self, text: str, limit: int = 3) -> tuple[Alike, ...]:
        """The texts that speak of the same, the likeliest first; of equals the latest."""
        if not self._at:
            return ()
        places, rest = places_of(_read(text))
        with self._lock:
            places = {place: said for place, said in places.items() if not self._everywhere(place)}
            asked = _Text.of(_plain(rest), places)
            candidates = self._candidates(asked)
            worth = self._worth(asked.grams)
        looked = [(key, _Text.unpacked(kept)) for key, kept in candidates]
        found = _compare(asked, looked, worth, self._worth)
        return tuple(
            Alike(key, round(score, 3), ()) for key, score, other, _ in found[:limit] if score >= ALIKE
        )

    def _everywhere(self, place: Place) -> bool:
        """Whether what looks like a name is in too many texts to be one."""
        if place[0] not in _EXACT | {"house"}:
            return False
        seen = int(self._seen[_place_numbers([place])[0]])
        return seen > MOST_NAMED + len(self._keys) * MOST_SHARE

    def _worth(self, grams: Numbers) -> Reals:
        """The rarer a gram the more it says."""
        import numpy as np  # noqa: PLC0415 - see above

        rarity = np.log((len(self._keys) + 2) / (self._seen[grams] + 1))
        worth: Reals = np.maximum(rarity - EVERYWHERE, 0.0)
        return worth

    def _candidates(self, asked: _Text) -> list[tuple[int, bytes]]:
        import numpy as np  # noqa: PLC0415 - see above

        if self._fresh and self._tail is None:
            self._tail = _Segment.of(len(self._keys) - len(self._fresh), self._fresh)
        names = _place_numbers(asked.places)
        here: list[tuple[float, int]] = []
        anywhere: list[tuple[float, int]] = []
        for segment in (*self._segments, *([self._tail] if self._tail else [])):
            by_words = segment.weights(asked.grams, self._worth(asked.grams))
            by_names = segment.weights(names, self._worth(names))
            anywhere += segment.best(by_words, LOOKED_AT - IN_PLACE)
            here += segment.best(np.where(by_names > 0, 4 * by_names + by_words, 0), IN_PLACE)
        chosen: dict[int, None] = {}
        for some, most in ((here, IN_PLACE), (anywhere, LOOKED_AT)):
            for _, at in sorted(some, reverse=True):
                if len(chosen) == most:
                    break
                if self._kept[at]:
                    chosen[at] = None
        return [(self._keys[at], self._kept[at]) for at in chosen]


# --- comparing ----------------------------------------------------------------------------------------

_EXACT = frozenset({"line", "way", "home"})
_NAMES = _EXACT | {"house", "town"}
_BINDING = _NAMES | {"number", "stair", "group"}
"""Kinds of names and numbers of which two texts must have one in common when both have some."""

_AGREED = 0.32
"""Evidence that is enough where a place is the same; elsewhere it takes more. Source: bench.likeness."""

_APART = 0.62


def _contradict(asked: _Text, other: _Text) -> bool:
    """Whether they cannot be about one place."""
    shared = {kind for kind, _ in asked.places & other.places}
    mine, theirs = ({kind for kind, _ in text.places} & _BINDING for text in (asked, other))
    apart = (mine & theirs) - shared
    if shared & _EXACT:
        apart -= {"house"}  # what is near a place is named by one and not by another
    return bool(apart) or any(mine & names and theirs & names and not shared & names for names in (_EXACT, _NAMES))


def _signs(plain: str) -> frozenset[str]:
    return frozenset(sign for sign in plain if "\ue000" <= sign <= "\uf8ff")


def _pairs(plain: str) -> str:
    """The pairs of characters that stand in it, as words for rapidfuzz."""
    return " ".join(sorted({plain[at : at + 2] for at in range(len(plain) - 1)}))


@dataclass(frozen=True, slots=True)
class _Evidence:
    overlap: float
    signs: float
    common: float
    tokens: float
    agree: bool
    exact: bool
    mine: bool
    theirs: bool
    dice: float


def _compare(asked, looked, worth, worth_of):  # type: ignore
    import numpy as np  # noqa: PLC0415 - see above

    mine = float(worth.sum())
    asked_signs = _signs(asked.plain)
    rated = []
    for key, other in looked:
        if _contradict(asked, other):
            continue
        here = np.isin(asked.grams, other.grams, assume_unique=True)
        common = float(worth[here].sum())
        overlap = common / max(min(mine, float(worth_of(other.grams).sum())), 1.0)
        rated.append((overlap, common, key, other))
    rated.sort(key=lambda one: -one[0])
    pairs = _pairs(asked.plain)
    out = []
    for overlap, common, key, other in rated[:COMPARED]:
        theirs = _signs(other.plain)
        signs = len(asked_signs & theirs) / max(1, min(len(asked_signs), len(theirs)))
        tokens = fuzz.token_set_ratio(pairs, _pairs(other.plain)) / 100
        same = {p[0] for p in asked.places & other.places}
        agree = bool(same & _NAMES)
        them = float(worth_of(other.grams).sum())
        ev = _Evidence(overlap, signs, common, tokens, agree, bool(same & (_EXACT|{"house"})), any(p[0] in _NAMES for p in asked.places), any(p[0] in _NAMES for p in other.places), 2*common/max(mine+them,1))
        out.append((key, _score(ev), other, ev))
    out.sort(key=lambda one: -one[1])
    return out

def _score(ev):
    base = 0.6 * ev.overlap + 0.15 * ev.signs + 0.25 * max(0.0, (ev.tokens - 0.3) / 0.7)
    if ev.exact:
        need = 0.32
    elif ev.agree:
        need = 0.42
    elif not ev.mine and not ev.theirs:
        need = 0.62
    else:
        need = 0.9
    return base / (2 * need) if base < need else 0.5 + 0.5 * (base - need) / (1 - need)
