"""Structured logs: ids of updates, opinions and messages; never a person's words, never a token.

What is said while an update is handled carries its id (``about``), what is said of a use case carries the opinion
(``case``), and the delivery says opinion and message. So an update can be followed to its case and its messages.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import Token
from typing import Any, TypedDict, Unpack

import structlog

from liaison.casework.sending import Receipt

_log = structlog.get_logger()

NEVER = frozenset(
    {
        "address",
        "args",
        "body",
        "caption",
        "chat",
        "data",
        "message",
        "name",
        "payload",
        "phone",
        "text",
        "token",
    }
    | {"url", "username", "value", "words"}
)
"""Keys under which a person, their words or a secret would stand: taken out of a line, should anybody put them in."""


class Ids(TypedDict, total=False):
    """What a line may be about."""

    update: int  # Telegram's update_id
    opinion: int
    number: str  # of the opinion, as it is stored
    outbox: int


class about:  # noqa: N801 - it reads as a word: ``with about(update=7):``
    """Every line of this task (and of those it starts) within the block carries these ids. Nested blocks add up."""

    __slots__ = ("_before", "_ids")

    def __init__(self, **ids: Unpack[Ids]) -> None:
        self._ids = ids
        self._before: Mapping[str, Token[Any]] = {}

    def __enter__(self) -> None:
        self._before = structlog.contextvars.bind_contextvars(**self._ids)

    def __exit__(self, *_error: object) -> None:
        structlog.contextvars.reset_contextvars(**self._before)


def case(use_case: Callable[..., object], facts: Mapping[str, object], result: object) -> None:
    """Say of a committed use case what it did to which opinion; nothing of one that did nothing to any."""
    if not isinstance(result, Receipt):
        return
    command = facts.get("command")
    did = use_case.__name__ if command is None else type(command).__name__
    if result.draft is not None:
        did = result.draft.purpose.value
    _log.info("case", opinion=result.opinion.id, number=result.opinion.number, did=did, again=result.again)


def _without_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A line must never hold these, whoever wrote it."""
    for name in NEVER & event.keys():
        del event[name]
    return event


def _where_only(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception: its type and the way to it. Its message may hold what a person wrote."""
    info = event.pop("exc_info", None)
    if info:
        error = info if isinstance(info, BaseException) else sys.exc_info()[1]
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            event["error"] = type(error).__name__
            event["way"] = " < ".join(
                f"{f.filename.rpartition('/')[2]}:{f.lineno}" for f in reversed(frames[-8:])
            )
    return event


PROCESSORS: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _where_only,
    _without_secrets,
)
"""What becomes of a line before it is written out."""


def set_up(level: str, style: str) -> None:
    """Write to standard error, as lines for people ("text") or JSON."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(levelname)s")
    # aiogram and aiohttp put messages and addresses (the token is in them) into their log lines.
    for noisy in ("aiogram", "aiohttp", "telegram", "httpx", "asyncio", "sqlalchemy", "redis"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    structlog.configure(
        processors=[*PROCESSORS, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def where(error: BaseException) -> str:
    """Module and line where it happened; never its message, which may hold a person's words."""
    trace = error.__traceback__
    if trace is None:
        return "?"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
