"""What happens to groups: they are made, bots are thrown out, they become supergroups."""

from __future__ import annotations

from playground.errors import ControlError
from playground.messages import membership, post, tell_bots
from playground.state import Json, Room, World


def make(world: World, body: Json) -> Json:
    """A new group with every bot in it; the Chat."""
    members = [world.find_user(number)["id"] for number in body.get("members", [])]
    if not members:
        raise ControlError("A group has members.")
    asked = body.get("id")
    kind = "supergroup" if body.get("supergroup") else "group"
    room = world.add_group(
        None if asked is None else int(asked), str(body.get("title") or "Group"), members, kind
    )
    for bot in room.bots.values():
        membership(world, room, bot, world.users[room.owner], "left", "member")
    return room.chat


def kick(world: World, body: Json) -> Json:
    """A bot is thrown out of a group."""
    bot = world.find_bot(body.get("bot"))
    room = _group(world, body)
    if bot.id not in room.bots:
        raise ControlError("This bot is not in the group.", 409)
    membership(world, room, bot, world.users[room.owner], "member", "kicked")
    del room.bots[bot.id], bot.rooms[room.id]
    room.kicked.add(bot.id)
    room.save()
    return {}


def migrate(world: World, body: Json) -> Json:
    """A group becomes a supergroup with another id; the new Chat."""
    old = _group(world, body)
    if old.chat["type"] != "group" or old.moved_to is not None:
        raise ControlError("Only a group that has not moved yet can move.", 409)
    new = world.add_group(None, old.chat["title"], list(old.members), "supergroup")
    owner = world.users[old.owner]
    _, encoded = post(world, old, owner, {"migrate_to_chat_id": new.id})
    tell_bots(old, "message", encoded)
    old.moved_to = new.id
    old.save()
    _, encoded = post(world, new, owner, {"migrate_from_chat_id": old.id})
    tell_bots(new, "message", encoded)
    return new.chat


def _group(world: World, body: Json) -> Room:
    room = world.groups.get(int(body.get("chat", 0)))
    if room is None:
        raise ControlError("There is no such group.", 404)
    return room
