"""Structured logs: ids of updates, opinions and messages; never a person's words, never a token."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog


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


def set_up(level: str, style: str) -> None:
    """Write to standard error, as lines for people ("text") or JSON."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(levelname)s")
    # aiogram and aiohttp put messages and addresses (the token is in them) into their log lines.
    for noisy in ("aiogram", "aiohttp", "telegram", "httpx", "asyncio", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_only,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
