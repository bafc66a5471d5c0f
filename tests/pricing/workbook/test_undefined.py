"""What the page says has no figure, the spreadsheet says of itself, and no cell holds an error."""

import copy

import pytest

from pricing import Calculator
from pricing.calculators.alternatives import MOST_TELLING
from pricing.calculators.undefined import MEASURES, REASONS, why_undefined
from pricing.workbook import words, workbook
from pricing.workbook.layout import PERIOD_ROW, VALUE_COLUMN, Layout
from pricing.workbook.summary_columns import (
    AIRR,
    DISCOUNTED,
    IRR,
    MIRR,
    PAYBACK,
    SIGN_CHANGES,
    SIR,
    summary_row,
)
from tests.pricing.calculator.test_undefined import FLOWS, acting
from tests.pricing.workbook.office import SOFFICE, changed, number, recalculated
from tests.pricing.workbook.test_recalculation import everything

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice to compute with"),
]
COLUMNS = dict(zip(MEASURES, (IRR, MIRR, SIR, AIRR, PAYBACK, DISCOUNTED), strict=True))
SAVINGS = {
    "zero": (0, 0, 0, 0),
    "saves": (0, 5, 5, 0),
    "pays": (-5, -5, 0, -1),
    "one": (-1000, 600, 600, 0),
    "negative": (-1000, 300, 300, 300),
    "borrowed": (1000, -600, -600, 0),
    "two": (-1000, 2300, -1320, 1),
    "two_near": (-1000, 2206, -1216, 0),
    "three": (-1000, 6000, -11000, 6000),
    "with_a_huge_one": (-10, 221, -231, 0),
    "none": (-10, 30, -25, 0),
    "none_either": (-10, 20, 5, -30),
    "alone_after_three_changes": (-100, 60, -10, 80),
    "huge": (-1, 100, 0, 0),
    "beyond_all": ("-0.01", 0, 0, 900000000),
}


def many():
    """A calculator with an alternative for each of these savings."""
    data = copy.deepcopy(FLOWS)
    act = data["alternatives"].pop()
    data["assumptions"].append(data["assumptions"][0] | {"id": "unit", "value": "1"})
    for id, savings in SAVINGS.items():
        lines = [
            line | {"formula": f"0 - ({amount}) * unit", "when": "start"} if line["id"] == "first"
            else line | {"formula": f"0 - ({amount}) * second / 600"}
            for line, amount in zip(act["lines"], savings, strict=True)
        ]  # fmt: skip
        text = {"vi": id, "en": id}
        data["alternatives"].append(act | {"id": id, "text": text, "lines": lines})
    return data


def agrees(cell, each, measure, language="en"):
    """Whether a cell shows the figure of a measure, or the words of its reason."""
    figure, why = getattr(each, measure), why_undefined(each, measure)
    if why is None:
        return number(cell) == pytest.approx(float(figure), rel=1e-9, abs=1e-9)
    if why.code == "rate_tells_nothing":
        return cell == words.OVER_MOST.in_(language)
    said = dict(why.params)
    if "rates" in said:
        *some, last = (_rate(rate, language) for rate in said["rates"])
        said["rates"] = f"{', '.join(some)} {words.AND.in_(language)} {last}"
    return cell == REASONS[why.code].in_(language).format(**said)


def _rate(rate, language):
    return words.OVER_MOST.in_(language) if rate > MOST_TELLING else f"{rate:.1%}"


def errors(sheets):
    """The cells of all sheets that hold an error."""
    return [
        (title, cell)
        for title, rows in sheets.items()
        for row in rows
        for cell in row
        if cell.startswith(("#", "Err:"))
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_measure_has_its_figure_or_the_reason_of_the_page(language, tmp_path):
    results = Calculator.from_data(many()).run()
    sheets = recalculated(workbook(results, language), tmp_path)
    layout = Layout(results, language)
    for id in SAVINGS:
        each = results.alternative(id)
        row = sheets[words.SUMMARY.in_(language)][summary_row(layout, id) - 1]
        for measure, column in COLUMNS.items():
            assert agrees(row[column - 1], each, measure, language), (id, measure, row[column - 1])
        assert row[SIGN_CHANGES - 1] == str(each.irr_sign_changes)
    assert errors(sheets) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((-1000, 600, 600, 0), (-1000, 2300, -1320, 0)),
        ((-1000, 2300, -1320, 0), (-1000, 600, 600, 0)),
        ((0, 0, 0, 0), (-1000, 300, 300, 300)),
    ],
)
def test_a_change_in_the_file_makes_a_rate_undefined_and_defined_again(before, after, tmp_path):
    results = acting(*before)[0]
    layout = Layout(results, "en")
    inputs = ("first", "second", "third", "fourth")
    cells = {
        (layout.assumption_row(id), VALUE_COLUMN): v for id, v in zip(inputs, after, strict=True)
    }
    sheets = recalculated(changed(workbook(results, "en"), "Assumptions", cells), tmp_path)
    row = sheets["Summary"][summary_row(layout, "act") - 1]
    for measure in ("irr", "mirr", "sir", "airr"):
        assert agrees(row[COLUMNS[measure] - 1], acting(*after)[1], measure)
    assert errors(sheets) == []


@pytest.mark.parametrize(
    ("input", "typed", "why"),
    [("discount_rate", -1, "the discount rate is −100% or less"),
     ("horizon_years", 0, "the years compared are no whole number from 1 to 15"),
     ("horizon_years", 600, "the years compared are no whole number from 1 to 15"),
     ("discount_rate", 100, "")],
)  # fmt: skip
def test_no_rate_and_no_number_of_years_leaves_an_error_in_any_cell(input, typed, why, tmp_path):
    data = everything("year")
    data["conventions"] = data["conventions"] | {"timing": "mid_year"}
    results = Calculator.from_data(data).run()
    layout = Layout(results, "en")
    cell = (layout.assumption_row(input), VALUE_COLUMN)
    sheets = recalculated(changed(workbook(results, "en"), "Assumptions", {cell: typed}), tmp_path)
    assert errors(sheets) == []
    summary, reason = sheets["Summary"], f"not defined, because {why}"
    if why:
        assert summary[2][1] == summary[3][1] == reason
        rows = summary[5 : 5 + len(results.alternatives)]
        assert {cell for row in rows for cell in row[1:17]} == {reason}
        for each in results.alternatives:
            flows = sheets[layout.titles[each.id]]
            assert flows[1][0] == reason
            kept = [cell for row in flows[PERIOD_ROW:] for cell in row[1:]]
            assert not any(cell.strip("-%").replace(".", "").isdigit() for cell in kept)
