"""What no other handler took: a name, a number, words somebody has to say, an old button."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from liaison.casework import commands as c
from liaison.casework import drafting, numbers, reading, understood
from liaison.casework.errors import Refused
from liaison.casework.model import Party, Purpose

from . import keyboards, writing
from . import open as opening
from .citizen import find, near, start
from .filters import RepliesToUs, UnknownCommand, says
from .parts import is_service, part_of
from .preview import preview
from .states import Finding
from .turn import Turn

router = Router(name="fallback")

_ENOUGH = 6
"""Characters from which words out of the blue are taken for something to say rather than a slip."""


@router.message(UnknownCommand())
async def unknown_command(_message: Message, turn: Turn) -> None:
    """A command that does not exist."""
    await turn.say(turn.text("unknown-command"), keyboards.home(turn))


@router.message(RepliesToUs())
async def reply_to_notice(message: Message, turn: Turn, state: FSMContext) -> None:
    """A reply to one of our messages about an opinion belongs to that opinion."""
    quoted = message.reply_to_message
    number = numbers.within((quoted.text or quoted.caption or "") if quoted is not None else "")
    purpose = None
    if number is not None and part_of(message) is not None:
        try:
            opinion_id = await turn.look(reading.find_number, text=number)
            purpose = _purpose(await turn.look(reading.card, opinion_id=opinion_id))
        except Refused as refusal:
            if refusal.key == "refused-moved-on":  # an answer to what somebody else has now is for nobody
                raise
            purpose = None  # nothing they may see: then it is something to say like any other
    if purpose is None:
        await anything(message, turn, state)
        return
    await writing.begin(turn, state, purpose, opinion_id=opinion_id, message=message)


_REPLIES: dict[Party, tuple[tuple[type[c.Command], Purpose], ...]] = {
    Party.CITIZEN: ((c.ReplyToQuestion, Purpose.REPLY), (c.AddWords, Purpose.ADDITION)),
    Party.DEPUTY: ((c.Answer, Purpose.ANSWER), (c.Correct, Purpose.CORRECTION)),
    Party.CLERK: (),
}
"""What a reply to a message about an opinion is, by who replies: the first that is open to them."""


def _purpose(card: reading.Card) -> Purpose | None:
    return next((purpose for command, purpose in _REPLIES[card.viewer] if command in card.can), None)


@router.message()
async def anything(message: Message, turn: Turn, state: FSMContext) -> None:
    """A number, a name, a place, or something to say."""
    text = (message.text or "").strip()
    looking = await state.get_state() == Finding.name.state
    if looking:
        await state.clear()
    if text:
        number = numbers.parse(text) or (numbers.within(text) if len(text) <= find.SHORT else None)
        if number is not None or numbers.meant(text):
            await opening.show(turn, await turn.look(reading.find_number, text=number or text))
            return
        if says(turn, text, "button-done", "button-cancel", "button-send"):
            await _nothing_open(turn, state)
            return
        if _small_talk(turn, text, "small-talk-thanks"):
            await turn.say(turn.text("you-are-welcome"))
            return
        if _small_talk(turn, text, "small-talk-hello"):
            await start.greet(turn)
            return
    if part_of(message) is None:
        if not is_service(message):
            await turn.say(turn.text("cannot-use"), keyboards.home(turn))
        return
    if await _gone_on(message, turn, state):
        return
    asked = await turn.look(reading.asked)
    if asked is not None:  # whoever was asked something and says something, answers it
        await writing.begin(turn, state, Purpose.REPLY, opinion_id=asked, message=message)
        return
    if message.location is not None:
        await near.show(message, turn, state)
        return
    if text and len(text) <= find.SHORT:
        cry = understood.emergency(turn.office, text) is not None  # nobody who calls for help is looked for
        uncertain = looking or len(text) < _ENOUGH
        if not cry and await find.search(text, turn, state, uncertain=uncertain):
            return
    await writing.begin(turn, state, Purpose.OPINION, message=message)


async def _gone_on(message: Message, turn: Turn, state: FSMContext) -> bool:
    """Something is being written and its conversation was lost: then this belongs to it."""
    unfinished = await turn.look(drafting.open_draft)
    if unfinished is None:
        return False
    try:
        await writing.begin(
            turn,
            state,
            unfinished.purpose,
            opinion_id=unfinished.opinion_id,
            deputy_id=unfinished.deputy_id,
            committee_id=unfinished.committee_id,
            message=message,
        )
    except Refused:
        if unfinished.parts:
            raise
        return False  # nothing was written yet, and it may not be written any more
    return True


def _small_talk(turn: Turn, text: str, key: str) -> bool:
    """Whether this is one of the words that open or close a talk, and nothing else."""
    return any(
        text.casefold().strip(" ~～。.!！,，") in turn.texts.plain(language, key).split("|")
        for language in turn.texts.keys
    )


async def _nothing_open(turn: Turn, state: FSMContext) -> None:
    """One of the big buttons, with nothing being written, or its conversation lost."""
    unfinished = await turn.look(drafting.open_draft)
    if unfinished is not None and unfinished.parts:
        await preview(turn, state, unfinished)
        return
    if unfinished is not None:
        await writing.resume(turn, state, unfinished)
        return
    await turn.say(turn.text("nothing-to-cancel"), keyboards.gone())


@router.callback_query()
async def old_button(_press: CallbackQuery, turn: Turn) -> str:
    """A button nobody knows any more."""
    return turn.label("old-button")


@router.my_chat_member()
async def member(event: ChatMemberUpdated, turn: Turn) -> None:
    """Somebody blocked the bot or came back."""
    if event.chat.type == "private":
        away = event.new_chat_member.status == "kicked"
        turn.me = await turn.desk.do(drafting.reach, person=turn.me, reachable=not away)
