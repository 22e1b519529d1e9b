"""Routing on the sample congress's remits. Every sentence here is invented for these tests."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.directory.importing import read_congress
from liaison.routing.lexicon import Lexicon, Row
from liaison.routing.router import Router, Target
from liaison.routing.table import SubjectRow, SubjectTable
from liaison.routing.verdict import Way

CONGRESS = Path(__file__).parents[2] / "congress" / "xinghe"

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


FILES = read_congress(CONGRESS)
SHARED = Router(FILES.lexicon(), FILES.table())


@pytest.fixture
def router() -> Router:
    return SHARED


def small(*rows: Row, table: tuple[SubjectRow, ...] = ()) -> Router:
    return Router(Lexicon.from_rows(rows), SubjectTable(table))


@pytest.mark.parametrize(("committee", "text"), SPOKEN)
def test_what_people_say_goes_to_its_committee(router: Router, committee: str, text: str) -> None:
    assert router.read(text).suggestions[0].committee == committee


def test_most_plain_matters_of_all_nine_committees_need_no_clerk(router: Router) -> None:
    led = [(wanted, router.read(text).lead) for wanted, text in SPOKEN]
    sure = [(wanted, got) for wanted, got in led if got is not None]
    assert all(wanted == got for wanted, got in sure)
    assert len(sure) >= 0.7 * len(SPOKEN)
    assert {wanted for wanted, _ in sure} == {wanted for wanted, _ in SPOKEN}


@pytest.mark.parametrize("text", ["", "   ", "你好", "谢谢", "😀😀", "asdf qwer", "\u200b", "。" * 4000])
def test_what_says_nothing_goes_to_triage(router: Router, text: str) -> None:
    verdict = router.read(text)
    assert verdict.way is Way.TRIAGE
    assert verdict.suggestions == ()


TWO = (
    Row("", "挂号难", 5.0, "hospitals"),
    Row("", "看病", 2.0, "hospitals"),
    Row("", "公交", 5.0, "transit"),
)
TWO_TABLE = (SubjectRow("health", "education"), SubjectRow("transport", "urban"))


def test_of_two_matters_one_leads_and_the_other_assists() -> None:
    verdict = small(*TWO, table=TWO_TABLE).read("看病挂号难，公交也太少。")
    assert (verdict.way, verdict.lead, verdict.assisting) == (Way.ROUTE, "education", "urban")


def test_two_equal_matters_are_asked_about() -> None:
    verdict = small(*TWO, table=TWO_TABLE).read("两件事：一是挂号难，二是公交太少。")
    assert {s.committee for s in verdict.suggestions[:2]} == {"education", "urban"}
    assert verdict.way is Way.ASK
    assert {choice.subject for choice in verdict.choices[:2]} == {"hospitals", "transit"}
    assert {choice.committee for choice in verdict.choices[:2]} == {"education", "urban"}


def test_a_second_remit_assists(router: Router) -> None:
    verdict = router.read("村里的危房改造补贴一直没有发，集镇建设的钱也不知道去了哪里。")
    assert verdict.lead == "urban"
    assert verdict.assisting == "rural"


def test_traditional_characters_read_like_simplified_ones(router: Router) -> None:
    assert router.read("小區門口的路燈壞了，沒人修").suggestions[0].committee == "urban"
    assert router.look("路燈壞了").text == "路灯坏了"


def test_the_subject_table_decides_who_leads() -> None:
    rows = (Row("urban", "公交车", 5.0, "transit"), Row("urban", "路灯", 5.0, "utilities"))
    one = small(*rows, table=(SubjectRow("transport", "urban"), SubjectRow("building", "urban")))
    other = small(*rows, table=(SubjectRow("transport", "finance"), SubjectRow("building", "urban")))
    assert one.read("公交车太少").lead == "urban"
    assert other.read("公交车太少").lead == "finance"
    assert other.read("路灯不亮").lead == "urban"


def test_a_subject_that_nobody_has_goes_to_triage() -> None:
    router = small(Row("urban", "公交车", 5.0, "transit"), table=(SubjectRow("building", "urban"),))
    assert router.read("公交车太少").way is Way.TRIAGE


def test_terms_without_a_subject_speak_for_their_committee() -> None:
    router = small(Row("port", "港池疏浚", 5.0), Row("town", "集市", 5.0))
    assert router.read("港池疏浚何时做").lead == "port"


def test_evidence_names_terms_of_the_text_strongest_first(router: Router) -> None:
    first = router.read("小区路灯坏了，垃圾也没人清").suggestions[0]
    assert "路灯" in first.evidence
    assert len(first.evidence) <= 6
    assert all(term in "小区路灯坏了,垃圾也没人清" for term in first.evidence)


@pytest.mark.parametrize(
    ("committee", "text"),
    [
        ("social", "老板拖欠公资不给"),
        ("social", "劳动合词没签"),
        ("education", "幼儿圆太贵了"),
        ("urban", "小曲路灯不良"),
    ],
)
def test_a_slip_of_the_pen_or_a_wrong_homophone_still_suggests(
    router: Router, committee: str, text: str
) -> None:
    assert committee in [s.committee for s in router.read(text).suggestions]


@pytest.mark.parametrize("text", ["电动自行车充电", "我们小区电动自行车充电的地方太少，都拉到楼上充，很危险"])
def test_charging_electric_bicycles_is_a_matter_of_the_estate(router: Router, text: str) -> None:
    first = router.read(text).suggestions[0]
    assert first.committee == "urban"
    assert any("充电" in words for words in first.evidence)


def test_odd_characters_are_read_past(router: Router) -> None:
    for odd in ("\ud800", "\x00", "👍🏽", "\ufdfa" * 50, "\U0001f600"):
        assert router.read(f"路灯坏了{odd}").suggestions[0].committee == "urban"
        fresh().learn([(f"路灯坏了{odd}", Target(committee="urban"))])


def test_common_words_are_not_taken_for_terms_that_sound_alike(router: Router) -> None:
    assert "taxis" not in {s.subject for s in router.read("上次说的是我们的事").suggestions}


def test_full_width_case_and_spaces_make_no_difference(router: Router) -> None:
    plain = router.read("KTV太吵，路灯坏了")
    assert router.read("ｋｔｖ太吵，路 灯\n坏了") == plain


def test_english_terms_are_whole_words_or_their_plural() -> None:
    router = small(Row("urban", "rent", 5.0), Row("urban", "bus", 5.0))
    assert router.read("my parents came by robust trains").suggestions == ()
    assert [s.evidence for s in router.read("the buses? no, a Bus.").suggestions] == [("bus",)]
    assert router.read("rents are high").suggestions[0].evidence == ("rent",)


def test_the_longest_term_wins_and_weight_zero_silences_what_is_inside() -> None:
    router = small(
        Row("education", "学校", 5.0), Row("urban", "路灯", 5.0), Row("education", "学校门口", 0.0)
    )
    assert [s.committee for s in router.read("学校门口的路灯坏了").suggestions] == ["urban"]


def test_the_evidence_is_what_stands_in_the_text(router: Router) -> None:
    """Terms that only resemble what was written count, but nobody is shown words that nobody wrote."""
    for text in ("小区停车太乱", "停车难", "路登不亮", "污水管到堵了", *(words for _, words in SPOKEN)):
        for suggestion in router.read(text).suggestions:
            assert all(words in router.look(text).text for words in suggestion.evidence), (text, suggestion)
            shown = suggestion.evidence
            assert not any(a != b and a in b for a in shown for b in shown), shown


def test_a_very_long_text_is_read_up_to_its_limit(router: Router) -> None:
    assert router.read("路灯坏了。" * 10_000).suggestions[0].committee == "urban"


@given(
    st.lists(st.one_of(st.sampled_from([text for _, text in SPOKEN]), st.text(max_size=20)), max_size=4).map(
        "".join
    )
)
def test_whatever_is_written_gets_ordered_probabilities_and_evidence(text: str) -> None:
    verdict = SHARED.read(text)
    suggestions = verdict.suggestions
    assert len({s.committee for s in suggestions}) == len(suggestions) <= 5
    assert all(s.evidence and 0 < s.confidence <= 1 for s in suggestions)
    assert sum(s.confidence for s in suggestions) <= 1.000001
    assert [s.confidence for s in suggestions] == sorted((s.confidence for s in suggestions), reverse=True)
    assert bool(verdict.choices) == (verdict.way is Way.ASK)
    assert (verdict.lead is not None) == (verdict.way is Way.ROUTE)
    assert len(verdict.choices) in (0, 2, 3)


# --- learning -------------------------------------------------------------------------------------

TAUGHT = [(text, Target(committee=committee)) for committee, text in SPOKEN]


def fresh() -> Router:
    return Router(FILES.lexicon(), FILES.table())


def test_one_correction_counts_at_once_and_says_why() -> None:
    router = small(
        Row("urban", "路灯", 5.0),
        Row("social", "工资", 5.0),
        table=(SubjectRow("labour", "social"), SubjectRow("building", "urban")),
    )
    odd = "村头那口老井盖子不见了"
    assert router.read(odd).suggestions == ()
    assert router.learn([(odd, Target(committee="urban"))] * 12) == 12
    first = router.read("我们村的老井盖子又不见了").suggestions[0]
    assert first.committee == "urban"
    assert any(words in "我们村的老井盖子又不见了" for words in first.evidence)


def test_the_same_history_gives_the_same_model() -> None:
    one, other = fresh(), fresh()
    one.learn(TAUGHT)
    for example in TAUGHT:
        other.learn([example])
    for _, text in SPOKEN:
        assert one.look(text).shares == other.look(text).shares


def test_what_stands_for_nothing_here_is_passed_over() -> None:
    router = fresh()
    assert router.learn([("路灯坏了", Target(committee="nobody")), ("", Target(committee="urban"))]) == 0
    assert router.learn([("路灯坏了", Target(subjects=("unheard",)))]) == 0


def test_a_target_reads_as_it_is_written() -> None:
    for target in (Target(committee="urban"), Target(subjects=("housing", "estate"))):
        assert Target.parse(str(target)) == target
    for wrong in ("", "urban", "committee:", "else:urban"):
        with pytest.raises(ValueError, match="no target"):
            Target.parse(wrong)


def test_learning_changes_nothing_of_what_it_says_nothing_about() -> None:
    router = fresh()
    router.learn(TAUGHT * 3)
    right = [router.read(text).suggestions[0].committee == committee for committee, text in SPOKEN]
    assert all(right)
    assert router.read("").way is Way.TRIAGE
