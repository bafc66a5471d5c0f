"""The rep's morning: who waits, why they are hot, what they let her know; a call and an answer."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.prospects import Prospect, World
from tests.browser.reading import READERS, Desk, in_a_fortnight

HUONG = "huong@songhong.example"
SECRETS = ("Bảo trì nội bộ 1.987 triệu", "Bên kia chào 2.345 triệu", "4712")
ANSWERS = {
    "option": "lease",
    "term": "5",
    "sites": "4",
    "internal_costs": SECRETS[0],
    "rival_bids": SECRETS[1],
    "budget": SECRETS[2],
    "on_site_hours": "8",
    "running_pattern": "round_the_clock",
    "change_over": "4",
    "reply_by": in_a_fortnight(),
}
WORDS = {
    "vi": {
        "option": "Thuê trọn gói",
        "not_shared": "không chia sẻ",
        "threshold": "/ ngưỡng 70",
        "recommended": "thuê trọn gói, 5 năm, 4 địa điểm",
        "calls": "Chị Hương sẽ gọi, chậm nhất lúc",
    },
    "en": {
        "option": "Full-service lease",
        "not_shared": "not shared",
        "threshold": "/ threshold 70",
        "recommended": "full-service lease, 5 years, 4 sites",
        "calls": "Hương calls by",
    },
}
numbers = count(1)
every_reader = pytest.mark.parametrize(("language", "width", "javascript"), READERS)


@pytest.fixture
def prospect(world: World) -> Prospect:
    """A company that submitted its RFP a moment ago; Hương is to call."""
    name = f"Sữa Ba Vì {next(numbers)}"
    return world.prospect(name, HUONG, {"option", "term", "sites", "machine"}, ANSWERS)


@pytest.fixture
def desk(reader: Reader, language: str, width: int, javascript: bool) -> Desk:
    """Hương, signed in, reading in her way."""
    page = reader(language, width, javascript=javascript, person=HUONG)
    desk = Desk(page, language, javascript)
    desk.speak()
    return desk


@every_reader
def test_huong_knows_whom_to_call_and_answers_marketing(
    desk: Desk, prospect: Prospect, reader: Reader
) -> None:
    page, words = desk.page, WORDS[desk.language]
    the_buyer_is_told_who_calls(desk, prospect, reader)

    desk.open("/workspace")
    card = page.locator(
        f"#card-{prospect.handover}, a[href^='/workspace/{prospect.handover}']"
    ).first
    expect(card).to_contain_text(prospect.name)
    assert re.search(r"\d", card.text_content() or ""), "no time left on the card"
    card.click()
    page.wait_for_url(f"**/workspace/{prospect.handover}*")
    expect(page.locator("#dossier-name")).to_have_text(prospect.name)
    desk.check()

    dossier = desk.text("#dossier")
    assert "Đinh Thị Ngân" in dossier
    assert words["option"] in dossier
    assert words["not_shared"] in dossier
    assert words["threshold"] in dossier
    assert words["recommended"] in desk.text(".dossier-line").lower().replace("offer ", "")
    source = page.content()
    for secret in (*SECRETS, "3,688.0", "3.688,0", "3,351.4", "3.351,4"):
        assert secret not in source, f"{secret} was not shared"

    log_a_call(desk)
    accept(desk)
    look_with_the_buyers_code(desk, prospect)
    log_other_touches(desk, prospect)
    give_back(desk, prospect)


def the_buyer_is_told_who_calls(desk: Desk, prospect: Prospect, reader: Reader) -> None:
    """On the buyer's own page, until somebody has called."""
    width = (desk.page.viewport_size or {"width": 1280})["width"]
    page = reader(desk.language, width, javascript=desk.javascript, cookies=prospect.cookies)
    buyer = Desk(page, desk.language, desk.javascript)
    buyer.speak()
    buyer.open(f"/rfp/{prospect.rfp}/what-happens-next")
    assert WORDS[desk.language]["calls"] in buyer.text()


def log_a_call(desk: Desk) -> None:
    """E-mail waits until somebody has called; a call without an outcome is refused."""
    page = desk.page
    expect(page.locator("#email-waits")).to_be_visible()
    page.locator("#call button[type=submit]").click()
    expect(page.locator("#outcome-error")).to_be_visible()
    page.select_option("#outcome", "reached")
    page.fill("#call-note", "Ngân sách đã duyệt, cần dịch vụ từ xa.")
    page.locator("#call button[type=submit]").click()
    expect(page.locator("#dossier a[href^='mailto:']")).to_be_visible()
    expect(page.locator("#email-waits")).to_have_count(0)


def accept(desk: Desk) -> None:
    """The prospect is hers; what is left to do is to finish."""
    page = desk.page
    page.select_option("#accept-reason", "clear_need")
    page.locator("#answer form[action*='/accept'] button").click()
    expect(page.locator("#close-outcome")).to_be_visible()
    desk.check()


def look_with_the_buyers_code(desk: Desk, prospect: Prospect) -> None:
    """Hương opens what the buyer sees; a wrong code is refused beside the field."""
    page = desk.page
    form = page.locator("form[action*='/look']")
    form.locator("#code").fill("ZZZZZZ")
    desk.send(form.locator("button"))
    expect(page.locator("#code-error")).to_be_visible()
    page.fill("form[action*='/look'] #code", prospect.configuration.lower())
    desk.send(page.locator("form[action*='/look'] button"))
    assert page.url.endswith(f"/configure/{prospect.configuration}")
    expect(page.locator("#price")).to_be_attached()


def log_other_touches(desk: Desk, prospect: Prospect) -> None:
    """A letter, a visit, a talk with a distributor stand on the timeline with the web's touches."""
    page = desk.page
    desk.open(f"/customers/{prospect.account}")
    for kind in ("letter", "visit", "distributor"):
        note = f"Ghi chú {kind}"
        page.select_option("#kind", kind)
        page.fill("#note", note)
        page.locator(f"form[action='/customers/{prospect.account}'] button[type=submit]").click()
        expect(page.locator("#history")).to_contain_text(note)
    channels = {
        href.partition("channel=")[2]
        for href in page.locator("#history a[href*='channel=']").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
    }
    assert {"web", "phone", "post", "event", "distributor"} <= channels


def give_back(desk: Desk, prospect: Prospect) -> None:
    """Never without a reason and a sentence; then it is marketing's again."""
    page = desk.page
    page.goto(f"/workspace/{prospect.handover}")
    back = page.locator("form[action*='/return']")
    page.locator("#return summary").click()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        back.locator("button").click()
    assert answer.value.status == 422
    expect(page.locator("#return-reason-error")).to_be_visible()
    expect(page.locator("#return-note-error")).to_be_visible()
    desk.check()
    page.select_option("#return-reason", "no_budget")
    page.fill("#return-note", "Ngân sách dời sang năm sau.")
    back.locator("button").click()
    expect(page.locator("#return-reason")).to_have_count(0)
    assert "Ngân sách dời sang năm sau." in desk.text("#dossier")
