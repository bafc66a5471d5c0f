"""Nobody gets stuck: what is blocked says why and what instead, and every way leads to the end."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import axe
from tests.browser.conftest import Reader
from tests.browser.session import press

HEATS = {"vi": "nhiet", "en": "heat"}


class Bench:
    """A workbench in front of a reader, with script or without."""

    def __init__(self, page: Page, javascript: bool) -> None:
        self.page, self.javascript = page, javascript

    def sent(self, button: Locator) -> None:
        """Nothing: the button is pressed and its answer is on the page."""
        if self.javascript:
            with self.page.expect_response(lambda answer: "/configure/" in answer.url):
                button.click()
        else:
            with self.page.expect_navigation():
                button.click()

    def search(self, words: str, *, possible: bool = False) -> None:
        """Nothing: the steps show what the search leaves."""
        self.page.set_checked("#only", possible)
        self.page.fill("#find-words", words)
        if not self.javascript:
            self.sent(self.page.locator("#find button"))

    def undo(self) -> None:
        """Nothing: the last change is taken back."""
        self.sent(self.page.locator("button[name=changes]:visible", has_text=UNDO).first)


UNDO = re.compile("^(Undo|Hoàn tác)$")


def summary_in_sight(page: Page) -> None:
    """What is in the product begins above the fold, and the price stays where the panel scrolls."""
    for line in page.locator("#in-it li:not([hidden])").all()[:5]:
        expect(line).to_be_in_viewport(ratio=1)
    page.evaluate("document.querySelector('#price').scrollTop = 9999")
    expect(page.locator("#figures")).to_be_in_viewport()
    expect(page.locator("#price-total")).to_be_in_viewport(ratio=1)
    page.evaluate("document.querySelector('#price').scrollTop = 0")


@pytest.mark.parametrize(
    ("language", "width", "javascript"), [("vi", 360, False), ("en", 1280, True)]
)
def test_a_blocked_option_leads_to_its_way_out_and_back_and_on_to_the_end(
    reader: Reader, language: str, width: int, javascript: bool
) -> None:
    page = reader(language, width, javascript=javascript)
    bench = Bench(page, javascript)
    page.goto("/")
    if javascript:
        press(page, "/supplier/equipment")
    else:
        page.click(
            "button[formaction='/supplier/equipment'], form[action='/supplier/equipment'] button"
        )
    page.goto("/configure/need/compressor?number-flow=12")
    expect(page.locator("#fits section")).to_have_count(2)
    axe(page)
    page.goto("/configure/from/workshop_dry_hot")
    page.click("main form .button-main")
    page.wait_for_url(re.compile(r"/configure/[A-Z0-9]{6}"))
    expect(page.locator(".page-head .row > a")).to_be_in_viewport(ratio=1)
    if width == 1280:
        summary_in_sight(page)
    dryer, heat = page.locator("#o-heat_of_compression"), page.locator("#o-hr_70")

    # A search leaves what it names, and the explanation opens inside it.
    bench.search(HEATS[language])
    expect(page.locator("#step-motor")).to_be_hidden()
    why = page.locator("#why-hr_70")
    bench.sent(why)
    expect(page.locator("#ways-hr_70 .conflict")).to_be_visible()
    if javascript:
        expect(page.locator("#ways-hr_70")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)

    # One click takes the way out, one click undoes it.
    price = page.locator("#price .panel-total b")
    before = price.inner_text()
    bench.sent(page.locator("#ways-hr_70 .repairs button").first)
    expect(heat).to_be_checked()
    expect(dryer).to_have_count(0)  # blocked now in its turn
    expect(price).not_to_have_text(before)
    bench.undo()
    expect(dryer).to_be_checked()
    expect(price).to_have_text(before)

    # Only what is still possible: the blocked one is gone, and comes back with everything.
    bench.search("", possible=True)
    expect(why).to_be_hidden()
    expect(page.locator("#step-motor")).to_be_visible()
    page.click("#found a")
    expect(why).to_be_attached()

    # A choice keeps the reader's place: what they chose stays where it was, with the focus.
    if javascript:
        choice = page.locator("#o-drain_zero_loss")
        choice.scroll_into_view_if_needed()
        place = choice.evaluate("e => e.getBoundingClientRect().top")
        bench.sent(page.locator("label[for=o-drain_zero_loss]"))
        expect(page.locator("#head-drain .badge")).to_have_count(0)
        expect(choice).to_be_focused()
        assert abs(choice.evaluate("e => e.getBoundingClientRect().top") - place) < 2
        choice.press("ArrowUp")  # by keyboard alone: the one before it
        expect(page.locator("#o-drain_timer")).to_be_checked()
        expect(page.locator("#o-drain_timer")).to_be_focused()
        expect(page.locator("#status")).to_contain_text("USD")
        expect(page.locator("#rail [aria-current]")).to_have_text(re.compile("^Condensate drain"))
        # and back in a step that was sent anew before: no older version stays behind in it
        bench.sent(page.locator("label[for=o-motor_ie4]"))
        expect(page.locator("#head-motor")).to_contain_text("IE4")
        bench.sent(page.locator("label[for=o-drain_zero_loss]"))
        expect(page.locator("#head-drain")).to_contain_text("Zero-loss drain")

    bench.sent(page.locator("#finish button[value=recommended]"))
    expect(page.locator("#finish button")).to_have_count(0)
    axe(page)
