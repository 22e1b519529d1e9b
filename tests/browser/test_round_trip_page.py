"""The demo as a newcomer meets it: three phones on one page, from a citizen's tap to a deputy's answer."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import in_chromium, phone, say
from tests.browser.pictures import picture

pytestmark = in_chromium

PATIENCE = 60
"""Seconds until a demo that does not start or stop is taken to be stuck."""

CITIZEN, DEPUTY, CLERK = range(3)


class Demo:
    """`liaison demo` in a process and a data folder of its own; stopped by Ctrl+C, started where it was."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self.start()

    def start(self) -> None:
        settings = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(self.port)],
            env={**settings, "LIAISON_DATA_DIR": str(self.data), "PYTHONUTF8": "1"},
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        found = re.search(r"http://127\.0\.0\.1:(\d+)/playground/\S+", line)
        assert found, f"the demo did not say where to look: {line!r}"
        self.address, self.port = found[0], int(found[1])

    def stop(self) -> int:
        """Ctrl+C, which a terminal tells to every process of the program; the exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "data")
    yield demo
    demo.stop()


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[[Demo], Page]]:
    """Opens the page that the demo names. The browser must have nothing whatever to complain of."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")

    def open_(demo: Demo) -> Page:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(demo.address)
        expect(page.locator("[data-phone]")).to_have_count(3)
        return page

    expect.set_options(timeout=20_000)
    yield open_
    expect.set_options(timeout=5_000)
    context.close()
    assert complaints == []


def tap(here: Locator, words: str) -> None:
    """Tap the button that the guide marks on this phone; it must be the one with these words."""
    here.locator(".guide-mark", has_text=words).click()


def write(here: Locator, words: str) -> None:
    """Write where the guide points to the text field."""
    expect(here.locator(".composer-line")).to_have_class(re.compile("guide-mark"))
    say(here, words)


def press(here: Locator, words: str) -> None:
    """Press the newest button with these words."""
    here.locator("[data-inline-button], [data-reply-button]", has_text=words).last.click()


def reads(here: Locator, words: str) -> Locator:
    """Wait until the bot has told this phone these words."""
    message = here.locator(".theirs", has_text=words).last
    expect(message).to_be_visible()
    return message


def test_a_newcomer_follows_the_guide_from_the_first_tap_to_the_answer_and_comes_back(demo, look):
    page = look(demo)
    citizen, deputy, clerk = (phone(page, number) for number in (CITIZEN, DEPUTY, CLERK))

    tap(citizen, "开始")
    tap(citizen, "直接说事")
    write(citizen, "我们小区门口的路灯坏了半个月，晚上看不见路。")
    tap(citizen, "写好了")
    tap(citizen, "发送")
    receipt = reads(citizen, "已收到，编号")
    number = re.search(r"编号 (\S+)", receipt.inner_text())[1].strip("。，")

    tap(clerk, "打开看看")
    tap(clerk, "指派代表")
    tap(clerk, "🟢")

    tap(deputy, "打开看看")
    tap(deputy, "答复")
    say(deputy, "已请路灯所明天来修，修好了告诉您。")
    tap(deputy, "写好了")
    tap(deputy, "发送")

    expect(reads(citizen, "已请路灯所明天来修")).to_contain_text(number)
    expect(page.locator("[data-guide]")).to_contain_text("一句话走完了一个来回")
    told = [here.locator(".message").count() for here in (citizen, deputy, clerk)]

    page.close()
    assert demo.stop() == 0
    demo.start()
    page = look(demo)
    citizen, deputy, clerk = (phone(page, number) for number in (CITIZEN, DEPUTY, CLERK))
    for here, messages in zip((citizen, deputy, clerk), told, strict=True):
        expect(here.locator(".message")).to_have_count(messages)
    reads(citizen, "已请路灯所明天来修")
    say(citizen, "/my")
    reads(citizen, number)


def test_a_photo_from_the_page_reaches_the_deputy(demo, look, tmp_path):
    page = look(demo)
    citizen, deputy, clerk = (phone(page, number) for number in (CITIZEN, DEPUTY, CLERK))
    photo = tmp_path / "lamp.png"
    photo.write_bytes(picture(120, 90, (220, 150, 90)))

    citizen.locator("[data-start]").click()
    press(citizen, "直接说事")
    reads(citizen, "请说吧")
    with page.expect_file_chooser() as chooser:
        citizen.locator("[data-attach]").click()
        citizen.locator("[data-attach-photo]").click()
    chooser.value.set_files(photo)
    citizen.locator("[data-composer]").fill("小区门口的路灯坏了，照片在此。")
    citizen.locator("[data-send]").click()
    reads(citizen, "记下了")
    press(citizen, "写好了")
    reads(citizen, "附件：")
    press(citizen, "发送")
    reads(citizen, "已收到，编号")

    press(clerk, "打开看看")
    press(clerk, "指派代表")
    press(clerk, "🟢")

    press(deputy, "打开看看")
    press(deputy, "附件")
    expect(deputy.locator(".theirs .tile img").last).to_have_js_property("naturalWidth", 120)
