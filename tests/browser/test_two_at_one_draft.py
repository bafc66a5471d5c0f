"""A buyer and a rep on the phone: one draft, two browsers, and each sees what the other does."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.session import press

LAN, SON = "lan@binhan.example", "son@dien.example"


def in_vietnamese(page: Page) -> Page:
    """The page; other tests may have left its reader in English."""
    page.goto("/")
    press(page, "/language/vi")
    return page


def at_step(page: Page, step: str, option: str) -> None:
    """Nothing: the step is unfolded and the option in it chosen."""
    card = page.locator(f"label[for='o-{option}']")
    if not card.is_visible():
        page.locator(f"#step-{step} summary").first.click()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        card.click()


def test_a_reps_change_reaches_the_buyer_is_marked_and_taken_back(reader: Reader) -> None:
    lan = in_vietnamese(reader("vi", person=LAN))
    lan.goto("/configure/from/guarded_index")
    lan.click("form[action='/configure/from/guarded_index'] .button-main")
    lan.wait_for_url(re.compile(r"/configure/[A-Z0-9]{6}"))
    code = lan.url.split("/configure/")[1][:6]
    price = lan.locator("#price .panel-total b")
    before = price.inner_text()

    son = in_vietnamese(reader("vi", person=SON))
    son.goto("/workspace")
    son.fill("#open-code", code)
    son.click("form[action='/resume'] button[type=submit]")
    expect(son.locator("h1")).to_have_text("Hợp đồng mua bán điện")
    expect(son.locator("#draft")).to_contain_text("Những gì bạn đổi được ghi tên bạn")
    at_step(son, "support", "support_office")

    # The buyer's page follows by itself, where the buyer stands, with the word of who did it.
    lan.locator("#n-sites").focus()
    mark = lan.locator("#draft .notice", has_text="Đặng Hải Sơn")
    expect(mark).to_contain_text("Trực hỗ trợ: Giờ hành chính")
    expect(price).not_to_have_text(before)
    expect(lan.locator("#n-sites")).to_be_focused()
    expect(lan.locator("#head-support")).to_contain_text("Đặng Hải Sơn")
    expect(lan.locator("#status")).to_contain_text("Trực hỗ trợ: Giờ hành chính")

    # Taken back, it is as before in both browsers; the rep's page follows the same way.
    mark.get_by_role("button", name=re.compile("^Hoàn tác")).click()
    expect(price).to_have_text(before)
    expect(lan.locator("#draft .notice", has_text="Đặng Hải Sơn")).to_have_count(0)
    rep_price = son.locator("#price .panel-total b")
    expect(rep_price).to_have_text(before)
