"""How a citizen's opinion comes about in the tests: by typing and tapping, like everything else there."""

from __future__ import annotations

from typing import Any

from tests.phones import Phone, text_of

SURE = "小区物业不修路灯，楼道垃圾没人清运，污水管道也堵了"
"""Words whose committee (urban construction) the matcher is sure of."""

URBAN = "环境资源城乡建设委员会"

UNSURE = "上回提到的事一直没有下文，麻烦看一看"
"""Words that say nothing about a committee."""


def number_in(message: dict[str, Any]) -> str:
    """The tracking number in a message."""
    return text_of(message).split("编号 ")[1].split()[0].rstrip("，。）")


async def write_opinion(citizen: Phone, *words: str, deputy: str = "", signed: bool = False) -> str:
    """Write, look at the preview, send; returns the tracking number."""
    if deputy:
        await citizen.send(deputy)
        await citizen.reads("点开看看")
        await citizen.tap(deputy)
        await citizen.tap(f"写给{deputy}")
    else:
        await citizen.send("/write")
    await citizen.reads_next("请说吧")
    for text in words:
        await citizen.send(text)
    await citizen.tap("写好了")
    await citizen.reads_next("请过目")
    if signed:
        await citizen.tap("让代表知道我的姓名")
        await citizen.reads("也看得到您的姓名")
    await citizen.tap("发送")
    return number_in(await citizen.reads_next("已收到，编号"))


async def press_old(phone: Phone, message: dict[str, Any], data: str) -> dict[str, Any]:
    """Press what the person still sees, or made up, though it is not under the message any more. Returns the
    toast or alert."""
    pressed = await phone.call("press", message_id=message["message_id"], data=data, stale=True, wait=10)
    toast: dict[str, Any] = pressed["answer"]
    return toast
