"""Random walks through the real use cases on the real storage, and what must never happen on the way."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from bot.texts import LANGUAGES, Text, Texts
from liaison.casework import commands as c
from liaison.casework import drafting, joining, numbers, reading, sending
from liaison.casework.errors import Refused
from liaison.casework.model import Entry, Kind, Opinion, Purpose, State, replay
from liaison.casework.people import Actor, Person
from liaison.casework.permissions import acting_as
from liaison.routing.verdict import Advice, Aid, Choice, Grade, Grading, Suggestion, Verdict, Way
from storage import tables as t
from tests.storage.world import SURE, UNSURE, World

TEXTS = Texts.shipped()
DEPUTIES = ("D001", "D002", "D003", "D004")
COMMITTEES = ("urban", "judicial", "finance")
JOINED = DEPUTIES[:2]
SECRET = "私名"
"""Begins every citizen's name; stands in no text of anybody."""
REASON = "转办理由"
"""Stands in the reason of every pass, and nowhere else."""

WALKS, STEPS = 6, 150

PURPOSES: dict[type[c.Command], Purpose] = {
    c.AddWords: Purpose.ADDITION,
    c.ReplyToQuestion: Purpose.REPLY,
    c.Answer: Purpose.ANSWER,
    c.Correct: Purpose.CORRECTION,
    c.Ask: Purpose.QUESTION,
    c.PassOn: Purpose.PASS,
}
COMMANDS = (
    *(c.Nudge, c.Withdraw, c.ConfirmCommittee, c.Assign, c.EditWords, c.PutAside),
    *(c.SayAbout, c.SetGrade, c.SetAssisting, c.Join, c.Separate),
)

DOUBTFUL, DANGER = "说不准的一件事", "危险的一件事"
VERDICTS = {
    DOUBTFUL: Verdict(
        Way.ASK,
        (Suggestion("urban", 0.4, ("说不准",), "estate"), Suggestion("finance", 0.3, (), "prices")),
        choices=(Choice("estate", "urban"), Choice("prices", "finance")),
        advice=Advice(Aid.COURT, "说不准"),
        grading=Grading(Grade.IMPORTANT, ("一件",)),
    ),
    DANGER: Verdict(
        Way.ROUTE,
        (Suggestion("judicial", 0.9, ("危险",), "police"),),
        assisting="urban",
        advice=Advice(Aid.POLICE, "危险"),
        grading=Grading(Grade.URGENT, ("危险",)),
    ),
}
"""Words that leave the router in doubt, and an emergency."""


