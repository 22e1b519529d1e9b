"""What citizens, deputies and the clerk do, one tap after the other, by what they see."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .phones import Button, GaveUp, Phone, buttons, text_of
from .plans import Plan
from .words import HOLE

RECEIPTS = ("notice-receipt", "notice-receipt-triage", "notice-receipt-ask")


@dataclass(frozen=True, slots=True)
class Known:
    """A deputy whom everybody may know of."""

    name: str
    places: tuple[str, ...]


@dataclass
class Play:
    """What all share: who is in office, and what went wrong."""

    deputies: Sequence[Known]
    troubles: Counter[str] = field(default_factory=Counter)
    receipts: int = 0
    answers: int = 0
    """How many answers deputies have sent."""


async def citizen(phone: Phone, plan: Plan, play: Play) -> None:
    """From the first hello to the receipt."""
    try:
        await phone.write("/start")
        await phone.sees("button-just-write")
        if plan.seeks is None or not await _found_deputy(phone, plan, play):
            await phone.tap("button-just-write")
        key = "button-done"
        await phone.until(lambda: phone.keyboard, key)
        for piece in plan.pieces:
            if piece.picture:
                await phone.show_picture(piece.picture, piece.text)
            else:
                await phone.write(piece.text)
        await phone.press_key(key)
        await phone.tap("button-send")
        apart = phone.words.label("button-same-alone")  # somebody may have said the same
        await phone.until(lambda: receipts(phone) or phone.button(apart), "notice-receipt")
        if not receipts(phone):
            await phone.tap("button-same-alone")
        await phone.until(lambda: receipts(phone) or None, "notice-receipt")
        play.receipts += 1
    except GaveUp as gave_up:
        play.troubles[f"citizen: {gave_up}"] += 1


def receipts(phone: Phone) -> list[str]:
    """The numbers on every receipt this citizen has read."""
    return [number for number, _ in phone.read(*RECEIPTS)]


async def _found_deputy(phone: Phone, plan: Plan, play: Play) -> bool:
    """Look for a deputy by name or place and open the first who is meant; False when nobody is found."""
    chance = random.Random(f"deputy {plan.at}")  # noqa: S311 - play, no secrets
    deputy = chance.choice(play.deputies)
    query = chance.choice([deputy.name, *deputy.places])
    before = phone.last
    await phone.write(query)
    await phone.until(lambda: phone.last > before or None, "find-found")
    labels = [phone.words.label("hit", name=HOLE, level=HOLE, why=why) for why in ("", HOLE)]
    seen = [each for number in phone.shown if number > before for each in buttons(phone.shown[number])]
    hits = [each for each in seen if any(label.match(each.text) for label in labels)]
    if not hits:
        return False
    chosen = next((hit for hit in hits if deputy.name in hit.text), hits[0])
    before = phone.last
    await phone.press(chosen)
    await phone.tap("button-write-to", after=before, name=HOLE)
    return True


async def deputy(phone: Phone, play: Play) -> None:
    """Answer whatever comes, the oldest first; until cancelled."""
    while True:
        await _next(phone)
        notice = phone.tasks.popleft()
        try:
            before = phone.last
            await phone.tap("do-open", on=notice["message_id"])
            card = await phone.sees("button-inbox", after=before)
            if phone.button(phone.words.label("button-answer"), on=card.message_id) is None:
                continue  # somebody else has it by now
            await phone.tap("button-answer", on=card.message_id)
            await phone.until(lambda: phone.keyboard, "button-done")
            reference = f"{phone.user}-{notice['message_id']}"
            await phone.write(phone.words.text("simulate-answer", reference=reference))
            before = phone.last
            await phone.press_key("button-done")
            send = await phone.sees("button-send", after=before)
            await phone.press(send)
            await _gone(phone, "button-send", send.message_id)
            play.answers += 1
        except GaveUp as gave_up:
            play.troubles[f"deputy: {gave_up}"] += 1


async def _gone(phone: Phone, key: str, message: int) -> None:
    label = phone.words.label(key)
    await phone.until(lambda: None if phone.button(label, on=message) else True, key)


async def _next(phone: Phone) -> None:
    while not phone.tasks:
        try:
            await phone.until(lambda: phone.tasks or None, "do-open")
        except GaveUp:
            continue  # nothing to do for a while


async def clerk(phone: Phone, play: Play) -> None:
    """Take the suggested committee, and give to a deputy what has none; until cancelled."""
    chance = random.Random("clerk")  # noqa: S311 - play, no secrets
    while True:
        await _next(phone)
        notice = phone.tasks.popleft()
        try:
            await _see_to(phone, play, notice["message_id"], chance)
        except GaveUp as gave_up:
            play.troubles[f"clerk: {gave_up}"] += 1


async def _see_to(phone: Phone, play: Play, notice: int, chance: random.Random) -> None:
    before = phone.last
    await phone.tap("do-open", on=notice)
    assign = phone.words.label("button-assign")
    card = (await phone.sees("button-triage", after=before)).message_id
    suggested = phone.words.label("button-route", committee=HOLE, best="yes")
    route = phone.button(suggested, on=card)
    if route is not None:
        await phone.press(route)
        await phone.until(lambda: None if phone.button(suggested, on=card) else True, "button-route")
    if phone.button(assign, on=card) is None or _has_deputy(phone, card, play):
        return
    await phone.tap("button-assign", on=card)
    await phone.sees("button-back", on=card)
    joined = phone.words.label("whom-row", name=HOLE, level=HOLE, why=HOLE, joined="yes")
    offered = [button for button in buttons(phone.shown[card]) if joined.match(button.text)]
    chosen = chance.choice(offered) if offered else await _typed(phone, play, chance)
    await phone.press(chosen)
    at = chosen.message_id
    await phone.until(lambda: phone.button(assign, on=at), "assigned")


def _has_deputy(phone: Phone, card: int, play: Play) -> bool:
    text = text_of(phone.shown[card])
    return any(known.name in text for known in play.deputies)


async def _typed(phone: Phone, play: Play, chance: random.Random) -> Button:
    """Nobody on the short list has joined: type the name of somebody who has."""
    name = chance.choice(play.deputies).name
    before = phone.last
    await phone.write(name)
    label = re.compile(f".*{re.escape(name)}", re.DOTALL)
    return await phone.until(lambda: phone.button(label, after=before), "whom-choose")
