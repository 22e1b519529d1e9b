"""Routing on the sample congress's remits. Every sentence here is invented for these tests."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.routing.lexicon import Lexicon
from liaison.routing.matcher import CONFIDENT, MARGIN, Matcher, Suggestion

REMITS = Path(__file__).parents[2] / "congress" / "xinghe" / "remits"

SPOKEN = [
    ("judicial", "我在网上被骗了三万块，去派出所报案快半年了，一直说在办。"),
    ("judicial", "法院判决下来一年多，对方就是不给钱，申请强制执行也没有下文。"),
    ("judicial", "楼下棋牌室天天赌博，半夜还打架，报警以后消停两天又开了。"),
    ("judicial", "Someone stole my scooter, the police station took my report but nothing happened since."),
    ("finance", "健身房办卡才两个月就关门跑路，几百个消费者退款无门。"),
    ("finance", "我想开个小吃店，营业执照跑了四趟还没办下来，说好的营商环境呢？"),
    ("finance", "旅行社导游强制购物，不买就不让上车，景区门票还另外收钱。"),
    ("finance", "The shop sold me fake goods and refuses a refund, whom should a consumer ask?"),
    ("urban", "小区后门的路灯坏了快一个月，井盖也松了，晚上老人走路很危险。"),
    ("urban", "厂里半夜偷排废水，河水发黑，臭味熏得不敢开窗。"),
    ("urban", "23路公交车改线以后，我们这一片出行很不方便，早上等四十分钟。"),
    ("urban", "物业公司收了物业费不干活，业委会也选不出来，电动车没有充电桩。"),
    ("urban", "There is a deep pothole on the road near our apartment and the street light is broken."),
    ("rural", "村里的灌溉渠塌了两处，水稻插秧用不上水，再拖就误了农时。"),
    ("rural", "种粮补贴去年的到现在没发，村干部说账上没钱，村务公开栏也是空的。"),
    ("rural", "我家承包地被流转出去，土地流转费三年没给，确权证也没拿到。"),
    (
        "rural",
        "The village committee leased our farmland and the irrigation is broken, farmers lost the crop.",
    ),
    ("education", "孩子上幼儿园要摇号，家门口的公办学位太少，想问学区怎么划。"),
    ("education", "县医院挂号排队要两个小时，急诊只有一个医生。"),
    ("education", "希望在我们镇上建一个图书馆，孩子们放学有地方看书。"),
    (
        "education",
        "How do I enroll my daughter in a public primary school here, and which vaccine does she need?",
    ),
    ("ethnic", "单位食堂没有清真窗口，几个回族同事吃饭很不方便。"),
    ("ethnic", "山上的寺庙年久失修，信众想捐款修缮，不知道宗教场所要办什么手续。"),
    ("ethnic", "我是归侨，侨眷身份证明要到哪里开？"),
    (
        "ethnic",
        "I am a foreigner working here and my residence permit expires soon, is there an English service?",
    ),
    ("social", "干了八个月，老板拖欠工资，劳动合同也没签，劳动仲裁要多久？"),
    ("social", "我妈妈七十多岁，想申请低保和居家养老服务，该找谁？"),
    ("social", "医保异地就医报销比例太低，社保断缴两个月就全作废了吗？"),
    ("social", "My employer has not paid my wages for two months and there is no labour contract."),
    ("legislation", "建议修改养犬管理条例，现在的地方性法规对流浪犬没有规定。"),
    ("legislation", "看到电动自行车条例草案在公开征求意见，第十二条我有不同看法。"),
    (
        "legislation",
        "I would like to comment on the draft regulation on waste sorting during the public consultation.",
    ),
    ("deputies", "村委会换届选举有人贿选，一张选票两百块，请查一查。"),
    ("deputies", "我刚搬来，选民登记在哪里办？选区是按户口还是按住址？"),
    ("deputies", "When is the next election and how can I find my polling station and the candidates?"),
]


SHARED = Matcher(Lexicon.load(REMITS))


@pytest.fixture
def matcher() -> Matcher:
    return SHARED


@pytest.mark.parametrize(("committee", "text"), SPOKEN)
def test_what_people_say_goes_to_its_committee(matcher: Matcher, committee: str, text: str) -> None:
    assert matcher.suggest(text)[0].committee == committee


def test_most_plain_matters_of_all_nine_committees_need_no_clerk(matcher: Matcher) -> None:
    routed = [(wanted, matcher.confident(matcher.suggest(text))) for wanted, text in SPOKEN]
    sure = [(wanted, got) for wanted, got in routed if got is not None]
    assert all(wanted == got for wanted, got in sure)
    assert len(sure) >= 0.7 * len(SPOKEN)
    assert {wanted for wanted, _ in sure} == {wanted for wanted, _ in SPOKEN}


@pytest.mark.parametrize("text", ["", "   ", "你好", "谢谢", "😀😀", "asdf qwer", "\u200b", "。" * 4000])
def test_what_says_nothing_suggests_nothing(matcher: Matcher, text: str) -> None:
    assert matcher.suggest(text) == ()
    assert matcher.confident(()) is None


def test_one_weak_word_goes_to_triage(matcher: Matcher) -> None:
    suggestions = matcher.suggest("我们单位的事情想说一下")
    assert suggestions
    assert matcher.confident(suggestions) is None


def test_two_equal_matters_go_to_triage(matcher: Matcher) -> None:
    suggestions = matcher.suggest("两件事：一是医院挂号难，二是公交车太少。")
    assert {s.committee for s in suggestions[:2]} == {"education", "urban"}
    assert matcher.confident(suggestions) is None


def test_evidence_names_terms_of_the_text_strongest_first(matcher: Matcher) -> None:
    first = matcher.suggest("小区路灯坏了，垃圾也没人清")[0]
    assert "路灯" in first.evidence
    assert len(first.evidence) <= 6
    assert all(term in "小区路灯坏了,垃圾也没人清" for term in first.evidence)


@pytest.mark.parametrize(
    ("committee", "text"),
    [("social", "老板拖欠公资不给"), ("social", "劳动合词没签"), ("education", "幼儿圆太贵了")],
)
def test_a_slip_of_the_pen_still_suggests_but_never_decides_alone(
    matcher: Matcher, committee: str, text: str
) -> None:
    suggestions = matcher.suggest(text)
    assert committee in [s.committee for s in suggestions]


def test_a_slip_alone_goes_to_triage(matcher: Matcher) -> None:
    suggestions = matcher.suggest("幼儿圆")
    assert suggestions[0].committee == "education"
    assert matcher.confident(suggestions) is None


def test_full_width_case_and_spaces_make_no_difference(matcher: Matcher) -> None:
    plain = matcher.suggest("KTV太吵，路灯坏了")
    assert matcher.suggest("ｋｔｖ太吵，路 灯\n坏了") == plain


def test_english_terms_are_whole_words_or_their_plural() -> None:
    matcher = Matcher(Lexicon.from_rows([("urban", "rent", 5.0), ("urban", "bus", 5.0)]))
    assert matcher.suggest("my parents came by robust trains") == ()
    assert [s.evidence for s in matcher.suggest("the buses? no, a Bus.")] == [("bus",)]
    assert matcher.suggest("rents are high")[0].evidence == ("rent",)


def test_the_longest_term_wins_and_weight_zero_silences_what_is_inside() -> None:
    lexicon = Lexicon.from_rows(
        [("education", "学校", 5.0), ("urban", "路灯", 5.0), ("education", "学校门口", 0.0)]
    )
    suggestions = Matcher(lexicon).suggest("学校门口的路灯坏了")
    assert [s.committee for s in suggestions] == ["urban"]


def test_the_evidence_is_what_stands_in_the_text(matcher: Matcher) -> None:
    """Terms that only resemble what was written count, but nobody is shown words that nobody wrote."""
    for text in ("小区停车太乱", "停车难", "路登不亮", "污水管到堵了", *(words for _, words in SPOKEN)):
        for suggestion in matcher.suggest(text):
            assert all(words in text.casefold() for words in suggestion.evidence), (text, suggestion)
            shown = suggestion.evidence
            assert not any(a != b and a in b for a in shown for b in shown), shown


def test_confidence_needs_both_height_and_margin() -> None:
    matcher = Matcher(Lexicon.from_rows([("a", "甲乙", 1.0)]))
    high = Suggestion("a", CONFIDENT, ())
    assert matcher.confident((high,)) == "a"
    assert matcher.confident((high, Suggestion("b", CONFIDENT - MARGIN - 0.01, ()))) == "a"
    assert matcher.confident((high, Suggestion("b", CONFIDENT - MARGIN + 0.01, ()))) is None
    assert matcher.confident((Suggestion("a", CONFIDENT - 0.01, ()),)) is None


def test_confidences_are_shares_and_fall(matcher: Matcher) -> None:
    for _, text in SPOKEN:
        confidences = [s.confidence for s in matcher.suggest(text)]
        assert confidences == sorted(confidences, reverse=True)
        assert len(confidences) <= 5
        assert sum(confidences) < 1


def test_a_very_long_text_is_read_up_to_its_limit(matcher: Matcher) -> None:
    assert matcher.suggest("路灯坏了。" * 10_000)[0].committee == "urban"


@given(
    st.lists(st.one_of(st.sampled_from([text for _, text in SPOKEN]), st.text(max_size=20)), max_size=4).map(
        "".join
    )
)
def test_whatever_is_written_gets_ordered_shares_and_evidence(text: str) -> None:
    suggestions = SHARED.suggest(text)
    assert len({s.committee for s in suggestions}) == len(suggestions) <= 5
    assert all(s.evidence and 0 < s.confidence < 1 for s in suggestions)
    assert SHARED.confident(suggestions) in (None, *(s.committee for s in suggestions[:1]))
