"""The control interface over HTTP: what README.md promises under /playground/."""

from __future__ import annotations

import ipaddress
import logging
import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from playground import groups
from playground.calls import BotCalls
from playground.errors import ApiError, ControlError
from playground.methods.account import menu
from playground.people import People
from playground.state import Bot, Json, Room, World
from playground.stream import follow
from playground.wire import Upload, dumps, loads, parse_body

log = logging.getLogger("playground")
_INLINE_TYPES = ("image/", "audio/", "video/")


class Control:
    """Answers the people's side."""

    def __init__(self, world: World, calls: BotCalls, page: Path) -> None:
        self.world = world
        self._calls = calls
        self._page = page
        self._people = people = People(world)
        self._posts: dict[str, Callable[[Json], Any]] = {
            "bots": self._add_bot, "users": self._put_user, "groups": lambda body: groups.make(world, body),
            "kick": lambda body: groups.kick(world, body), "migrate": lambda body: groups.migrate(world, body),
            "send": people.send, "open_link": people.open_link, "location": people.location,
            "contact": people.contact, "edit": people.edit, "delete": people.delete, "react": people.react,
            "block": lambda body: people.block(body, blocked=True),
            "unblock": lambda body: people.block(body, blocked=False),
            "forget": people.forget, "limits": self._limits, "faults": self._fault, "guide": self._set_guide,
        }  # fmt: skip
        self._waiting: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "press": people.press,
            "inline": people.inline,
        }
        self._gets: dict[str, Callable[[Json], Any]] = {
            "bots": lambda _: [_describe(bot) for bot in world.bots.values()],
            "users": lambda _: list(world.users.values()), "calls": self._list_calls, "pending": self._pending,
            "guide": self._guide,
        }  # fmt: skip

    async def handle(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        """One request outside the Bot API."""
        try:
            _check_origin(request)
            if path in {"/", "/playground"}:
                return web.Response(status=302, headers={"Location": "/playground/"})
            if not path.startswith("/playground/"):
                return _json({"error": "There is nothing here."}, 404)
            name = path[len("/playground/") :]
            if request.method in {"GET", "HEAD"}:
                return await self._get(request, name)
            return await self._change(request, name)
        except ControlError as error:
            self.world.commit()
            return _json({"error": str(error)}, error.status)
        except ApiError as error:
            self.world.commit()
            return _json({"error": error.description}, error.code)
        except web.HTTPRequestEntityTooLarge:
            return _json({"error": "The request is too large."}, 413)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.debug("a control call was not understood", exc_info=True)
            return _json({"error": f"The request is not understood: {type(error).__name__} {error}."}, 400)

    async def _get(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        query = dict(request.query)
        if name == "events":
            return await follow(request, self.world, query)
        listing = self._gets.get(name)
        if listing is not None:
            return _json(listing(query))
        head, _, rest = name.partition("/")
        if head == "chats":
            return self._chat(rest, query)
        if head == "file":
            return self._file(rest)
        return self._static(name or "index.html")

    async def _change(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        if request.method == "DELETE" and name == "faults":
            self.world.faults.clear()
            return _json({})
        if request.method != "POST":
            raise ControlError("This is done with POST.", 405)
        body, files = await _body(request)
        if name == "upload":
            parts = [file for field in ("file", "files", "file[]") for file in files.get(field, ())]
            result: Any = self._people.upload(body, parts)
        elif name in self._posts:
            result = self._posts[name](body)
        elif name in self._waiting:
            result = await self._waiting[name](body)
        else:
            raise ControlError("There is no such call.", 404)
        self.world.commit()
        return _json(result)

    def _add_bot(self, body: Json) -> Json:
        return _describe(
            self.world.add_bot(str(body["token"]), str(body["username"]), str(body.get("name", "")))
        )

    def _put_user(self, body: Json) -> Json:
        number = body.get("id")
        names = {key: body.get(key) for key in ("first_name", "last_name", "username", "language_code")}
        if not names["first_name"] and (number is None or int(number) not in self.world.users):
            raise ControlError("A user has a first_name.")
        if number is not None and int(number) <= 0:
            raise ControlError("A user's id is a positive number.")
        return self.world.put_user(None if number is None else int(number), names)

    def _limits(self, body: Json) -> Json:
        limits = self.world.limits
        for name in ("overall_per_second", "per_chat_per_second", "per_chat_burst", "group_per_minute"):
            if body.get(name) is not None:
                setattr(limits, name, float(body[name]))
        if body.get("callback_seconds") is not None:
            self.world.callback_seconds = float(body["callback_seconds"])
        if body.get("webhook_delay") is not None:
            self.world.webhook_delay = float(body["webhook_delay"])
        limits.enabled = bool(body.get("enabled", limits.enabled))
        limits.reset()
        return {
            "enabled": limits.enabled, "overall_per_second": limits.overall_per_second,
            "per_chat_per_second": limits.per_chat_per_second, "per_chat_burst": limits.per_chat_burst,
            "group_per_minute": limits.group_per_minute, "callback_seconds": self.world.callback_seconds,
            "webhook_delay": self.world.webhook_delay,
        }  # fmt: skip

    def _fault(self, body: Json) -> Json:
        return {"id": self.world.faults.add(body)}

    def _set_guide(self, body: Json) -> Json:
        steps = body["steps"]
        if not isinstance(steps, list):
            raise ControlError("steps is a list.")
        self.world.store.put("page", "guide", steps)
        self.world.guide = steps
        return {}

    def _guide(self, _: Json) -> list[Json]:
        if not self.world.guide:
            raise ControlError("There is no guide.", 404)
        return self.world.guide

    def _list_calls(self, query: Json) -> list[Json]:
        return self._calls.since(int(query.get("after", 0)), query.get("method"))

    def _pending(self, _: Json) -> Json:
        return {bot.username: len(bot.queue.pending) for bot in self.world.bots.values()}

    def _chat(self, rest: str, query: Json) -> web.Response:
        number, _, what = rest.partition("/")
        chat = int(number)
        user_id = int(query["user"]) if query.get("user") else None
        bot = self._bot_for(chat, query)
        if chat > 0 and chat not in bot.rooms:
            user = self.world.find_user(chat)
            empty: dict[str, Any] = {
                "messages": [],
                "keyboard": None,
                "commands": None,
                "reactions": {},
                "pinned": [],
            }
            if what == "commands":
                return _json(menu(bot, Room(self.world.store, "", {"id": chat, "type": "private"}), user))
            if what in empty:
                return _json(empty[what], seq=self.world.events.seq)
        room = self.world.room_for(chat, bot, user_id)
        seq = self.world.events.seq
        if what == "messages":
            after = int(query.get("after", 0))
            return _json([message for number, message in room.messages.items() if number > after], seq=seq)
        if what == "keyboard":
            return _json(room.keyboards.get(user_id or chat), seq=seq)
        if what == "commands":
            return _json(menu(bot, room, self.world.find_user(user_id or chat)))
        if what == "reactions":
            return _json(room.reactions, seq=seq)
        if what == "pinned":
            return _json(room.pinned, seq=seq)
        raise ControlError("There is no such call.", 404)

    def _bot_for(self, chat: int, query: Json) -> Bot:
        if chat < 0 and not query.get("bot") and self.world.bots:
            return next(iter(self.world.bots.values()))
        return self.world.find_bot(query.get("bot"))

    def _file(self, file_id: str) -> web.Response:
        file = self.world.files.find(file_id)
        if file is None:
            raise ControlError("There is no such file.", 404)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "max-age=86400",
            "Content-Type": file.mime,
        }
        if not file.mime.startswith(_INLINE_TYPES) or "svg" in file.mime:
            # What people upload must not run as a page of ours.
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=self.world.files.read(file), headers=headers)

    def _static(self, name: str) -> web.Response:
        place = (self._page / name).resolve()
        if not place.is_relative_to(self._page.resolve()) or not place.is_file():
            raise ControlError("There is no such page.", 404)
        mime = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        if mime.startswith("text/") or mime in {
            "application/javascript",
            "application/json",
            "image/svg+xml",
        }:
            mime += "; charset=utf-8"
        return web.Response(
            body=place.read_bytes(), headers={"Content-Type": mime, "Cache-Control": "no-cache"}
        )


def _check_origin(request: web.BaseRequest) -> None:
    """Keeps out other sites' pages, which a browser lets reach loopback."""
    for header in ("Host", "Origin"):
        value = request.headers.get(header)
        if value is None:
            continue
        host = urlsplit(value if "://" in value else f"//{value}").hostname or ""
        try:
            near = host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            near = False
        if not near:
            raise ControlError("Only pages of this machine may come in.", 403)


async def _body(request: web.BaseRequest) -> tuple[Json, dict[str, list[Upload]]]:
    data = await request.read()
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/"):
        return parse_body(data, kind)
    value = loads(data) if data else {}
    if not isinstance(value, dict):
        raise ControlError("A JSON object is expected.")
    return value, {}


def _describe(bot: Bot) -> Json:
    texts = bot.settings
    return {
        **bot.user, "token_hint": f"{bot.id}:…{bot.token[-3:]}", "description": texts["description"].get("", ""),
        "short_description": texts["short_description"].get("", ""), "commands": texts["commands"].get("default/", []),
        "menu_button": texts["menu"].get("", {"type": "commands"}), "webhook": bool(texts["webhook"]),
    }  # fmt: skip


def _json(value: Any, status: int = 200, seq: int | None = None) -> web.Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    if seq is not None:
        headers["X-Playground-Seq"] = str(seq)
    return web.Response(body=dumps(value).encode("utf-8", "replace"), status=status, headers=headers)
