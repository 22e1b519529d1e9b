"""triage."""

from aiogram import Router

router = Router(name="triage")
