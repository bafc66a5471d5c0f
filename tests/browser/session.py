"""Signing in and pressing buttons that stand on every page."""

import time

from playwright.sync_api import Page

from portal.seed.cast import DEMO_PASSWORD

POST = """path => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = path;
    const token = document.querySelector("[name=csrf_token]");
    form.append(token.cloneNode());
    document.body.append(form);
    form.submit();
}"""


def sign_in(page: Page, email: str, password: str = DEMO_PASSWORD) -> None:
    """The page, signed in by password as somebody of the cast.

    The portal takes ten sign-ins a minute from one address: when it says so, we wait as asked.
    """
    for _ in range(15):
        page.goto("/sign-in")
        page.fill("#email", email)
        page.fill("#password", password)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.click("form[action$='/sign-in'] button[type=submit]")
        if answer.value.status != 429:
            break
        time.sleep(5)
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def press(page: Page, path: str) -> None:
    """The page that follows a form sent to `path`, with the token of the present page."""
    with page.expect_navigation():
        page.evaluate(POST, path)
