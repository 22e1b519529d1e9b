"""One Chromium for all tests of the chat page; one playground, with a bot that shows every kind of message."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS, said_wrong
from tests.browser.page_bot import PICTURES, PageBot, wav
from tests.browser.page_server import TOKEN, Server
from tests.browser.pictures import picture


@pytest.fixture(scope="package")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for number, colour in enumerate([(120, 180, 230), (220, 150, 90), (90, 170, 140)]):
        (folder / f"{number}.png").write_bytes(picture(120, 90, colour))
    (folder / "说明.txt").write_text("正文", encoding="utf-8")
    wav(folder / "voice.wav")
    return folder


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("playground"))
    yield server
    server.stop()
    server.http.close()


@pytest.fixture(scope="package")
def bot(server: Server, files: Path) -> Iterator[PageBot]:
    pictures = [(files / f"{n}.png").read_bytes() for n in range(PICTURES)]
    with PageBot(server.url, TOKEN, pictures, (files / "voice.wav").read_bytes()) as bot:
        yield bot


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: Server, bot: PageBot) -> Iterator[Callable[..., Page]]:
    """Opens the page for three new people; at the end nothing may have gone wrong in it or come from outside."""
    opened = []
    troubles: list[str] = []

    def open_(width: int = 1440, guide: list | None = None, locale: str = "zh-CN", **more: object) -> Page:
        people = [
            server.post("users", first_name=name, language_code="zh")["id"]
            for name in ("陈静", "李明", "王芳")
        ]
        context = browser.new_context(viewport={"width": width, "height": 860}, locale=locale, **more)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("console", lambda line: troubles.append(line.text) if said_wrong(line) else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((server.url, "blob:", "data:")) else troubles.append(r.url),
        )
        if guide is not None:
            page.route("**/playground/guide", lambda route: route.fulfill(json=guide))
        captions = quote("群众,代表,工作人员")
        page.goto(f"{server.url}/playground/?people={','.join(map(str, people))}&captions={captions}")
        expect(page.locator("[data-phone]")).to_have_count(3)
        return page

    yield open_
    for context in opened:
        context.close()
    while not bot.seen.empty():
        bot.seen.get()
    assert troubles == []
