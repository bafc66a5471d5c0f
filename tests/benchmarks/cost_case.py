"""How fast a cost case answers an edit: `python -m tests.benchmarks.cost_case [--json]`.

For each segment with a calculator a buyer changes one figure after the other in a browser, each to
a value nobody asked for before: p50, p95 and the longest time from the change until its answer is
painted (verdict, figures, both first charts), the server's share of it, and the size of an answer;
then until the tables below have followed, and the server's share of that.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.workbench import Times, note_answers, prepare
from tests.browser.chromium import context_options, launched
from tests.browser.server import Portal, serving
from tests.browser.session import press

SEGMENTS = {
    "enterprise": "equipment",
    "workshop": "equipment",
    "industrial": "energy",
    "emissions": "energy",
}
EDITS, WARMING = 40, 5
FIGURES = "#case .assume input.input-number"
LARGE = """found => found.filter(each => Number(each.value.replace(/,/g, "")) >= 100)
  .map(each => each.id)"""
"""Those that can be a hundredth larger and stay within their bounds, whole where they must be."""
EDIT = """id => new Promise(done => {
  const start = performance.now();
  let edited = 0;
  const answered = event => {
    const {verb, path} = event.detail.requestConfig;
    const below = verb === "get" && path.includes("part=rest");
    if (!below && verb !== "post") return;
    requestAnimationFrame(() => setTimeout(() => {
      const took = performance.now() - start;
      if (!below) edited = took;
      else setTimeout(() => done([edited, took]), 60);
    }));
    if (below) document.removeEventListener("htmx:afterOnLoad", answered);
  };
  document.addEventListener("htmx:afterOnLoad", answered);
  const figure = document.getElementById(id);
  const value = Number(figure.value.replace(/,/g, ""));
  figure.value = Math.round(value * 1.01);
  figure.dispatchEvent(new Event("change", {bubbles: true}));
})"""
SERVED = re.compile(r"method=(GET|POST) ms=([\d.]+) path=/calculate/(\w{6}) ")


@dataclass(frozen=True)
class Result:
    """One segment's calculator."""

    segment: str
    answer_kb: float
    edit: Times
    """In the browser, until it is painted."""
    server: Times
    """The server's share of it."""
    below: Times
    """Until the tables below have followed."""
    below_server: Times
    """The server's share of that, beside the edit's."""


def measured(page: Page, portal: Portal, segment: str) -> Result:
    """A buyer's edits of one case."""
    page.goto("/")
    press(page, f"/supplier/{SEGMENTS[segment]}")
    press(page, f"/segments/{segment}")
    page.goto("/calculate")
    page.click("main form .button-main")
    page.wait_for_selector("#case")
    code = page.url.split("/calculate/")[1][:6]
    answers = note_answers(page)
    random = Random(7)
    times = [_edit(page, random) for _ in range(WARMING + EDITS)][WARMING:]
    log = (portal.instance / "web.log").read_text()
    served = [(m[1], float(m[2])) for m in SERVED.finditer(log) if m[3] == code]
    size = round(median(answers) / 1024, 1)
    edits = [ms for method, ms in served if method == "POST"][WARMING:]
    rests = [ms for method, ms in served if method == "GET"][1 + WARMING :]
    edit, below = zip(*times, strict=True)
    return Result(segment, size, Times.of(edit), Times.of(edits), Times.of(below), Times.of(rests))


def _edit(page: Page, random: Random) -> tuple[float, float]:
    ids = page.locator(FIGURES).evaluate_all(LARGE)
    edited, followed = page.evaluate(EDIT, random.choice(ids))
    assert not page.locator("#errors").count(), page.locator("#errors").inner_text()
    return edited, followed


def results(folder: Path) -> Iterator[Result]:
    """Every segment's."""
    prepare(folder)
    with serving(folder) as portal, launched() as browser:
        for segment in SEGMENTS:
            how: Any = context_options("en")
            context = browser.new_context(base_url=portal.url, **how)
            yield measured(context.new_page(), portal, segment)
            context.close()


def main() -> None:
    """Prints the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = list(results(Path(folder)))
    if asked.json:
        print(json.dumps([asdict(each) for each in found], indent=2))
        return
    for each in found:
        print(f"{each.segment}: an edit brings {each.answer_kb} KB")
        print(f"  edit    {each.edit}")
        print(f"  server  {each.server}")
        print(f"  below   {each.below}")
        print(f"  server  {each.below_server}")


if __name__ == "__main__":
    main()
