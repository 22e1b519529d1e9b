"""What no other handler took: a name, a number, words somebody has to say, an old button."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from liaison.casework import drafting, numbers, reading
from liaison.casework.errors import Refused
from liaison.casework.model import Purpose

from . import keyboards, writing
from . import open as opening
from .citizen import find
from .parts import part_of
from .turn import Turn

router = Router(name="fallback")

_ENOUGH = 6
"""Characters from which words out of the blue are taken for something to say rather than a slip."""


@router.message(F.chat.type != "private")
async def in_group(message: Message, turn: Turn) -> None:
    """Opinions are private: in a group only a command addressed to us is answered."""
    if (message.text or "").startswith("/start"):
        await message.reply(turn.text("only-private", bot=turn.bot_username))


@router.message(F.text.startswith("/"))
async def unknown_command(_message: Message, turn: Turn) -> None:
    """A command that does not exist."""
    await turn.say(turn.text("unknown-command"), keyboards.home(turn))


@router.message(F.reply_to_message.text.func(lambda text: bool(text)), F.text)
async def reply_to_notice(message: Message, turn: Turn, state: FSMContext) -> None:
    """A reply to one of our messages about an opinion belongs to that opinion."""
    quoted = message.reply_to_message.text if message.reply_to_message else None
    for word in (quoted or "").replace("。", " ").replace(",", " ").replace(")", " ").split():
        found = numbers.parse(word.strip("().:,;"))
        if found is None:
            continue
        try:
            opinion_id = await turn.look(reading.find_number, text=found)
            card = await turn.look(reading.card, opinion_id=opinion_id, as_author=True)
        except Refused:
            break
        purpose = Purpose.REPLY if card.question else Purpose.ADDITION
        await writing.begin(turn, state, purpose, opinion_id=opinion_id, message=message)
        return
    await anything(message, turn, state)


@router.message()
async def anything(message: Message, turn: Turn, state: FSMContext) -> None:
    """A number, a name, a place, or something to say."""
    text = (message.text or "").strip()
    if text:
        if numbers.parse(text) is not None:
            await opening.show(turn, await turn.look(reading.find_number, text=text))
            return
        if len(text) <= find.SHORT and await find.search(text, turn):
            return
        if any(text == turn.texts.plain(language, key) for language in turn.texts.keys for key in _BUTTONS):
            await _nothing_open(turn, state)
            return
    if part_of(message) is None:
        await turn.say(turn.text("cannot-use"), keyboards.home(turn))
        return
    if text and len(text) < _ENOUGH:
        await turn.say(turn.text("find-nobody"), keyboards.home(turn))
        return
    await writing.begin(turn, state, Purpose.OPINION, message=message)


_BUTTONS = ("button-done", "button-cancel")


async def _nothing_open(turn: Turn, state: FSMContext) -> None:
    """One of the big buttons, with nothing being written, or its conversation lost."""
    unfinished = await turn.look(drafting.open_draft)
    if unfinished is not None and unfinished.parts:
        await writing.preview(turn, state, unfinished)
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
