"""Before an opinion is sent: somebody may have said the same, and it can be joined."""

from __future__ import annotations

from aiogram.fsm.context import FSMContext

from liaison.casework import alike, sending
from liaison.casework.model import Purpose

from .callbacks import SameDo
from .keyboards import button, inline
from .turn import Turn


async def offered(turn: Turn, state: FSMContext, draft_id: int) -> bool:
    """Ask whether to join, or to add to one's own; False when there is nothing to ask. What was offered counts
    until the draft is shown or written on again."""
    draft = await turn.look(sending.own_draft, draft_id=draft_id)
    if draft.closed or draft.purpose is not Purpose.OPINION:
        return False
    found = await turn.desk.alike(draft.words, alike.FOUND)
    if not found:
        return False
    offer = await turn.look(alike.offer, draft_id=draft_id, found=found)
    if offer is None:
        return False
    body = turn.text(
        "same-own" if offer.own else "same",
        shared=turn.label("listing-comma").join(offer.shared),
        since=offer.since,
        state=offer.state.value,
        deputy=offer.deputy,
        committee=offer.committee,
        count=offer.people,
        number=offer.number,
    )
    choose = "add" if offer.own else "join"
    rows = [
        [
            button(
                turn.label(f"button-same-{choose}"),
                SameDo(do=choose, draft_id=draft_id, opinion_id=offer.opinion_id),
            )
        ],
        [button(turn.label("button-same-alone"), SameDo(do="alone", draft_id=draft_id))],
    ]
    await turn.say(body, inline(rows))
    await state.update_data(offered=[draft_id, offer.opinion_id])
    return True


async def was_offered(state: FSMContext, draft_id: int, opinion_id: int) -> bool:
    """Whether this conversation has offered just that."""
    return (await state.get_data()).get("offered") == [draft_id, opinion_id]
