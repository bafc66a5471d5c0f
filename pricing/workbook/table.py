"""The cash flows as CSV: one row per line of an option, with what it costs in all."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

from pricing.calculators.levels import level_charged
from pricing.calculators.results import Results
from pricing.workbook import words

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cash_flow_csv(results: Results, language: str) -> str:
    """Every line of every option by year, its total and its present cost.

    A line that charges the price of a named level, such as a service contract's, names it.

    Numbers have a point and no thousands sign; cash flows are negative when money leaves, costs
    positive. Text that a spreadsheet would take for a formula is quoted.
    """
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    years = [f"{words.YEAR.in_(language)} {year}" for year in results.years]
    heads = (words.OPTION, words.LINE, words.TOTAL_COST, words.PRESENT_COST)
    writer.writerow([*(each.in_(language) for each in heads), *years])
    for option in results.alternatives:
        name = _harmless(option.text.in_(language))
        for line in option.lines:
            level = level_charged(results, line)
            text = _harmless(": ".join(each.in_(language) for each in (line.text, level) if each))
            figures = (line.total, line.present_cost, *line.flows)
            writer.writerow([name, text, *map(_plain, figures)])
        total = words.SUM.in_(language)
        figures = (option.total_cost, option.present_cost, *option.flows)
        writer.writerow([name, total, *map(_plain, figures)])
    return file.getvalue()


def _plain(figure: Decimal) -> str:
    """All its digits, never in powers of ten."""
    return f"{figure:f}"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
