"""python-telegram-bot's requests over aiohttp.

The library brings httpx; measured against a local server it takes about four times the CPU of this for
one message, and aiohttp is in the process anyway. A request that Telegram did not answer raises TimedOut or
NetworkError with aiohttp's own error as ``__cause__``: ``delivery.policy`` reads there whether anything may
have arrived.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECT_SECONDS = 8.0
"""For a free connection, the name, TCP and TLS together."""

READ_SECONDS = 20.0
"""For the answer, once the request is written."""

TEXT_SECONDS = 30.0
"""For a whole request without files."""

UPLOAD_SECONDS = 75.0
"""For a whole request with files; below storage's 90 s for a claim."""

KEEP_ALIVE_SECONDS = 30.0
"""How long an idle connection is kept. Short, because a connection that the other side closes at the
moment we write to it leaves a message uncertain."""

_JSON = {"Content-Type": "application/json"}

Seconds = float | None | Any  # None: no limit; the library's own marker object: not given


class AiohttpRequest(BaseRequest):
    """Keep-alive connections, at most ``connections`` at once; through ``proxy`` when one is given."""

    def __init__(self, connections: int = 32, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float | None:
        """READ_SECONDS."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool; nothing is sent. Again: nothing changes."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=60
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. TimedOut and NetworkError carry aiohttp's error as their cause."""
        if self._session is None:
            raise RuntimeError("not initialized")
        files = request_data is not None and request_data.contains_files
        timeout = self._timeout(files, read_timeout, write_timeout, connect_timeout, pool_timeout)
        data: bytes | aiohttp.FormData | None = None
        headers = None
        if request_data is not None and files:
            data = _form(request_data)
        elif request_data is not None:
            data = json.dumps(request_data.parameters).encode()
            headers = _JSON
        try:
            async with self._session.request(
                method,
                self._url(url, method),
                data=data,
                headers=headers,
                timeout=timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:  # aiohttp's own time-outs are of this class too
            raise TimedOut(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:  # its words may hold the address, and so the token
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer. The library's own writes what it cannot read to the log; an answer may hold a
        person's words, so this one does not."""
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer

    def _url(self, url: str, method: str) -> URL:
        if method != "POST":  # files: each has its own address
            return URL(url, encoded=True)
        known = self._urls.get(url)
        if known is None:
            known = self._urls[url] = URL(url, encoded=True)
        return known

    def _timeout(
        self, files: bool, read: Seconds, write: Seconds, connect: Seconds, pool: Seconds
    ) -> aiohttp.ClientTimeout:
        unset = self.DEFAULT_NONE
        if read is unset and write is unset and connect is unset and pool is unset:
            return _UPLOAD if files else _TEXT
        read = READ_SECONDS if read is unset else read
        connect = CONNECT_SECONDS if connect is unset else connect
        pool = 0.0 if pool is unset else pool
        write = (UPLOAD_SECONDS if files else TEXT_SECONDS) if write is unset else write
        joined = None if connect is None or pool is None else connect + pool
        total = None if joined is None or read is None or write is None else joined + read + write
        return aiohttp.ClientTimeout(total=total, connect=joined, sock_read=read)


_TEXT = aiohttp.ClientTimeout(total=TEXT_SECONDS, connect=CONNECT_SECONDS, sock_read=READ_SECONDS)
_UPLOAD = aiohttp.ClientTimeout(total=UPLOAD_SECONDS, connect=CONNECT_SECONDS, sock_read=READ_SECONDS)


def _form(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # names of files go out as they are, in UTF-8
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
