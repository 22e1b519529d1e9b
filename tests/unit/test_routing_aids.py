import json
from collections import Counter
from pathlib import Path

import pytest

from liaison.routing.aids import COLUMNS, CRY, ENOUGH, HASTE, Aids, Phrases
from liaison.routing.verdict import Advice, Aid

JUDGED = Path(__file__).parents[1] / "routing" / "others.jsonl"
"""Texts with what a person read in them; not written by the author of the table."""

HEADER = "\t".join(COLUMNS) + "\n"


@pytest.fixture(scope="module")
def aids() -> Aids:
    return Aids.load()


@pytest.mark.parametrize(
    ("text", "aid"),
    [
        ("我刚下公交，包被人划开，手机没了", Aid.POLICE),
        ("有两个人在我家楼下拿铁棍打一个小伙子", Aid.POLICE),
        ("老公喝多了又在打我，我和孩子躲在厕所里", Aid.POLICE),
        ("我妈今早出门买菜到现在没回来，她有老年痴呆", Aid.POLICE),
        ("骗子让我下载软件，我刚转了五万过去", Aid.POLICE),
        ("我八十岁的爸爸下午出门到现在不见人影", Aid.POLICE),
        ("地铁上有个男的一直往我身上蹭，还偷拍，他下车了", Aid.POLICE),
        ("有辆车撞了老人就跑，车牌我记下了", Aid.POLICE),
        ("My phone was stolen on the bus a minute ago", Aid.POLICE),
        ("厨房油锅起火，越烧越大", Aid.FIRE),
        ("我们被困在电梯里四十分钟了，没人管", Aid.FIRE),
        ("煤气灶关不上，满屋子味", Aid.FIRE),
        ("地窖里下去两个人都没上来", Aid.FIRE),
        ("孩子掉进化粪池里了", Aid.FIRE),
        ("隔壁房子塌了，人还压在里面", Aid.FIRE),
        ("樓上著火了，煙往樓道裡灌", Aid.FIRE),
        ("The kitchen is on fire", Aid.FIRE),
        ("我爸突然倒在地上，叫不应", Aid.MEDICAL),
        ("孩子吃花生噎住了，脸发青", Aid.MEDICAL),
        ("奶奶说话含糊，半边手脚没力气", Aid.MEDICAL),
        ("小孩掉进开水锅烫得皮都掉了", Aid.MEDICAL),
        ("他喝多了躺雪地里，身子都硬了", Aid.MEDICAL),
        ("My father collapsed and is not breathing", Aid.MEDICAL),
        ("我吃了一整瓶安眠药，不想再醒来", Aid.LIFE),
        ("再不给钱我就从塔吊上跳下去", Aid.LIFE),
        ("我同学说她要割腕，刚把我拉黑了", Aid.LIFE),
        ("我真想拿刀捅了那个畜生", Aid.LIFE),
        ("孩子留了封遗书就不见了", Aid.LIFE),
        ("我每天都在想怎么死才不疼", Aid.LIFE),
        ("我已经买好了农药，明天就去镇政府门口喝", Aid.LIFE),
        ("我站在江边，谁也别劝我", Aid.LIFE),
        ("I don't want to live anymore", Aid.LIFE),
        ("法官收了黑钱，判我赔二十万，请代表出面改判", Aid.COURT),
        ("我儿子的案子下周开庭，请代表跟法官打个招呼", Aid.COURT),
        ("法院判错了，我要翻案", Aid.COURT),
        ("老年卡在哪里办，要带什么", Aid.HOTLINE),
        ("去人民医院坐几路车", Aid.HOTLINE),
        ("我家猫昨天跑丢了，谁看见了", Aid.HOTLINE),
        ("明天会下雨吗", Aid.HOTLINE),
    ],
)
def test_what_has_to_go_elsewhere_is_recognised(aids: Aids, text: str, aid: Aid) -> None:
    advice = aids.read(text)
    assert advice is not None
    assert advice.aid is aid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "小区消防通道天天被私家车堵死，万一着火怎么办",
        "去年小区失窃好几户，希望派出所多巡逻",
        "急诊收费太贵，挂个号就要五十",
        "执行难的问题一直没解决，赢了官司拿不到钱",
        "上次我爸发病，120四十分钟才到，希望增设急救点",
        "噪音吵得我想死的心都有了",
        "拨打110没人管，麻将馆照样开到半夜",
        "气死我了，物业根本不干事",
        "这条路要命，天天堵",
        "我们店的生意最近火了，停车跟不上",
        "希望学校开设心理健康课，预防学生自杀",
        "建议在大桥上装护栏，防止有人跳河",
        "反诈宣传应该进社区，老人总被骗",
        "法院开庭旁听手续太麻烦",
        "建议政务大厅周末也上班",
        "身份证补办要跑三趟，能不能简化",
        "家暴受害者的庇护所太少",
        "老旧电梯经常困人，请督促更换",
        "我们想死后捐献器官，手续太复杂",
        "卖跳楼价的广告喇叭天天响",
        "楼上装修噪音震得我头都要炸了",
        "车位被抢，物业不管",
        "路太窄，消防车进不来，烧起来就完了",
        "学校应该教溺水自救",
        "小偷小摸判得太轻，立法上应该改改",
        "天热工人中暑，建议调整作息",
    ],
)
def test_an_opinion_that_only_looks_like_it_stays_one(aids: Aids, text: str) -> None:
    assert aids.read(text) is None


