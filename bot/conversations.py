"""aiogram's conversation state, in memory while a chat is being handled. The dispatcher loads it before
and stores it after each update, in the commit that marks the update done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from storage.inbox import Conversation


class TalkStore(Protocol):
    """Where conversations are kept, when not in the database."""

    async def load(self, chats: Iterable[str]) -> dict[str, Conversation]:
        """Where these chats stand; one that is missing is at the beginning."""
        ...

    async def save(self, talks: Mapping[str, Conversation]) -> None:
        """Where they stand from now on."""
        ...


class Talk:
    """One chat's conversation."""

    __slots__ = ("data", "state", "stored")

    def __init__(self, stored: Conversation | None) -> None:
        self.stored = stored or Conversation(None, "{}")
        self.state = self.stored.state
        self.data: dict[str, Any] = json.loads(self.stored.data)

    def changed(self) -> Conversation | None:
        """What is to be stored, or None when nothing changed."""
        now = Conversation(self.state, json.dumps(self.data, separators=(",", ":")))
        return None if now == self.stored else now

    def settle(self, stored: Conversation | None) -> None:
        """``stored`` is in the database now."""
        if stored is not None:
            self.stored = stored

    def reset(self) -> None:
        """Back to what is stored: a handler failed half way."""
        self.state = self.stored.state
        self.data = json.loads(self.stored.data)


class ConversationStorage(BaseStorage):
    """Talks of the chats that are being handled now, by chat."""

    def __init__(self) -> None:
        self.talks: dict[str, Talk] = {}

    def _talk(self, key: StorageKey) -> Talk:
        return self.talks[str(key.chat_id)]

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Where the conversation stands."""
        self._talk(key).state = state.state if isinstance(state, State) else state

    async def get_state(self, key: StorageKey) -> str | None:
        """Where it stands."""
        return self._talk(key).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Ids the conversation needs."""
        self._talk(key).data = dict(data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy, as every aiogram storage gives."""
        return dict(self._talk(key).data)

    async def close(self) -> None:
        """Nothing is held open."""
