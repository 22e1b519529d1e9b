"""The people of the faults: citizens who write an opinion each, and deputies who answer some. Patient: whoever gets no
answer waits, and does nothing twice, so that whatever happens twice is our doing."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.phones import callback_data, text_of
from tests.town import Town

PATIENCE = 240.0
"""Seconds for which people wait for an answer; then it is taken not to come any more. Telegram itself may leave a minute
between two tries to hand an update over."""

AT_ONCE = 24
"""Citizens who are at it at the same moment."""

THINKING = (0.4, 2.0)
"""Seconds, from and to, before somebody says the next thing."""

TO_A_DEPUTY = 0.4
"""The part of the opinions that goes to a deputy by name; the others go to a committee or to be triaged."""

ANSWERED = 0.5
"""The part of theirs that deputies answer."""

DEPUTIES = (("D001", "顾长青"), ("D002", "沈芷若"))

SAYINGS = (
    "小区物业不修路灯，楼道垃圾没人清运",
    "污水管道堵了，一下雨就往外冒",
    "公交车末班太早，下夜班回不了家",
    "上次说的那件事到底怎么样了，麻烦给个说法",
    "学校门口的路口没有红绿灯，孩子过街很危险",
)

_users = itertools.count(7_000_001)
_DONE = "✅ 写好了"


class InVain(Exception):
    """No answer came, for as long as people are patient."""


class Chats:
    """What everybody reads, as it comes, by chat and message."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self._news: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self.from_bot: defaultdict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.acts = 0

    async def follow(self) -> None:
        """Read all chats. Until cancelled."""
        limit = aiohttp.ClientTimeout(total=None)
        async with self._http.get(f"{self._url}/playground/events?after=0", timeout=limit) as answer:
            async for line in answer.content:
                if not line.startswith(b"data:"):
                    continue
                event = json.loads(line[5:])
                message = event.get("message") or {}
                if event["type"] in ("message", "edited") and message["from"]["is_bot"]:
                    chat = message["chat"]["id"]
                    self.from_bot[chat][message["message_id"]] = message
                    self._news[chat].set()

    def newest(self, user: int, words: str, after: int = 0) -> dict[str, Any] | None:
        """The newest message with these words, in its text or on a button."""
        found = [m for n, m in self.from_bot[user].items() if n > after and words in _in_sight(m)]
        return max(found, key=lambda m: int(m["message_id"]), default=None)

    async def reads(self, user: int, words: str, after: int = 0) -> dict[str, Any]:
        """Wait for it. Raises InVain."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := self.newest(user, words, after)) is None:
                    self._news[user].clear()
                    await self._news[user].wait()
        except TimeoutError:
            raise InVain(words) from None
        return found

    async def does(self, user: int, what: str, **how: Any) -> dict[str, Any]:
        """Something that Telegram makes an update of."""
        said = await self._post(what, user=user, **how)
        self.acts += 1
        return said

    async def lives(self, user: int, name: str) -> None:
        """A new person."""
        await self._post("users", id=user, first_name=name, language_code="zh-hans")

    async def _post(self, what: str, **how: Any) -> dict[str, Any]:
        async with self._http.post(f"{self._url}/playground/{what}", json=how) as answer:
            said: dict[str, Any] = await answer.json()
            assert answer.status < 300, said
            return said

    async def everything(self, user: int) -> list[dict[str, Any]]:
        """What the bot wrote in a chat, as Telegram has it."""
        address = f"{self._url}/playground/chats/{user}/messages?user={user}"
        async with self._http.get(address) as answer:
            return [m for m in await answer.json() if m["from"]["is_bot"]]


def _in_sight(message: dict[str, Any]) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return "\n".join([text_of(message), *(button["text"] for row in rows for button in row)])


@dataclass
class Citizen:
    """One citizen and their one opinion. ``steps`` grows with each answer; ``sent``: the last button was pressed."""

    user: int
    words: tuple[str, ...]
    deputy: str  # a name; empty: to nobody by name
    steps: int = 0
    sent: bool = False
    done: bool = False
    in_vain: str = ""  # for what they waited
    disordered: bool = False  # Telegram handed their messages over in another order


@dataclass
class Answer:
    """What a deputy answered."""

    number: str
    words: str
    done: bool = False
    in_vain: str = ""  # for what they waited


class People:
    """A steady load."""

    def __init__(self, town: Town, *, at_once: int = AT_ONCE) -> None:
        assert town._http is not None
        self.chats = Chats(town._http, town.url)
        self.citizens: list[Citizen] = []
        self.answers: list[Answer] = []
        self.disorder = False  # while Telegram hands over in another order
        self._town = town
        self._at_once = at_once
        self._chance = random.Random(7)
        self._enough = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._follower: asyncio.Task[None] | None = None
        self.deputies: dict[int, str] = {}  # user: name

    async def start(self) -> None:
        """Deputies join, citizens begin."""
        self._follower = asyncio.create_task(self.chats.follow())
        for code, name in DEPUTIES:
            self.deputies[(await self._town.deputy(code, name)).user] = name
            self.chats.acts += 1
        self._tasks = [asyncio.create_task(self._one_after_another(n)) for n in range(self._at_once)]
        self._tasks += [asyncio.create_task(self._answers(user)) for user in self.deputies]

    async def finish(self) -> None:
        """Nobody begins any more; who is at it comes to an end."""
        self._enough.set()
        await asyncio.gather(*self._tasks)

    async def leave(self) -> None:
        """At once."""
        for task in [*self._tasks, *([self._follower] if self._follower else [])]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def under_way(self) -> dict[int, int]:
        """How far those who are at it have come, by user."""
        return {one.user: one.steps for one in self.citizens if not one.done and not one.in_vain}

    def not_answered(self, before: dict[int, int]) -> int:
        """How many of those have come no further since."""
        now = self.under_way()
        return sum(now.get(user, -1) == steps for user, steps in before.items())

    async def _thinks(self) -> None:
        await asyncio.sleep(self._chance.uniform(*THINKING))

    async def _one_after_another(self, place: int) -> None:
        await asyncio.sleep(place * 0.1)
        while not self._enough.is_set():
            user = next(_users)
            saying = self._chance.choice(SAYINGS)
            words = tuple(f"{saying}。第{n}句，{user}" for n in range(1, self._chance.randint(2, 3) + 1))
            to_deputy = self._chance.random() < TO_A_DEPUTY
            deputy = self._chance.choice(list(self.deputies.values())) if to_deputy else ""
            citizen = Citizen(user, words, deputy, disordered=self.disorder)
            self.citizens.append(citizen)
            try:
                await self._writes(citizen)
            except InVain as waited:
                citizen.in_vain = str(waited)

    async def _writes(self, citizen: Citizen) -> None:
        chats, user = self.chats, citizen.user

        async def reads(words: str) -> dict[str, Any]:
            message = await chats.reads(user, words)
            citizen.steps += 1
            await self._thinks()
            citizen.disordered |= self.disorder
            return message

        async def press(message: dict[str, Any], label: str) -> None:
            data = callback_data(message, label)
            await chats.does(user, "press", message_id=message["message_id"], data=data, stale=True)

        await chats.lives(user, f"市民{user}")
        if citizen.deputy:
            await chats.does(user, "send", text=citizen.deputy)
            await press(await reads(citizen.deputy), citizen.deputy)
            await press(await reads(f"写给{citizen.deputy}"), f"写给{citizen.deputy}")
        else:
            await chats.does(user, "send", text="/write")
        await reads("请说吧")
        for text in citizen.words:
            await chats.does(user, "send", text=text)
            await self._thinks()
        await chats.does(user, "send", text=_DONE)
        preview = await reads("请过目")
        citizen.sent = True
        await press(preview, "发送")
        await reads("发出去了")  # the receipt may be uncertain; it is counted with all that is owed
        citizen.done = True

    async def _answers(self, user: int) -> None:
        """A deputy's day: some of the notices are answered, one after the other."""
        seen = 0
        while not self._enough.is_set():
            notices = [
                n for n, m in self.chats.from_bot[user].items() if "等您答复" in text_of(m) and n > seen
            ]
            if not notices:
                await asyncio.sleep(0.5)
                continue
            seen = min(notices)
            if self._chance.random() < ANSWERED:
                number = text_of(self.chats.from_bot[user][seen]).split("编号 ")[1].split("）")[0].strip()
                answer = Answer(number, f"已请有关单位去看，三天内处理好。{number}")
                self.answers.append(answer)
                try:
                    await self._answer(user, seen, answer)
                except InVain as waited:
                    answer.in_vain = str(waited)

    async def _answer(self, user: int, notice: int, answer: Answer) -> None:
        chats = self.chats
        said = await chats.does(user, "send", text=answer.words, reply_to=notice)
        message = await chats.reads(user, "写好了", after=said["message_id"])
        await chats.does(user, "send", text=_DONE)
        preview = await chats.reads(user, "请过目", after=message["message_id"])
        data = callback_data(preview, "发送")
        await chats.does(user, "press", message_id=preview["message_id"], data=data, stale=True)
        await chats.reads(user, f"编号 {answer.number}", after=preview["message_id"])
        answer.done = True
