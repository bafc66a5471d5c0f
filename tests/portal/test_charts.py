"""Charts say in words, drawing and table the same, whatever the numbers."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from portal import charts
from portal.charts import (
    COLOURS,
    Bar,
    CashRow,
    Chart,
    Limit,
    Mark,
    ScoreLine,
    Series,
    Step,
    Swing,
    Zone,
)
from portal.charts.plot import LETTER, NARROW, apart, ticks
from portal.styleguide.samples import charts_in

SPACE = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert(\"x\")</script> & 'Hòa Bình'"
NUMBERS = st.none() | st.floats(width=64) | st.decimals() | st.integers(-(10**400), 10**400)


def fmt(value: object) -> str:
    return f"{value:,.1f}"


def stacked(values: list, name: str = "Keep") -> Chart:
    return charts.stacked_bar(name, ["a", "b"], [Bar(name, values[:2]), Bar("B", values[2:])], fmt)


def lined(values: list, name: str = "Lease") -> Chart:
    xs = list(range(len(values)))
    return charts.line(
        name,
        xs,
        [str(x) for x in xs],
        [Series(name, values), Series("Buy", values[::-1])],
        fmt,
        marks=[Mark(1, 0, name)],
        zero=name,
        at=(0, name),
    )


def swung(values: list, name: str = "Fee") -> Chart:
    pairs = pairwise(values)
    return charts.tornado(
        name, [Swing(name, a, b, name) for a, b in pairs], values[0] if values else 0, fmt, zero="0"
    )


def counted(values: list, name: str = "Gain") -> Chart:
    return charts.histogram(
        name,
        list(range(len(values) + 1)),
        values,
        fmt,
        split=0.5,
        limits=[Limit(v, name) for v in values[:2]],
        count_fmt=fmt,
    )


def fell(values: list, name: str = "Segment") -> Chart:
    kinds = ("total", "change", "tax")
    return charts.waterfall(name, [Step(name, v, kinds[i % 3]) for i, v in enumerate(values)], fmt)


def paid(values: list, name: str = "Night") -> Chart:
    return charts.cash_calendar(
        name, [str(i) for i in range(len(values))], [CashRow(name, values, name)], fmt
    )


def ruled(values: list, name: str = "Night") -> Chart:
    zones = [Zone(name, a, b) for a, b in pairwise(values)]
    return charts.ruler(name, zones, fmt, at=values[0] if values else None)


def scored(values: list, name: str = "PDF") -> Chart:
    return charts.score_bars(
        name, [ScoreLine(name, v) for v in values], fmt, threshold=70, threshold_text=name
    )


def sparked(values: list, name: str = "kWh") -> Chart:
    return charts.sparkline(name, values, fmt)


EVERY = [stacked, lined, swung, counted, fell, paid, ruled, scored, sparked]
each_chart = pytest.mark.parametrize("draw", EVERY, ids=lambda draw: draw.__name__)


def read(chart: Chart) -> ET.Element:
    """The drawing as XML, after the checks every chart must stand."""
    root = ET.fromstring(
        str(chart.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    )
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SPACE}title", f"{SPACE}desc"]
    assert root.findtext(f"{SPACE}title") == chart.title
    assert not re.search(r"\b(nan|inf)\b|[\d.]e[+-]?\d", numbers_of(root), re.I)
    assert "style=" not in chart.svg and "<script" not in chart.svg
    return root


def numbers_of(root: ET.Element) -> str:
    """Every attribute that places something."""
    names = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "dx", "rx")
    return " ".join(part.get(name, "") for part in root.iter() for name in names)


@each_chart
@given(values=st.lists(NUMBERS, max_size=9))
@settings(max_examples=60)
def test_any_numbers_give_a_valid_drawing_on_the_sheet(
    draw: Callable[..., Chart], values: list
) -> None:
    root = read(draw(values))
    height = float(root.get("height", "0"))
    assert height > 0
    for rect in root.iter(f"{SPACE}rect"):
        x, width = (float(rect.get(k, "0").rstrip("%")) for k in ("x", "width"))
        assert x >= -0.5 and x + width <= 100.5 and float(rect.get("height", "0")) >= 0


@each_chart
@pytest.mark.parametrize(
    "values",
    [[], [5], [0, 0, 0], [-3, -2, -1], [1e308, -1e308, 1e308], [Decimal("1e-300"), 2, None]],
    ids=["none", "single", "zeros", "negative", "huge", "tiny"],
)
def test_odd_values_survive(draw: Callable[..., Chart], values: list) -> None:
    read(draw(values))


@each_chart
def test_words_are_escaped(draw: Callable[..., Chart]) -> None:
    root = read(draw([3, -1, 2, 4], EVIL))
    assert root.findtext(f"{SPACE}title") == EVIL


@each_chart
def test_the_table_says_every_value(draw: Callable[..., Chart]) -> None:
    cells = [cell for row in draw([3, -1, 2.5, 40]).table.rows for cell in row]
    if draw not in (ruled, swung):
        assert {"3.0", "-1.0", "2.5", "40.0"} <= set(cells)
    assert all(len(row) == len(cells) // len(draw([3, -1, 2.5, 40]).table.rows)
               for row in draw([3, -1, 2.5, 40]).table.rows)  # fmt: skip


def test_missing_values_read_as_a_dash() -> None:
    assert stacked([None, float("nan"), 1, 2]).table.rows[0] == ("a", "–", "1.0")


def test_a_bar_twice_as_long_stands_for_twice_the_money() -> None:
    root = read(charts.stacked_bar("t", ["a"], [Bar("A", [100]), Bar("B", [50])], fmt))
    widths = [float(r.get("width", "0").rstrip("%")) for r in root.iter(f"{SPACE}rect")]
    assert widths == [100, 50]


def test_a_residual_is_taken_back_off_the_end_of_its_bar() -> None:
    root = read(charts.stacked_bar("t", ["buy", "residual"], [Bar("A", [100, -25])], fmt))
    bar, back = list(root.iter(f"{SPACE}rect"))
    assert (bar.get("width"), back.get("x"), back.get("width")) == ("100.00%", "75.00%", "25.00%")


def test_leasing_breaks_even_in_the_second_year() -> None:
    found = charts.crossings(range(6), [-40.0, -30.9, 15.4, 94.6, 202.8, 336.6])
    assert found == [pytest.approx(1 + 30.9 / 46.3)]


def test_a_line_that_never_crosses_has_no_break_even() -> None:
    assert charts.crossings(range(3), [1, 2, 3]) == []
    assert charts.crossings(range(4), [0, 0, 0, 0]) == []


def test_the_night_plan_flips_at_2977_percent() -> None:
    shares = [0, 60]
    gap = [62_230_260 - (53_970_000 + s * 277_500) for s in shares]
    assert charts.crossings(shares, gap)[0] == pytest.approx(29.77, abs=0.01)


def test_a_small_line_beside_a_large_one_gets_its_own_panel() -> None:
    small, large = Series("Lease", [-40, 336]), Series("Buy", [-2440, 8])
    apart_, together = (
        charts.line("t", [0, 1], ["0", "1"], [small, large], fmt, panels=choice)
        for choice in (None, False)
    )
    assert float(read(apart_).get("height", 0)) > float(read(together).get("height", 0))
    strokes = [p for p in read(apart_).iter(f"{SPACE}line") if p.get("class") == "l1"]
    assert abs(float(strokes[0].get("y1", 0)) - float(strokes[0].get("y2", 0))) > 50


def test_a_gap_in_a_line_is_not_bridged() -> None:
    chart = charts.line("t", [0, 1, 2], ["0", "1", "2"], [Series("a", [1, None, 3])], fmt)
    assert not [p for p in read(chart).iter(f"{SPACE}line") if p.get("class") == "l1"]


def test_the_widest_swing_stands_on_top() -> None:
    swings = [Swing("narrow", 9, 11), Swing("wide", 20, 0), Swing("middle", 5, 15)]
    rows = charts.tornado("t", swings, 10, fmt).table.rows
    assert [row[0] for row in rows] == ["wide", "middle", "narrow"]


def test_a_cut_axis_says_where_it_starts() -> None:
    high = [Step("List", 155_500, "total"), Step("Segment", -5_900), Step("Net", 149_600, "total")]
    low = [Step("List", 100, "total"), Step("Segment", -90), Step("Net", 10, "total")]
    assert charts.waterfall("t", high, fmt).start == "145,000.0"
    assert charts.waterfall("t", low, fmt).start is None
    assert charts.waterfall("t", high, fmt, cut=False).start is None


def test_the_last_score_line_ends_at_the_score() -> None:
    lines = [ScoreLine("a", 30), ScoreLine("b", 56), ScoreLine("decay", -4)]
    root = read(charts.score_bars("t", lines, fmt, threshold=70))
    last = [r for r in root.iter(f"{SPACE}rect") if r.get("class") != "f-grid"][-1]
    mark = next(p for p in root.iter(f"{SPACE}line") if p.get("class") == "ink")
    x, limit = float(last.get("x", "").rstrip("%")), float(mark.get("x1", "").rstrip("%"))
    assert x / limit == pytest.approx(82 / 70, abs=0.001)


@given(st.lists(st.floats(0, 200), max_size=6))
def test_labels_stand_apart_and_keep_their_order(places: list[float]) -> None:
    out = apart(places, 15, 0, 200)
    assert all(b - a >= 14.99 for a, b in pairwise(sorted(out)))
    assert all(0 <= y <= 200.01 for y in out)


@given(st.floats(-1e299, 1e299), st.floats(-1e299, 1e299))
def test_ticks_lie_within_and_are_few(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    found = ticks(low, high)
    room = (high - low) * 1e-6
    assert len(found) <= 12 and all(low - room <= t <= high + room for t in found)


def test_every_sample_is_drawn_in_both_languages() -> None:
    for language in ("vi", "en"):
        for chart in charts_in(language, lambda v, places=1: f"{v:.{places}f}").values():
            read(chart)


def test_paper_takes_the_charts_with_their_titles() -> None:
    drawn = charts_in("vi", lambda v, places=1: f"{v:.{places}f}")
    page = "".join(chart.svg for chart in drawn.values())
    pdf = HTML(string=f"<html lang=vi><title>t</title>{page}").write_pdf(
        pdf_variant="pdf/ua-1", uncompressed_pdf=True
    )
    assert pdf.count(b"/Figure") >= len(drawn)
    assert COLOURS["s1"] == "#2a4bbe"
    blue = " ".join(f"{int(COLOURS['s1'][i : i + 2], 16) / 255:.6f}".rstrip("0") for i in (1, 3, 5))
    assert blue.encode() in pdf


def test_the_numbers_beside_a_tornado_stay_on_a_phone() -> None:
    swings = [Swing("Carbon price", 886, 2_097_300, "0 → 2,260,000")]
    drawn = str(charts.tornado("T", swings, 6730, lambda x: f"+{x:,}").svg)
    places = re.findall(r'<text x="([\d.]+)%"[^>]*dx="-?6">([^<]+)<', drawn)
    left, right = ((float(x) / 100 * NARROW, len(text) * LETTER + 6) for x, text in places)
    assert left[0] - left[1] >= 0 and right[0] + right[1] <= NARROW
