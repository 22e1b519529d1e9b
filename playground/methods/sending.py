"""What every sending method shares: the reply, the markup, the limits, the record."""

from __future__ import annotations

from typing import Any

from playground.errors import bad_request
from playground.markup import parse_markup
from playground.messages import post, short_reply, show_keyboard
from playground.methods.call import Call
from playground.state import Json, Room
from playground.wire import Raw


def reply_fields(call: Call, room: Room) -> Json:
    """`reply_to_message` and its companions, from `reply_parameters` or the older `reply_to_message_id`."""
    if "reply_parameters" not in call.params and "reply_to_message_id" not in call.params:
        return {}
    asked: Any = call.decoded("reply_parameters", "reply parameters")
    if asked is None:
        number = call.integer("reply_to_message_id")
        if not number:
            return {}
        asked = {
            "message_id": number,
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
    if not isinstance(asked, dict):
        raise bad_request("object expected as reply parameters")
    home = room
    if asked.get("chat_id") not in (None, "", room.id, str(room.id)):
        call.params["reply_parameters.chat_id"] = asked["chat_id"]
        home = call.room("reply_parameters.chat_id", write=False)
    try:
        target = home.messages.get(int(asked.get("message_id") or 0))
    except (TypeError, ValueError):
        raise bad_request(
            'can\'t parse reply parameters: Field "message_id" must be of type Number'
        ) from None
    if target is None:
        if asked.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    fields: Json = {}
    if home is room:
        fields["reply_to_message"] = short_reply(target)
    else:
        fields["external_reply"] = {
            "origin": origin(target),
            "chat": home.chat,
            "message_id": target["message_id"],
        }
    quote = asked.get("quote")
    if quote:
        body = target.get("text") or target.get("caption") or ""
        if quote not in body:
            raise bad_request("QUOTE_TEXT_INVALID")
        fields["quote"] = {"text": quote, "position": body.index(quote), "is_manual": True}
    return fields


def origin(message: Json) -> Json:
    """The MessageOrigin of a message."""
    if "forward_origin" in message:
        kept: Json = message["forward_origin"]
        return kept
    return {"type": "user", "sender_user": message["from"], "date": message["date"]}


def check_extras(call: Call) -> Json:
    """Members that any sent message may have; refuses what the playground has not got, as Telegram would."""
    params = call.params
    if params.get("business_connection_id"):
        raise bad_request("business connection not found")
    if params.get("message_thread_id"):
        raise bad_request("message thread not found")
    extras: Json = {}
    if "protect_content" in params and call.flag("protect_content"):
        extras["has_protected_content"] = True
    if params.get("message_effect_id"):
        extras["effect_id"] = call.string("message_effect_id")
    return extras


def send(call: Call, room: Room, content: Json) -> Raw:
    """Sends one message of this content with the call's reply and markup; the Message."""
    params = call.params
    markup = None
    if "reply_markup" in params:
        markup = parse_markup(params["reply_markup"], private=room.private)
    extras = check_extras(call)
    reply = reply_fields(call, room)
    call.world.limits.spend(call.bot.id, room.id)
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    message, encoded = post(call.world, room, call.bot.user, {**reply, **content, **extras})
    if markup and "inline_keyboard" not in markup:
        room.fixed.add(message["message_id"])
        show_keyboard(call.world, room, markup, message.get("reply_to_message"))
    return Raw(encoded)
