"""Signing in and pressing buttons that stand on every page."""

from playwright.sync_api import Page

from portal.seed import DEMO_PASSWORD

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
    """The page, signed in by password as somebody of the cast."""
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("form[action$='/sign-in'] button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def press(page: Page, path: str) -> None:
    """The page that follows a form sent to `path`, with the token of the present page."""
    with page.expect_navigation():
        page.evaluate(POST, path)
