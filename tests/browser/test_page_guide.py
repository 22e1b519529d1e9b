"""The guided first minute on the chat page."""

import re

from playwright.sync_api import expect

from tests.browser.chromium import in_chromium, phone, say, started

pytestmark = in_chromium

GUIDE = [
    {"id": "start", "phone": 0, "text": {"zh": "点“开始”。", "en": "Tap Start."}, "highlight": "start",
     "done_when": {"phone": 0, "contains": "您好"}},
    {"id": "press", "phone": 0, "text": {"zh": "点“加一”。", "en": "Tap it."}, "highlight": "button:加",
     "done_when": {"phone": 0, "contains": "现在是"}},
    {"id": "keys", "phone": 0, "text": {"zh": "写“按键”。", "en": "Write it."}, "highlight": "composer",
     "done_when": {"phone": 0, "contains": "请选"}},
    {"id": "key", "phone": 0, "text": {"zh": "点“乙”。", "en": "Tap it."}, "highlight": {"zh": "button:乙", "en": "button:B"},
     "done_when": {"phone": 0, "contains": {"zh": "收到", "en": "Got"}}},
    {"id": "deputy", "phone": 1, "text": {"zh": "看代表的手机。", "en": "Now the deputy."}, "highlight": "start",
     "done_when": {"phone": 1, "contains": "您好"}},
]  # fmt: skip


def test_the_guide_points_goes_on_by_itself_and_remembers(open_page):
    page = open_page(guide=GUIDE)
    guide = page.locator("[data-guide]")
    expect(guide).to_contain_text("第 1 步,共 5 步".replace(",", "\uff0c"))
    expect(phone(page).locator("[data-start]")).to_have_class(re.compile("guide-mark"))
    here = started(page)
    expect(guide).to_contain_text("点“加一”。")
    expect(here.locator('[data-inline-button="0,0"]')).to_have_class(re.compile("guide-mark"))
    page.reload()
    expect(guide).to_contain_text("点“加一”。")
    here.locator('[data-inline-button="0,0"]').click()
    expect(here.locator(".composer-line")).to_have_class(re.compile("guide-mark"))
    say(here, "按键")
    expect(here.locator('[data-reply-button="0,1"]')).to_have_class(re.compile("guide-mark"))
    here.locator('[data-reply-button="0,1"]').click()
    expect(guide).to_contain_text("看代表的手机。")
    page.locator("[data-guide-hide]").click()
    expect(guide).to_be_hidden()
    expect(page.locator(".guide-mark")).to_have_count(0)
    page.locator("[data-guide-open]").click()
    expect(guide).to_contain_text("看代表的手机。")
    page.locator("[data-guide-next]").click()
    page.locator("[data-guide-again]").click()
    expect(guide).to_contain_text("点“开始”。")


def test_a_narrow_screen_shows_one_phone_and_the_guide_turns_to_it(open_page):
    page = open_page(width=390, guide=[GUIDE[0], GUIDE[-1]])
    expect(phone(page, 0)).to_be_visible()
    expect(phone(page, 1)).to_be_hidden()
    started(page)
    expect(phone(page, 1)).to_be_visible()
    page.locator('[data-tab="2"]').click()
    expect(phone(page, 2)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
