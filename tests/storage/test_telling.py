from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import LANGUAGES, Text, Texts
from liaison.casework import commands as c
from liaison.casework import drafting, sending
from liaison.casework.model import Part, PartKind, Purpose, State
from liaison.casework.telling import CHUNK, EXCERPT, chunks, excerpt
from liaison.routing.verdict import Advice, Aid, Choice, Verdict, Way
from tests.storage.world import SURE, UNSURE, World

TEXTS = Texts.shipped()


def units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


@given(st.text(alphabet="a。\n. 你𠮷🙂", max_size=400), st.integers(2, 50))
def test_chunks_lose_nothing_and_fit(words: str, size: int) -> None:
    pieces = chunks(words, size)
    assert "".join(pieces) == words
    assert all(units(piece) <= size for piece in pieces)


def test_chunks_break_at_the_end_of_a_sentence() -> None:
    assert chunks("一二三四。五六七八九", 8) == ["一二三四。", "五六七八九"]


def test_an_excerpt_is_one_short_line() -> None:
    assert excerpt("一\n二  三") == "一 二 三"
    assert len(excerpt("字" * 1000)) == EXCERPT


def test_everybody_is_told_once_and_in_time(world: World) -> None:
    author, deputy, clerk = world.citizen(), world.deputy("D001"), world.clerk()
    receipt = world.submit(author, SURE, to="D001")
    (mine,), (theirs,) = world.owed(author), world.owed(deputy)
    assert (mine.key, theirs.key) == ("notice-receipt", "notice-new-case")
    assert mine.args["number"] == theirs.args["number"] == receipt.number
    assert mine.args["due"] == receipt.opinion.due_on.isoformat() == "2026-06-01"
    assert mine.priority < theirs.priority
    assert world.owed(clerk) == []


def test_a_deputy_who_has_not_joined_cannot_be_told_so_staff_are(world: World) -> None:
    author, clerk = world.citizen(), world.clerk()
    world.submit(author, SURE, to="D001")
    (row,) = world.owed(clerk)
    assert row.key == "notice-deputy-not-joined"
    assert row.args["deputy"] == world.office.directory.roster.deputy_by_code["D001"].name


def test_who_gets_a_case_later_reads_what_it_is_about(world: World) -> None:
    author, clerk, one, two = world.citizen(), world.clerk(), world.deputy("D001"), world.deputy("D002")
    receipt = world.submit(author, UNSURE)
    world.do(
        sending.perform,
        actor=clerk.actor,
        opinion_id=receipt.opinion.id,
        command=c.Assign(world.deputy_id("D001")),
    )
    assert [row.args["excerpt"] for row in world.owed(one)] == [UNSURE]
    world.send(
        one.actor,
        Purpose.PASS,
        "理由：不是我的片区",
        opinion_id=receipt.opinion.id,
        deputy_id=world.deputy_id("D002"),
    )
    assert [row.args["excerpt"] for row in world.owed(two)] == [UNSURE]
    assert all("理由" not in str(row) for row in world.owed())


def test_long_words_and_files_go_along_in_order(world: World) -> None:
    author, deputy = world.citizen(), world.deputy("D001")
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    before = world.last_owed
    words = "很长的话。" * 700
    draft = world.write(author.actor, Purpose.ADDITION, words, opinion_id=opinion_id)
    with world.attempt() as tx:
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=world.photo(author.actor))
        place = Part(PartKind.LOCATION, "1:99", latitude=31.2, longitude=120.6)
        drafting.write(tx, actor=author.actor, draft_id=draft.id, part=place)
    world.do(sending.send, actor=author.actor, draft_id=draft.id)
    rows = world.owed(deputy, after=before)
    assert [row.key for row in rows] == ["notice-added", "notice-words-more", "notice-file", "notice-file"]
    assert "".join(row.args["words"] for row in rows[:2]) == words
    assert rows[0].args["files"] == 2
    assert [bool(row.actions) for row in rows] == [False, True, False, False]
    assert (rows[2].file_kind, rows[2].file) == ("photo", "file-id")
    assert (rows[3].latitude, rows[3].longitude) == (31.2, 120.6)
    assert all(units(row.args.get("words", "")) <= CHUNK for row in rows)


def test_staff_answer_in_their_own_name_even_when_a_deputy_was_named(world: World) -> None:
    author, clerk = world.citizen(), world.clerk()
    opinion_id = world.submit(author, UNSURE, to="D001").opinion.id
    before = world.last_owed
    world.send(clerk.actor, Purpose.ANSWER, "已经办好了", opinion_id=opinion_id)
    (row,) = world.owed(author, after=before)
    assert (row.key, row.args["deputy"]) == ("notice-answered", "")


def test_of_a_deputy_who_left_staff_hear_instead(world: World) -> None:
    author, clerk, deputy = world.citizen(), world.clerk(), world.deputy("D001")
    opinion_id = world.submit(author, SURE, to="D001").opinion.id
    world.send(deputy.actor, Purpose.ANSWER, "办好了", opinion_id=opinion_id)
    world.leave("D001")
    before = world.last_owed
    world.send(author.actor, Purpose.ADDITION, "又坏了", opinion_id=opinion_id)
    (row,) = world.owed(after=before)
    assert (row.person_id, row.key, row.args["words"]) == (clerk.id, "notice-added", "又坏了")


