"""aiogram's way to Telegram, made cheaper and more patient.

* JSON where no file goes along: building and encoding a form costs about as much as everything else.
* Types of answers are kept: pydantic forgets a generic type that nobody holds, and aiogram asks for it anew
  at every call.
* A refusal for the moment (429) and a connection that could not be made are tried again here, since nothing
  was sent then; whatever may have been sent is left to whoever called.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, DummyCookieJar
from pydantic import BaseModel

_KEPT: Final = (Response[Message], Response[bool], Response[Message | bool], Response[list[Message]])

_JSON = {"Content-Type": "application/json"}

LONGEST_WAIT: Final = 20.0
"""Seconds a 429 may ask for and still be waited out here."""

_TRIES = 4
_PAUSE = 0.3


class _NeedsForm(Exception):
    """A value that JSON cannot carry."""


def _plain(value: Any, bot: Bot) -> Any:
    """What JSON carries, defaults put in, absent values left out."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Default):
        return _plain(bot.default[value.name], bot)
    if isinstance(value, list | tuple):
        return [_plain(item, bot) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item, bot) for name, item in value.items()}
    if isinstance(value, BaseModel):
        return _fields(value, bot)
    raise _NeedsForm


def _fields(model: BaseModel, bot: Bot) -> dict[str, Any]:
    """A model's fields as they were set. (Its own dump writes down the forty that were not as well.)"""
    given = ((name, _plain(value, bot)) for name, value in model.__dict__.items() if value is not None)
    return {name: value for name, value in given if value is not None}


class LeanSession(AiohttpSession):
    """The session the product uses."""

    async def create_session(self) -> ClientSession:
        """As aiogram's, without a jar for cookies: Telegram sends none, and looking for them is a fifth of the
        cost of a request."""
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                connector=self._connector_type(**self._connector_init), cookie_jar=DummyCookieJar()
            )
        return self._session

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Send and wait for the answer. Raises aiogram's TelegramAPIError family."""
        for more in range(_TRIES - 1, -1, -1):
            try:
                return await self._once(bot, method, timeout)
            except TelegramRetryAfter as error:
                if not more or error.retry_after > LONGEST_WAIT:
                    raise
                await asyncio.sleep(error.retry_after)
            except TelegramNetworkError as error:
                if not more or not isinstance(error.__cause__, ClientConnectorError):
                    raise
                await asyncio.sleep(_PAUSE * (_TRIES - more))
        raise AssertionError("the last try returns or raises")

    async def _once(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None
    ) -> TelegramType:
        try:
            fields = _fields(method, bot)
        except _NeedsForm:
            return await super().make_request(bot, method, timeout)
        http = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            async with http.post(
                url,
                data=body,
                headers=_JSON,
                timeout=ClientTimeout(total=self.timeout if timeout is None else timeout),
            ) as response:
                content = await response.text(encoding="utf-8")
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from error
        checked = self.check_response(bot=bot, method=method, status_code=response.status, content=content)
        return cast("TelegramType", checked.result)
