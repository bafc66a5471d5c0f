"""A cost case that two work on: a figure proposed and taken, a line added, a file taken home."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.reading import Desk, plain
from tests.browser.test_second_morning import MINH, WORDS, every_reader

PHUC = "phuc@minhphat.example"
SOURCE = "Sổ bảo trì tháng 10"
LINE = "Đào tạo vận hành"
SUMMARY = {"vi": "Tóm tắt", "en": "Summary"}


@pytest.fixture
def desks(reader: Reader, language: str, width: int, javascript: bool) -> tuple[Desk, Desk]:
    """Minh, who decides, and Phúc, who reviews; both read in the same way."""
    minh, phuc = (
        Desk(reader(language, width, javascript=javascript, person=person), language, javascript)
        for person in (MINH, PHUC)
    )
    for desk in (minh, phuc):
        desk.speak()
    return minh, phuc


@every_reader
def test_a_colleagues_figure_is_taken_undone_and_the_case_goes_home_as_a_workbook(
    desks: tuple[Desk, Desk],
) -> None:
    minh, phuc = desks
    words = WORDS[minh.language]
    minh.page.goto("/calculate")
    minh.send(minh.page.locator("main form .button-main"))
    address = minh.page.url

    suggest_a_figure(phuc, address)
    take_it_and_undo(minh, address, words)
    add_a_line(minh, address, words["verdict"])
    draw_the_cases(minh)
    take_the_workbook_home(minh, address)


def suggest_a_figure(desk: Desk, address: str) -> None:
    """Maintenance of 350 instead of 320, with its source; nothing else can be changed."""
    page = desk.page
    page.goto(address)
    assert page.locator("#value_old_maintenance").count() == 0
    page.locator("#suggest-old_maintenance summary").click()
    page.fill("#suggest-value-old_maintenance", "350")
    page.fill("#suggest-source-old_maintenance", SOURCE)
    page.locator("#suggest-old_maintenance button").click()
    desk.wait_for(SOURCE, "#suggestions")
    desk.check()


def take_it_and_undo(desk: Desk, address: str, words: dict[str, str]) -> None:
    """What it would do is told first; taken, leasing gains 470.5; undone, it is as before."""
    page = desk.page
    page.goto(address)
    assert words["dearer"] in desk.text("#suggestions")
    assert "Võ Hữu Phúc" in desk.text("#suggestions")
    desk.check()
    page.click("#suggestions button[value=accept]")
    desk.wait_for(words["dearer"], "#verdict")
    expect(page.locator("#suggestions")).to_have_count(0)
    page.click("#undo")
    desk.wait_for(words["verdict"], "#verdict")


def add_a_line(desk: Desk, address: str, before: str) -> None:
    """A cost of leasing that the author left out makes leasing gain less."""
    page = desk.page
    desk.open(f"{address}/lines")
    page.select_option("#alternative", "lease")
    page.fill("#text", LINE)
    page.fill("#value", "12")
    desk.send(page.locator("form[action$='/lines'] button.button-main"))
    desk.wait_for(LINE)
    desk.check()
    page.goto(address)
    assert desk.text("#verdict") != before


def draw_the_cases(desk: Desk) -> None:
    """They come by themselves where there is a script, else when asked for."""
    page = desk.page
    if desk.javascript:
        page.locator("#risk").scroll_into_view_if_needed()
    else:
        page.locator("#risk a.button").click()
    page.locator("#redraw").wait_for(state="attached")
    assert "%" in desk.text("#risk-h")
    desk.check()


def take_the_workbook_home(desk: Desk, address: str) -> None:
    """The file holds the line that was added, under the language that is read."""
    page = desk.page
    page.goto(address)
    with page.expect_download() as download:
        page.locator("a[href*='.xlsx']").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert SUMMARY[desk.language] in book.sheetnames
    cells = (plain(str(c.value)) for sheet in book for row in sheet.iter_rows() for c in row)
    assert any(LINE in cell for cell in cells)