def test_the_same_message_is_never_owed_twice(world: World) -> None:
    author = world.citizen()
    world.submit(author, SURE)
    rows = world.owed()
    assert len({row.dedupe for row in rows}) == len(rows)


def everything_told(world: World) -> list[Any]:
    """Every kind of notice there is, through the use cases."""
    author, clerk, one, two = world.citizen(), world.clerk(), world.deputy("D001"), world.deputy("D002")

    def perform(actor: Any, opinion_id: int, command: c.Command) -> None:
        world.do(sending.perform, actor=actor, opinion_id=opinion_id, command=command)

    first = world.submit(author, SURE, to="D001").opinion.id
    world.send(author.actor, Purpose.ADDITION, "补充", opinion_id=first)
    world.send(one.actor, Purpose.QUESTION, "哪一栋？", opinion_id=first)
    world.send(author.actor, Purpose.REPLY, "三栋", opinion_id=first)
    perform(author.actor, first, c.Nudge())
    perform(author.actor, first, c.EditWords("旧", "新"))
    world.send(one.actor, Purpose.PASS, "理由", opinion_id=first, deputy_id=world.deputy_id("D002"))
    world.send(two.actor, Purpose.ANSWER, "好了", opinion_id=first)
    world.send(two.actor, Purpose.CORRECTION, "更正", opinion_id=first)
    second = world.submit(author, UNSURE, to="D003").opinion.id
    perform(clerk.actor, second, c.ConfirmCommittee(world.committee_id("urban")))
    perform(clerk.actor, second, c.Assign(world.deputy_id("D001")))
    perform(clerk.actor, second, c.Assign(world.deputy_id("D002")))
    world.leave("D002")
    world.send(clerk.actor, Purpose.ANSWER, "字。" * 1600, opinion_id=second)
    third = world.submit(author, SURE).opinion.id
    world.send(clerk.actor, Purpose.ANSWER, "好了", opinion_id=third)
    fourth = world.submit(author, SURE).opinion.id
    draft = world.do(
        drafting.start,
        actor=author.actor,
        purpose=Purpose.ADDITION,
        opinion_id=fourth,
        part=world.photo(author.actor, "照片"),
    )
    world.do(sending.send, actor=author.actor, draft_id=draft.id)
    perform(author.actor, fourth, c.Withdraw())
    world.reads(
        {
            "着火": Verdict(Way.TRIAGE, advice=Advice(Aid.FIRE, "着火")),
            "说不准": Verdict(Way.ASK, choices=(Choice("estate", "urban"), Choice("prices", "finance"))),
        }
    )
    fifth = world.submit(author, "着火", to="D001").opinion.id
    perform(clerk.actor, fifth, c.ConfirmCommittee(world.committee_id("urban")))
    world.send(author.actor, Purpose.ADDITION, "着火", opinion_id=fifth)
    sixth = world.submit(author, "说不准").opinion.id
    perform(author.actor, sixth, c.SayAbout("estate"))
    perform(clerk.actor, sixth, c.Assign(world.deputy_id("D001")))
    seventh = world.submit(author, UNSURE).opinion.id
    world.join(world.citizen(), seventh)
    perform(clerk.actor, sixth, c.Join(seventh))
    perform(clerk.actor, sixth, c.Separate())
    return world.owed()


def test_every_notice_can_be_read_in_every_language(world: World) -> None:
    rows = everything_told(world)
    told = {row.key for row in rows}
    elsewhere = {"notice-resend", "notice-unreachable", "notice-uncertain"}  # the delivery's own
    elsewhere |= {"notice-another-account"}  # about no opinion
    assert {key for key in TEXTS.keys["en"] if key.startswith("notice-")} - elsewhere == told
    for language in LANGUAGES:
        for row in rows:
            rendered = TEXTS.html(language, Text(row.key, row.args))
            assert rendered.strip()
            for action, _, *subject in row.actions:
                assert TEXTS.plain(language, f"do-{action}", **dict(zip(("subject",), subject, strict=False)))


def test_words_of_any_length_can_be_read(world: World) -> None:
    author, clerk = world.citizen(), world.clerk()
    opinion_id = world.submit(author, SURE).opinion.id
    world.send(clerk.actor, Purpose.ANSWER, "<字>。\n" * 2000, opinion_id=opinion_id)
    for row in world.owed(author):
        assert TEXTS.html("zh_CN", Text(row.key, row.args))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_by_staff_without_a_committee_reads_well(world: World, language: str) -> None:
    author, clerk = world.citizen(), world.clerk()
    opinion_id = world.submit(author, UNSURE).opinion.id
    before = world.last_owed
    receipt = world.send(clerk.actor, Purpose.ANSWER, "好了", opinion_id=opinion_id)
    assert receipt.opinion.state is State.ANSWERED
    (row,) = world.owed(author, after=before)
    lines = TEXTS.html(language, Text(row.key, row.args)).splitlines()
    assert not any(line.startswith((" ", "：", "答复", "says")) for line in lines)