class Walk:
    """Three citizens (one of them a clerk as well), four deputies of whom two have joined, two clerks."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        world.reads(VERDICTS)
        self.clerks = [world.clerk("书记"), world.clerk(f"{SECRET}三")]
        self.deputies = [world.deputy(code) for code in JOINED]
        self.citizens = [world.citizen(f"{SECRET}一"), world.citizen(f"{SECRET}二"), self.clerks[1]]
        self.people: list[Person] = [*self.citizens[:2], *self.clerks, *self.deputies]
        self.opinions: list[int] = []
        self.sent: list[tuple[Person, int]] = []
        self.seen_rows = 0
        self.away: set[str] = set()
        self.touched: set[int] = set()
        self.done: Counter[str] = Counter()
        self.submit()

    def step(self) -> None:
        """One thing happens; then everything must be sound."""
        acts = {
            self.act: 50,
            self.submit: 8,
            self.tap_again: 8,
            self.write_anything: 8,
            self.command_anything: 8,
            self.edit: 3,
            self.time_passes: 5,
            self.leave_or_return: 3,
            self.join: 1,
        }
        (act,) = self.random.choices(list(acts), list(acts.values()))
        act()
        for opinion_id in self.touched | self.shared():
            self.check(opinion_id)
        self.touched.clear()
        self.check_rows()

    # --- what people do ---------------------------------------------------------------------------

    def opinion(self) -> int:
        opinion_id = self.random.choice(self.opinions)
        self.touched.add(opinion_id)
        return opinion_id

    def submit(self) -> None:
        author = self.world.again(self.random.choice(self.citizens))
        to = self.random.choice((None, *DEPUTIES))
        named = self.random.random() < 0.3
        draft = self.world.write(
            author.actor,
            Purpose.OPINION,
            self.random.choice((SURE, UNSURE, DOUBTFUL, DOUBTFUL, DANGER)),
            deputy_id=self.world.deputy_id(to) if to else None,
        )
        with self.world.attempt() as tx:
            drafting.sign(tx, actor=author.actor, draft_id=draft.id, named=named)
        join = self.random.choice(self.opinions) if self.opinions and self.random.random() < 0.2 else None
        try:
            receipt = self.world.do(sending.send, actor=author.actor, draft_id=draft.id, join=join)
        except Refused as refused:  # the other has ended: the words are still there
            self.refused(refused)
            receipt = self.world.do(sending.send, actor=author.actor, draft_id=draft.id)
        assert not receipt.again
        assert numbers.parse(receipt.number) == receipt.opinion.number
        self.opinions.append(receipt.opinion.id)
        self.touched.add(receipt.opinion.id)
        self.sent.append((author, draft.id))

    def act(self) -> None:
        """Something that somebody may do now; the ends of an opinion come seldom."""
        opinion_id = self.opinion()
        opinion = self.world.file(opinion_id).opinion
        able = [
            (person, command)
            for person in map(self.world.again, self.people)
            for command in (*PURPOSES, *COMMANDS)
            if acting_as(opinion, person.actor, command)
        ]
        if not able:
            assert opinion.state is State.WITHDRAWN
            return
        weights = {c.Answer: 1, c.Withdraw: 1, c.EditWords: 1, c.SetGrade: 1, c.SayAbout: 12}
        person, command = self.random.choices(able, [weights.get(what, 4) for _, what in able])[0]
        if command in PURPOSES:
            self.write(person, opinion_id, PURPOSES[command])
        else:
            self.command(person, opinion_id, command)

    def write_anything(self) -> None:
        person = self.world.again(self.random.choice(self.people))
        self.write(person, self.opinion(), self.random.choice(list(PURPOSES.values())))

    def command_anything(self) -> None:
        person = self.world.again(self.random.choice(self.people))
        self.command(person, self.opinion(), self.random.choice(COMMANDS))

    def write(self, person: Person, opinion_id: int, purpose: Purpose) -> None:
        about: dict[str, Any] = {"opinion_id": opinion_id}
        if purpose is Purpose.PASS:
            to_deputy = {"deputy_id": self.world.deputy_id(self.random.choice(DEPUTIES))}
            to_committee = {"committee_id": self.world.committee_id(self.random.choice(COMMITTEES))}
            about |= self.random.choice((to_deputy, to_committee))
        words = REASON if purpose is Purpose.PASS else self.random.choice(("说几句", "说几句", DANGER))
        try:
            draft = self.world.write(person.actor, purpose, words, **about)
            if self.random.random() < 0.3:
                photo = self.world.photo(person.actor, words)
                with self.world.attempt() as tx:
                    drafting.write(tx, actor=person.actor, draft_id=draft.id, part=photo)
            self.world.do(sending.send, actor=person.actor, draft_id=draft.id)
        except Refused as refused:
            self.refused(refused)
        else:
            self.sent.append((person, draft.id))

    def command(self, person: Person, opinion_id: int, what: type[c.Command]) -> None:
        deputy_id = self.world.deputy_id(self.random.choice(DEPUTIES))
        committee_id = self.world.committee_id(self.random.choice(COMMITTEES))
        command = {
            c.Nudge: c.Nudge(),
            c.Withdraw: c.Withdraw(),
            c.ConfirmCommittee: c.ConfirmCommittee(committee_id, as_is=self.random.random() < 0.3),
            c.Assign: c.Assign(deputy_id),
            c.EditWords: c.EditWords("前", "后"),
            c.SayAbout: c.SayAbout(self.random.choice(("estate", "prices", "", ""))),
            c.SetGrade: c.SetGrade(self.random.choice(list(Grade))),
            c.SetAssisting: c.SetAssisting(self.random.choice((committee_id, None))),
            c.Join: c.Join(self.random.choice(self.opinions)),
            c.Separate: c.Separate(),
        }
        try:
            if what is c.PutAside:
                aside = self.random.choice((sending.put_aside, sending.take_up))
                self.world.do(aside, actor=person.actor, opinion_id=opinion_id)
            else:
                self.world.do(
                    sending.perform, actor=person.actor, opinion_id=opinion_id, command=command[what]
                )
        except Refused as refused:
            self.refused(refused)

    def refused(self, refused: Refused) -> None:
        """A refusal is fine, when there is a text for it."""
        self.done[refused.key] += 1
        for language in LANGUAGES:
            assert TEXTS.plain(language, Text(refused.key, refused.args_for_text))

    def tap_again(self) -> None:
        person, draft_id = self.random.choice(self.sent)
        before = self.everything()
        receipt = self.world.do(sending.send, actor=self.world.again(person).actor, draft_id=draft_id)
        assert receipt.again
        assert self.everything() == before

    def edit(self) -> None:
        person, draft_id = self.random.choice(self.sent)
        draft = self.world.tx.drafts.get(draft_id)
        opinion = self.world.tx.opinions.by_draft(draft_id)
        assert draft is not None
        assert opinion is not None
        self.touched.add(opinion.id)
        text = self.random.choice(("改一", "改二", SURE))
        self.world.do(drafting.edit, actor=person.actor, source=draft.parts[0].source, text=text)

    def leave_or_return(self) -> None:
        deputy = self.random.choice(sorted(self.away) or DEPUTIES)
        if deputy in self.away:
            self.away.remove(deputy)
            self.world.come_back(deputy)
        else:
            self.away.add(deputy)
            self.world.leave(deputy)
        self.touched.update(self.opinions)

    def join(self) -> None:
        deputy = self.random.choice(DEPUTIES[2:])
        if deputy in self.away:
            return
        person = self.world.meet("新来的")
        payload = self.world.do(
            joining.invite,
            token=f"token-for-{person.id:020}",
            deputy_id=self.world.deputy_id(deputy),
            made_by=self.clerks[0],
        )
        self.people.append(self.world.do(joining.join, person=person, payload=payload).person)
        self.touched.update(self.opinions)

    def time_passes(self) -> None:
        self.world.pass_time(hours=self.random.choice((1, 30, 24 * 10)))

    # --- what must always hold --------------------------------------------------------------------

    def everything(self) -> list[Any]:
        wanted = (t.opinion, t.entry, t.outbox)
        return [self.world.connection.execute(table.select()).all() for table in wanted]

    def check(self, opinion_id: int) -> None:
        file = self.world.file(opinion_id)
        opinion = file.opinion
        assert replay(opinion, file.history) == opinion
        assert [entry.seq for entry in file.history] == list(range(1, opinion.version + 1))
        assert self.has_an_owner_or_an_end(opinion), opinion
        assert opinion.assisting_id is None or opinion.assisting_id != opinion.committee_id
        drafts = [entry.draft_id for entry in file.history if entry.draft_id is not None]
        assert len(set(drafts)) == len(drafts)
        self.check_cards(opinion)
        self.check_learnt(opinion_id, file.history)
        query = sa.select(sa.func.count()).where(
            t.outbox.c.opinion_id == opinion_id,
            t.outbox.c.person_id == opinion.author_id,
            t.outbox.c.key.in_(
                ("notice-receipt", "notice-receipt-triage", "notice-receipt-ask", "notice-receipt-joined")
            ),
        )
        assert self.world.connection.execute(query).scalar_one() == 1

    def check_learnt(self, opinion_id: int, history: tuple[Entry, ...]) -> None:
        """The clerk's last word on the committee, and only that, is what the router learns."""
        said = (Kind.ROUTED, Kind.CONFIRMED, Kind.ASSIGNED)
        words = [entry.committee_id for entry in history if entry.kind in said and entry.committee_id]
        committees = self.world.office.directory.roster.committees
        query = sa.select(t.routing_example.c.target).where(
            t.routing_example.c.opinion_id == opinion_id, t.routing_example.c.taken_back_at.is_(None)
        )
        learnt = self.world.connection.execute(query).scalars().all()
        assert learnt == [f"committee:{committees[last or 0].code}" for last in words[-1:]]

    def shared(self) -> set[int]:
        """Those that share the fate of what was touched, or whose fate it shares."""
        opinions = [self.world.tx.opinions.get(opinion_id) for opinion_id in self.touched]
        heads = {one.joined_to for one in opinions if one is not None and one.joined_to is not None}
        followers = {one.id for head in self.touched for one in self.world.tx.opinions.followers(head)}
        return heads | followers

    def has_an_owner_or_an_end(self, opinion: Opinion) -> bool:
        if opinion.state in (State.ANSWERED, State.WITHDRAWN):
            return True
        if opinion.state is State.JOINED:
            head = self.world.tx.opinions.get(opinion.joined_to or 0)
            assert head is not None
            return head.joined_to is None and head.state not in (State.ANSWERED, State.WITHDRAWN)
        if opinion.state is State.WAITING:
            author = Actor(opinion.author_id, opinion.assembly)
            return acting_as(opinion, author, c.ReplyToQuestion) is not None
        deputies = self.world.office.directory.roster.deputies.values()
        able = [Actor(0, opinion.assembly, deputy_id=deputy.id) for deputy in deputies if deputy.active]
        able.append(self.clerks[0].actor)
        return any(acting_as(opinion, actor, c.Answer) for actor in able)

    def check_cards(self, opinion: Opinion) -> None:
        author = self.world.again(next(p for p in self.people if p.id == opinion.author_id))
        for known in self.people:
            viewer = self.world.again(known)
            try:
                card = self.world.do(reading.card, actor=viewer.actor, opinion_id=opinion.id)
            except Refused:
                assert viewer.id != author.id
                assert not viewer.clerk
                assert (
                    viewer.deputy_id is None
                    or viewer.deputy_id != opinion.deputy_id
                    or (State.TRIAGE in (opinion.state, opinion.asked_from))
                )
                continue
            shown = repr(card)
            if viewer.id == author.id:
                assert viewer.deputy_id is not None or REASON not in shown
                continue
            assert author.address not in shown
            assert (SECRET in shown) == opinion.named
            assert viewer.clerk or viewer.deputy_id == opinion.deputy_id
        mine = self.world.do(reading.card, actor=author.actor, opinion_id=opinion.id, as_author=True)
        assert REASON not in repr(mine)
        assert not {Kind.PUT_ASIDE, Kind.GRADED, Kind.CONFIRMED, Kind.ASSISTED} & {
            line.kind for line in mine.lines
        }
        assert (mine.hints.aid, mine.hints.grade, mine.guesses) == ("", "", ())
        with self.world.attempt() as tx:
            files = reading.files(tx, actor=author.actor, opinion_id=opinion.id)
        assert all(REASON not in part.text for part in files)

    def check_rows(self) -> None:
        rows = self.world.owed(after=self.seen_rows)
        for row in rows:
            self.seen_rows = row.id
            said = repr((row.key, row.args, row.actions, row.dedupe, row.file))
            assert SECRET not in said
            assert REASON not in said  # nobody is sent it: who may know reads it on the card
            for citizen in self.citizens:
                assert citizen.address not in said
            for language in LANGUAGES:
                assert TEXTS.html(language, Text(row.key, row.args)).strip()
            self.check_recipient(row)

    def check_recipient(self, row: Any) -> None:
        """Whoever is told may look, or had it until now."""
        recipient = self.world.again(next(p for p in self.people if p.id == row.person_id))
        if row.opinion_id is None:  # of no case: only that an account was joined, told to the deputy's first
            assert row.key == "notice-another-account"
            assert recipient.deputy_id is not None
            return
        opinion = self.world.tx.opinions.get(row.opinion_id)
        assert opinion is not None
        if row.key not in ("notice-taken-over", "notice-joined-away"):
            assert acting_as(opinion, recipient.actor, c.View) is not None, row.key


@pytest.fixture(scope="module")
def happened(kind: str) -> Counter[str]:
    """What came to pass on all walks."""
    return Counter()


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_must_never_happen(world: World, happened: Counter[str], seed: int) -> None:
    walk = Walk(world, Random(seed))
    for _ in range(STEPS):
        walk.step()
    for opinion_id in walk.opinions:
        file = world.file(opinion_id)
        happened.update(entry.kind for entry in file.history)
        happened[file.opinion.state] += 1
    happened.update(walk.done)


def test_the_walks_went_everywhere(happened: Counter[str]) -> None:
    never = [what for what in (*Kind, *State) if not happened[what]]
    assert never == []
    assert happened["refused-now"]
    assert happened["refused-not-yours"]
