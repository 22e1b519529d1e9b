"""The chat page as a person uses it: a real Chromium, its phones, and what one does on them."""

from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream",
         "--use-fake-ui-for-media-stream"]  # fmt: skip

in_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}: install Debian's chromium"),
]


def said_wrong(line: ConsoleMessage) -> bool:
    """Whether the browser complains of the page; an address that is not there (no guide, server away) is none."""
    return line.type == "error" and "Failed to load resource" not in line.text


def phone(page: Page, number: int = 0) -> Locator:
    return page.locator(f'[data-phone="{number}"]')


def started(page: Page, number: int = 0) -> Locator:
    """A phone whose person has pressed START and been greeted."""
    here = phone(page, number)
    here.locator('[data-start="start"]').click()
    expect(here.locator(".theirs")).to_contain_text("您好")
    return here


def say(here: Locator, text: str) -> None:
    here.locator("[data-composer]").fill(text)
    here.locator("[data-send]").click()
    expect(here.locator("[data-composer]")).to_have_value("")
