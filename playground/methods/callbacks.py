"""Answers to presses, reactions, pins."""

from __future__ import annotations

import re

from playground.errors import bad_request
from playground.messages import post, short_reply, where
from playground.methods.call import Call
from playground.state import CallbackQuery, Json, Room, World
from playground.wire import dumps

MAX_ANSWER = 200
"""Characters of a callback answer (Bot API, answerCallbackQuery)."""
REACTIONS = frozenset(
    [
        "❤",
        "👍",
        "👎",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂",
        "🤷",
        "🤷\u200d♀",
        "😡",
    ]
)
"""The emoji that can be reactions (Bot API, ReactionTypeEmoji)."""


def answer_callback_query(call: Call) -> bool:
    """Ends the waiting at a button; 400 once it was answered or is too old."""
    number = call.string("callback_query_id")
    query = call.world.queries.get(number)
    if (
        query is None
        or query.bot != call.bot.id
        or call.world.clock() - query.made > call.world.callback_seconds
    ):
        if query is not None and query.bot == call.bot.id:
            close(call.world, query, None)
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.string("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.string("url")
    if url and not re.match(r"(?:https?://)?t\.me/[A-Za-z0-9_]+(?:\?|$)|tg://", url):
        raise bad_request("URL_INVALID")
    close(call.world, query, {"text": text, "show_alert": call.flag("show_alert"), "url": url or None})
    return True


def close(world: World, query: CallbackQuery, answer: Json | None) -> None:
    """Takes a query off the list, with its answer or (None) without one, and tells who waits."""
    world.queries.pop(query.id, None)
    world.store.drop("query", query.id)
    for waiter in query.waiters:
        if not waiter.done():
            waiter.set_result(answer)
    if answer is not None:
        body = f'"chat_id":{query.chat},"user_id":{query.user},"callback_query_id":"{query.id}",{dumps(answer)[1:-1]}'
        world.events.add("callback_answer", (query.user,), body)


def react(world: World, room: Room, message: Json, who: int, reactions: list[Json]) -> list[Json]:
    """Sets somebody's reactions to a message; the former ones."""
    given = room.reactions.setdefault(message["message_id"], {})
    former = given.pop(who, [])
    if reactions:
        given[who] = reactions
    if not given:
        del room.reactions[message["message_id"]]
    room.save()
    body = f'{where(room)},"message_id":{message["message_id"]},"user_id":{who},"reaction":{dumps(reactions)}'
    world.events.add("reaction", room.audience, body)
    return former


def check_reaction(item: object) -> Json:
    """A ReactionType that may be used. ApiError 400 otherwise."""
    if not isinstance(item, dict):
        raise bad_request("can't parse reaction types JSON object")
    if item.get("type") == "emoji":
        emoji = str(item.get("emoji", "")).replace("\ufe0f", "")
        if emoji not in REACTIONS:
            raise bad_request("REACTION_INVALID")
        return {"type": "emoji", "emoji": emoji}
    if item.get("type") in {"custom_emoji", "paid"}:
        raise bad_request("REACTION_INVALID")
    raise bad_request("can't parse reaction types: invalid reaction type specified")


def set_message_reaction(call: Call) -> bool:
    """The bot's own reaction to a message."""
    asked = call.decoded("reaction", "reaction types")
    asked = [] if asked is None else asked
    if not isinstance(asked, list):
        raise bad_request("expected an Array of ReactionType")
    room = call.room()
    message = call.message(room, "message to react")
    reactions = [check_reaction(item) for item in asked]
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    react(call.world, room, message, call.bot.id, reactions)
    return True


def _pinned(call: Call, room: Room) -> None:
    last = room.pinned[-1] if room.pinned else None
    room.save()
    body = f'{where(room)},"message_id":{dumps(last)},"pinned":{dumps(room.pinned)}'
    call.world.events.add("pinned", room.audience, body)


def pin_chat_message(call: Call) -> bool:
    """Pins a message on top of the others."""
    room = call.room()
    number: int = call.message(room, "message to pin")["message_id"]
    if number in room.pinned:
        room.pinned.remove(number)
    room.pinned.append(number)
    _pinned(call, room)
    post(call.world, room, call.bot.user, {"pinned_message": short_reply(room.messages[number])})
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpins one message, or the one pinned last."""
    room = call.room()
    number = call.integer("message_id")
    if number:
        call.message(room, "message to unpin")
    elif not room.pinned:
        raise bad_request("message to unpin not found")
    number = number or room.pinned[-1]
    if number in room.pinned:
        room.pinned.remove(number)
        _pinned(call, room)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """Unpins everything."""
    room = call.room()
    room.pinned.clear()
    _pinned(call, room)
    return True
