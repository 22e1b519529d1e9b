"""Keeps a process's router taught: what clerks decide anywhere is learnt here within seconds, and at the start all
that was decided before, while the bot already works with the lexicon alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from liaison.routing.router import Router, Target
from storage.engine import Database
from storage.teaching import TeachingRows

from .desk import StoredDesk

log = structlog.get_logger()

T = TypeVar("T")

AT_ONCE = 20
"""Examples learnt in one go: about 20 ms, between which the conversation has its turn."""


class TeachingWatch:
    """Looks for examples that the router at work has not learnt."""

    def __init__(self, database: Database, desk: StoredDesk) -> None:
        self._database = database
        self._desk = desk
        self._taught: Router | None = None
        self._known = (0, 0)

    async def examples(self) -> None:
        """Learn what is new. After something was taken back, or with a new lexicon, everything is learnt anew in
        the same order, and the new model takes over when it is ready."""
        office = self._desk.office
        version = await self._read(lambda rows: rows.version())
        anew = office.router is not self._taught or version[1] != self._known[1]
        if not anew and version == self._known:
            return
        after = 0 if anew else self._known[0]
        found = await self._read(lambda rows: rows.examples(after))
        router = office.router.blank() if anew and (found or office.router.learnt) else office.router
        await asyncio.to_thread(router.read, "")  # makes ready what a first message would wait for
        count = 0
        for start in range(0, len(found), AT_ONCE):
            count += await asyncio.to_thread(router.learn, _usable(found[start : start + AT_ONCE]))
        if self._desk.office is not office:
            return  # another roster meanwhile: the next look starts from it
        if router is not office.router:
            self._desk.adopt(replace(office, router=router))
        self._taught = router
        self._known = (max([version[0], *(example_id for example_id, *_ in found[-1:])]), version[1])
        if count:
            log.info("routing.learnt", examples=count, anew=anew)

    async def _read(self, ask: Callable[[TeachingRows], T]) -> T:
        assembly = self._desk.office.assembly
        return await self._database.read(lambda connection: ask(TeachingRows(connection, assembly)))


def _usable(examples: Sequence[tuple[int, str, str]]) -> Iterator[tuple[str, Target]]:
    """Texts with their targets, without such as a later version wrote."""
    for _, text, target in examples:
        try:
            yield text, Target.parse(target)
        except ValueError:
            continue
