"""Groups: opinions are private, so nothing is said there but where to go. Asked before everything else."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from . import menus
from .filters import InGroup, PressedInGroup
from .turn import Turn

router = Router(name="groups")

_OURS = frozenset((*menus.EVERYBODY, *menus.DEPUTY, *menus.CLERK))


@router.message(InGroup())
async def in_group(message: Message, turn: Turn) -> None:
    """A command of ours is answered with the way to the private chat; what else is said there is not ours."""
    command, _, addressed = (message.text or "").partition(" ")[0].partition("@")
    if (
        command.startswith("/")
        and command[1:] in _OURS
        and addressed.lower() in ("", turn.bot_username.lower())
    ):
        await message.reply(turn.text("only-private", bot=turn.bot_username))


@router.edited_message(InGroup())
async def edited_in_group(_message: Message) -> None:
    """Nothing of ours."""


@router.callback_query(PressedInGroup())
async def pressed_in_group(_press: CallbackQuery, turn: Turn) -> str:
    """A button of a message somebody forwarded into a group: its answer would be read by everybody."""
    return turn.label("old-button")
