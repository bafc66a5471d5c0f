"""The retailer's larger buyers: an answer for an answer, a contract configured and asked for."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.reading import Desk, in_a_fortnight


def test_a_stranger_learns_why_they_are_here_and_may_disagree(reader: Reader) -> None:
    page = reader("en")
    desk = Desk(page, "en", javascript=True)
    desk.open("/")
    for question, answer in (
        ("business", "heavy_industry"),
        ("usage", "large"),
        ("target", "no_target"),
    ):
        page.check(f"input[name={question}][value={answer}]")
    desk.send(page.locator("form[action='/segment'] button"))
    assert page.url.endswith("/segments/industrial")
    assert "You chose this page yourself" not in desk.text()
    desk.check()
    page.locator("button[formaction='/segments/shop']").click()
    page.wait_for_url("**/segments/shop")
    assert "You chose this page yourself" in desk.text()


def test_lan_configures_a_contract_and_asks_for_it(reader: Reader) -> None:
    page = reader("vi", 360, person="lan@binhan.example")
    desk = Desk(page, "vi", javascript=True)
    desk.speak()
    page.goto("/configure/from/steady_price")
    desk.send(page.locator("main form .button-main"))
    if page.locator("#finish button[value=recommended]").count():
        page.locator("#finish button[value=recommended]").click()
        expect(page.locator("#finish button")).to_have_count(0)
    desk.check()
    code = page.url.partition("?")[0].partition("#")[0].rpartition("/")[2]

    page.goto("/rfp")
    desk.send(page.locator("form[action='/rfp'] button").first)
    number = page.url.split("/")[4]
    page.goto(f"/rfp/{number}/contract-clauses")
    assert page.locator("main li, main label.check, main h3").count() > 3, "no clauses"
    desk.check()
    page.goto(f"/rfp/{number}/check-and-submit")
    assert code in desk.text(), "the contract is not attached"
    for _attempt in range(12):
        missing = page.locator("#missing a")
        if not missing.count():
            break
        missing.first.click()
        answer(page, page.url.partition("#")[2])
        desk.send(page.locator("button[value=stay]"))
        page.goto(f"/rfp/{number}/check-and-submit")
    desk.send(page.locator("#send button[type=submit]"))
    page.wait_for_url("**/what-happens-next")
    assert number in desk.text()
    desk.check()


def answer(page: Page, id: str) -> None:
    """Something that fits, in the field of this id."""
    field = page.locator(f"#{id}")
    kind = field.evaluate("field => field.tagName")
    if kind == "FIELDSET":
        field.locator("input").first.check()
    elif kind == "SELECT":
        field.select_option(index=1)
    elif field.get_attribute("inputmode") == "decimal":
        field.fill("12")
    else:
        field.fill(in_a_fortnight())
