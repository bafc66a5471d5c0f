"""Every page that links and main buttons lead to, as people of each kind see it."""

import pytest
from playwright.sync_api import Browser

from portal import create_app
from portal.config import Settings
from tests.browser.accessibility import axe
from tests.browser.chromium import context_options
from tests.browser.server import Portal, environment
from tests.browser.session import press
from tests.browser.walk import Walk, Walker, walkers

# A stranger of each segment that pages differ in, a buyer, a rep, and a marketer.
NAMES = {
    "energy-industrial", "energy-emissions", "energy-shop", "equipment-workshop",
    "equipment-public", "minh", "huong", "thao",
}  # fmt: skip
READERS = [walker for walker in walkers() if walker.name in NAMES]
WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.mark.parametrize("walker", READERS, ids=lambda walker: walker.name)
def test_every_page_is_accessible_and_fits_a_phone(
    browser: Browser, portal: Portal, walker: Walker
) -> None:
    walk = Walk(create_app(Settings.from_environment(environment(portal.instance, portal.url))))
    state = walk.explore(browser, portal.url, walker)
    assert walk.stops, "no page at all"
    troubles = []
    for language, width in (("vi", 360), ("en", 1280)):
        options = context_options(language, width)
        context = browser.new_context(base_url=portal.url, storage_state=state, **options)
        page = context.new_page()
        page.goto("/")
        press(page, f"/language/{language}")
        for stop in walk.stops:
            page.goto(stop.path)
            if page.evaluate(WIDER_THAN_WINDOW):
                troubles.append(f"{stop.path} is wider than {width} px")
            try:
                axe(page)
            except AssertionError as violations:
                troubles.append(str(violations))
        context.close()
    assert not troubles, "\n".join(troubles)
