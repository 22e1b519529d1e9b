"""Around every handler: refusals become kind answers, presses are always answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, TelegramObject

from liaison.casework.errors import Refused

from .turn import Turn

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

_ALERT = 200
"""Characters an alert may have (Bot API, answerCallbackQuery)."""


class KindRefusals(BaseMiddleware):
    """A Refused from a use case is shown in the person's language; the conversation stays where it is.

    A press is answered after its handler; a text that the handler returns is shown as a short toast.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle, and answer a refusal."""
        turn: Turn = data["turn"]
        try:
            result = await handler(event, data)
        except Refused as refusal:
            if isinstance(event, CallbackQuery):
                alert = turn.label(refusal.key, **refusal.args_for_text)
                await _answer(event, alert[:_ALERT], alert=True)
            else:
                await turn.say(turn.text(refusal.key, **refusal.args_for_text))
            return None
        if isinstance(event, CallbackQuery):
            await _answer(event, result if isinstance(result, str) else None)
            return None
        return result


async def _answer(press: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """A press that is too old for an answer needs none any more."""
    try:
        await press.answer(text, show_alert=alert)
    except TelegramBadRequest as error:
        if "query is too old" not in error.message and "query ID is invalid" not in error.message:
            raise
