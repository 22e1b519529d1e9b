"""The whole record of an opinion, for a deputy or clerk whose card shows only a part of it."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers import cards
from handlers.callbacks import Case
from handlers.filters import Pressed
from handlers.turn import Turn
from liaison.casework import reading
from liaison.casework.model import Kind
from liaison.casework.telling import CHUNK, chunks

router = Router(name="record")

MOST_MESSAGES = 3
"""Messages in a row that can still be read in a chat; what is longer comes as a file."""

_TAG = re.compile(r"<[^<>]+>")


@router.callback_query(Pressed(Case, "whole"))
async def whole(_press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """Every word of it that this person may see."""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id)
    await turn.busy()
    messages = _messages(turn, card)
    if len(messages) <= MOST_MESSAGES:
        for body in messages:
            await turn.say(body)
        return
    text = "\n\n".join(html.unescape(_TAG.sub("", body)) for body in messages)
    name = turn.label("record-name", number=card.number)
    file = BufferedInputFile(text.encode("utf-8-sig"), filename=name)  # old Windows editors need the mark
    await turn.bot.send_document(turn.chat_id, file, caption=turn.text("record-long"))


def _messages(turn: Turn, card: reading.Card) -> list[str]:
    """The words it began with, then each line of the history, in messages that Telegram takes."""
    first, *rest = chunks(card.words)
    messages = [turn.text("record-begin", number=card.number, words=first)]
    messages += [turn.text("notice-words-more", words=piece) for piece in rest]
    for item in card.lines:
        if item.kind is Kind.SUBMITTED:
            continue
        for piece in chunks(item.words):
            line = cards.line(turn, replace(item, words=piece), CHUNK)
            if cards.units(messages[-1]) + cards.units(line) + 1 <= CHUNK:
                messages[-1] += "\n" + line
            else:
                messages.append(line)
    return messages
