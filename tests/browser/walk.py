"""Walking through the demo: which pages there are, for whom, and at which address."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Error, Page, Response
from werkzeug.exceptions import HTTPException

from portal.seed.cast import CAST
from tests.browser.chromium import context_options
from tests.browser.session import press, sign_in

SEGMENTS = {
    "energy": ("", "industrial", "emissions", "shop"),
    "equipment": ("", "enterprise", "workshop", "public"),
}
NOT_PAGES = {"static", "pages.health"}
SAME_FOR_ALL = {
    "accounts.sign_in", "accounts.sign_up", "outbox.mailbox", "styleguide.show",
    "help.index", "help.product_models", "help.measurements",
}  # fmt: skip
MAIN_BUTTON = "main form[method=post] button.button-main[type=submit]"
CHOOSE = """selects => selects.filter(select => !select.value).forEach(select => {
    select.selectedIndex = Math.min(1, select.options.length - 1);
})"""
QUESTIONS = """forms => forms.map(form => {
    const boxes = [...form.elements].filter(field => field.type === "checkbox");
    boxes.slice(0, 2).forEach(box => { box.checked = true; });
    return form.action.split("?")[0] + "?" + new URLSearchParams(new FormData(form));
})"""
LINKS = "links => links.map(link => link.href.split('#')[0])"


@dataclass(frozen=True)
class Walker:
    """Somebody who walks through the demo: of the cast, or a stranger in a segment."""

    pack: str
    segment: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Short, for file names."""
        return self.email.split("@")[0] or "-".join(filter(None, (self.pack, self.segment)))


@dataclass(frozen=True)
class Stop:
    """A page on somebody's way."""

    walker: Walker
    route: str
    path: str


def walkers() -> list[Walker]:
    """Strangers at each supplier, then in each segment, then each of the cast."""
    strangers = [Walker(pack, segment) for pack, names in SEGMENTS.items() for segment in names]
    return strangers + [
        Walker(member.pack, email=member.email, roles=member.roles) for member in CAST
    ]


def enter(page: Page, walker: Walker) -> None:
    """The page, as the walker."""
    page.goto("/")
    if walker.email:
        sign_in(page, walker.email)
        return
    press(page, f"/supplier/{walker.pack}")
    if walker.segment:
        press(page, f"/segments/{walker.segment}")


@dataclass
class Walk:
    """What has been seen so far."""

    app: Flask
    most: int = 2
    """Examples of one route for one walker."""
    stops: list[Stop] = field(default_factory=list)
    examples: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Routes are matched as the application does."""
        self.routes = self.app.url_map.bind("127.0.0.1")

    def route(self, path: str) -> str | None:
        """Name of the route that answers a GET of this path, when it answers with a page."""
        try:
            name = self.routes.match(urlsplit(path).path, "GET")[0]
        except HTTPException:
            return None
        return None if name in NOT_PAGES else name

    def doors(self) -> list[str]:
        """Paths that need nothing to be known: where every walk may start."""
        rules = self.app.url_map.iter_rules()
        paths = {r.rule for r in rules if "GET" in (r.methods or ()) and not r.arguments}
        return sorted(paths)

    def unseen(self) -> list[str]:
        """Routes of pages that nobody reached."""
        rules = self.app.url_map.iter_rules()
        pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
        return sorted(pages - NOT_PAGES - {stop.route for stop in self.stops})

    def explore(
        self,
        browser: Browser,
        url: str,
        walker: Walker,
        options: dict[str, object] | None = None,
        look: Callable[[Page], None] = lambda page: None,
    ) -> dict[str, object]:
        """Follows the walker's links and, for strangers, the main button; answers with cookies.

        `look` is called with each page once, as it opens.
        """
        context = browser.new_context(base_url=url, **(options or context_options("en")))
        page = context.new_page()
        enter(page, walker)
        waiting, known = [_path(page.url), *self.doors()], set[str]()
        while waiting:
            path = waiting.pop(0)
            if path in known:
                continue
            known.add(path)
            if self._visit(page, walker, path):
                look(page)
                waiting += self._ways_on(page, walker, url)
        state = context.storage_state()
        context.close()
        return dict(state)

    def _visit(self, page: Page, walker: Walker, path: str) -> bool:
        route = self.route(path)
        if route is None or self.examples[walker.name, route] >= self.most:
            return False
        if route in SAME_FOR_ALL and (walker.email or walker.segment):
            return False
        answer = _opened(page, path)
        if answer is None:
            return False
        assert answer.status < 500, f"{answer.status} at {path} for {walker.name}"
        is_page = answer.status == 200 and "text/html" in answer.headers.get("content-type", "")
        if not is_page or self.route(_path(page.url)) != route:
            return False
        self.examples[walker.name, route] += 1
        if walker.segment or walker.email or self.examples[walker.name, route] == 1:
            self.stops.append(Stop(walker, route, path))
        return True

    def _ways_on(self, page: Page, walker: Walker, url: str) -> list[str]:
        links = page.eval_on_selector_all("a[href]", LINKS)
        links += page.eval_on_selector_all("main form[method=get]", QUESTIONS)
        ways = [_path(link) for link in links if urlsplit(link).netloc == urlsplit(url).netloc]
        button = page.locator(MAIN_BUTTON).first
        if not walker.email and button.count() and button.is_visible():
            page.eval_on_selector_all("main select", CHOOSE)
            with page.expect_navigation():
                button.click()
            ways.insert(0, _path(page.url))
        return ways


def _opened(page: Page, path: str) -> Response | None:
    """The answer, or None where it is a file to download."""
    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise


def _path(url: str) -> str:
    """The path and the query of an address."""
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
