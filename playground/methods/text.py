"""sendMessage, and the other things that are sent without a file."""

from __future__ import annotations

from playground.errors import bad_request
from playground.messages import where
from playground.methods.call import Call
from playground.methods.sending import send
from playground.state import Json
from playground.wire import Raw, dumps

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    ]
)
MAX_POLL_QUESTION, MAX_POLL_OPTION, MAX_POLL_OPTIONS = 300, 100, 12
"""Characters of a poll's question and of an option, and how many options (Bot API, sendPoll)."""


def send_message(call: Call) -> Raw:
    """Sends text."""
    room = call.room()
    return send(call, room, call.text())


def send_chat_action(call: Call) -> bool:
    """Shows "typing…" and the like to those who watch."""
    action = call.string("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    room = call.room()
    call.world.events.add("chat_action", room.audience, f'{where(room)},"action":{dumps(action)}')
    return True


def location(call: Call) -> Json:
    """A Location from `latitude` and `longitude`. ApiError 400 when they are no place on Earth."""
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    accuracy = call.number("horizontal_accuracy")
    if accuracy:
        place["horizontal_accuracy"] = accuracy
    for name in ("live_period", "heading", "proximity_alert_radius"):
        if call.integer(name):
            place[name] = call.integer(name)
    return place


def send_location(call: Call) -> Raw:
    """Sends a place on the map."""
    return send(call, call.room(), {"location": location(call)})


def send_venue(call: Call) -> Raw:
    """Sends a place with its name and address."""
    room = call.room()
    place = location(call)
    for name in ("title", "address"):
        if not call.string(name):
            raise bad_request(f"{name} is empty")
    venue = {"location": place, "title": call.string("title"), "address": call.string("address")}
    return send(call, room, {"venue": venue, "location": place})


def send_contact(call: Call) -> Raw:
    """Sends a telephone number with a name."""
    room = call.room()
    if not call.string("phone_number"):
        raise bad_request("phone_number is empty")
    if not call.string("first_name"):
        raise bad_request("first_name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return send(call, room, {"contact": {name: call.string(name) for name in names if call.string(name)}})


def send_poll(call: Call) -> Raw:
    """Sends a poll. Nobody can vote in it: the control interface has no call for that."""
    room = call.room()
    question = call.string("question")
    options = call.decoded("options", "options")
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > MAX_POLL_QUESTION:
        raise bad_request(f"poll question length must not exceed {MAX_POLL_QUESTION}")
    if not isinstance(options, list):
        raise bad_request("expected an Array of String as options")
    texts = [option.get("text", "") if isinstance(option, dict) else str(option) for option in options]
    if len(texts) < 2:
        raise bad_request("poll must have at least 2 option")
    if len(texts) > MAX_POLL_OPTIONS:
        raise bad_request(f"poll can't have more than {MAX_POLL_OPTIONS} options")
    if not all(texts):
        raise bad_request("poll options must be non-empty")
    if any(len(text) > MAX_POLL_OPTION for text in texts):
        raise bad_request(f"poll options length must not exceed {MAX_POLL_OPTION}")
    anonymous = call.flag("is_anonymous") if "is_anonymous" in call.params else True
    poll = {
        "id": str(call.bot.id * 1000 + room.last_id), "question": question,
        "options": [{"text": text, "voter_count": 0, "persistent_id": str(n)} for n, text in enumerate(texts)],
        "total_voter_count": 0, "is_closed": call.flag("is_closed"), "is_anonymous": anonymous,
        "type": call.string("type") or "regular", "allows_multiple_answers": call.flag("allows_multiple_answers"),
        "allows_revoting": True, "members_only": False,
    }  # fmt: skip
    return send(call, room, {"poll": poll})
