"""The stylesheet: readable by everybody, by day, by night and on paper."""

import re
from pathlib import Path

import pytest
import tinycss2.color5
from weasyprint import CSS, HTML

from portal.charts import COLOURS

ROOT = Path(__file__).parents[2]
SHEET = (ROOT / "static/app.css").read_text("utf-8")
SCRIPT = (ROOT / "static/app.js").read_text("utf-8")
TOKENS = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", SHEET.split("@layer reset {")[0]))

PAGE, CARD, SUNKEN = "--color-page", "--color-surface", "--color-sunken"
TEXT = [
    *[(ink, ground) for ink in ("--color-text", "--color-text-soft", "--color-good",
      "--color-stop", "--color-due", "--color-yours", "--color-yours-strong")
      for ground in (PAGE, CARD, SUNKEN)],
    ("--color-text", "--color-marker"), ("--color-text", "--color-yours-tint"),
    ("--color-text-soft", "--color-yours-tint"), ("--color-yours-strong", "--color-yours-tint"),
    ("--color-good", "--color-good-tint"), ("--color-stop", "--color-stop-tint"),
    ("--color-due", "--color-due-tint"), ("--color-on-yours", "--color-yours"),
    ("--color-on-yours", "--color-yours-strong"), ("--color-on-float", "--color-float"),
    ("--color-good", "--color-yours-tint"), ("--color-stop", "--color-yours-tint"),
    *[(f"--chart-on-{n}", f"--chart-{n}") for n in range(1, 7)],
    ("--chart-3", CARD), ("--chart-4", CARD), ("--chart-6", CARD),
]  # fmt: skip
SHAPES = [
    *[(line, ground) for line in ("--color-control-line", "--color-yours", "--color-stop")
      for ground in (PAGE, CARD, SUNKEN)],
    *[("--color-focus", ground) for ground in (PAGE, CARD, SUNKEN, "--color-yours-tint")],
    *[(f"--chart-{n}", CARD) for n in (1, 3, 4, 6)], ("--chart-axis", CARD),
]  # fmt: skip


def colour(name: str, scheme: str) -> tuple[float, float, float]:
    """The token's red, green and blue by day ("light") or night ("dark")."""
    value = TOKENS[name]
    while "var(" in value:
        value = re.sub(r"var\((--[\w-]+)\)", lambda m: TOKENS[m[1]], value)
    found = tinycss2.color5.parse_color(value, (scheme,))
    red, green, blue = list(found.to("srgb").coordinates)[:3]
    return red, green, blue


def luminance(rgb: tuple[float, float, float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, scheme: str) -> float:
    """WCAG 2.2 contrast ratio of two tokens."""
    a, b = sorted((luminance(colour(one, scheme)), luminance(colour(other, scheme))))
    return (b + 0.05) / (a + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(ink: str, ground: str, scheme: str) -> None:
    assert contrast(ink, ground, scheme) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_controls_and_chart_shapes_stand_out(shape: str, ground: str, scheme: str) -> None:
    assert contrast(shape, ground, scheme) >= 3


def test_charts_on_paper_have_the_colours_of_the_day() -> None:
    names = {"grid": "--chart-grid", "axis": "--chart-axis", "f-grid": "--chart-grid",
             "f-axis": "--chart-axis", "ink": "--color-text", "f-ink": "--color-text",
             "soft": "--color-text-soft", "t1": "--color-yours-strong", "t2": "--color-due",
             "t5": "--color-text-soft", "l5": "--chart-axis", "f-needle": "--color-needle",
             "tint": "--color-yours-tint", "cut": CARD, "f-page": CARD}  # fmt: skip
    for look, day in COLOURS.items():
        kind, series = look[0], look[1:]
        name = names.get(look) or (f"--chart-on-{series}" if kind == "o" else f"--chart-{series}")
        assert "#" + "".join(f"{round(c * 255):02x}" for c in colour(name, "light")) == day, look


def test_night_is_told_once() -> None:
    assert "prefers-color-scheme: dark" not in SHEET.split("@layer reset {")[0]


def test_paper_reads_the_sheet_in_day_colours() -> None:
    page = '<html lang=en data-theme="dark"><title>t</title><p class="badge badge-yours">words'
    css = CSS(filename=str(ROOT / "static/app.css"))
    pdf = HTML(string=page).write_pdf(stylesheets=[css], uncompressed_pdf=True)
    day = " ".join(
        f"{c:.6f}".rstrip("0").rstrip(".") for c in colour("--color-yours-strong", "light")
    )
    assert f"{day} rg".encode() in pdf


def test_every_class_of_a_component_is_in_the_sheet() -> None:
    macros = (ROOT / "templates/ui.html").read_text("utf-8")
    used = {
        name
        for names in re.findall(r'class="([^"{]+)', macros)
        for name in names.split()
        if len(name) > 1 and not name.endswith("-")
    }
    known = set(re.findall(r"\.([a-z][\w-]*)", SHEET))
    assert used - known == set()


def test_the_script_is_small_and_evaluates_nothing() -> None:
    assert len(SCRIPT.encode()) < 9.5 * 1024
    assert not re.search(r"\beval\b|new Function|innerHTML|document\.write", SCRIPT)


def test_no_template_carries_inline_style_or_handlers() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son(click|change|input|submit|load)=", text), path
