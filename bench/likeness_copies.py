"""Made opinions for bench.likeness, and what people would make of them when they said the same again."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

WORDS = Path(__file__).with_name("likeness_words.toml")

_FIRST = "安柏昌长春翠大丹东福富古光海和红鸿华黄汇吉嘉建江金锦景九康兰乐丽临柳龙隆绿梅明南宁平青清秋人瑞三山上胜盛石双水松太泰桃天同望文五西仙祥新兴星秀阳银永玉园源云长正中竹紫"
_SECOND = "安坝宝滨波川村达德丰峰冈阁谷贵海河荷恒虹湖花华辉家江和湾康岭林柳龙隆麓梅门民明木宁坪平坡桥青泉荣瑞山塘田庭桐湾溪霞祥兴雅岩阳业义营英园源云泽庄"
_ENDINGS = (
    ("小区", 5), ("村", 7), ("社区", 3), ("花园", 2), ("路", 6), ("街", 3), ("巷", 1), ("家园", 1), ("镇", 2), ("小学", 1),
    ("中学", 1), ("新村", 1), ("公寓", 1), ("大道", 1), ("苑", 2), ("市场", 1),
)  # fmt: skip

SYNONYMS = (
    ("坏了", "出毛病了"), ("没人修", "一直没有人来修理"), ("晚上", "夜里"), ("垃圾", "生活垃圾"), ("电梯", "升降电梯"),
    ("停水", "断水"), ("自来水", "水龙头的水"), ("噪音", "声音"), ("工地", "施工的地方"), ("公交", "公交车"), ("孩子", "小孩"),
    ("老人", "老年人"), ("物业", "物业公司"), ("拖欠", "一直不发"), ("工资", "薪水"), ("楼盘", "房子"), ("食堂", "饭堂"),
    ("臭味", "恶臭"), ("补偿款", "赔偿的钱"), ("征地", "征收土地"), ("停车", "泊车"), ("餐馆", "饭店"), ("医生", "大夫"),
    ("卫生站", "卫生室"), ("经常", "常常"), ("已经", "都"), ("没有", "没"), ("因为", "由于"), ("希望", "盼望"), ("每天", "天天"),
    ("非常", "特别"), ("全都", "统统"), ("大家", "我们"), ("不敢", "都不敢"), ("请", "麻烦"), ("差点", "险些"), ("说是", "听说"),
    ("路面", "马路"), ("水渠", "水沟"), ("充电", "充电瓶"), ("学位", "入学名额"), ("卫生间", "厕所"), ("差", "糟"),
    ("时间", "时候"), ("要求", "请求"), ("半夜", "深更半夜"), ("养老院", "敬老院"), ("拴绳", "牵绳"), ("油烟", "烟"),
)  # fmt: skip

_LIKE = "的得地,在再,做作,已以,是事,他她,那哪,像向,座坐,园圆,气汽,像象,带戴,即既,帐账,辉挥,振震,须需,尽近,定订,常长,清青,请情,公工,和合,道到,家加,时十,水谁,路露,电店,灯登,没每,停听,车彻,修休,坏怀,晚完"


@dataclass(frozen=True, slots=True)
class Said:
    """A made opinion: what it is about, where, and its words."""

    topic: int
    place: str
    text: str

    @property
    def matter(self) -> tuple[int, str]:
        """The same in every opinion about the same thing in the same place."""
        return self.topic, self.place


class Town:
    """Places, and people who complain about them."""

    def __init__(self, random: Random, places: int = 6_000) -> None:
        self._random = random
        words = tomllib.loads(WORDS.read_text("utf-8"))
        self._topics = words["topic"]
        self._greetings: list[str] = words["greetings"]
        self._thanks: list[str] = words["thanks"]
        self._who, self._tried, self._aside = words["who"], words["tried"], words["aside"]
        endings = [ending for ending, count in _ENDINGS for _ in range(count)]
        found: set[str] = set()
        while len(found) < places:
            found.add(random.choice(_FIRST) + random.choice(_SECOND) + random.choice(endings))
        self.places = sorted(found)

    @property
    def topics(self) -> int:
        """How many things they complain about."""
        return len(self._topics)

    def say(self, topic: int, place: str) -> Said:
        """One opinion, from a line to some 400 characters."""
        r, said = self._random, self._topics[topic]
        spot = place
        if place.endswith(("区", "园", "苑", "公寓")) and r.random() < 0.3:
            spot += f"{r.randrange(1, 30)}{r.choice(('号楼', '栋', '幢'))}"
        what = r.choice(said["what"]).format(
            p=spot, n=r.choice(("十几", "二十多", "三", "五", "八", "一百多"))
        )
        size = r.choice((0, 1, 2, 3, 3, 3))
        clauses = [what]
        if size:
            clauses += r.sample(said["more"], min(size + 1, 4))
            clauses += r.sample(said["effect"], size)
        text = "，".join(clauses) + "。"
        if size > 1:
            text = f"{r.choice(self._who)}{text}{r.choice(self._tried)}{r.choice(said['wish'])}。"
        if size > 2:
            text += "".join(r.sample(self._aside, r.randrange(2, 9)))
            text += f"{r.choice(self._who)}{r.choice(said['what']).format(p=place, n='好多')}，{'，'.join(said['effect'])}。"
        return Said(topic, place, f"{r.choice(self._greetings)}{text}{r.choice(self._thanks)}")

    def anything(self) -> Said:
        """About anything, anywhere."""
        return self.say(self._random.randrange(self.topics), self._random.choice(self.places))

    # --- saying the same again --------------------------------------------------------------------

    def again(self, text: str, keep: str = "") -> str:
        """The same in other words: some of the ways below. The clause with ``keep`` stays, wherever it goes."""
        r = self._random
        ways = [self._dropped, self._shuffled, self._misspelt, self._replaced, self._halved, self._greeted]
        for way in r.sample(ways, r.choice((1, 2, 2, 3))):
            text = way(text, keep)
        return text

    @staticmethod
    def _clauses(text: str) -> list[str]:
        return [clause for clause in re.split(r"(?<=[，。！？；])", text) if clause]

    def _dropped(self, text: str, keep: str) -> str:
        return (
            "".join(c for c in self._clauses(text) if (keep and keep in c) or self._random.random() > 0.25)
            or text
        )

    def _shuffled(self, text: str, keep: str) -> str:
        del keep
        clauses = self._clauses(text)
        self._random.shuffle(clauses)
        return "".join(clauses)

    def _halved(self, text: str, keep: str) -> str:
        clauses = self._clauses(text)
        kept = [c for c in clauses if keep and keep in c][:1]
        for clause in self._random.sample(clauses, len(clauses)):
            if len("".join(kept)) * 2 >= len(text):
                break
            if clause not in kept:
                kept.append(clause)
        return "".join(clause for clause in clauses if clause in kept) or text

    def _greeted(self, text: str, keep: str) -> str:
        first, *rest = self._clauses(text)
        if (keep and keep in first) or len(first) > 12 or not rest:
            rest = [first, *rest]
        return self._random.choice(self._greetings) + "".join(rest) + self._random.choice(self._thanks)

    def _replaced(self, text: str, keep: str) -> str:
        for word, other in self._random.sample(SYNONYMS, len(SYNONYMS) * 2 // 3):
            if word not in keep:
                text = text.replace(word, other)
        return text

    def _misspelt(self, text: str, keep: str) -> str:
        """One character in twenty is wrong: sounds alike, is lost, or stands twice. The place is spelt right,
        as whoever lives there does."""
        r, out, at = self._random, list[str](), 0
        while at < len(text):
            if keep and text.startswith(keep, at):
                out.append(keep)
                at += len(keep)
                continue
            character = text[at]
            at += 1
            if r.random() < 0.05 and character not in "，。！？；":
                alike = next((pair for pair in _LIKE.split(",") if character in pair), "")
                how = r.random()
                character = (
                    alike.replace(character, "")[:1] or ("" if how < 0.5 else character * 2)
                    if how < 0.8
                    else str(r.choice("的了是我一不在有个这"))
                )
            out.append(character)
        return "".join(out)
