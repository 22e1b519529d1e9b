"""invite."""

from aiogram import Router

router = Router(name="invite")
