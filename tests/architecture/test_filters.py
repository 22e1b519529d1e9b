"""aiogram hands every filter that is not awaitable to a thread, a plain State too; on the way of an update
through a dozen routers that costs more than the conversation itself."""

from __future__ import annotations

from collections.abc import Iterator

from aiogram import Router

from handlers.routers import all_routers


def _routers(router: Router) -> Iterator[Router]:
    yield router
    for each in router.sub_routers:
        yield from _routers(each)


def test_no_filter_goes_through_a_thread() -> None:
    slow = [
        (router.name, kind, handler.callback.__name__)
        for router in _routers(all_routers())
        for kind, observer in router.observers.items()
        for handler in observer.handlers
        if any(not check.awaitable for check in handler.filters or ())
    ]
    assert slow == []