def test_the_evidence_is_a_stretch_of_the_text_as_it_was_written(aids: Aids) -> None:
    for text in (
        "请问ＭＹ：Ｉ　want to kill myself",
        "我在家。樓上著火了！快來人",
        "Help, KITCHEN IS ON FIRE",
    ):
        advice = aids.read(text)
        assert advice is not None
        assert advice.evidence in text


def test_a_normalised_form_that_the_caller_has_is_what_is_read(aids: Aids) -> None:
    assert aids.read("我 不 想 活 了", plain="我不想活了") == Advice(Aid.LIFE, "我不想活")


def test_an_emergency_wins_over_a_question_and_a_court(aids: Aids) -> None:
    for milder in ("老年卡在哪里办，要带什么", "法院判错了，我要翻案"):
        advice = aids.read(f"{milder}。厨房油锅起火，越烧越大")
        assert advice is not None
        assert advice.aid is Aid.FIRE


def test_a_long_letter_holds_no_errand_and_no_emergency_without_company_but_one_of_life() -> None:
    rows = "fire\t着火\nlife\t不想活\nmedical\t晕倒\t现在\nhotline\t几路\t请问\ncourt\t改判\n"
    aids = Aids(Phrases.parse("t", HEADER + rows))
    letter = "路" * HASTE
    assert aids.read("着火") == Advice(Aid.FIRE, "着火")
    assert aids.read(f"着火{letter}") is None
    assert aids.read("请问几路") == Advice(Aid.HOTLINE, "几路")
    assert aids.read(f"请问几路{letter}") is None
    assert aids.read(f"改判{letter}") == Advice(Aid.COURT, "改判")
    assert aids.read(f"不想活{letter}") == Advice(Aid.LIFE, "不想活")
    assert aids.read(f"现在晕倒{letter}") == Advice(Aid.MEDICAL, "晕倒")


def test_pieces_gaps_lists_and_company() -> None:
    table = (
        f"{HEADER}@who\t我/他\n@who\t她\n"
        "court\t@who + 说\t\t没\t从不\n"
        "hotline\t猫/狗 ~ 丢 … 找\n"
        "fire\ton fire / 火\t现在\n"
        "police\t偷 + 了/- + 车\n"
    )
    aids = Aids(Phrases.parse("t", table))
    found = {
        "她说": Aid.COURT,
        "没有，她说": None,
        "没" + "有" * 40 + "她说": Aid.COURT,
        "她说。" + "好" * 40 + "从不": None,
        "她又说": None,
        "猫昨天丢了，帮忙找": Aid.HOTLINE,
        "猫好像是昨天丢了，找": None,
        "猫丢了。找": None,
        "现在有火": Aid.FIRE,
        "火": None,
        "现在 ON FIRE": Aid.FIRE,
        "现在 on firecracker": None,
        "偷车": Aid.POLICE,
        "偷了车": Aid.POLICE,
        "偷着车": None,
    }
    assert {text: (advice and advice.aid) for text in found if (advice := aids.read(text)) or True} == found


def test_ways_to_write_a_word_are_read_as_one_and_the_evidence_stays_as_written() -> None:
    aids = Aids(Phrases.parse("t", f"{HEADER}=\t了/咧/啦\n=\t起火/起伙\nfire\t起伙 + 咧\n"))
    for text in ("快来，起伙啦", "起火了", "楼上起火咧"):
        advice = aids.read(text)
        assert advice is not None
        assert advice.evidence == text[-3:]


