"""One finished product: numbers as wished, then the cheapest or the recommended options."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pysat.examples.rc2 import RC2Stratified
from pysat.formula import WCNF

from configurator.engine.choices import Choice
from configurator.engine.domains import Solver
from configurator.engine.encoding import Encoding
from configurator.model import ProductModel

Prices = Mapping[str, Decimal]


@dataclass(frozen=True)
class Product:
    """A finished product: the options in it and a value for every number."""

    options: frozenset[str]
    numbers: Mapping[str, Decimal]

    def cost(self, model: ProductModel, prices: Prices) -> Decimal:
        """Sum of the prices of its options, each times the number that counts it."""
        counts = quantities(model, self.numbers)
        lines = (prices.get(code, Decimal(0)) * counts.get(code, 1) for code in self.options)
        return sum(lines, Decimal(0))


def quantities(model: ProductModel, numbers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """How many of each counted option, as the numbers with `quantity_of` say."""
    counts: dict[str, Decimal] = {}
    for number in model.numbers:
        for code in number.quantity_of:
            counts[code] = counts.get(code, Decimal(1)) * numbers[number.id]
    return counts


def wishes(model: ProductModel) -> dict[str, Decimal]:
    """The value a number takes unless somebody chooses: its default, else its smallest."""
    return {n.id: n.min if n.default is None else n.default for n in model.numbers}


class Completer:
    """Finds finished products; shares the solver of the domains."""

    def __init__(self, encoding: Encoding, solver: Solver) -> None:
        self._encoding, self._solver = encoding, solver
        self._clauses = list(encoding.clauses())

    def complete(
        self,
        choices: Sequence[Choice],
        prices: Prices | None,
        wished: Mapping[str, Decimal] | None = None,
    ) -> Product:
        """The cheapest product (the recommended one without prices) that has all the choices.

        Each number that is not chosen takes, in the order of the model, the possible value
        nearest to the one wished; prices are weighed after that. Of products that cost the same
        the one with most recommended options, then most defaults, then fewest options is taken.
        The choices must not contradict each other.
        """
        literals = [choice.literal for choice in choices]
        wished = {**wishes(self._encoding.model), **(wished or {})}
        numbers = self._numbers(choices, literals, wished)
        weights = self._weights(prices, numbers)
        model = self._best(literals, weights)
        options = self._encoding.options.items()
        return Product(frozenset(code for code, v in options if model[v - 1] > 0), numbers)

    def _numbers(
        self, choices: Sequence[Choice], literals: list[int], wished: Mapping[str, Decimal]
    ) -> dict[str, Decimal]:
        """A value for every number; what it settles is added to `literals`."""
        numbers = {c.key: c.value for c in choices if isinstance(c.value, Decimal)}
        for id, axis in self._encoding.axes.items():
            if id not in numbers:
                for stretch in axis.by_distance(wished[id]):
                    if self._solver.satisfiable([*literals, stretch.variable]):
                        literals.append(stretch.variable)
                        numbers[id] = stretch.nearest(wished[id])
                        break
        return numbers

    def _weights(self, prices: Prices | None, numbers: Mapping[str, Decimal]) -> dict[str, int]:
        """What each option costs in whole units: price first, then what is preferred."""
        model = self._encoding.model
        liking = dict(_likings(model))
        if not prices:
            return liking
        counts = quantities(model, numbers)
        costs = {code: prices.get(code, Decimal(0)) * counts.get(code, 1) for code in liking}
        unit = _unit(costs.values())
        step = sum(map(abs, liking.values())) + 1
        return {code: int(cost * unit) * step + liking[code] for code, cost in costs.items()}

    def _best(self, literals: Sequence[int], weights: Mapping[str, int]) -> list[int]:
        formula = WCNF()
        formula.nv = self._encoding.top
        formula.hard = [*self._clauses, *([literal] for literal in literals)]
        for code, weight in weights.items():
            variable = self._encoding.options[code]
            formula.append([-variable if weight > 0 else variable], weight=abs(weight))
        with RC2Stratified(formula, solver="g4", adapt=True, exhaust=True, minz=True) as search:
            best: list[int] = search.compute()
        return best


def _likings(model: ProductModel) -> Iterator[tuple[str, int]]:
    """A small weight for each option: negative where it is recommended or default."""
    count = sum(1 for _ in model.options)
    for option in model.options:
        if option.recommended:
            yield option.code, -((count + 1) ** 2)
        else:
            yield option.code, -(count + 1) if option.default else 1


def _unit(costs: Iterable[Decimal]) -> int:
    """The power of ten that makes all costs whole."""
    places = 0
    for cost in costs:
        exponent = cost.normalize().as_tuple().exponent
        places = max(places, -exponent if isinstance(exponent, int) else 0)
    return int(10**places)
