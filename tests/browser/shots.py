"""Pictures of every page of the demo, for eyes: `./check shots [folder]`.

A walker (a stranger at each supplier, then each of the cast) follows the links of the pages it may
see. Every page found is taken at 360 and 1280 px, light and dark, in Vietnamese and English. What
no link leads to is told at the end.
"""

import itertools
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from portal import create_app
from portal.config import Settings
from portal.packs import PACKS
from portal.seed.cast import CAST
from tests.browser.chromium import NoBrowser, context_options, launched
from tests.browser.server import environment, seeded_instance, serving
from tests.browser.session import press, sign_in

WIDTHS = (360, 1280)
LANGUAGES = ("vi", "en")
MOST_EXAMPLES = 3  # of one route, for one kind of reader
LINKS = "links => links.map(link => link.href)"


@dataclass(frozen=True)
class Walker:
    """Somebody who walks through the demo: a stranger when there is no e-mail address."""

    name: str
    pack: str
    email: str = ""

    @property
    def kind(self) -> str:
        """Readers of one kind see the same pages."""
        return self.name if not self.email else self.name.split("-")[0] + self.pack


@dataclass
class Found:
    """The pages that were reached: (walker, route's name, path)."""

    routes: MapAdapter
    pages: list[tuple[Walker, str, str]] = field(default_factory=list)
    examples: Counter[tuple[str, str]] = field(default_factory=Counter)

    def route(self, url: str) -> str | None:
        """The name of the route that answers a GET of this address."""
        try:
            return self.routes.match(urlsplit(url).path, "GET")[0]
        except HTTPException:
            return None

    def is_news(self, walker: Walker, url: str) -> str | None:
        """The route's name when this page still has to be seen, and notes it."""
        route = self.route(url)
        if not route or route == "static" or self.examples[walker.kind, route] >= MOST_EXAMPLES:
            return None
        if self.examples[walker.kind, route] and walker.email:
            return None
        self.examples[walker.kind, route] += 1
        return route


def walkers() -> list[Walker]:
    """Strangers first: what everybody sees is taken once, at each supplier."""
    strangers = [Walker(f"stranger-{pack}", pack) for pack in PACKS]
    cast = [Walker(f"{m.roles[0]}-{m.email.split('@')[0]}", m.pack, m.email) for m in CAST]
    return strangers + cast


def enter(page: Page, walker: Walker, language: str) -> None:
    """The page, as the walker, in the language."""
    page.goto("/")
    if walker.email:
        sign_in(page, walker.email)
    else:
        press(page, f"/supplier/{walker.pack}")
    press(page, f"/language/{language}")


def explore(page: Page, walker: Walker, found: Found) -> None:
    """Adds every page that the walker's links lead to."""
    start = [page.url, page.url.split("/", 3)[0] + "//" + urlsplit(page.url).netloc + "/"]
    waiting = list(dict.fromkeys(start))
    while waiting:
        url = waiting.pop(0)
        route = found.is_news(walker, url)
        if route is None:
            continue
        answer = page.request.get(url)
        if "text/html" not in answer.headers.get("content-type", "") or answer.status != 200:
            continue
        page.goto(url)
        found.pages.append((walker, route, urlsplit(url)._replace(scheme="", netloc="").geturl()))
        links = page.eval_on_selector_all("a[href]", LINKS)
        waiting += [link.split("#")[0] for link in links if same_site(link, url)]


def same_site(link: str, url: str) -> bool:
    """Whether both addresses belong to the portal."""
    return urlsplit(link).netloc == urlsplit(url).netloc


def take(context: BrowserContext, pages: list[tuple[str, str]], folder: Path, suffix: str) -> None:
    """One picture of the whole of each page."""
    page = context.new_page()
    for name, path in pages:
        page.goto(path)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}-{suffix}.png", full_page=True)
    page.close()


def names(pages: list[tuple[Walker, str, str]]) -> dict[Walker, list[tuple[str, str]]]:
    """For each walker, a file name for each path."""
    named: dict[Walker, list[tuple[str, str]]] = {}
    seen: Counter[str] = Counter()
    for walker, route, path in pages:
        name = f"{walker.name}-{route}"
        seen[name] += 1
        named.setdefault(walker, []).append((f"{name}-{seen[name]}", path))
    return named


def take_all(browser: Browser, url: str, found: Found, folder: Path) -> None:
    """Explores as every walker, then takes every page in every way."""
    for walker in walkers():
        with_script = browser.new_context(base_url=url, **context_options("en"))
        page = with_script.new_page()
        enter(page, walker, "en")
        explore(page, walker, found)
        with_script.close()
    for walker, pages in names(found.pages).items():
        print(f"{walker.name}: {len(pages)} pages", flush=True)
        for language in LANGUAGES:
            first = browser.new_context(base_url=url, **context_options(language))
            enter(first.new_page(), walker, language)
            state = first.storage_state()
            first.close()
            for width, dark in itertools.product(WIDTHS, (False, True)):
                options = context_options(language, width, dark=dark)
                context = browser.new_context(base_url=url, storage_state=state, **options)
                theme = "dark" if dark else "light"
                take(context, pages, folder, f"{width}-{theme}-{language}")
                context.close()


def main(folder: Path) -> None:
    """Fills the folder, and says how many pictures there are and which pages are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="bidwright-shots-") as shared:
        instance = seeded_instance(Path(shared))
        app = create_app(Settings.from_environment(environment(instance, "http://127.0.0.1")))
        found = Found(app.url_map.bind("127.0.0.1"))
        with launched() as browser, serving(instance) as portal:
            take_all(browser, portal.url, found, folder)
    reached = {route for _, route, _ in found.pages}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    print(f"{len(list(folder.glob('*.png')))} pictures of {len(found.pages)} pages in {folder}")
    print("No link leads to:", ", ".join(sorted(pages - reached - {"static"})) or "nothing")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve())
    except NoBrowser as reason:
        sys.exit(f"No pictures: {reason}")
