"""How fast a cost case answers an edit: `python -m tests.benchmarks.cost_case [--json]`.

For each segment with a calculator a buyer changes one figure after the other in a browser, each to
a value nobody asked for before: p50, p95 and the longest time from the change until its answer is
painted (verdict, figures, charts, tables), the server's share of it, and the size of an answer.
"whole page after one edit" is the processor's time of all requests that an edit causes.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
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
  const answered = event => {
    if (event.detail.requestConfig.verb !== "post") return;
    document.removeEventListener("htmx:afterOnLoad", answered);
    requestAnimationFrame(() => setTimeout(() => {
      const took = performance.now() - start;
      setTimeout(() => done(took), 160);  // what it causes besides has come by then
    }));
  };
  document.addEventListener("htmx:afterOnLoad", answered);
  const figure = document.getElementById(id);
  const value = Number(figure.value.replace(/,/g, ""));
  figure.value = Math.round(value * 1.01);
  figure.dispatchEvent(new Event("change", {bubbles: true}));
})"""
SERVED = re.compile(r"cpu_ms=([\d.]+) method=(GET|POST) ms=([\d.]+) path=/calculate/(\w{6})\S* ")


@dataclass(frozen=True)
class Result:
    """One segment's calculator."""

    segment: str
    answer_kb: float
    edit: Times
    """In the browser, until it is painted."""
    server: Times
    """The server's share of it."""
    whole_page: Times
    """The processor's time of all requests that an edit causes."""


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
    served = [(float(m[1]), m[2], float(m[3])) for m in SERVED.finditer(log) if m[4] == code]
    size = round(median(answers) / 1024, 1)
    edits = [wall for _cpu, method, wall in served if method == "POST"][WARMING:]
    whole = _whole_pages(served)[WARMING:]
    return Result(segment, size, Times.of(times), Times.of(edits), Times.of(whole))


def _whole_pages(served: Sequence[tuple[float, str, float]]) -> list[float]:
    """Processor time per edit: of its own request, and of all before the next one."""
    found: list[float] = []
    for processor, method, _wall in served:
        if method == "POST":
            found.append(processor)
        elif found:
            found[-1] += processor
    return found


def _edit(page: Page, random: Random) -> float:
    ids = page.locator(FIGURES).evaluate_all(LARGE)
    edited: float = page.evaluate(EDIT, random.choice(ids))
    assert not page.locator("#errors").count(), page.locator("#errors").inner_text()
    return edited


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
        print(f"  whole page after one edit, processor: {each.whole_page}")


if __name__ == "__main__":
    main()
