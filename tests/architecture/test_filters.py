"""aiogram hands every filter that is not awaitable to a thread, a plain State too; on the way of an update
through a dozen routers that costs more than the conversation itself."""

from __future__ import annotations

from aiogram import Dispatcher

from handlers.routers import register_all


def test_no_filter_goes_through_a_thread() -> None:
    dispatcher = Dispatcher()
    register_all(dispatcher)
    handlers = [
        (kind, handler) for kind, observer in dispatcher.observers.items() for handler in observer.handlers
    ]
    assert len(handlers) > 50
    slow = [
        (kind, handler.callback.__name__)
        for kind, handler in handlers
        if any(not check.awaitable for check in handler.filters or ())
    ]
    assert slow == []
