"""pass_on."""

from aiogram import Router

router = Router(name="pass_on")
