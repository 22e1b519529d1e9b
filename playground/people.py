"""What people do: write, press, upload, edit, react, block. Each makes the updates Telegram would make."""

from __future__ import annotations

import asyncio
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playground.entities import MAX_CAPTION, MAX_TEXT, find_entities, utf16_len
from playground.errors import ApiError, ControlError
from playground.messages import delete, inaccessible, membership, post, rewrite, short_reply, tell_bots, where
from playground.methods.callbacks import check_reaction, close, react
from playground.methods.media import album_id, content_of
from playground.state import Bot, CallbackQuery, Json, Room, World, chat_instance
from playground.wire import Upload, dumps

START = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a link's `start` may be (Bot API, "Deep linking")."""
_LINK_HOSTS = frozenset({"t.me", "telegram.me", "www.t.me"})
_KINDS = ("photo", "voice", "document", "video", "audio", "animation", "video_note", "sticker")
_ALBUMS = {"photo": "picture", "video": "picture", "document": "document", "audio": "audio"}


class People:
    """The hands of all users of one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def place(self, body: Json) -> tuple[Json, Room]:
        """The user a request names and the room it means: `chat`, or the private chat with `bot`."""
        user = self.world.find_user(body.get("user"))
        chat = body.get("chat")
        if chat is not None and int(chat) < 0:
            return user, self.world.room_for(int(chat), next(iter(self.world.bots.values())), user["id"])
        if chat is not None and int(chat) != user["id"]:
            raise ControlError("A private chat has its user's id.")
        return user, self.world.private_room(self.world.find_bot(body.get("bot")), user)

    def write(self, body: Json, content: Json) -> Json:
        """Posts a user's message and makes its update; the Message."""
        user, room = self.place(body)
        return self._post(user, room, body, content)

    def _post(self, user: Json, room: Room, body: Json, content: Json) -> Json:
        if room.blocked:
            raise ControlError("This user blocked the bot: unblock it first.", 409)
        if room.moved_to is not None:
            raise ControlError(f"This group moved to {room.moved_to}.", 409)
        reply = {}
        if body.get("reply_to") is not None:
            reply["reply_to_message"] = short_reply(self._message(room, body["reply_to"]))
        message, encoded = post(self.world, room, user, {**reply, **content})
        tell_bots(room, "message", encoded)
        return message

    def _message(self, room: Room, message_id: Any) -> Json:
        try:
            return room.messages[int(message_id)]
        except (KeyError, TypeError, ValueError):
            raise ControlError(f"There is no message {message_id!r} in this chat.", 404) from None

    def send(self, body: Json) -> Json:
        """A user writes text."""
        content = _text(body.get("text"), body.get("entities"), "text", MAX_TEXT)
        return self.write(body, content)

    def open_link(self, body: Json) -> Json:
        """A user opens a bot's link and presses Start."""
        link = str(body.get("link", ""))
        parts = urlsplit(link if "://" in link else f"https://{link}")
        query = parse_qs(parts.query)
        if parts.scheme == "tg" and parts.netloc == "resolve":
            name = query.get("domain", [""])[0]
        elif parts.scheme in {"http", "https"} and parts.hostname in _LINK_HOSTS:
            name = parts.path.strip("/")
        else:
            raise ControlError("This is not a link to a bot.")
        bot = self.world.find_bot(name)
        start = query.get("start", [""])[0]
        if start and not START.fullmatch(start):
            raise ControlError("A start parameter is 1–64 of A–Z a–z 0–9 _ -.")
        return self.send({"user": body.get("user"), "bot": bot.username, "text": f"/start {start}".strip()})

    def location(self, body: Json) -> Json:
        """A user sends a place."""
        latitude, longitude = float(body["latitude"]), float(body["longitude"])
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ControlError("This place is not on Earth.")
        place: Json = {"latitude": latitude, "longitude": longitude}
        return self.write(body, {"location": place})

    def contact(self, body: Json) -> Json:
        """A user sends their own telephone number."""
        user = self.world.find_user(body.get("user"))
        names: Json = {key: user[key] for key in ("first_name", "last_name") if key in user}
        contact: Json = {"phone_number": str(body["phone_number"]), **names, "user_id": user["id"]}
        return self.write(body, {"contact": contact})

    def upload(self, body: Json, files: list[Upload]) -> list[Json]:
        """A user sends files; two or more make an album, which bots get one message at a time."""
        kind = str(body.get("kind", "document"))
        if kind not in _KINDS:
            raise ControlError(f"kind is one of {', '.join(_KINDS)}.")
        if not files:
            raise ControlError("There is no file in the request.")
        if len(files) > 10 or (len(files) > 1 and kind not in _ALBUMS):
            raise ControlError("An album has 2–10 photos, videos, documents or audios.")
        user, room = self.place(body)
        caption = _text(body["caption"], None, "caption", MAX_CAPTION) if body.get("caption") else {}
        details = {
            "duration": body.get("duration"),
            "title": body.get("title"),
            "performer": body.get("performer"),
        }
        try:
            media = [self.world.files.add(kind, file, details, by_bot=False) for file in files]
        except ApiError as error:
            raise ControlError(error.description) from None
        shared = {"media_group_id": album_id()} if len(files) > 1 else {}
        sent = []
        for item in media:
            sent.append(self._post(user, room, body, {**shared, **content_of(kind, item), **caption}))
            caption = {}
        return sent

    def edit(self, body: Json) -> Json:
        """A user changes their own message."""
        user, room = self.place(body)
        message = self._message(room, body.get("message_id"))
        if message["from"]["id"] != user["id"]:
            raise ControlError("Only one's own messages can be edited.", 403)
        name = "text" if "text" in message else "caption"
        if body.get(name) is None:
            raise ControlError(f"This message has a {name} to edit, and none was given.")
        content = _text(body[name], body.get("entities"), name, MAX_TEXT if name == "text" else MAX_CAPTION)
        for key in ("text", "entities", "caption", "caption_entities"):
            message.pop(key, None)
        message |= {"edit_date": self.world.now(), **content}
        tell_bots(room, "edited_message", rewrite(self.world, room, message))
        return message

    def delete(self, body: Json) -> Json:
        """A user deletes messages for both sides; bots are not told, as in Telegram."""
        _, room = self.place(body)
        delete(
            self.world, room, [self._message(room, number)["message_id"] for number in body["message_ids"]]
        )
        return {}

    async def press(self, body: Json) -> Json:
        """A user presses an inline button, and may wait for the bot's answer."""
        user, room = self.place(body)
        number = int(body["message_id"])
        message = room.messages.get(number)
        if body.get("stale"):
            if not 0 < number <= room.last_id:
                raise ControlError(f"There never was a message {number} in this chat.", 404)
            button: Json = {"callback_data": str(body["data"])}
        else:
            button = _button(self._message(room, number), body)
        if "url" in button:
            answer = {"text": "", "show_alert": False, "url": button["url"]}
            return {"callback_query_id": None, "answer": answer}
        if "callback_data" not in button:
            raise ControlError("This button makes no callback query.")
        bot = self._bot_of(room, message)
        query = self._query(bot, user, room)
        shown = message if message is not None else inaccessible(room, number)
        record = {"id": query.id, "from": user, "message": shown, "chat_instance": chat_instance(room),
                  "data": button["callback_data"]}  # fmt: skip
        bot.queue.add("callback_query", f"callback_query:{user['id']}", dumps(record))
        return {"callback_query_id": query.id, "answer": await self._answer(query, body)}

    async def inline(self, body: Json) -> Json:
        """A user types an inline query."""
        user = self.world.find_user(body.get("user"))
        bot = self.world.find_bot(body.get("bot"))
        room = self.world.private_room(bot, user)
        query = self._query(bot, user, room)
        record = {"id": query.id, "from": user, "query": str(body.get("query", "")),
                  "offset": str(body.get("offset", "")), "chat_type": "sender"}  # fmt: skip
        bot.queue.add("inline_query", f"inline:{user['id']}", dumps(record))
        return {"inline_query_id": query.id, "answer": await self._answer(query, body)}

    def _bot_of(self, room: Room, message: Json | None) -> Bot:
        if message is not None and message["from"]["id"] in room.bots:
            return room.bots[message["from"]["id"]]
        return next(iter(room.bots.values()))

    def _query(self, bot: Bot, user: Json, room: Room) -> CallbackQuery:
        too_old = self.world.clock() - self.world.callback_seconds
        for query in list(self.world.queries.values()):
            if query.made > too_old:
                break
            close(self.world, query, None)
        number = str(user["id"] << 29 | secrets.randbelow(1 << 29))
        query = CallbackQuery(number, bot.id, user["id"], room.id, self.world.clock())
        self.world.queries[number] = query
        self.world.store.put("query", number, {
            "bot": bot.id, "user": user["id"], "chat": room.id, "made": query.made,
        })  # fmt: skip
        return query

    async def _answer(self, query: CallbackQuery, body: Json) -> Any:
        wait = float(body.get("wait") or 0)
        self.world.commit()
        if wait <= 0:
            return None
        waiter = asyncio.get_running_loop().create_future()
        query.waiters.append(waiter)
        try:
            async with asyncio.timeout(wait):
                return await waiter
        except TimeoutError:
            return None

    def react(self, body: Json) -> Json:
        """A user puts an emoji under a message; without one, takes it away."""
        user, room = self.place(body)
        message = self._message(room, body.get("message_id"))
        try:
            new = [check_reaction({"type": "emoji", "emoji": body["emoji"]})] if body.get("emoji") else []
        except ApiError as error:
            raise ControlError(error.description) from None
        old = react(self.world, room, message, user["id"], new)
        record = {"chat": room.chat, "message_id": message["message_id"], "user": user, "date": self.world.now(),
                  "old_reaction": old, "new_reaction": new}  # fmt: skip
        tell_bots(room, "message_reaction", dumps(record))
        return {}

    def block(self, body: Json, *, blocked: bool) -> Json:
        """A user blocks or unblocks a bot."""
        user = self.world.find_user(body.get("user"))
        bot = self.world.find_bot(body.get("bot"))
        room = self.world.private_room(bot, user)
        if room.blocked != blocked:
            room.blocked = blocked
            room.save()
            states = ("member", "kicked") if blocked else ("kicked", "member")
            membership(self.world, room, bot, user, *states)
        return {}

    def forget(self, body: Json) -> Json:
        """Empties the private chats of one user, or every chat."""
        everyone = body.get("all") is True
        user_id = None if everyone else self.world.find_user(body.get("user"))["id"]
        rooms = {room.key: room for bot in self.world.bots.values() for room in bot.rooms.values()}
        for room in rooms.values():
            if not everyone and not (room.private and room.id == user_id):
                continue
            numbers = list(room.messages)
            if numbers:
                delete(self.world, room, numbers)
            for user in list(room.keyboards):
                gone = f'{where(room)},"user_id":{user},"keyboard":null,"force_reply":null'
                self.world.events.add("keyboard", (user,), gone)
            room.keyboards.clear()
            room.save()
        return {}


def _text(source: Any, entities: Any, name: str, most: int) -> Json:
    if not isinstance(source, str) or not source.strip():
        raise ControlError(f"{name} is empty.")
    text = source.strip("\n ")
    if utf16_len(text) > most:
        raise ControlError(f"{name} is longer than {most}.")
    found = entities if entities is not None else find_entities(text)
    key = "entities" if name == "text" else "caption_entities"
    return {name: text, **({key: found} if found else {})}


def _button(message: Json, body: Json) -> Json:
    """The inline button a press means, by its data or by its place."""
    rows: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    if "data" in body:
        for row in rows:
            for button in row:
                if button.get("callback_data") == body["data"]:
                    return button
        raise ControlError("There is no button with this data under the message.", 404)
    number, column = int(body["row"]), int(body["column"])
    if 0 <= number < len(rows) and 0 <= column < len(rows[number]):
        return rows[number][column]
    raise ControlError("There is no button at this place under the message.", 404)
