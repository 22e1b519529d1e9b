"""How deputies come to be in these tests, and how anybody finishes writing."""

from __future__ import annotations

from tests.phones import Phone, text_of
from tests.town import USERNAME, Town


async def joined(town: Town, clerk: Phone, name: str, language: str = "zh-hans") -> Phone:
    """A deputy who has joined by the clerk's invitation."""
    await clerk.send("/invite")
    await clerk.reads_next("想邀请谁")
    await clerk.tap("邀请代表")
    await clerk.reads("邀请哪位代表")
    await clerk.send(name)
    await clerk.reads_next("再邀请会多一个账号")
    await clerk.tap(name)
    invitation = text_of(await clerk.reads_next(f"{name}代表，您好"))
    phone = await town.phone(name, language)
    await phone.open_link(next(word for word in invitation.split() if USERNAME in word))
    await phone.reads(name)
    return phone


async def finish(phone: Phone, *words: str) -> None:
    """Write these words, look at the preview, send."""
    await phone.reads_next("写好了")
    for text in words:
        await phone.send(text)
    await phone.tap("写好了")
    await phone.reads_next("请过目")
    await phone.tap("发送")
