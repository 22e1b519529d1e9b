"""Making what takes seconds and stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


@contextmanager
def without_collector() -> Iterator[None]:
    """The garbage collector does not look again and again through what is being made, of which nothing is rubbish."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load(name: str) -> ModuleType:
    """Import a module: for aiogram the collector would take a sixth of the time. What modules make stays for good
    anyway."""
    with without_collector():
        return import_module(name)
