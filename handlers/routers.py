"""The order in which handlers are asked, spelled out; the fallback is last."""

from __future__ import annotations

from aiogram import Router

from . import fallback, groups, joint, writing
from . import open as opening
from .citizen import (
    about,
    addressee,
    browse,
    community,
    find,
    mine,
    near,
    place,
    same,
    settings,
    start,
    topic,
)
from .citizen import deputy as deputy_page
from .deputy import card as deputy_card
from .deputy import code, inbox, pass_on, record
from .middlewares import KindRefusals
from .staff import assisting, codes, grading, invite, merging, triage
from .staff import card as staff_card


def register_all(router: Router) -> None:
    """Put every handler on one router, in this order. Commands first: they work anywhere.

    The handlers, not the routers they stand on: what is included is asked with a dozen calls each on the way of
    every update, and the last of eighteen is the one asked for most (a citizen's words).
    """
    router.message.middleware(KindRefusals())
    router.edited_message.middleware(KindRefusals())
    router.callback_query.middleware(KindRefusals())
    for each in (
        groups.router,
        writing.big_buttons,
        start.router,
        settings.router,
        inbox.router,
        code.router,
        triage.router,
        invite.router,
        codes.router,
        find.router,
        addressee.router,
        deputy_page.router,
        place.router,
        browse.router,
        near.router,
        topic.router,
        mine.router,
        about.router,
        community.router,
        deputy_card.router,
        pass_on.router,
        record.router,
        staff_card.router,
        grading.router,
        assisting.router,
        merging.router,
        joint.router,
        same.router,
        opening.router,
        writing.router,
        fallback.router,
    ):
        for kind, observer in each.observers.items():
            router.observers[kind].handlers.extend(observer.handlers)
