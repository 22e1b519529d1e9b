"""The bot's own account: who it is, its commands, names, descriptions and menu button."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playground.errors import bad_request
from playground.methods.call import Call
from playground.state import Bot, Json, Room

MAX_COMMANDS, MAX_COMMAND, MAX_COMMAND_DESCRIPTION = 100, 32, 256
"""Commands of one list, characters of a command and of its description (Bot API, setMyCommands, BotCommand)."""
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}
"""Characters (Bot API, setMyName, setMyDescription, setMyShortDescription)."""
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES = (
    frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}) | _CHAT_SCOPES
)


def get_me(call: Call) -> Json:
    """The bot's User with what it may do."""
    return {
        **call.bot.user, "can_join_groups": True, "can_read_all_group_messages": True,
        "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


def _language(call: Call) -> str:
    code = call.string("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> str:
    """The key of the scope a call names."""
    scope: Any = call.decoded("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    if not isinstance(kind, str):
        raise bad_request("can't parse BotCommandScope: Can't find field \"type\"")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind not in _CHAT_SCOPES:
        return kind
    call.params["scope.chat_id"] = scope.get("chat_id", "")
    if call.params["scope.chat_id"] == "":
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    room = call.room("scope.chat_id", write=False)
    if room.private and kind != "chat":
        raise bad_request("can't use specified scope in private chats")
    key = f"{kind}:{room.id}"
    if kind == "chat_member":
        user = scope.get("user_id")
        if not isinstance(user, int) or user <= 0:
            raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
        key += f":{user}"
    return key


def _key(call: Call) -> str:
    return f"{_scope(call)}/{_language(call)}"


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if item.get(name) is None:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    command = str(item["command"]).strip().removeprefix("/")
    description = str(item["description"]).strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > MAX_COMMAND:
        raise bad_request(f"command length must not exceed {MAX_COMMAND}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def set_my_commands(call: Call) -> bool:
    """Replaces the command list of one scope and language."""
    asked = call.decoded("commands", "commands")
    asked = [] if asked is None else asked
    if not isinstance(asked, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [_command(item) for item in asked]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return _keep_commands(call, commands)


def delete_my_commands(call: Call) -> bool:
    """Removes the command list of one scope and language."""
    return _keep_commands(call, [])


def _keep_commands(call: Call, commands: list[Json]) -> bool:
    key = _key(call)
    if commands:
        call.bot.settings["commands"][key] = commands
    else:
        call.bot.settings["commands"].pop(key, None)
    call.bot.save()
    call.world.events.add("commands", None, f'"bot":"{call.bot.username}"')
    return True


def get_my_commands(call: Call) -> list[Json]:
    """The command list of exactly this scope and language."""
    found: list[Json] = call.bot.settings["commands"].get(_key(call), [])
    return found


def menu(bot: Bot, room: Room, user: Json) -> list[Json]:
    """The commands a user's menu shows in a room: the narrowest scope that has any, in their language first.

    The order is the Bot API's ("Determining list of commands").
    """
    status = room.members.get(user["id"], "member")
    admin = status in {"creator", "administrator"}
    scopes = [f"chat:{room.id}", "all_private_chats"] if room.private else [
        f"chat_member:{room.id}:{user['id']}",
        *([f"chat_administrators:{room.id}"] if admin else []),
        f"chat:{room.id}",
        *(["all_chat_administrators"] if admin else []),
        "all_group_chats",
    ]  # fmt: skip
    language = str(user.get("language_code", ""))[:2]
    for scope in [*scopes, "default"]:
        for key in (f"{scope}/{language}", f"{scope}/"):
            found: list[Json] | None = bot.settings["commands"].get(key)
            if found:
                return found
    return []


def _setter(kind: str) -> Callable[[Call], bool]:
    def method(call: Call) -> bool:
        language, text = _language(call), call.string(kind).strip()
        if len(text) > TEXT_LIMITS[kind]:
            raise bad_request(f"bot {kind.replace('_', ' ')} length must not exceed {TEXT_LIMITS[kind]}")
        if text:
            call.bot.settings[kind][language] = text
            if kind == "name" and not language:
                call.bot.user["first_name"] = text
        else:
            call.bot.settings[kind].pop(language, None)
        call.bot.save()
        return True

    return method


def _getter(kind: str) -> Callable[[Call], Json]:
    def method(call: Call) -> Json:
        texts = call.bot.settings[kind]
        default = texts.get("", call.bot.user["first_name"] if kind == "name" else "")
        return {kind: texts.get(_language(call), default)}

    return method


def set_chat_menu_button(call: Call) -> bool:
    """The button beside the text field, in one private chat or by default."""
    button = call.decoded("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    call.bot.settings["menu"][_menu_key(call)] = button
    call.bot.save()
    call.world.events.add("commands", None, f'"bot":"{call.bot.username}"')
    return True


def get_chat_menu_button(call: Call) -> Json:
    """The button in one private chat, or the default one."""
    buttons = call.bot.settings["menu"]
    found: Json = buttons.get(_menu_key(call)) or buttons.get("") or {"type": "commands"}
    return found


def _menu_key(call: Call) -> str:
    if not call.params.get("chat_id"):
        return ""
    room = call.room(write=False)
    if not room.private:
        raise bad_request("chat_id must be a private chat")
    return str(room.id)


def set_default_rights(call: Call) -> bool:
    """The rights the bot asks for when it is made an administrator."""
    key = "channels" if call.flag("for_channels") else "groups"
    call.bot.settings["rights"][key] = call.decoded("rights", "chat administrator rights") or {}
    call.bot.save()
    return True


def get_default_rights(call: Call) -> Json:
    """What set_default_rights kept, every right of the Bot API named."""
    names = ("is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
             "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
             "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages")  # fmt: skip
    kept = call.bot.settings["rights"].get("channels" if call.flag("for_channels") else "groups", {})
    return {**dict.fromkeys(names, False), **kept}


METHODS: dict[str, Callable[[Call], Any]] = {}
for _kind in TEXT_LIMITS:
    METHODS[f"setmy{_kind.replace('_', '')}"] = _setter(_kind)
    METHODS[f"getmy{_kind.replace('_', '')}"] = _getter(_kind)
