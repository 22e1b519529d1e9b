"""Who and what there is: bots, users, rooms (chats with their history), and where they are kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.errors import ControlError
from playground.events import EventLog
from playground.faults import Faults
from playground.files import FileShelf
from playground.limits import Limits
from playground.store import Store
from playground.updates import Queue
from playground.wire import dumps, loads

if TYPE_CHECKING:
    from playground.webhook import Answer, Webhook

Json = dict[str, Any]

FIRST_USER_ID = 5_100_000_001
"""Made-up users start above 32 bits, so that a bot that stores ids too narrowly fails here and not live."""
CALLBACK_SECONDS = 15.0
"""How long a callback query may be answered; Telegram documents no figure, this is what bots observe."""

WEBHOOK_DELAY = 1.0
"""Seconds before a post that was not taken is tried again for the first time."""


@dataclass(slots=True)
class CallbackQuery:
    """A press that its bot has not answered yet."""

    id: str
    bot: int
    user: int
    chat: int
    made: float
    waiters: list[Any] = field(default_factory=list)


class Room:
    """A chat with its history: a private chat of one user and one bot, or a group shared by bots and users."""

    def __init__(self, store: Store, key: str, chat: Json, last_id: int = 0) -> None:
        self._store = store
        self._messages: dict[int, Json] | None = None if last_id else {}
        self.key = key
        self.chat = chat
        self.id: int = chat["id"]
        self.private = chat["type"] == "private"
        self.last_id = last_id
        self.members: dict[int, str] = {}
        self.bots: dict[int, Bot] = {}
        self.owner = 0
        self.blocked = False
        self.moved_to: int | None = None
        self.keyboards: dict[int, Json] = {}
        self.pinned: list[int] = []
        self.reactions: dict[int, dict[int, list[Json]]] = {}
        self.fixed: set[int] = set()
        self.kicked: set[int] = set()

    @property
    def messages(self) -> dict[int, Json]:
        """The messages that were not deleted, by id, oldest first; read from the store at first use."""
        if self._messages is None:
            self._messages = {number: loads(text) for number, text in self._store.messages(self.key)}
        return self._messages

    @property
    def audience(self) -> Collection[int]:
        """The users who see this room."""
        return self.members

    def save(self) -> None:
        """Writes everything but the messages."""
        self._store.put("room", self.key, {
            "chat": self.chat, "last_id": self.last_id, "members": self.members, "bots": list(self.bots),
            "owner": self.owner, "blocked": self.blocked, "moved_to": self.moved_to, "keyboards": self.keyboards,
            "pinned": self.pinned, "reactions": self.reactions, "fixed": list(self.fixed),
            "kicked": list(self.kicked),
        })  # fmt: skip

    def restore(self, saved: Json) -> None:
        """Takes back what `save` wrote, except its bots."""
        self.members = {int(key): value for key, value in saved["members"].items()}
        self.keyboards = {int(key): value for key, value in saved["keyboards"].items()}
        self.reactions = {
            int(message): {int(who): value for who, value in given.items()}
            for message, given in saved["reactions"].items()
        }
        self.owner, self.blocked, self.moved_to = saved["owner"], saved["blocked"], saved["moved_to"]
        self.pinned, self.fixed, self.kicked = saved["pinned"], set(saved["fixed"]), set(saved["kicked"])

    def write(self, message: Json) -> str:
        """Keeps a new or changed message; its JSON text."""
        encoded = dumps(message)
        self.messages[message["message_id"]] = message
        self._store.put_message(self.key, message["message_id"], encoded)
        return encoded

    def erase(self, message_id: int) -> None:
        """Deletes a message; its id is not used again once `save` wrote that."""
        del self.messages[message_id]
        self._store.drop_message(self.key, message_id)
        self.reactions.pop(message_id, None)
        self.fixed.discard(message_id)
        if message_id in self.pinned:
            self.pinned.remove(message_id)


class Bot:
    """A bot: its account, its settings, its updates and the rooms it is in."""

    def __init__(self, store: Store, token: str, username: str, name: str, last_update: int = 0) -> None:
        self._store = store
        self.token = token
        self.id = int(token.partition(":")[0])
        self.user: Json = {"id": self.id, "is_bot": True, "first_name": name, "username": username}
        self.queue = Queue(self.id, store, last_update)
        self.rooms: dict[int, Room] = {}
        self.webhook: Webhook | None = None
        self.settings: Json = {
            "commands": {}, "name": {}, "description": {}, "short_description": {}, "menu": {}, "rights": {},
            "allowed_updates": None, "webhook": None,
        }  # fmt: skip

    @property
    def username(self) -> str:
        """The name after the @."""
        return str(self.user["username"])

    def save(self) -> None:
        """Writes account and settings."""
        self._store.put("bot", self.id, {"token": self.token, "user": self.user, "settings": self.settings})


class World:
    """All of it, and the rules for finding one's way in it. Changes are durable after `commit`."""

    def __init__(self, directory: Path | None, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.store = Store(directory)
        self.events = EventLog(self.store)
        self.files = FileShelf(self.store, directory / "files" if directory else None)
        self.limits = Limits()
        self.faults = Faults()
        self.bots: dict[str, Bot] = {}
        self.bots_by_id: dict[int, Bot] = {}
        self.users: dict[int, Json] = {}
        self.groups: dict[int, Room] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.guide: list[Json] = dict(self.store.facts("page")).get("guide", [])
        self.callback_seconds = CALLBACK_SECONDS
        self.webhook_delay = WEBHOOK_DELAY
        self.answer: Answer | None = None
        self._load()

    def _load(self) -> None:
        last_updates = dict(self.store.facts("last_update"))
        for key, saved in self.store.facts("bot"):
            user = saved["user"]
            bot = Bot(
                self.store, saved["token"], user["username"], user["first_name"], last_updates.get(key, 0)
            )
            bot.settings.update(saved["settings"])
            if bot.settings["allowed_updates"] is not None:
                bot.queue.allowed = frozenset(bot.settings["allowed_updates"])
            self.bots[bot.token] = self.bots_by_id[bot.id] = bot
        for key, user in self.store.facts("user"):
            self.users[int(key)] = user
        last = self.store.last_messages()
        for key, saved in self.store.facts("room"):
            room = Room(self.store, key, saved["chat"], max(saved["last_id"], last.get(key, 0)))
            room.restore(saved)
            self._place(room, (self.bots_by_id[number] for number in saved["bots"]))
        for key, saved in self.store.facts("query"):
            self.queries[key] = CallbackQuery(key, saved["bot"], saved["user"], saved["chat"], saved["made"])

    def _place(self, room: Room, bots: Iterable[Bot]) -> None:
        for bot in bots:
            room.bots[bot.id] = bot
            bot.rooms[room.id] = room
        if not room.private:
            self.groups[room.id] = room

    def commit(self) -> None:
        """Makes every change so far durable."""
        self.store.commit()

    # Bots

    def add_bot(self, token: str, username: str, name: str) -> Bot:
        """The bot with this token, made if it is new."""
        if token in self.bots:
            return self.bots[token]
        number, colon, secret = token.partition(":")
        if not (number.isascii() and number.isdigit() and colon and secret):
            raise ControlError("A token is digits, a colon and a secret.")
        if int(number) in self.bots_by_id:
            raise ControlError("There is a bot with this id and another token.", 409)
        if any(bot.username.lower() == username.lower() for bot in self.bots.values()):
            raise ControlError("There is a bot with this username.", 409)
        bot = Bot(self.store, token, username, name or username)
        self.bots[token] = self.bots_by_id[bot.id] = bot
        bot.save()
        return bot

    def find_bot(self, username: str | None) -> Bot:
        """The bot of this username; the only one when None."""
        if not username:
            if len(self.bots) == 1:
                return next(iter(self.bots.values()))
            raise ControlError("There are several bots: name one." if self.bots else "There is no bot yet.")
        wanted = username.lstrip("@").lower()
        for bot in self.bots.values():
            if bot.username.lower() == wanted:
                return bot
        raise ControlError(f"There is no bot @{wanted}.", 404)

    # Users and rooms

    def find_user(self, user_id: Any) -> Json:
        """The user of this id."""
        try:
            return self.users[int(user_id)]
        except (KeyError, TypeError, ValueError):
            raise ControlError(f"There is no user {user_id!r}.", 404) from None

    def put_user(self, user_id: int | None, names: Json) -> Json:
        """Makes a user, or updates the one of this id."""
        if user_id is None:
            user_id = max([FIRST_USER_ID - 1, *self.users]) + 1
        user = self.users.get(user_id)
        if user is None:
            user = self.users[user_id] = {"id": user_id, "is_bot": False}
        user.update({key: value for key, value in names.items() if value})
        for key in [key for key, value in names.items() if value == ""]:
            user.pop(key, None)
        self.store.put("user", user_id, user)
        for bot in self.bots.values():
            room = bot.rooms.get(user_id)
            if room is not None:
                room.chat.update(private_chat(user))
                room.save()
        return user

    def private_room(self, bot: Bot, user: Json) -> Room:
        """The private chat of a user and a bot, opened if they never talked."""
        room = bot.rooms.get(user["id"])
        if room is None:
            room = Room(self.store, f"{bot.id}:{user['id']}", private_chat(user))
            room.members[user["id"]] = "member"
            self._place(room, [bot])
            room.save()
        return room

    def add_group(
        self, group_id: int | None, title: str, members: Iterable[int], kind: str = "group"
    ) -> Room:
        """A group of these users with every bot a member; the first user is its owner."""
        if group_id is None:
            base = -1_000_000_000_001 if kind == "supergroup" else -4_000_000_001
            group_id = (
                min([base + 1, *(g for g in self.groups if (g < -(10**12)) == (kind == "supergroup"))]) - 1
            )
        if group_id >= 0 or group_id in self.groups:
            raise ControlError("A group needs a negative id that is not taken.")
        chat: Json = {"id": group_id, "title": title, "type": kind}
        if kind == "group":
            chat["all_members_are_administrators"] = False
        room = Room(self.store, str(group_id), chat)
        for number in members:
            room.members[number] = "member" if room.members else "creator"
            room.owner = room.owner or number
        self._place(room, self.bots.values())
        room.save()
        return room

    def room_for(self, chat: int, bot: Bot, user: int | None) -> Room:
        """The room a person means by a chat id: a group, or the private chat with `bot`."""
        room = self.groups.get(chat) if chat < 0 else bot.rooms.get(chat)
        if room is None:
            raise ControlError(f"There is no chat {chat}.", 404)
        if user is not None and user not in room.members:
            raise ControlError(f"User {user} is not in chat {chat}.", 403)
        return room

    def now(self) -> int:
        """Unix time in whole seconds, as the Bot API gives dates."""
        return int(self.clock())


def private_chat(user: Json) -> Json:
    """The Chat object of a private chat with `user`."""
    chat = {"id": user["id"], "type": "private"}
    chat.update({key: user[key] for key in ("first_name", "last_name", "username") if key in user})
    return chat


def chat_instance(room: Room) -> str:
    """The identifier Telegram sends with presses in one chat; always the same for one room."""
    return str(int.from_bytes(hashlib.blake2b(room.key.encode(), digest_size=8).digest(), signed=True))


__all__ = ["Bot", "CallbackQuery", "Json", "Room", "World", "chat_instance", "private_chat"]
