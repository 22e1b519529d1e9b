"""inbox."""

from aiogram import Router

router = Router(name="inbox")
