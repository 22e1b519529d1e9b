"""What must hold after every fault: nothing lost, nothing twice, an owner for every opinion."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.phones import text_of

from .faults_house import House
from .faults_people import Citizen, People

SENT, FAILED, UNCERTAIN = 2, 3, 4  # storage.outbox.State

SAYS = {
    "notice-receipt": "已收到，编号 {}",
    "notice-new-case": "有一条意见等您答复（编号 {}",
    "notice-answered": "编号 {} 有答复了",
}
"""By the beginning of a notice's key: how whoever reads it knows it again."""

_OPINIONS = (
    "SELECT p.address, o.id, o.number, o.state, o.deputy_id, o.committee_id, e.draft_id FROM opinion o"
    " JOIN person p ON p.id = o.author_id JOIN entry e ON e.opinion_id = o.id AND e.kind = 'submitted' ORDER BY o.id"
)
_ANSWERS = (
    "SELECT o.number, x.text FROM entry e JOIN opinion o ON o.id = e.opinion_id"
    " JOIN part x ON x.draft_id = e.draft_id WHERE e.kind = 'answered' ORDER BY x.id"
)
_WORDS = (
    "SELECT x.draft_id, x.text FROM part x JOIN entry e ON e.draft_id = x.draft_id"
    " WHERE e.kind = 'submitted' ORDER BY x.id"
)
_OWED = (
    "SELECT x.key, x.state, o.number, p.address FROM outbox x JOIN opinion o ON o.id = x.opinion_id"
    " JOIN person p ON p.id = x.person_id"
)
_INBOX = "SELECT count(*), count(DISTINCT update_id) FROM inbox"
_PARKED = "SELECT update_id, tries, error FROM inbox WHERE state = 2"


@dataclass
class Count:
    """What was found. ``notes`` says of each thing lost or doubled what it is."""

    updates: int = 0
    lost: int = 0
    doubled: int = 0
    uncertain: int = 0
    notes: list[str] = field(default_factory=list)

    def lose(self, what: str) -> None:
        """Something is not there, or not as it was said."""
        self.lost += 1
        self.notes.append(f"lost: {what}")

    def double(self, what: str) -> None:
        """Something is there twice."""
        self.doubled += 1
        self.notes.append(f"doubled: {what}")


async def count(house: House, people: People, *, at_the_end: bool) -> Count:
    """Look at everything that is settled; ``at_the_end`` everything is, and Telegram is asked instead of what was read
    on the way."""
    found = Count()
    done = {str(one.user): one for one in people.citizens if one.done or (at_the_end and one.sent)}
    answered = {one.number.replace("-", ""): one.words for one in people.answers if one.done}
    acts = people.chats.acts
    opinions, words, answers = (
        await house.look(_OPINIONS),
        await house.look(_WORDS),
        await house.look(_ANSWERS),
    )
    owed = await house.look(_OWED)
    ((found.updates, numbers),) = await house.look(_INBOX)
    found.uncertain = sum(state == UNCERTAIN for _key, state, _number, _address in owed)
    for update, tries, error in await house.look(_PARKED):
        found.lose(f"update {update} is parked after {tries} tries: {error}")
    if numbers != found.updates:
        found.double(f"{found.updates - numbers} updates")
    if at_the_end and numbers != acts:
        found.lose(f"{acts} updates were handed over, {numbers} are in the inbox")
    _opinions(found, done, opinions, words)
    _answers(found, answered, answers)
    await asyncio.sleep(0.5)  # what is sent by now is read by now
    _messages(found, owed, await _read(people, {address for *_, address in owed}, at_the_end=at_the_end))
    return found


def _opinions(
    found: Count, done: dict[str, Citizen], opinions: list[tuple[Any, ...]], words: list[tuple[Any, ...]]
) -> None:
    """Each citizen's is there once, word for word, and somebody has it."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    for draft, text in words:
        said[draft].append(text)
    of: defaultdict[str, list[int]] = defaultdict(list)
    for address, _id, number, state, deputy, committee, draft in opinions:
        of[address].append(draft)
        owner = {"with_committee": committee, "with_deputy": deputy, "waiting": deputy or committee}
        if owner.get(state, state) is None:
            found.lose(f"{number} is {state} and nobody has it")
    for address, drafts in of.items():
        if len(drafts) > 1:
            found.double(f"{len(drafts)} opinions of {address}")
    for address, citizen in done.items():
        if address not in of:
            found.lose(f"the opinion of {address}")
            continue
        there, meant = said[of[address][0]], list(citizen.words)
        if citizen.disordered:
            there, meant = sorted(there), sorted(meant)
        if there != meant:
            found.lose(f"words of {address}: {there}, not {meant}")


def _answers(found: Count, answered: dict[str, str], answers: list[tuple[Any, ...]]) -> None:
    there = Counter(number for number, _text in answers)
    texts = dict(answers)
    for number, text in answered.items():
        if texts.get(number) != text:
            found.lose(f"the answer to {number}: {texts.get(number)!r}, not {text!r}")
        if there[number] > 1:
            found.double(f"the answer to {number}")


async def _read(people: People, addresses: Iterable[str], *, at_the_end: bool) -> dict[str, list[str]]:
    read: dict[str, list[str]] = {}
    for address in addresses:
        messages = (
            await people.chats.everything(int(address))
            if at_the_end
            else list(people.chats.from_bot[int(address)].values())
        )
        read[address] = [
            text_of(message).replace("-", "") for message in messages
        ]  # as the numbers are stored
    return read


def _messages(found: Count, owed: list[tuple[Any, ...]], read: dict[str, list[str]]) -> None:
    """What is sent was read once; what is uncertain at most once; nothing has failed."""
    for key, state, number, address in owed:
        words = next((says.format(number) for begin, says in SAYS.items() if key.startswith(begin)), None)
        if state == FAILED:
            found.lose(f"{key} about {number} failed")
        if words is None:
            continue
        times = sum(words in text for text in read[address])
        if times > 1:
            found.double(f"{key} about {number} was read {times} times")
        if times == 0 and state == SENT:
            found.lose(f"{key} about {number} is sent and nobody has read it")