def test_rows_that_add_decide_together() -> None:
    table = (
        f"{HEADER}+fire\t烟\t\t\t\t{ENOUGH - 3}\n+fire\t焦味\t\t\t\t2\n+emergency\t快来/现在\t\t\t\t3\n"
        f"+emergency\t建议\t\t\t\t-6\n+life\t再见\t\t\t\t{ENOUGH}\nhotline\t几点\n"
        f"police\t小偷\n+hotline\t请问\t\t\t\t{ENOUGH}\n"
    )
    aids = Aids(Phrases.parse("t", table))
    found = {
        "烟": None,
        "烟，烟，烟": None,
        "快来，现在": None,
        "烟，快来，现在": Aid.FIRE,
        "烟，快来，建议": None,
        "烟，焦味": None,
        "现在几点，烟": Aid.FIRE,
        "几点，请问": Aid.HOTLINE,
        "建议，请问": Aid.HOTLINE,
        "烟，快来，请问": Aid.FIRE,
        "建议，小偷": None,
        "建议，小偷，几点": Aid.HOTLINE,
        "建议，小偷，现在": Aid.POLICE,
        "现在再见": Aid.LIFE,
        "建议，再见": None,
        "再见" + "路" * HASTE: None,
    }
    assert {text: (advice and advice.aid) for text in found if (advice := aids.read(text)) or True} == found
    assert aids.read("请问，有烟，快来") == Advice(Aid.FIRE, "烟")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("kind\twords\n", "row 1: the header"),
        (f"{HEADER}fire\t火//烟\n", "row 2: an empty alternative"),
        (f"{HEADER}fire\t@none\n", "row 2: '@none'"),
        (f"{HEADER}\n# remark\nfire\t-\n", "row 4: no piece of fixed words"),
        (f"{HEADER}@digits\t一/二\nfire\t#often + 次\n", "row 3: unknown number"),
        (f"{HEADER}fire\t#n + 次\n", "row 2: '@digits'"),
        (f"{HEADER}=\t了/来了\n", "row 2: '来了' is not as long"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused_with_its_row(table: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"^t, row") as caught:
        Phrases.parse("t", table)
    assert says in str(caught.value)


def test_a_kind_that_is_no_aid_is_refused() -> None:
    with pytest.raises(ValueError, match="plumber"):
        Aids(Phrases.parse("t", f"{HEADER}plumber\t水管\n"))
    with pytest.raises(ValueError, match="many"):
        Aids(Phrases.parse("t", f"{HEADER}+fire\t火\t\t\t\tmany\n"))


def test_a_table_without_rows_finds_nothing() -> None:
    assert Aids(Phrases.parse("t", HEADER)).read("着火了") is None


@pytest.mark.parametrize(
    ("text", "aid"),
    [
        ("救命！", Aid.POLICE),
        ("救命啊快来人", Aid.POLICE),
        ("快救救我", Aid.POLICE),
        ("有人持刀", Aid.POLICE),
        ("小偷还在我家里", Aid.POLICE),
        ("打劫！", Aid.POLICE),
        ("Help!", Aid.POLICE),
        ("起火了", Aid.FIRE),
        ("着火啦！！", Aid.FIRE),
        ("溺水了", Aid.FIRE),
        ("煤气漏了", Aid.FIRE),
        ("漏煤气", Aid.FIRE),
        ("我们被困了", Aid.FIRE),
        ("出车祸了有人受伤", Aid.MEDICAL),
        ("出车祸了", Aid.MEDICAL),
        ("有人跳楼", Aid.LIFE),
    ],
)
def test_a_bare_cry_is_enough(aids: Aids, text: str, aid: Aid) -> None:
    advice = aids.read(text)
    assert advice is not None
    assert advice.aid is aid
    assert advice.evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "救命啊，这条路太堵了",
        "救命的药医院里买不到",
        "谁来救救我们小区",
        "急救命中率低",
        "快来人管管这条路",
        "最近这家店火了",
        "物业收费就是抢劫",
        "停车费像打劫一样",
        "煤气涨价了",
        "我们村有天然气了吗",
        "墙塌了半年没人修",
        "河边没有防溺水设施",
        "村口总出车祸",
        "出车祸多，请装减速带",
        "有人跳广场舞",
        "陌生人在小区门口发传单",
        "我被困住了，贷款还不上",
        "help me with my visa",
        "救命！" + "小区的电梯经常坏，物业说有人修，等了三天。" * 10,
    ],
)
def test_a_manner_of_speaking_is_no_cry(aids: Aids, text: str) -> None:
    assert aids.read(text) is None


def test_a_cry_counts_in_a_short_text_only_and_after_all_other_rows() -> None:
    aids = Aids(
        Phrases.parse("t", f"{HEADER}!police\t救命\nfire\t火\nhotline\t几路\n+emergency\t路\t\t\t\t-9\n")
    )
    found = {
        "救命": Aid.POLICE,
        "救命，几路": Aid.POLICE,
        "救命，火": Aid.FIRE,
        "救命" + "啊" * (CRY - 2): Aid.POLICE,
        "救命" + "啊" * (CRY - 1): None,
        "几路": Aid.HOTLINE,
    }
    assert {text: (advice and advice.aid) for text in found if (advice := aids.read(text)) or True} == found
    with pytest.raises(ValueError, match="plumber"):
        Aids(Phrases.parse("t", f"{HEADER}!plumber\t水管\n"))


def test_on_judged_texts_emergencies_are_found_and_opinions_left_alone(aids: Aids) -> None:
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines() if line]
    read = [(row["kind"], advice.aid if (advice := aids.read(row["text"])) else "ordinary") for row in rows]
    emergencies = [kind for kind in Aid if kind.emergency]
    urgent = [found in emergencies for kind, found in read if kind in emergencies]
    false = [found for kind, found in read if kind == "ordinary" and found != "ordinary"]
    exact = Counter(kind for kind, found in read if kind == found)
    total = Counter(kind for kind, _ in read)
    assert sum(urgent) / len(urgent) >= 0.95
    assert len(false) / total["ordinary"] <= 0.04
    assert exact[Aid.LIFE] / total[Aid.LIFE] >= 0.95
    for kind in (Aid.POLICE, Aid.FIRE, Aid.MEDICAL, Aid.COURT, Aid.HOTLINE):
        assert exact[kind] / total[kind] >= 0.85
