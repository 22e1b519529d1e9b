"""Keyboards. What they offer mirrors the permission table; the use cases enforce it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from liaison.casework.reading import PAGE, Page

from .callbacks import Case, Go, Place
from .turn import Turn

Row = Sequence[InlineKeyboardButton]

MOST_IN_A_ROW = 2
"""Buttons beside each other: more cannot be read on a small phone."""


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """One inline button."""
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def inline(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    """An inline keyboard; empty rows are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def grid(buttons: Sequence[InlineKeyboardButton]) -> list[Row]:
    """Buttons two by two."""
    return [buttons[at : at + MOST_IN_A_ROW] for at in range(0, len(buttons), MOST_IN_A_ROW)]


def pager(turn: Turn, page: Page, to: str) -> Row:
    """Back and forth through a list; empty on a list of one page."""
    row = []
    if page.offset > 0:
        row.append(button(turn.label("button-newer"), Go(to=to, offset=max(0, page.offset - PAGE))))
    if page.offset + len(page.rows) < page.total:
        row.append(button(turn.label("button-older"), Go(to=to, offset=page.offset + PAGE)))
    return row


def writing(turn: Turn) -> ReplyKeyboardMarkup:
    """The two big buttons at the bottom while somebody writes."""
    return ReplyKeyboardMarkup(
        keyboard=[
            [
                KeyboardButton(text=turn.label("button-done")),
                KeyboardButton(text=turn.label("button-cancel")),
            ]
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=turn.label("writing-placeholder"),
    )


def gone() -> ReplyKeyboardRemove:
    """Take the big buttons away."""
    return ReplyKeyboardRemove()


def after_sending(turn: Turn, opinion_id: int) -> InlineKeyboardMarkup:
    """A deputy or clerk has dealt with one: on to the next."""
    deputy = turn.me.deputy_id is not None
    following = Case(do="next" if deputy else "next_case", opinion_id=opinion_id)
    queue = button(turn.label("button-inbox"), Go(to="inbox"))
    if not deputy:
        queue = button(turn.label("button-triage"), Go(to="triage"))
    return inline([[button(turn.label("button-next"), following), queue]])


def home(turn: Turn) -> InlineKeyboardMarkup:
    """What this person can do from the beginning."""
    rows: list[Row] = []
    if turn.me.deputy_id is not None:
        rows.append([button(turn.label("button-inbox"), Go(to="inbox"))])
    if turn.me.clerk:
        rows.append(
            [
                button(turn.label("button-triage"), Go(to="triage")),
                button(turn.label("button-invite"), Go(to="invite")),
            ]
        )
    rows.append(
        [
            button(turn.label("button-find"), Go(to="find")),
            button(turn.label("button-just-write"), Go(to="write")),
        ]
    )
    rows.append(
        [
            button(turn.label("button-deputies"), Go(to="deputies")),
            button(turn.label("button-my"), Go(to="my")),
        ]
    )
    return inline(rows)


def ways(turn: Turn) -> list[Row]:
    """The other ways to a deputy: no search ends without them."""
    return [
        [
            button(turn.label("button-near"), Go(to="near")),
            button(turn.label("button-browse"), Place(do="browse", district_id=0)),
        ],
        [
            button(turn.label("button-topic"), Go(to="topic")),
            button(turn.label("button-deputies"), Go(to="deputies")),
        ],
    ]


def paged(turn: Turn, offset: int, size: int, total: int, to: Callable[[int], CallbackData]) -> Row:
    """Back and forth through ``total`` things of which ``size`` are shown; empty on one page."""
    row = []
    if offset > 0:
        row.append(button(turn.label("button-newer"), to(max(0, offset - size))))
    if offset + size < total:
        row.append(button(turn.label("button-older"), to(offset + size)))
    return row


def ask_location(turn: Turn) -> ReplyKeyboardMarkup:
    """A big button that sends the place where one is; only the person's own tap sends it."""
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=turn.label("button-send-location"), request_location=True)],
            [KeyboardButton(text=turn.label("button-cancel"))],
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )
