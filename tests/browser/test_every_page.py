"""Every page that links and main buttons lead to, as people of each kind see it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from portal import create_app
from portal.config import Settings
from tests.browser.accessibility import axe
from tests.browser.chromium import context_options
from tests.browser.reading import WIDER_THAN_WINDOW
from tests.browser.server import Portal, environment
from tests.browser.session import press
from tests.browser.walk import Walk, Walker, walkers

# A stranger of each segment that pages differ in, a buyer, a rep, and a marketer.
NAMES = {"energy", "energy-industrial", "equipment-workshop", "minh", "huong", "thao"}
# Who looks at the same pages again on a wide screen, in the dark and in English.
TWICE = {"energy", "minh", "huong"}
READERS = [walker for walker in walkers() if walker.name in NAMES]


@pytest.mark.long
@pytest.mark.parametrize("walker", READERS, ids=lambda walker: walker.name)
def test_every_page_is_accessible_and_fits_a_phone(
    browser: Browser, portal: Portal, walker: Walker
) -> None:
    walk = Walk(create_app(Settings.from_environment(environment(portal.instance, portal.url))), 1)
    troubles: list[str] = []

    def look(page: Page) -> None:
        if page.evaluate(WIDER_THAN_WINDOW):
            troubles.append(f"{page.url} is wider than its window")
        try:
            axe(page)
        except AssertionError as violations:
            troubles.append(str(violations))

    state = walk.explore(browser, portal.url, walker, context_options("vi", 360), look)
    assert walk.stops, "no page at all"
    if walker.name in TWICE:
        again_in_the_dark(browser, portal, walk, state, look)
    assert not troubles, "\n".join(troubles)


def again_in_the_dark(
    browser: Browser, portal: Portal, walk: Walk, state: Any, look: Callable[[Page], None]
) -> None:
    """Each page of the walk, 1280 px wide, in English."""
    options = context_options("en", 1280, dark=True)
    context = browser.new_context(base_url=portal.url, storage_state=state, **options)
    page = context.new_page()
    page.goto("/")
    press(page, "/language/en")
    for stop in walk.stops:
        page.goto(stop.path)
        look(page)
    context.close()
