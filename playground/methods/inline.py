"""Inline queries: a person asks with `POST /playground/inline`, a bot answers."""

from __future__ import annotations

from typing import Any

from playground.errors import bad_request
from playground.methods.call import Call
from playground.methods.callbacks import close

MAX_RESULTS = 50
"""Results of one answer (Bot API, answerInlineQuery)."""


def answer_inline_query(call: Call) -> bool:
    """Gives the results of an inline query to whoever asked."""
    results: Any = call.decoded("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    query = call.world.queries.get(call.string("inline_query_id"))
    if (
        query is None
        or query.bot != call.bot.id
        or call.world.clock() - query.made > call.world.callback_seconds
    ):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    for result in results:
        if not isinstance(result, dict) or not result.get("type"):
            raise bad_request("can't parse inline query result: Can't find field \"type\"")
        if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
            raise bad_request("RESULT_ID_INVALID")
    if len({str(result["id"]) for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    close(call.world, query, {"results": results})
    return True
