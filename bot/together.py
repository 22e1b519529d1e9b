"""Doing for many at once what each of them waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

T = TypeVar("T")

GATHER_SECONDS = 0.02
"""How long updates wait for company where several processes share the work: people do not notice, and one that comes
singly costs a quarter more (bench.scale)."""


class Together(Generic[T]):
    """What comes while one round is on its way shares the next."""

    def __init__(
        self,
        do: Callable[[Sequence[T]], Awaitable[None]],
        *,
        gather: float = 0.0,
        spoilt_for_all: Callable[[Exception], bool] = lambda _error: True,
    ) -> None:
        """``gather``: seconds for which a round waits for company. ``spoilt_for_all``: whether an error is everybody's;
        after any other each is tried by itself."""
        self._do = do
        self._gather = gather
        self._spoilt_for_all = spoilt_for_all
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._at_work: asyncio.Task[None] | None = None

    async def add(self, one: T) -> None:
        """When this returns it is done. Raises what the doing of it raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._at_work is None or self._at_work.done():
            # A context of its own: what it logs and traces is not about whoever came first.
            self._at_work = asyncio.create_task(self._work(), name="together", context=Context())
        await done

    async def _work(self) -> None:
        while self._waiting:
            if self._gather:
                await asyncio.sleep(self._gather)
            together, self._waiting = self._waiting, []
            try:
                await self._round(together)
            finally:
                for _, done in together:
                    done.cancel()  # cut off: nobody is left waiting

    async def _round(self, together: Sequence[tuple[T, asyncio.Future[None]]]) -> None:
        try:
            await self._do([one for one, _ in together])
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            alone = len(together) > 1 and not self._spoilt_for_all(error)
            for one, done in together:
                _settle(done, await self._error_of(one) if alone else error)
        else:
            for _, done in together:
                _settle(done, None)

    async def _error_of(self, one: T) -> Exception | None:
        try:
            await self._do([one])
        except Exception as error:  # noqa: BLE001 - see above
            return error
        return None


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():  # whoever waited has gone
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
