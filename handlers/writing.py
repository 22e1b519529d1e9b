"""Writing, for everybody: a citizen's opinion, a deputy's answer, a clerk's question. Words come in one
message or many; a preview shows exactly what will be sent, to whom, and who will see what."""

from __future__ import annotations

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReactionTypeEmoji

from liaison.casework import drafting, sending, understood
from liaison.casework.errors import Refused
from liaison.casework.model import Draft, Part, Purpose

from . import keyboards
from .callbacks import DraftDo
from .filters import NoCommand, Pressed, Says
from .keyboards import button, inline
from .offer import offered
from .parts import is_service, own_contact, part_of, source_of
from .preview import preview, put_away, sent
from .states import Writing
from .turn import Turn

big_buttons = Router(name="big-buttons")
"""Asked before everything else that is typed: they are never taken for words, a name or a place."""

router = Router(name="writing")

_BY_POST = frozenset({Purpose.ANSWER, Purpose.CORRECTION, Purpose.QUESTION, Purpose.PASS})
"""What only deputies and clerks send."""


async def begin(
    turn: Turn,
    state: FSMContext,
    purpose: Purpose,
    *,
    opinion_id: int | None = None,
    deputy_id: int | None = None,
    committee_id: int | None = None,
    message: Message | None = None,
) -> None:
    """Start to write, unless something unfinished would be lost; ``message`` is the first part."""
    if message is not None and own_contact(message) and purpose not in _BY_POST:
        await turn.say(turn.text("writing-own-contact"))
        return
    unfinished = await turn.look(drafting.open_draft)
    part = part_of(message) if message is not None else None
    if unfinished is not None and unfinished.parts:
        if (unfinished.purpose, unfinished.opinion_id) != (purpose, opinion_id):
            await offer_unfinished(turn, unfinished, not_kept=part is not None)
            return
        if deputy_id is not None or committee_id is not None:
            await turn.do(
                drafting.address_to, draft_id=unfinished.id, deputy_id=deputy_id, committee_id=committee_id
            )
        if part is not None:
            unfinished = await turn.do(drafting.write, draft_id=unfinished.id, part=part)
        await resume(turn, state, unfinished)
        if part is not None:
            await warn(turn, unfinished)
        return
    draft = await turn.do(
        drafting.start,
        purpose=purpose,
        opinion_id=opinion_id,
        deputy_id=deputy_id,
        committee_id=committee_id,
        part=part,
    )
    await state.set_state(Writing.words)
    await state.set_data({"draft": draft.id})
    key = f"writing-begin-{purpose.value}"
    if part is not None:
        key = "writing-noted-reply" if purpose is Purpose.REPLY else "writing-noted"
    roster = turn.office.directory.roster
    deputy = roster.deputies.get(deputy_id or 0)
    await turn.say(turn.text(key, deputy=deputy.name if deputy else ""), keyboards.writing(turn))
    await warn(turn, draft)


async def warn(turn: Turn, draft: Draft) -> None:
    """When a citizen writes of an emergency: whom to call, at once."""
    aid = None if draft.purpose in _BY_POST else understood.emergency_in_latest(turn.office, draft)
    if aid is not None:
        await turn.say(turn.text(f"aid-{aid.value}", sent="no"))


async def offer_unfinished(turn: Turn, draft: Draft, *, not_kept: bool = False) -> None:
    """Something is still being written: go on with it, or drop it first. ``not_kept``: a message that was
    meant for something else came, and must be sent once more."""
    await turn.say(
        turn.text(
            "writing-unfinished",
            beginning=draft.words[:60],
            count=len(draft.parts),
            not_kept="yes" if not_kept else "no",
        ),
        inline(
            [
                [button(turn.label("button-go-on"), DraftDo(do="more", draft_id=draft.id))],
                [button(turn.label("button-drop"), DraftDo(do="drop", draft_id=draft.id))],
            ]
        ),
    )


async def resume(turn: Turn, state: FSMContext, draft: Draft, press: CallbackQuery | None = None) -> None:
    """Go on writing."""
    await put_away(turn, state, press)
    await state.set_state(Writing.words)
    await state.set_data({"draft": draft.id})
    if not draft.parts:
        await turn.say(
            turn.text(f"writing-begin-{draft.purpose.value}", deputy=addressee(turn, draft)),
            keyboards.writing(turn),
        )
        return
    opinion = draft.purpose is Purpose.OPINION
    await turn.say(
        turn.text("writing-go-on", count=len(draft.parts), deputy=addressee(turn, draft) if opinion else ""),
        keyboards.writing(turn),
    )


def addressee(turn: Turn, draft: Draft) -> str:
    """The name of the deputy it is for; empty when it is for none."""
    deputy = turn.office.directory.roster.deputies.get(draft.deputy_id or 0)
    return deputy.name if deputy else ""


