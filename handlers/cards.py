"""An opinion on the screen: a line in a list, a timeline, a deputy's or clerk's card."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton, InputMediaPhoto, InputMediaVideo

from liaison.casework.model import Part, PartKind
from liaison.casework.reading import Card, Line, Page
from liaison.casework.telling import beginning

from .callbacks import Case
from .keyboards import button
from .turn import Turn

WORDS = 1600
"""UTF-16 units of the first words on a card; the history below needs room in Telegram's 4,096."""

LINE = 220
"""UTF-16 units of words in one line of the history."""

MOST_LINES = 8
"""History lines on a card, the latest; earlier ones are counted."""


def rows(turn: Turn, page: Page, do: str) -> list[list[InlineKeyboardButton]]:
    """One button an opinion: state, number, beginning."""
    return [
        [
            button(
                turn.label(
                    "row",
                    number=row.number,
                    state=row.state.value,
                    excerpt=row.excerpt[:24],
                    late="yes" if row.days_left < 0 else "no",
                ),
                Case(do=do, opinion_id=row.opinion_id),
            )
        ]
        for row in page.rows
    ]


def line(turn: Turn, item: Line, most: int = LINE) -> str:
    """One line of the history."""
    return turn.text(
        "line",
        on=item.on.astimezone(turn.office.policy.timezone),
        kind=item.kind.value,
        by=item.by.value,
        mine="yes" if item.mine else "no",
        words=beginning(item.words, most),
        deputy=item.deputy,
        committee=item.committee,
        until=item.until or "",
        files=item.files,
    )


def render(turn: Turn, card: Card, key: str) -> str:
    """The whole card; ``key`` is "timeline", "card-deputy" or "card-clerk"."""
    head = turn.text(
        key,
        number=card.number,
        state=card.state.value,
        words=beginning(card.words, WORDS),
        files=len(card.files),
        place=card.place,
        name=card.name,
        deputy=card.deputy,
        committee=card.committee,
        submitted=card.submitted_on.isoformat(),
        on=card.submitted_on,
        due=card.due_on,
        left=card.days_left,
        late="yes" if card.days_left < 0 else "no",
        over=max(0, -card.days_left),
        until=card.aside_until or "",
        question=beginning(card.question, LINE),
    )
    later = [item for item in card.lines if item.kind.value != "submitted"]
    shown = later[-MOST_LINES:]
    body = [line(turn, item) for item in shown]
    if len(later) > len(shown):
        body.insert(0, turn.text("line-earlier", count=len(later) - len(shown)))
    return "\n\n".join([head, *(["\n".join(body)] if body else [])])


async def send_files(turn: Turn, parts: tuple[Part, ...]) -> None:
    """Pictures, voices, documents and places, in the order they came; pictures together as albums."""
    pictures = [part for part in parts if part.kind in (PartKind.PHOTO, PartKind.VIDEO)]
    for start in range(0, len(pictures), 10):
        batch = pictures[start : start + 10]
        if len(batch) == 1:
            await _single(turn, batch[0])
            continue
        await turn.bot.send_media_group(
            turn.chat_id,
            [
                InputMediaPhoto(media=part.file)
                if part.kind is PartKind.PHOTO
                else InputMediaVideo(media=part.file)
                for part in batch
            ],
        )
    for part in parts:
        if part not in pictures:
            await _single(turn, part)


async def _single(turn: Turn, part: Part) -> None:
    match part.kind:
        case PartKind.PHOTO:
            await turn.bot.send_photo(turn.chat_id, part.file)
        case PartKind.VIDEO:
            await turn.bot.send_video(turn.chat_id, part.file)
        case PartKind.VOICE:
            await turn.bot.send_voice(turn.chat_id, part.file)
        case PartKind.DOCUMENT:
            await turn.bot.send_document(turn.chat_id, part.file)
        case PartKind.LOCATION:
            await turn.bot.send_location(turn.chat_id, part.latitude or 0.0, part.longitude or 0.0)
        case PartKind.TEXT:
            return
