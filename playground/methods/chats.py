"""Asking about chats, members and files."""

from __future__ import annotations

from playground.errors import bad_request
from playground.files import MAX_DOWNLOAD
from playground.methods.call import Call
from playground.state import Json, Room


def get_chat(call: Call) -> Json:
    """The chat in full."""
    room = call.room(write=False)
    full: Json = {**room.chat, "accent_color_id": room.id % 7, "max_reaction_count": 11,
                  "accepted_gift_types": dict.fromkeys(
                      ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
                       "gifts_from_channels"), False)}  # fmt: skip
    full.pop("all_members_are_administrators", None)
    if room.private:
        if "username" in room.chat:
            full["active_usernames"] = [room.chat["username"]]
    else:
        names = ("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
                 "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
                 "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
                 "can_manage_topics")  # fmt: skip
        full["permissions"] = dict.fromkeys(names, True)
    if room.pinned:
        full["pinned_message"] = room.messages[room.pinned[-1]]
    return full


def _member(call: Call, room: Room, user_id: int) -> Json:
    if user_id in room.bots:
        return {"user": room.bots[user_id].user, "status": "member"}
    user = call.world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    status = room.members.get(user_id, "left")
    extra: Json = {"is_anonymous": False} if status == "creator" else {}
    return {"user": user, "status": status, **extra}


def get_chat_member(call: Call) -> Json:
    """One member; status "left" for a user who is not there."""
    room = call.room(write=False)
    user_id = call.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    return _member(call, room, user_id)


def get_chat_member_count(call: Call) -> int:
    """How many are there, bots included."""
    room = call.room(write=False)
    return len(room.members) + len(room.bots)


def get_chat_administrators(call: Call) -> list[Json]:
    """Owner and administrators of a group, other bots excepted."""
    room = call.room(write=False)
    if room.private:
        raise bad_request("there are no administrators in the private chat")
    return [
        _member(call, room, user)
        for user, status in room.members.items()
        if status in {"creator", "administrator"}
    ]


def leave_chat(call: Call) -> bool:
    """The bot goes."""
    room = call.room()
    if room.private:
        raise bad_request("chat member status can't be changed in private chats")
    del call.bot.rooms[room.id], room.bots[call.bot.id]
    room.save()
    return True


def get_file(call: Call) -> Json:
    """Where a file can be fetched, at /file/bot<token>/<file_path>."""
    file_id = call.string("file_id").strip()
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.find(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {"file_id": file_id, "file_unique_id": file.unique, "file_size": file.size, "file_path": file.path}


def get_user_profile_photos(call: Call) -> Json:
    """No user of the playground has a profile photo."""
    if call.integer("user_id") not in call.world.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
