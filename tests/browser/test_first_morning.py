"""The laundry owner's morning: a phone, twelve bills, no account, a price held, a plan accepted."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.accessibility import axe
from tests.browser.conftest import Reader

BILLS = (1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720)
WORDS = {
    "vi": {
        "verdict": "Gói Trả trước theo quý giúp bạn tiết kiệm 3.589.740 ₫/năm (5,5%).",
        "flip": "rẻ nhất khi tỷ trọng giờ cao điểm dưới 29,77%; ở mức 40%, gói này tốn 65.070.000 ₫.",
        "yearly": ("62.230.260 ₫", "62.295.000 ₫", "65.820.000 ₫"),
        "due": ("15.557.565 ₫", "5.191.250 ₫", "5.485.000 ₫"),
        "at_40": "65.070.000 ₫",
    },
    "en": {
        "verdict": "Quarterly prepay saves you 3,589,740 ₫ a year (5.5%).",
        "flip": "wins below 29.77% peak share; at 40% it costs 65,070,000 ₫.",
        "yearly": ("62,230,260 ₫", "62,295,000 ₫", "65,820,000 ₫"),
        "due": ("15,557,565 ₫", "5,191,250 ₫", "5,485,000 ₫"),
        "at_40": "65,070,000 ₫",
    },
}


def plain(text: str | None) -> str:
    """Text with ordinary spaces."""
    return " ".join((text or "").replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("vi", 360, True), ("en", 1280, True), ("vi", 360, False)],
)
def test_the_owner_of_a_laundry_finds_the_cheapest_plan_and_holds_its_price(
    reader: Reader, language: str, width: int, javascript: bool
) -> None:
    page, words = reader(language, width, javascript=javascript), WORDS[language]
    page.goto("/")
    axe(page)
    page.locator("main a[href='/compare']").first.click()
    compare_bills(page)

    assert plain(page.locator("#verdict").text_content()) == words["verdict"]
    plans = page.locator(".plan")
    expect(plans).to_have_count(3)
    for place in range(3):
        shown = plain(plans.nth(place).text_content())
        assert words["yearly"][place] in shown
        assert words["due"][place] in shown
        assert f"{place + 1} · {place + 1} · {place + 1}" in shown
    assert words["flip"] in plain(page.locator("#flips").text_content())
    axe(page)

    move_slider(page, "40", javascript)
    expect(page.locator(".plan").first).to_be_visible()
    assert words["at_40"] in plain(page.locator(".ranking").text_content())

    ranking = re.sub(r"\?.*", "", page.url)
    page.goto(ranking)
    hold_price(page)
    assert words["yearly"][0] in plain(page.locator("#verdict").text_content())
    axe(page)
    assert_paper_says(page, words["yearly"][0], words["due"][0])

    page.goto(ranking)
    accept_plan(page)
    assert words["yearly"][1] in plain(page.locator("#verdict").text_content())
    axe(page)


def compare_bills(page: Page) -> None:
    """Type twelve bills, 30 % in peak hours, the standard plan today."""
    axe(page)
    for place, kwh in enumerate(BILLS):
        page.fill(f"#kwh_{place}", str(kwh))
    page.select_option("#province", "Hà Nội")
    page.fill("#peak_percent", "30")
    page.select_option("#current", "standard")
    page.click("main form .button-main")
    page.wait_for_url("**/compare/*")


def move_slider(page: Page, share: str, javascript: bool) -> None:
    """Ask what if `share` percent were used in peak hours."""
    field = page.locator("input[name=peak]:not([type=range])")
    field.fill(share)
    if javascript:
        with page.expect_response(lambda answer: "peak=" in answer.url):
            field.press("Tab")
        expect(page.locator("#result .how")).to_contain_text("40")
    else:
        page.click("form[method=get] button[type=submit]")
        assert "peak=40" in page.url


def hold_price(page: Page) -> None:
    """Refused without phone and consent, then held; nobody is called."""
    page.click("#hold button[type=submit]")
    expect(page.locator("#consent-error")).to_be_visible()
    page.fill("#hold #phone", "0912 345 678")
    page.check("#consent")
    page.click("#hold button[type=submit]")
    page.wait_for_url("**/holds/*")


def accept_plan(page: Page) -> None:
    """Night saver, taken on the ranking itself: the third screen from the home page."""
    page.select_option("#accept-plan", "night_saver")
    page.fill("#accept-name", "Nguyễn Thị Lan")
    page.fill("#accept-company", "Tiệm giặt Lan")
    page.fill("#accept-phone", "0912 345 678")
    page.fill("#accept-email", "lan@tiemgiat.example")
    page.check("#accept-agreed")
    page.click("#accept button[type=submit]")
    page.wait_for_url("**/acceptances/*")


def assert_paper_says(page: Page, *figures: str) -> None:
    """The one-page PDF shows the figures of the screen."""
    page.locator("main a[href^='/documents/']").click()
    link = page.locator("a[href$='.pdf']")
    link.wait_for(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    paper = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    assert len(paper.pages) == 1
    text = plain(paper.pages[0].extract_text())
    for figure in figures:
        assert figure in text
