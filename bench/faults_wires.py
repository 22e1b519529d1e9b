"""Wires between our processes and their servers, which can be cut: bytes stop in both directions and nobody is told."""

from __future__ import annotations

import asyncio
import contextlib

from storage.engine import SILENT_SECONDS

_CHUNK = 65536


class Wire:
    """One way to a server on a port of 127.0.0.1, through a port of its own."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._whole = asyncio.Event()
        self._whole.set()
        self._far_ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._given_up: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        """Carry from now on; ``port`` says where."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Silence. After SILENT_SECONDS the server's machine gives up what was connected, as its keepalives do on a real
        network; ours finds out when the wire is whole again."""
        self._whole.clear()
        self._given_up = asyncio.get_running_loop().call_later(SILENT_SECONDS, self._give_up)

    def mend(self) -> None:
        """Whole again. What lived so long goes on."""
        if self._given_up is not None:
            self._given_up.cancel()
        self._whole.set()

    async def close(self) -> None:
        """Carry no more."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _give_up(self) -> None:
        for writer in self._far_ends:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(
            asyncio.CancelledError
        ):  # at the end; nobody waits for what a server's task says
            await self._joined(reader, writer)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far: asyncio.StreamWriter | None = None
        try:
            await self._whole.wait()
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
            self._far_ends.add(far)
            ways = [
                asyncio.create_task(self._pump(reader, far)),
                asyncio.create_task(self._pump(far_reader, writer)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:  # nobody is there
            pass
        finally:
            for end in (writer, far):
                if end is not None:
                    end.transport.abort()
            if far is not None:
                self._far_ends.discard(far)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
        await self._whole.wait()  # an end, too, is not heard of through a cut wire
