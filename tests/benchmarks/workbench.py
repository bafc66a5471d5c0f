"""How fast the workbench answers a click: `python -m tests.benchmarks.workbench [--json]`.

For each demo pack a random buyer clicks through a standard offer in a browser: p50, p95 and the
longest time from the click until its answer is painted, the server's share of it, and the size of
page and answer. "whole" is until the reasons stand too that the page asks for by itself after an
answer. "why" is opening an explanation with its priced ways out.
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from playwright.sync_api import Page, Request

from tests.browser.chromium import context_options, launched
from tests.browser.server import FLASK, ROOT, Portal, environment, serving
from tests.browser.session import press

OFFERS = {"equipment": ("workshop", "workshop_dry_hot"), "energy": ("industrial", "guarded_index")}
CLICKS = 80
WARMING = 10
"""Clicks before the count begins."""
CHOICES = "#steps input[type=radio]:not(:checked), #steps input[type=checkbox]"
WHYS = "#steps a[id^=why-]"
IDS = "(found) => found.map(each => each.id)"
CLICK = r"""id => new Promise(done => {
  const start = performance.now();
  const since = () => performance.now() - start;
  const settled = painted => {
    if (document.querySelector("#checking [hx-get]")) return setTimeout(() => settled(painted), 5);
    const whole = since();
    setTimeout(() => done([painted, whole]), 60);  // nobody clicks before the page has settled
  };
  const painted = () => settled(since());
  const answered = event => {
    if (/\/(since|check)/.test(event.detail.requestConfig.path)) return;
    document.removeEventListener("htmx:afterOnLoad", answered);
    requestAnimationFrame(() => setTimeout(painted));
  };
  document.addEventListener("htmx:afterOnLoad", answered);
  document.getElementById(id).click();
})"""
SERVED = re.compile(r"method=(GET|POST) ms=([\d.]+) path=/configure/(\w{6}) ")


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float
    longest: float
    times: int

    @classmethod
    def of(cls, found: Sequence[float]) -> "Times":
        """Their middle, their nineteenth twentieth and their end."""
        ordered = sorted(found)
        return cls(
            round(median(ordered), 1),
            round(ordered[int(len(ordered) * 0.95)], 1),
            round(ordered[-1], 1),
            len(ordered),
        )

    def __str__(self) -> str:
        """In a line."""
        return f"p50 {self.p50} ms, p95 {self.p95} ms, longest {self.longest} ms ({self.times})"


@dataclass(frozen=True)
class Result:
    """One pack."""

    pack: str
    page_kb: float
    answer_kb: float
    """The middle one of what a click brings."""
    click: Times
    """In the browser, until it is painted."""
    whole: Times
    """The same, until its last reason stands."""
    server: Times
    """The server's share of it."""
    why: Times


def measured(page: Page, portal: Portal, pack: str) -> Result:
    """A random buyer's clicks at one pack."""
    segment, offer = OFFERS[pack]
    page.goto("/")
    press(page, f"/supplier/{pack}")
    press(page, f"/segments/{segment}")
    page.goto(f"/configure/from/{offer}")
    page.click("main form .button-main")
    page.wait_for_selector("#steps")
    code = page.url.split("/configure/")[1][:6]
    answers = note_answers(page)
    random = Random(7)
    clicks = [_click(page, random, CHOICES) for _ in range(WARMING + CLICKS)][WARMING:]
    whys = [_click(page, random, WHYS)[0] for _ in range(CLICKS // 4)]
    posts = [ms for method, ms in _served(portal, code) if method == "POST"]
    return Result(
        pack,
        round(len(page.request.get(page.url).body()) / 1024, 1),
        round(median(answers) / 1024, 1),
        Times.of([painted for painted, _ in clicks]),
        Times.of([whole for _, whole in clicks]),
        Times.of(posts[WARMING:]),
        Times.of(whys),
    )


def note_answers(page: Page) -> list[int]:
    """The sizes of the answers to what the page posts; the list grows."""
    answers: list[int] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            answers.append(request.sizes()["responseBodySize"])

    page.on("requestfinished", note)
    return answers


def _click(page: Page, random: Random, what: str) -> tuple[float, float]:
    """Milliseconds until it is painted, and until nothing is owed."""
    painted, whole = page.evaluate(CLICK, random.choice(page.locator(what).evaluate_all(IDS)))
    return painted, whole


def prepare(instance: Path) -> None:
    """Nothing: an instance with both packs and nobody in it."""
    for command in (["migrate"], ["pack", "publish", *OFFERS]):
        env = environment(instance, "http://127.0.0.1")
        subprocess.run([*FLASK, *command], cwd=ROOT, env=env, check=True, capture_output=True)


def _served(portal: Portal, code: str) -> list[tuple[str, float]]:
    log = (portal.instance / "web.log").read_text()
    return [(m[1], float(m[2])) for m in SERVED.finditer(log) if m[3] == code]


def _results(instance: Path) -> Iterator[Result]:
    with serving(instance) as portal, launched() as browser:
        for pack in OFFERS:
            how: Any = context_options("en")
            context = browser.new_context(base_url=portal.url, **how)
            yield measured(context.new_page(), portal, pack)
            context.close()


def main() -> None:
    """Prints the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        results = list(_results(Path(folder)))
    if asked.json:
        print(json.dumps([asdict(each) for each in results], indent=2))
        return
    for each in results:
        print(f"{each.pack}: page {each.page_kb} KB, a click brings {each.answer_kb} KB")
        for name in ("click", "whole", "server", "why"):
            print(f"  {name:7} {getattr(each, name)}")


if __name__ == "__main__":
    main()
