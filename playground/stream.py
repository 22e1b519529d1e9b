"""Server-sent events for those who watch the chats."""

from __future__ import annotations

import contextlib

from aiohttp import web

from playground.state import Json, World

KEEP_ALIVE = 15.0
"""Seconds of silence before a comment is sent, which shows whether the follower is still there."""


async def follow(request: web.BaseRequest, world: World, query: Json) -> web.StreamResponse:
    """Streams events until the follower goes or the playground stops.

    From `after` or Last-Event-ID on; from now on without either. A `reset` event comes first when some are gone.
    """
    events = world.events
    user = int(query["user"]) if query.get("user") else None
    asked = request.headers.get("Last-Event-ID") or query.get("after")
    after = int(asked) if asked not in (None, "") else events.seq
    response = web.StreamResponse(headers={
        "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
    })  # fmt: skip
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        await response.write(b": hello\n\n")
        if after > events.seq or (after > 0 and events.missed(after)):
            after = events.seq
            await response.write(f'id: {after}\ndata: {{"seq":{after},"type":"reset"}}\n\n'.encode())
        while not events.closed:
            found = events.since(after, user)
            after = events.seq
            if found:
                text = "".join(f"id: {event.seq}\ndata: {event.encoded}\n\n" for event in found)
                await response.write(text.encode("utf-8", "replace"))
            elif not await events.wait(KEEP_ALIVE):
                await response.write(b": still here\n\n")
    return response