@big_buttons.message(StateFilter(Writing), Says("button-done"))
async def done(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Show what will be sent."""
    draft = await turn.look(drafting.draft, draft_id=await draft_id(state))
    if not draft.parts:
        await state.set_state(Writing.words)
        await turn.say(turn.text("writing-empty"), keyboards.writing(turn))
        return
    if draft.purpose is Purpose.OPINION:
        turn.desk.expect_alike()
    await preview(turn, state, draft)


@big_buttons.message(StateFilter(Writing.preview), Says("button-send"))
async def send_typed(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Whoever types what the button says means the button."""
    await _send(turn, state, await draft_id(state))


@big_buttons.message(StateFilter(Writing), Says("button-cancel"))
async def cancel(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Stop writing; nothing is sent."""
    await stop(turn, state)


async def stop(turn: Turn, state: FSMContext, press: CallbackQuery | None = None) -> None:
    """Drop what is being written, if anything, and say so."""
    await put_away(turn, state, press)
    asked = await state.get_state() is not None  # a name was expected, say
    dropped = await turn.do(drafting.discard) or asked
    await state.clear()
    await turn.say(turn.text("cancelled" if dropped else "nothing-to-cancel"), keyboards.gone())


@router.message(StateFilter(Writing), NoCommand())
async def more_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """One more message. While writing the first is confirmed in words, each later one by a reaction; at the
    preview a new preview shows it."""
    part = part_of(message)
    at_preview = await state.get_state() == Writing.preview.state
    if part is None:
        if is_service(message):
            return
        await turn.say(turn.text("writing-cannot-keep"), None if at_preview else keyboards.writing(turn))
        return
    if own_contact(message) and await _about_citizen(turn, await draft_id(state)):
        await turn.say(turn.text("writing-own-contact"), None if at_preview else keyboards.writing(turn))
        return
    try:
        draft = await turn.do(drafting.write, draft_id=await draft_id(state), part=part)
    except Refused as refusal:
        if refusal.key != "refused-no-draft":
            raise
        # The draft is gone (sent or dropped elsewhere), but these words are not to be lost.
        await state.clear()
        await begin(turn, state, Purpose.OPINION, message=message)
        return
    if at_preview:
        await preview(turn, state, draft, anew=not _another_of_album(draft, part))
        return
    await state.set_state(Writing.words)
    if len(draft.parts) == 1:
        await turn.say(turn.text("writing-noted"), keyboards.writing(turn))
    elif not _another_of_album(draft, part):
        await acknowledge(turn, message)
    await warn(turn, draft)


async def _about_citizen(turn: Turn, the_draft: int) -> bool:
    """Whether a draft holds a citizen's words, which go out without a name unless it is signed."""
    draft = await turn.look(sending.own_draft, draft_id=the_draft)
    return draft.purpose not in _BY_POST and not draft.named


def _another_of_album(draft: Draft, part: Part) -> bool:
    """Whether an earlier picture of the same album has been confirmed already."""
    return bool(part.group) and sum(1 for kept in draft.parts if kept.group == part.group) > 1


async def acknowledge(turn: Turn, message: Message) -> None:
    """A small sign on the message itself: noted."""
    try:
        await turn.bot.set_message_reaction(
            message.chat.id, message.message_id, reaction=[ReactionTypeEmoji(emoji="👌")]
        )
    except TelegramBadRequest:  # the person deleted the message, or reactions are off: say it instead
        await turn.say(turn.text("writing-more-noted"), keyboards.writing(turn))


@router.edited_message()
async def edited(message: Message, turn: Turn, state: FSMContext) -> None:
    """A message was changed: before sending the new words count, after it both versions are kept."""
    if message.location:  # a live location moves on; where it was sent counts
        return
    text = message.text or message.caption or ""
    changed = await turn.do(drafting.edit, source=source_of(message), text=text, part=part_of(message))
    if changed is None:
        return
    if changed.closed:
        citizen = changed.purpose in (Purpose.OPINION, Purpose.ADDITION, Purpose.REPLY)
        await turn.say(turn.text("edited-after-sending" if citizen else "edited-answer"))
    elif await state.get_state() == Writing.preview.state:
        await preview(turn, state, changed, anew=False)
    else:
        await acknowledge(turn, message)


async def draft_id(state: FSMContext) -> int:
    """The draft this conversation is about; 0 when there is none."""
    return int((await state.get_data()).get("draft", 0))


@router.callback_query(Pressed(DraftDo, "send"))
async def send(press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext) -> str | None:
    """Send it. A second tap finds it sent."""
    return await _send(turn, state, callback_data.draft_id, press)


async def _send(
    turn: Turn, state: FSMContext, the_draft: int, press: CallbackQuery | None = None
) -> str | None:
    """Unless there is a question first: somebody may have said the same already."""
    if await offered(turn, state, the_draft):
        return None
    receipt = await turn.do(sending.send, draft_id=the_draft)
    return await was_sent(turn, state, receipt, press)


async def was_sent(
    turn: Turn, state: FSMContext, receipt: sending.Receipt, press: CallbackQuery | None = None
) -> str | None:
    """Say so; the preview stays as a record of what."""
    draft = receipt.draft
    assert draft is not None
    on = keyboards.after_sending(turn, receipt.opinion.id) if draft.purpose in _BY_POST else None
    await sent(turn, state, draft, receipt.number, press, on)
    if await draft_id(state) != draft.id and receipt.again:  # a second tap
        return turn.label("sent-already", number=receipt.number)
    if await draft_id(state) == draft.id:
        await state.clear()
    # A message of its own: only a new message takes the big buttons away.
    joined = draft.purpose is Purpose.OPINION and receipt.opinion.joined_to is not None
    key = "sent-joined" if joined else f"sent-{draft.purpose.value}"
    await turn.say(turn.text(key, number=receipt.number), keyboards.gone())
    return None


@router.callback_query(Pressed(DraftDo, "more"))
async def go_on(press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext) -> None:
    """Write more."""
    draft = await turn.look(drafting.draft, draft_id=callback_data.draft_id)
    await resume(turn, state, draft, press)


@router.callback_query(Pressed(DraftDo, "drop"))
async def drop(press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext) -> None:
    """Do not send it."""
    await turn.look(drafting.draft, draft_id=callback_data.draft_id)
    await stop(turn, state, press)


@router.callback_query(Pressed(DraftDo, "sign", "unsign"))
async def sign(press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext) -> None:
    """Let the deputy see my name, or not."""
    draft = await turn.do(drafting.sign, draft_id=callback_data.draft_id, named=callback_data.do == "sign")
    await preview(turn, state, draft, press)
