"""The preview: exactly what will be sent, to whom, and who will see what."""

from __future__ import annotations

from collections import Counter

from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from liaison.casework.model import Draft, PartKind, Purpose
from liaison.casework.telling import beginning

from .callbacks import DraftDo
from .keyboards import button, inline
from .states import Writing
from .turn import Turn

SHOWN = 2600
"""UTF-16 units of the words in a preview: the frame around them needs room in Telegram's 4,096."""


async def preview(
    turn: Turn, state: FSMContext, draft: Draft, press: CallbackQuery | None = None, *, anew: bool = True
) -> None:
    """Show it in place of the pressed message; else, with ``anew``, at the end of the chat, and without it in
    place of the preview that is there. One preview at a time has buttons."""
    before = await _shown(state)
    await state.set_state(Writing.preview)
    body, keyboard = _body(turn, draft), _keyboard(turn, draft)
    pressed = press.message.message_id if press is not None and press.message is not None else 0
    if pressed:
        now = await turn.show(press, body, keyboard)
    elif before and not anew:
        now = await turn.change(before, body, keyboard)
    else:
        now = (await turn.say(body, keyboard)).message_id
    await state.set_data({"draft": draft.id, "shown": now})
    if before not in (0, now):
        await _without_buttons(turn, before)


async def put_away(turn: Turn, state: FSMContext, press: CallbackQuery | None = None) -> None:
    """The preview that is there, and the pressed message, lose their buttons: they no longer show what would
    be sent."""
    pressed = press.message.message_id if press is not None and press.message is not None else 0
    for message_id in {pressed, await _shown(state)} - {0}:
        await _without_buttons(turn, message_id)
    await state.update_data(shown=0)


async def _shown(state: FSMContext) -> int:
    return int((await state.get_data()).get("shown", 0))


async def _without_buttons(turn: Turn, message_id: int) -> None:
    try:
        await turn.bot.edit_message_reply_markup(
            chat_id=turn.chat_id, message_id=message_id, reply_markup=None
        )
    except TelegramBadRequest as error:
        said = error.message
        if "not modified" not in said and "not found" not in said and "can't be edited" not in said:
            raise


def _body(turn: Turn, draft: Draft) -> str:
    words = draft.words
    shown = beginning(words, SHOWN)
    roster = turn.office.directory.roster
    deputy = roster.deputies.get(draft.deputy_id or 0)
    committee = roster.committees.get(draft.committee_id or 0)
    return turn.text(
        f"preview-{draft.purpose.value}",
        deputy=deputy.name if deputy else "",
        committee=committee.name if committee else "",
        place=turn.office.place(turn.me.home_district_id),
        name=turn.me.name if draft.named else "",
        words=shown,
        length=len(words),
        cut="yes" if shown != words else "no",
        files=_files(turn, draft),
    )


def _files(turn: Turn, draft: Draft) -> str:
    """How many files of each kind, in words; empty for none."""
    counts = Counter(part.kind for part in draft.parts if part.kind is not PartKind.TEXT)
    return turn.label("listing-comma").join(
        turn.label("preview-files", kind=kind.value, count=count) for kind, count in counts.items()
    )


def _keyboard(turn: Turn, draft: Draft) -> InlineKeyboardMarkup:
    def do(label: str, what: str) -> list[InlineKeyboardButton]:
        return [button(turn.label(label), DraftDo(do=what, draft_id=draft.id))]

    rows = [do("button-send", "send"), do("button-more", "more")]
    if draft.purpose is Purpose.OPINION:
        place = turn.me.home_district_id is not None
        rows += [
            do("button-other-deputy" if draft.deputy_id else "button-choose-deputy", "whom"),
            do("button-change-place" if place else "button-give-place", "place"),
            do("button-unsign" if draft.named else "button-sign", "unsign" if draft.named else "sign"),
        ]
    rows.append(do("button-do-not-send", "drop"))
    return inline(rows)
