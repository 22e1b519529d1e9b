"""The preview: exactly what will be sent, to whom, and who will see what."""

from __future__ import annotations

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from liaison.casework import reading, understood
from liaison.casework.errors import Refused
from liaison.casework.model import Draft, PartKind, Party, Purpose
from liaison.casework.telling import beginning
from liaison.directory.model import Committee, Deputy

from .callbacks import DraftDo
from .keyboards import button, inline
from .states import Writing
from .turn import Turn

SHOWN = 2600
"""UTF-16 units of the words in a preview: the frame around them needs room in Telegram's 4,096."""

NAMES = 200
"""UTF-16 units of the names of files of one kind."""


async def preview(
    turn: Turn, state: FSMContext, draft: Draft, press: CallbackQuery | None = None, *, anew: bool = True
) -> None:
    """Show it in place of the pressed message; else, with ``anew``, at the end of the chat, and without it in
    place of the preview that is there. One preview at a time has buttons."""
    before = await _shown(state)
    await state.set_state(Writing.preview)
    body, keyboard = await _body(turn, draft), _keyboard(turn, draft)
    pressed = press.message.message_id if press is not None and press.message is not None else 0
    if pressed:
        now = await turn.show(press, body, keyboard)
    elif before and not anew:
        now = await turn.change(before, body, keyboard)
    else:
        now = (await turn.say(body, keyboard)).message_id
    await state.set_data({"draft": draft.id, "shown": now})
    if before not in (0, now):
        await turn.buttons(before, None)


async def sent(
    turn: Turn,
    state: FSMContext,
    draft: Draft,
    number: str,
    press: CallbackQuery | None,
    keyboard: InlineKeyboardMarkup | None,
) -> None:
    """The preview says that it was sent, and stays as a record of what."""
    body = await _body(turn, draft, number)
    before = await _shown(state) if (await state.get_data()).get("draft") == draft.id else 0
    if press is not None:
        await turn.show(press, body, keyboard)
    elif before:
        await turn.change(before, body, keyboard)


async def put_away(turn: Turn, state: FSMContext, press: CallbackQuery | None = None) -> None:
    """The preview that is there, and the pressed message, lose their buttons: they no longer show what would
    be sent."""
    pressed = press.message.message_id if press is not None and press.message is not None else 0
    for message_id in {pressed, await _shown(state)} - {0}:
        await turn.buttons(message_id, None)
    await state.update_data(shown=0)


async def _shown(state: FSMContext) -> int:
    return int((await state.get_data()).get("shown", 0))


async def _body(turn: Turn, draft: Draft, sent_as: str = "") -> str:
    words = draft.words
    shown = beginning(words, SHOWN)
    roster = turn.office.directory.roster
    deputy = roster.deputies.get(draft.deputy_id or 0)
    committee = roster.committees.get(draft.committee_id or 0)
    followers = 0
    if draft.purpose in (Purpose.ANSWER, Purpose.CORRECTION) and (card := await _card(turn, draft)):
        followers = card.followers
        if draft.purpose is Purpose.ANSWER:
            deputy, committee = _signing(turn, card)
    body = turn.text(
        f"preview-{draft.purpose.value}",
        deputy=deputy.name if deputy else "",
        committee=committee.name if committee else "",
        place=turn.office.place(turn.me.home_district_id),
        name=turn.me.name if draft.named else "",
        words=shown,
        length=len(words),
        cut="yes" if shown != words else "no",
        files=_files(turn, draft),
        sent=sent_as,
        followers=followers,
    )
    advice = understood.advice_on(turn.office, draft)
    if advice is None or (sent_as and not advice.aid.emergency):
        return body
    told = turn.text(f"aid-{advice.aid.value}", sent="yes" if sent_as else "no")
    return f"{told}\n\n{body}"


async def _card(turn: Turn, draft: Draft) -> reading.Card | None:
    """The opinion that is answered."""
    try:
        return await turn.look(reading.card, opinion_id=draft.opinion_id or 0)
    except Refused:  # somebody else has it by now; sending will say so
        return None


def _signing(turn: Turn, card: reading.Card) -> tuple[Deputy | None, Committee | None]:
    """In whose name an answer goes out: the deputy's who has the case, else the committee's that has it."""
    roster = turn.office.directory.roster
    if card.viewer is Party.DEPUTY:
        return roster.deputies.get(turn.me.deputy_id or 0), None
    return None, next((one for one in roster.committees.values() if one.name == card.committee), None)


def _files(turn: Turn, draft: Draft) -> str:
    """How many files of each kind, in words, and the names under which they go out; empty for none."""
    comma = turn.label("listing-comma")
    names: dict[PartKind, list[str]] = {}
    for part in draft.parts:
        if part.kind is not PartKind.TEXT:
            names.setdefault(part.kind, []).append(part.name)
    return comma.join(
        turn.label(
            "preview-files",
            kind=kind.value,
            count=len(of_kind),
            names=beginning(comma.join(filter(None, of_kind)), NAMES),
        )
        for kind, of_kind in names.items()
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
