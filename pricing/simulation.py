"""Monte Carlo: assumptions drawn between their low and high values, and how the verdict holds.

The drawn cases go through the computed reading of the formulas, all at once. The seed is part of
what comes back: the same seed gives the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from pricing.calculators.calculation import Calculation
from pricing.calculators.cash_flows import CashFlows
from pricing.calculators.data import Correlation, Scenario
from pricing.calculators.fields import HORIZON, Spread
from pricing.calculators.results import Results
from pricing.errors import PricingError
from pricing.findings import Finding
from pricing.formula.arrays import Array
from pricing.money import quantise
from pricing.records import Record

RUNS, MOST_RUNS = 10_000, 100_000
BINS = 40
_DIGITS = 6
# The 10th and 90th percentile of a standard normal distribution lie so far from its mean.
_TENTH = 1.2815515655446004


@dataclass(frozen=True)
class Uncertain:
    """An assumption and how it is drawn.

    `uniform`, `triangular` and `pert` lie between `low` and `high`, the latter two around `mode`
    (PERT is the beta distribution with weight 4 on the mode). Of `normal`, `low` and `high` are
    the 10th and 90th percentile, on either side of their middle.
    """

    id: str
    spread: Spread
    low: float
    mode: float
    high: float


class OptionOutlook(Record):
    """Net savings of one alternative over all runs; `bins` count them from `start` by `width`."""

    id: str
    mean: Decimal
    p10: Decimal
    p50: Decimal
    p90: Decimal
    gains: Decimal
    """In what share of the runs it saves anything against the reference."""
    best: Decimal
    """In what share of the runs it is the best of the verdict."""
    start: Decimal
    width: Decimal
    bins: tuple[int, ...]


class Simulation(Record):
    """What many drawn cases say about the verdict.

    `decision` is the alternative recommended with the assumptions as they are, and `holds` the
    share of the runs in which it is recommended too. Runs without a value are left out and counted
    in `undefined`.
    """

    seed: int
    runs: int
    undefined: int
    varied: tuple[str, ...]
    decision: str
    holds: Decimal
    options: tuple[OptionOutlook, ...]

    def option(self, id: str) -> OptionOutlook:
        """The outlook of an alternative.

        Raises:
            PricingError: there is none; the reference saves nothing against itself.
        """
        for each in self.options:
            if each.id == id:
                return each
        raise PricingError(f"no outlook for {id!r}")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """`runs_undefined` where some drawn cases have no value; `nothing_varies` without ranges."""
        found = []
        if self.undefined:
            params = {"undefined": self.undefined, "runs": self.runs}
            found.append(Finding("runs_undefined", (), params))
        if not self.varied:
            found.append(Finding("nothing_varies", (), {}))
        return tuple(found)


def simulate(calculation: Calculation, seed: int, runs: int = RUNS) -> Simulation:
    """How net savings and the verdict spread when every ranged assumption is drawn.

    Args:
        calculation: `Calculator.calculation(assumptions, scenario)`.
        seed: of the random numbers, 0 or more; the same seed gives the same figures.
        runs: 1 to 100,000.

    Raises:
        PricingError: runs or seed out of range, correlations that contradict one another, or no
            run that has a value.
    """
    if not 1 <= runs <= MOST_RUNS or seed < 0:
        raise PricingError(f"{runs} runs with seed {seed}: 1 to {MOST_RUNS} runs, seed from 0")
    varied = uncertain(calculation)
    drawn = draw(varied, calculation.data.correlations, runs, np.random.default_rng(seed))
    cases = np.empty((1 + runs, len(calculation.base)), order="F")
    cases[:] = calculation.base
    for each, values in zip(varied, drawn.T, strict=True):
        lowest, highest = map(float, calculation.inputs[each.id].bounds)
        # Only what is spread without ends can leave the bounds that low and high lie within.
        inside = np.clip(values, lowest, highest) if each.spread == "normal" else values
        cases[1:, calculation.columns[each.id]] = inside
    savings = calculation.net_savings(cases)
    return _summary(calculation, seed, [each.id for each in varied], savings)


def simulate_results(results: Results, seed: int, runs: int = RUNS) -> Simulation:
    """The same for a calculation that is kept, on the assumptions that its results were made from.

    Raises:
        PricingError: as `simulate`.
    """
    values = {each.id: each.value for each in results.assumptions}
    kept = Scenario(id=results.scenario, text=results.calculator.text, overrides=values)
    return simulate(Calculation(CashFlows(results.calculator), (), {}, kept), seed, runs)


def uncertain(calculation: Calculation) -> list[Uncertain]:
    """The assumptions that are drawn: those with a low or a high value, years and months not."""
    found = []
    for id, each in calculation.inputs.items():
        if id == HORIZON or each.whole or (each.low is None and each.high is None):
            continue
        value = calculation.values[id]
        low = min(value if each.low is None else each.low, value)
        high = max(value if each.high is None else each.high, value)
        if low < high:
            found.append(Uncertain(id, each.spread, float(low), float(value), float(high)))
    return found


def draw(
    varied: Sequence[Uncertain],
    correlations: Iterable[Correlation],
    runs: int,
    random: np.random.Generator,
) -> Array:
    """Random values, one row per run and one column per assumption.

    Correlated assumptions keep their own distribution and are put into the order of correlated
    normal numbers (Iman and Conover 1982), so that the given values are rank correlations.

    Raises:
        PricingError: correlations that contradict one another.

    >>> fee = Uncertain("fee", "uniform", 0.0, 1.0, 2.0)
    >>> values = draw([fee], [], 10_000, np.random.default_rng(1))
    >>> values.shape, round(float(values.mean()), 1)
    ((10000, 1), 1.0)
    """
    values = np.empty((runs, len(varied)), order="F")
    for column, each in enumerate(varied):
        values[:, column] = _MARGINS[each.spread](each, runs, random)
    places = {each.id: at for at, each in enumerate(varied)}
    pairs = [each for each in correlations if set(each.between) <= set(places) and each.value]
    if pairs:
        _reorder(values, places, pairs, random)
    return values


def _reorder(
    values: Array,
    places: Mapping[str, int],
    pairs: Sequence[Correlation],
    random: np.random.Generator,
) -> None:
    used = sorted({places[id] for each in pairs for id in each.between})
    at = {column: position for position, column in enumerate(used)}
    matrix = np.eye(len(used))
    for each in pairs:
        a, b = (at[places[id]] for id in each.between)
        # The normal correlation whose rank correlation is the one asked for.
        matrix[a, b] = matrix[b, a] = 2.0 * np.sin(np.pi / 6.0 * float(each.value))
    least, vectors = np.linalg.eigh(matrix)
    if least.min() < -1e-9:
        names = ", ".join(sorted({id for each in pairs for id in each.between}))
        raise PricingError(f"these correlations contradict one another: {names}")
    root = vectors * np.sqrt(np.maximum(least, 0.0))
    normal = random.standard_normal((len(values), len(used))) @ root.T
    for position, column in enumerate(used):
        ranks = normal[:, position].argsort().argsort()
        values[:, column] = np.sort(values[:, column])[ranks]


def _pert(each: Uncertain, runs: int, random: np.random.Generator) -> Array:
    width = each.high - each.low
    before, after = (each.mode - each.low) / width, (each.high - each.mode) / width
    # A beta variate is the share of one gamma variate in two: drawn so, it takes less time.
    share = random.standard_gamma(1.0 + 4.0 * before, runs)
    rest = random.standard_gamma(1.0 + 4.0 * after, runs)
    rest += share
    share /= rest
    share *= width
    share += each.low
    return share


def _triangular(each: Uncertain, runs: int, random: np.random.Generator) -> Array:
    return random.triangular(each.low, each.mode, each.high, runs)


def _uniform(each: Uncertain, runs: int, random: np.random.Generator) -> Array:
    return random.uniform(each.low, each.high, runs)


def _normal(each: Uncertain, runs: int, random: np.random.Generator) -> Array:
    deviation = (each.high - each.low) / (2.0 * _TENTH)
    return random.normal((each.low + each.high) / 2.0, deviation, runs)


_MARGINS: dict[Spread, Callable[[Uncertain, int, np.random.Generator], Array]] = {
    "pert": _pert,
    "triangular": _triangular,
    "uniform": _uniform,
    "normal": _normal,
}


def _summary(
    calculation: Calculation, seed: int, varied: Sequence[str], savings: Array
) -> Simulation:
    results = calculation.data
    verdict = [each.in_headline for each in results.alternatives]
    best = _best(savings, verdict, calculation.ids.index(results.reference))
    base, drawn = best[0], best[1:]
    known = ~np.isnan(savings[1:]).any(axis=1)
    if base < 0 or not known.any():
        raise PricingError("not defined, because no drawn case has a value")
    runs = savings[1:][known]
    options = tuple(
        _outlook(id, runs[:, at], float((drawn[known] == at).mean()))
        for at, id in enumerate(calculation.ids)
        if id != results.reference
    )
    return Simulation(
        seed=seed,
        runs=len(savings) - 1,
        undefined=int((~known).sum()),
        varied=tuple(varied),
        decision=calculation.ids[base],
        holds=_figure(float((drawn[known] == base).mean())),
        options=options,
    )


def _best(savings: Array, verdict: Sequence[bool], reference: int) -> Array:
    """Which alternative each case recommends; −1 where it has no value."""
    compared = np.where(np.array(verdict), savings, -np.inf)
    best = compared.argmax(axis=1)
    best = np.where(compared.max(axis=1) > 0, best, reference)
    found: Array = np.where(np.isnan(savings).any(axis=1), -1, best)
    return found


def _outlook(id: str, savings: Array, best: float) -> OptionOutlook:
    p10, p50, p90 = np.percentile(savings, [10, 50, 90])
    counts, edges = np.histogram(savings, bins=BINS)
    return OptionOutlook(
        id=id,
        mean=_figure(savings.mean()),
        p10=_figure(p10),
        p50=_figure(p50),
        p90=_figure(p90),
        gains=_figure((savings > 0).mean()),
        best=_figure(best),
        start=_figure(edges[0]),
        width=_figure(edges[1] - edges[0]),
        bins=tuple(counts.tolist()),
    )


def _figure(number: float) -> Decimal:
    return quantise(Decimal(str(float(number))), _DIGITS)
