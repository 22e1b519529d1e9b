"""One Bot API call: its parameters in whatever form they came, and the room it is about."""

from __future__ import annotations

from typing import Any

from playground.entities import MAX_CAPTION, MAX_TEXT, Entity, formatted
from playground.errors import ApiError, bad_request, forbidden
from playground.state import Bot, Json, Room, World
from playground.wire import Upload, loads


class Call:
    """A call by one bot. Reading a parameter wrongly given raises ApiError 400."""

    __slots__ = ("bot", "method", "params", "uploads", "world")

    def __init__(
        self, world: World, bot: Bot, method: str, params: Json, uploads: dict[str, list[Upload]]
    ) -> None:
        self.world = world
        self.bot = bot
        self.method = method
        self.params = params
        self.uploads = uploads

    def string(self, name: str) -> str:
        """A text parameter; empty when absent."""
        value = self.params.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; `default` when absent or not one, as the official server does."""
        try:
            return int(self.params.get(name) or default)
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float | None:
        """A number; None when absent or not one."""
        try:
            return float(self.params[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """A Boolean: true, yes or 1."""
        value = self.params.get(name)
        return value is True or (value is not None and str(value).lower() in {"true", "yes", "1"})

    def decoded(self, name: str, what: str) -> Any:
        """A JSON-serialized parameter, or its value in a JSON body; None when absent."""
        value = self.params.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return loads(value)
            except ValueError:
                raise bad_request(f"can't parse {what} JSON object") from None
        return value

    def room(self, name: str = "chat_id", *, write: bool = True) -> Room:
        """The chat a parameter names. `write`: the bot means to send there, so it must be let in.

        ApiError 400 "chat not found", 403 when blocked, never started or thrown out, 400 with
        `migrate_to_chat_id` when the group became a supergroup.
        """
        value = self.params.get(name)
        if value is None or value == "":
            raise bad_request(f"{name} is empty")
        room = self._find(value)
        if write:
            if room.blocked:
                raise forbidden("bot was blocked by the user")
            if room.moved_to is not None:
                text = "Bad Request: group chat was upgraded to a supergroup chat"
                raise ApiError(400, text, {"migrate_to_chat_id": room.moved_to})
        return room

    def _find(self, value: Any) -> Room:
        if isinstance(value, str) and value.startswith("@"):
            for room in self.bot.rooms.values():
                if not room.private and room.chat.get("username", "").lower() == value[1:].lower():
                    return room
            raise bad_request("chat not found")
        try:
            chat_id = int(value)
        except (TypeError, ValueError):
            raise bad_request("chat not found") from None
        found = self.bot.rooms.get(chat_id)
        if found is not None:
            return found
        if chat_id in self.world.users:
            raise forbidden("bot can't initiate conversation with a user")
        if chat_id in self.world.bots_by_id:
            raise forbidden("bot can't send messages to bots")
        group = self.world.groups.get(chat_id)
        if group is not None:
            kind = "supergroup" if group.chat["type"] == "supergroup" else "group"
            if self.bot.id in group.kicked:
                raise forbidden(f"bot was kicked from the {kind} chat")
            raise forbidden(f"bot is not a member of the {kind} chat")
        raise bad_request("chat not found")

    def message(self, room: Room, what: str, name: str = "message_id") -> Json:
        """The message of this room that a parameter names. ApiError 400 "`what` not found"."""
        found = room.messages.get(self.integer(name))
        if found is None:
            raise bad_request(f"{what} not found")
        return found

    def text(self) -> Json:
        """`text` with its entities as members of a Message. ApiError 400 when it is empty or too long."""
        source = self.string("text")
        if not source:
            raise bad_request("message text is empty")
        entities = self.params.get("entities")
        if isinstance(entities, str):
            entities = _lenient(entities)
        text, found = formatted(source, self.string("parse_mode"), entities, MAX_TEXT, "message is too long")
        if not text:
            raise bad_request("message text is empty")
        content: Json = {"text": text}
        if found:
            content["entities"] = found
        preview = self.decoded("link_preview_options", "link preview options")
        if preview:
            if not isinstance(preview, dict):
                raise bad_request("object expected as link preview options")
            content["link_preview_options"] = preview
        elif self.flag("disable_web_page_preview"):
            content["link_preview_options"] = {"is_disabled": True}
        return content

    def caption(self) -> Json:
        """`caption` with its entities as members of a Message; empty when there is none."""
        entities = self.params.get("caption_entities")
        if isinstance(entities, str):
            entities = _lenient(entities)
        content = caption(self.string("caption"), self.string("parse_mode"), entities)
        if content and self.flag("show_caption_above_media"):
            content["show_caption_above_media"] = True
        return content


def caption(source: str, parse_mode: str, entities: Any) -> Json:
    """A caption with its entities as members of a Message; empty when there is none."""
    text, found = formatted(source, parse_mode, entities, MAX_CAPTION, "message caption is too long")
    content: Json = {}
    if text:
        content["caption"] = text
        if found:
            content["caption_entities"] = found
    return content


def _lenient(text: str) -> list[Entity] | None:
    # The official server takes an entity list that is not JSON for none at all.
    try:
        value = loads(text)
    except ValueError:
        return None
    return value if isinstance(value, list) else None
