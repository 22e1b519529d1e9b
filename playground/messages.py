"""A message's way into a room: its record, the event for those who watch, the update for the bots."""

from __future__ import annotations

from collections.abc import Iterable

from playground.state import Bot, Json, Room, World
from playground.wire import dumps

CONTENT = (
    "text", "entities", "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler", "photo",
    "document", "voice", "audio", "video", "animation", "video_note", "sticker", "location", "venue", "contact", "poll",
    "link_preview_options",
)  # fmt: skip
"""The members of a Message that are its content, which copies and forwards carry over."""
MEDIA = ("photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker")


def post(world: World, room: Room, sender: Json, content: Json) -> tuple[Json, str]:
    """Adds a message to a room and tells those who watch; the message and its JSON text.

    Bots are told by `tell_bots`, which what bots send does not need.
    """
    room.last_id += 1
    message = {"message_id": room.last_id, "from": sender, "chat": room.chat, "date": world.now(), **content}
    encoded = room.write(message)
    world.events.add("message", room.audience, f'{_where(room, sender)},"message":{encoded}')
    return message, encoded


def rewrite(world: World, room: Room, message: Json) -> str:
    """Keeps a changed message and tells those who watch; its JSON text."""
    encoded = room.write(message)
    world.events.add("edited", room.audience, f'{_where(room, message["from"])},"message":{encoded}')
    return encoded


def delete(world: World, room: Room, message_ids: Iterable[int]) -> None:
    """Deletes messages that are there and tells those who watch."""
    gone = list(message_ids)
    for message_id in gone:
        room.erase(message_id)
    room.save()
    world.events.add("deleted", room.audience, f'{where(room)},"message_ids":{dumps(gone)}')


def tell_bots(room: Room, kind: str, encoded: str) -> None:
    """Makes an update of this kind for every bot in the room."""
    for bot in room.bots.values():
        bot.queue.add(kind, lane(room, kind), encoded)


def lane(room: Room, kind: str) -> str:
    """The name under which updates keep their order when a webhook takes several at once.

    As with Telegram only a chat's messages and their edits share one: presses, reactions and the rest may overtake.
    """
    return room.key if kind in {"message", "edited_message"} else f"{kind}:{room.key}"


def where(room: Room) -> str:
    """The members of an event that say where it happened, as JSON text without braces."""
    if room.private:
        bot = next(iter(room.bots.values()))
        return f'"chat_id":{room.id},"bot":{dumps(bot.username)}'
    return f'"chat_id":{room.id}'


def _where(room: Room, sender: Json) -> str:
    if not room.private and sender.get("is_bot"):
        return f'"chat_id":{room.id},"bot":{dumps(sender["username"])}'
    return where(room)


def show_keyboard(world: World, room: Room, markup: Json, reply: Json | None) -> None:
    """Puts a reply keyboard before the users it is for, removes it, or asks them for a reply."""
    users: Iterable[int] = room.members
    if markup.get("selective") and not room.private:
        users = [reply["from"]["id"]] if reply else []
    for user in users:
        if "force_reply" in markup:
            shown, force = room.keyboards.get(user), markup
        else:
            force = None
            shown = markup if "keyboard" in markup else None
            if shown:
                room.keyboards[user] = shown
            else:
                room.keyboards.pop(user, None)
        body = f'{where(room)},"user_id":{user},"keyboard":{dumps(shown)},"force_reply":{dumps(force)}'
        world.events.add("keyboard", (user,), body)
    room.save()


def short_reply(message: Json) -> Json:
    """A message as it stands inside another one's `reply_to_message`: without its own reply."""
    return {key: value for key, value in message.items() if key not in {"reply_to_message", "external_reply"}}


def inaccessible(room: Room, message_id: int) -> Json:
    """What Telegram gives in place of a message that is gone: InaccessibleMessage."""
    return {"chat": room.chat, "message_id": message_id, "date": 0}


def membership(world: World, room: Room, bot: Bot, by: Json, old: str, new: str) -> None:
    """Tells a bot that its own place in a chat changed (`my_chat_member`)."""

    def member(status: str) -> Json:
        return {"user": bot.user, "status": status, **({"until_date": 0} if status == "kicked" else {})}

    change = {"chat": room.chat, "from": by, "date": world.now(),
              "old_chat_member": member(old), "new_chat_member": member(new)}  # fmt: skip
    bot.queue.add("my_chat_member", lane(room, "my_chat_member"), dumps(change))
