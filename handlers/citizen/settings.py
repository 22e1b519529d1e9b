"""/help, /language, /privacy, /cancel: they work anywhere, and the conversation stays where it was."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.texts import LANGUAGES
from handlers import keyboards, menus, writing
from handlers.callbacks import PickLanguage
from handlers.citizen.place import home_buttons
from handlers.filters import Command, Pressed
from handlers.keyboards import button, inline
from handlers.turn import Turn
from liaison.casework import drafting

router = Router(name="settings")


@router.message(Command("help"))
async def help_(_message: Message, turn: Turn) -> None:
    """What can be done here."""
    posts = {"deputy": turn.me.deputy_id is not None, "clerk": turn.me.clerk}
    body = [turn.text("help")] + [turn.text(f"help-{post}") for post, held in posts.items() if held]
    await turn.say("\n\n".join(body), keyboards.home(turn))


@router.message(Command("privacy"))
async def privacy(_message: Message, turn: Turn) -> None:
    """Who sees what."""
    place = turn.office.place(turn.me.home_district_id)
    await turn.say(turn.text("privacy", place=place), inline(home_buttons(turn)))


@router.message(Command("cancel"))
async def cancel(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Stop whatever is going on."""
    await writing.stop(turn, state)


@router.message(Command("language"))
async def language(_message: Message, turn: Turn) -> None:
    """Choose a language, each named in itself."""
    await turn.say(
        turn.text("language-prompt"),
        inline(
            [[button(turn.texts.plain(code, "language-name"), PickLanguage(code=code))] for code in LANGUAGES]
        ),
    )


@router.callback_query(Pressed(PickLanguage, *LANGUAGES))
async def language_chosen(press: CallbackQuery, callback_data: PickLanguage, turn: Turn) -> None:
    """From now on in this one."""
    turn.me = await turn.desk.do(drafting.choose_language, person=turn.me, language=callback_data.code)
    await menus.for_person(turn)
    await turn.show(press, turn.text("language-chosen"), keyboards.home(turn))
