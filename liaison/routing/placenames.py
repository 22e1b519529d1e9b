"""Names of places and numbers of houses in what people write, and whether two texts can be about one place."""

from __future__ import annotations

import re

Place = tuple[str, str]
"""What kind of name, and what distinguishes it from others of the kind."""


_DIGITS = {ord(han): str(digit) for digit, han in enumerate("零一二三四五六七八九")} | {
    ord("两"): "2",
    ord("幺"): "1",
}
_TENS = re.compile(r"([1-9]?)十([1-9]?)")
_COUNTED = re.compile(
    r"[零一二三四五六七八九十两幺]+(?=号楼|栋|幢|单元|号院|号线|路公交|路车|组|队|弄|号|巷|中|小|村)"
)
_NUMBERED = re.compile(
    r"(\d{1,4})(?:号?(楼|栋|幢)|(单元)|(号院|号线|路公交|路车|路(?=末班|首班|班车|车|站))|([组队弄])"
    r"|((?<=[路街巷道弄]\d)号|(?<=[路街巷道弄]\d\d)号))"
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
    rf"(?=([0-9a-z\u4e00-\u9fff]{{2}})({'|'.join(sorted(_ENDING, key=len, reverse=True))})"
    r"(?!(?<=路)[灯面况程]|(?<=广场)舞))"
)
_NO_NAME = re.compile(
    r"我们|我家|我在|我是|你们|他们|咱们|一[个条座家所些段]|[几两三多这那哪某每][个条座家些]|老旧|配套|公办|民办|公立|私立|中心"
    r"|附近|旁边|门口|对面|里面|外面|乡镇|老家"
    r"|^[的了在是到去从往向把被让跟与及着本这那哪某每各全整该咱]"
    r"|[的了在是有到去从往向把被让跟与及过着走住回给对于经沿修出大小农公马道铁线电网思天市社郊景片辖灾校厂全县省工]$"
    r"|[绕里开赶迷问错拦堵占划铺段条座行顺岔拐几多半换]$"
)
"""Pairs of characters before an ending that are no name."""


def in_digits(text: str) -> str:
    """Numbers of houses, lines and the like as digits: 三号楼 is 3号楼."""
    return _COUNTED.sub(lambda found: _digits(found.group()), text)


def _digits(han: str) -> str:
    plain = han.translate(_DIGITS)
    return _TENS.sub(lambda found: (found.group(1) or "1") + (found.group(2) or "0"), plain)


def places_of(text: str) -> tuple[dict[Place, str], str]:
    """Names and numbers of places, each as it is written there, and the text without them. ``text``: with
    numbers in digits."""
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


_EXACT = frozenset({"line", "way", "home"})
_NAMES = _EXACT | {"house", "town"}
_BINDING = _NAMES | {"number", "stair", "group"}
"""Kinds of which two texts that both say something must have one in common."""


def rarely_named(place: Place) -> bool:
    """Whether only few texts can name it: a house or a street, not a town; nor a number, which says nothing alone."""
    return place[0] in _EXACT or place[0] == "house"


def is_name(place: Place) -> bool:
    """Whether it says where by itself, as a number does not, nor a whole county."""
    return place[0] in _NAMES


def contradict(one: frozenset[Place], other: frozenset[Place]) -> bool:
    """Whether texts that name these places cannot be about one place."""
    shared = {kind for kind, _ in one & other}
    mine, theirs = ({kind for kind, _ in places} & _BINDING for places in (one, other))
    apart = (mine & theirs) - shared
    if shared & _EXACT:
        apart -= {"house"}  # what is near a place is named by one and not by another
    return bool(apart) or any(
        mine & kinds and theirs & kinds and not shared & kinds for kinds in (_EXACT, _NAMES)
    )
