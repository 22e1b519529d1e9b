"""An opinion on the screen: a line in a list, a timeline, a deputy's or clerk's card."""

from __future__ import annotations

import html
import re

from aiogram.enums import ChatAction
from aiogram.types import InlineKeyboardButton, InputMediaPhoto, InputMediaVideo

from liaison.casework.model import Kind, Part, PartKind
from liaison.casework.reading import Card, Line, Page
from liaison.casework.telling import beginning

from . import hints
from .callbacks import Case
from .keyboards import button
from .turn import Turn

WORDS = 1600
"""UTF-16 units of the first words on a card; the history below needs room in Telegram's 4,096."""

LINE = 220
"""UTF-16 units of words in one line of the history."""

MOST_LINES = 8
"""History lines on a card, the latest; earlier ones are counted."""

ROOM = 4000
"""UTF-16 units of a card: Telegram's 4,096 less the line that counts what is left out."""

PICTURES = (PartKind.PHOTO, PartKind.VIDEO)
"""What may stand together in an album."""

_TAG = re.compile(r"<[^<>]+>")


def more_buttons(turn: Turn, card: Card, *, whole: bool) -> list[InlineKeyboardButton]:
    """Buttons that show more of it: the whole record when the card is abridged, and the files."""
    shown = []
    if whole:
        shown.append(button(turn.label("button-whole"), Case(do="whole", opinion_id=card.opinion_id)))
    if card.files_in_all:
        label = turn.label("button-files", count=card.files_in_all)
        shown.append(button(label, Case(do="files", opinion_id=card.opinion_id)))
    return shown


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
                    mark=row.mark,
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
        assisting=item.assisting,
        subject=item.said if item.kind is Kind.CLARIFIED else "",
        grade=item.said if item.kind is Kind.GRADED else "",
        until=item.until or "",
        files=item.files,
    )


def render(turn: Turn, card: Card, key: str, after: str = "") -> str:
    """The card; ``key`` is "timeline", "card-deputy" or "card-clerk". ``after`` (HTML) stands at its end, an
    emergency at its beginning. Of a long history only the latest lines are shown."""
    head = _head(turn, card, key)
    later = _later(card)
    shown = _fitting_lines(turn, card, head + after)
    if len(later) > len(shown):
        shown.insert(0, turn.text("line-earlier", count=len(later) - len(shown)))
    return "\n\n".join(piece for piece in (head, "\n".join(shown), after) if piece)


def abridged(turn: Turn, card: Card, key: str, after: str = "") -> bool:
    """Whether :func:`render` leaves out words or lines, so that the whole must be offered."""
    texts = [(card.words, WORDS), *((item.words, LINE) for item in _later(card))]
    if any(beginning(words, most) != words for words, most in texts):
        return True
    return len(_fitting_lines(turn, card, _head(turn, card, key) + after)) < len(_later(card))


def _later(card: Card) -> list[Line]:
    return [item for item in card.lines if item.kind is not Kind.SUBMITTED]


def _fitting_lines(turn: Turn, card: Card, around: str) -> list[str]:
    """The latest lines of the history that fit beside what is around them."""
    shown = [line(turn, item) for item in _later(card)[-MOST_LINES:]]
    while shown and units("\n".join((around, *shown))) > ROOM:
        del shown[0]
    return shown


def units(body: str) -> int:
    """UTF-16 units that Telegram counts of this HTML."""
    return len(html.unescape(_TAG.sub("", body)).encode("utf-16-le")) // 2


def _head(turn: Turn, card: Card, key: str) -> str:
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
        assisting=card.assisting,
        submitted=card.submitted_on.isoformat(),
        on=card.submitted_on,
        due=card.due_on,
        left=card.days_left,
        late="yes" if card.days_left < 0 else "no",
        over=max(0, -card.days_left),
        until=card.aside_until or "",
        question=beginning(card.question, LINE),
    )
    return "\n\n".join(filter(None, (hints.alarm(turn, card), head)))


async def send_files(turn: Turn, parts: tuple[Part, ...]) -> None:
    """Pictures, voices, documents and places, in the order they came; pictures together as albums."""
    if not parts:
        return
    pictures = [part for part in parts if part.kind in PICTURES]
    await turn.busy(ChatAction.UPLOAD_PHOTO if pictures else ChatAction.UPLOAD_DOCUMENT)
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
        case PartKind.ANIMATION:
            await turn.bot.send_animation(turn.chat_id, part.file)
        case PartKind.VIDEO_NOTE:
            await turn.bot.send_video_note(turn.chat_id, part.file)
        case PartKind.VOICE:
            await turn.bot.send_voice(turn.chat_id, part.file)
        case PartKind.AUDIO:
            await turn.bot.send_audio(turn.chat_id, part.file)
        case PartKind.DOCUMENT:
            await turn.bot.send_document(turn.chat_id, part.file)
        case PartKind.LOCATION:
            await turn.bot.send_location(turn.chat_id, part.latitude or 0.0, part.longitude or 0.0)
        case PartKind.TEXT:
            return
