"""How sure the verdict is, on the first sheet: what the drawn cases gave, as values."""

from __future__ import annotations

from pricing.calculators.results import Results
from pricing.errors import PricingError
from pricing.simulation import OptionOutlook, Simulation, simulate_results
from pricing.workbook import words
from pricing.workbook.layout import Layout
from pricing.workbook.pen import PERCENT, Pen

SEED = 1


def drawn_part(pen: Pen, layout: Layout, row: int) -> None:
    """Per option of the verdict the spread of its net savings, from `row` on.

    A spreadsheet cannot draw ten thousand cases with the numbers of the page: these are values,
    and the seed that draws them again stands beside them. Nothing is written where nothing varies.
    """
    found = _drawn(layout.results)
    if found is None:
        return
    pen.text(row, 1, words.DRAWN, bold=True)
    pen.text(row + 1, 1, words.AS_VALUES)
    for at, (word, number) in enumerate(((words.RUNS, found.runs), (words.SEED, found.seed))):
        pen.text(row + 2 + at, 1, word)
        pen.value(row + 2 + at, 2, number)
    pen.head(row + 4, [words.OPTION, "P10", "P50", "P90", words.GAINS, words.OFTEN_BEST])
    named = [each.id for each in layout.results.headline]
    shown = [each for each in found.options if each.id in named]
    for at, each in enumerate(shown, start=row + 5):
        _option(pen, layout, each, at)


def _drawn(results: Results) -> Simulation | None:
    try:
        found = simulate_results(results, SEED)
    except PricingError:
        return None
    return found if found.varied else None


def _option(pen: Pen, layout: Layout, each: OptionOutlook, row: int) -> None:
    pen.text(row, 1, layout.results.alternative(each.id).text)
    for column, amount in enumerate((each.p10, each.p50, each.p90), start=2):
        pen.value(row, column, amount, pen.money)
    for column, share in enumerate((each.gains, each.best), start=5):
        pen.value(row, column, share, PERCENT)
