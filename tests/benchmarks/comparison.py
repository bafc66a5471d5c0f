"""How fast a comparison answers its sliders: `python -m tests.benchmarks.comparison [--json]`.

A shop uploads a year of hourly readings and types in offers of others until twenty are compared.
Then the sliders of peak share and usage move, each time to a place nobody asked for before. Shown
are p50, p95 and the longest of processor and wall time of an answer inside the portal, from the
request to the fragment, and its size: what the slider waits for, what follows further down the page
once it rests, and the whole page without script. With `--browser` the same comparison is opened in
Chromium, and the time counts from the move until its answer is painted; beside it stands what of
that the browser waited for the server.
"""

import argparse
import gc
import io
import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from math import cos, pi
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.clock import today
from portal.config import Settings
from portal.packs.publishing import folder_of, publish, read_folder
from portal.security import limiter
from tests.browser.chromium import context_options, launched
from tests.browser.server import serving
from tests.portal.factories import client_of

OFFERS, MOVES, WARMING = 20, 20, 3
SLIDER = {"HX-Request": "true", "HX-Target": "result"}
REST = {"HX-Request": "true", "HX-Target": "rest"}
TERMS = {"province": "Hà Nội", "peak_percent": "30", "off_peak_percent": "", "current": "standard"}

SLIDE = """value => new Promise(done => {
  const typed = document.querySelector("#peak"), start = performance.now();
  const answered = event => {
    if (event.detail.target.id !== "result") return;
    document.removeEventListener("htmx:afterOnLoad", answered);
    requestAnimationFrame(() => setTimeout(() => {
      const took = performance.now() - start;
      const asked = performance.getEntriesByType("resource").filter(
        entry => entry.startTime >= start && entry.name.includes("peak="))[0];
      const waited = asked.responseEnd - asked.startTime;
      setTimeout(() => done([took, waited]), 1500);  // the rest of the page has followed by then
    }));
  };
  document.addEventListener("htmx:afterOnLoad", answered);
  typed.value = value;
  typed.dispatchEvent(new Event("change", {bubbles: true}));
})"""


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float
    longest: float

    @classmethod
    def of(cls, found: Iterable[float]) -> "Times":
        """Their middle, their nineteenth twentieth and their end."""
        ordered = [round(each * 1000, 1) for each in sorted(found)]
        return cls(median(ordered), ordered[int(len(ordered) * 0.95) - 1], ordered[-1])


@dataclass(frozen=True)
class Result:
    """One way of moving a slider."""

    offers: int
    moves: int
    processor: Times
    wall: Times
    answer_kb: float


def readings() -> bytes:
    """A year of hours of a shop that is busy in the evening and in summer."""
    year = today("Asia/Ho_Chi_Minh").year - 1
    lines = ["time,kWh"]
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1):
        for day in range(1, days + 1):
            for hour in range(24):
                kwh = 2.5 - cos(2 * pi * month / 12) / 2 - cos(2 * pi * (hour - 6) / 24)
                lines.append(f"{year}-{month:02}-{day:02} {hour:02}:00,{kwh:.3f}")
    return "\n".join(lines).encode()


def made(client: FlaskClient) -> str:
    """The address of a comparison of twenty offers."""
    form = TERMS | {"file": (io.BytesIO(readings()), "meter.csv")}
    answer = client.post("/compare", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    address = answer.location
    for place in range(OFFERS - _offers(client, address)):
        offer = {"name": f"Offer {place}", "price": str(2600 + 25 * place), "cycle": "month"}
        offer |= {"peak_price": str(3900 - 40 * place)} if place % 2 else {}
        answer = client.post(
            f"{address}/rivals", data=offer | {"fixed": str(40_000 + 9000 * place)}
        )
        assert answer.status_code == 303, answer.text
    return address


def _offers(client: FlaskClient, address: str) -> int:
    return client.get(address).text.count('<li class="plan"')


def moved(client: FlaskClient, address: str, headers: dict[str, str], nudge: float) -> Result:
    """The sliders moved to places nobody asked for before."""
    processor, wall, sizes = [], [], []
    for move in range(WARMING + MOVES):
        asked = f"peak={11 + move * 2 + nudge:.2f}" + (f"&usage={1500 + 41 * move}" * (move % 2))
        begun, started = perf_counter(), process_time()
        answer = client.get(f"{address}?{asked}", headers=headers)
        processor.append(process_time() - started)
        wall.append(perf_counter() - begun)
        assert answer.status_code == 200
        sizes.append(len(answer.data))
    return Result(
        _offers(client, address),
        MOVES,
        Times.of(processor[WARMING:]),
        Times.of(wall[WARMING:]),
        round(median(sizes) / 1024, 1),
    )


def painted(folder: Path, address: str, client: FlaskClient) -> tuple[Times, Times]:
    """The slider of peak share moved in Chromium, by the visitor who made the comparison.

    Returns:
        From the move until its answer is painted, and from the request until its answer is there.
    """
    with serving(folder) as served, launched() as browser:
        how: Any = context_options("en")
        context = browser.new_context(base_url=served.url, **how)
        cookie = client.get_cookie("bidwright")
        assert cookie
        visitor: Any = {"name": cookie.key, "value": cookie.value, "url": served.url}
        context.add_cookies([visitor])
        page = context.new_page()
        page.goto(address)
        shares = [f"{12.3 + move * 2:.1f}" for move in range(WARMING + MOVES)]
        took = [page.evaluate(SLIDE, share) for share in shares]
        painted, waited = zip(*took[WARMING:], strict=True)
        return Times.of(x / 1000 for x in painted), Times.of(x / 1000 for x in waited)


def portal(folder: Path) -> Flask:
    """The portal with the energy supplier and nobody in it."""
    app = create_app(
        Settings.from_environment({"BIDWRIGHT_INSTANCE": str(folder)}),
        TESTING=True,
        WTF_CSRF_ENABLED=False,
    )
    limiter.enabled = False
    gc.set_threshold(20_000, 20, 20)  # as wsgi.py does
    with app.app_context():
        app.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
        publish(read_folder(folder_of("energy")))
    return app


def measure(browser: bool) -> dict[str, Any]:
    """Everything this benchmark shows."""
    with tempfile.TemporaryDirectory() as folder:
        app = portal(Path(folder))
        with app.app_context():
            client = client_of(app)
            address = made(client)
            found: dict[str, Any] = {
                "slider": asdict(moved(client, address, SLIDER, 0.0)),
                "once it rests": asdict(moved(client, address, REST, 0.0)),
                "page": asdict(moved(client, address, {}, 0.5)),
            }
            if browser:
                whole, waited = painted(Path(folder), address, client)
                found["slider"] |= {"browser": asdict(whole), "its server": asdict(waited)}
            return found


def say(found: dict[str, Any]) -> None:
    """Nothing: the figures in words."""
    for name, result in found.items():
        print(
            f"{name}: {result['offers']} offers, {result['moves']} moves, {result['answer_kb']} KB"
        )
        for kind in ("processor", "wall", "browser", "its server"):
            if kind not in result:
                continue
            times = "  ".join(f"{key} {value:.1f} ms" for key, value in result[kind].items())
            print(f"{kind:>12}: {times}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--browser", action="store_true", help="move it in Chromium as well")
    arguments = parser.parse_args()
    result = measure(arguments.browser)
    json.dump(result, sys.stdout, indent=2) if arguments.json else say(result)
