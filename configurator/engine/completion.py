"""One finished product: numbers as wished, then the cheapest or the recommended options."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from configurator.engine.choices import Choice
from configurator.engine.course import Course
from configurator.engine.encoding import Encoding
from configurator.engine.equalities import Equalities
from configurator.engine.optimum import Optimum
from configurator.engine.part import Part
from configurator.engine.parts import Parts
from configurator.engine.solver import Clock, Solver
from configurator.engine.trees import Trees
from configurator.engine.weighing import BySearch, ByTrees, members_of
from configurator.model import ProductModel

Prices = Mapping[str, Decimal]
Bill = tuple[Prices, Mapping[str, Decimal], bool]
"""Prices of options, how many of each counted one, and whether advice goes before prices."""

KEPT = 8
"""Price lists whose best products are kept."""


@dataclass(frozen=True)
class Product:
    """A finished product: the options in it and a value for every number.

    `proven`: whether none is better; otherwise it is the best that was found in time.
    """

    options: frozenset[str]
    numbers: Mapping[str, Decimal]
    proven: bool = True

    def cost(self, model: ProductModel, prices: Prices) -> Decimal:
        """Sum of the prices of its options, each times the number that counts it."""
        counts = quantities(model, self.numbers)
        priced = prices.keys() & self.options
        lines = (prices[c] * counts[c] if c in counts else prices[c] for c in priced)
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
    """Finds finished products, part by part."""

    def __init__(self, encoding: Encoding, parts: Parts, clock: Clock) -> None:
        self._encoding, self._parts, self._clock = encoding, parts, clock
        self._likings = dict(_likings(encoding.model))
        self._sure = [code for code, v in encoding.options.items() if parts.fixed[v] > 0]
        self._listed: list[Prices] = []
        self._weighed: list[tuple[Bill, ByTrees | BySearch]] = []
        self._by_part = members_of(encoding, parts)
        self._equalities: list[Equalities] = []
        self._solvers: dict[int, Solver] = {}
        if not parts.trees:
            self._get_ready()

    def complete(
        self,
        choices: Sequence[Choice],
        prices: Prices | None,
        wished: Mapping[str, Decimal] | None = None,
        inside: Trees | None = None,
        *,
        advised: bool = False,
    ) -> Product:
        """The cheapest product (the recommended one without prices) that has all the choices.

        `inside`: trees of what has some of the choices, where they were made before. `advised`:
        most recommended options, then most defaults; of products alike in these the cheapest.

        Each number that is not chosen takes, in the order of the model, the possible value
        nearest to the one wished; prices are weighed after that. Of products that cost the same
        the one with most recommended options, then most defaults, then fewest options is taken.
        The choices must not contradict each other. Raises OutOfTime where there is no time to
        find any product at all.
        """
        literals = [choice.literal for choice in choices]
        wished = {**wishes(self._encoding.model), **(wished or {})}
        course = Course(self._parts, literals)
        numbers = self._numbers(choices, course, literals, wished)
        weights = self._weights(prices, numbers, advised)
        if inside and isinstance(weights, ByTrees):
            weights = weights.inside(inside)
        options, proven = weights.options(literals)
        return Product(frozenset(options), numbers, proven and course.proven)

    def listed(self, prices: Prices) -> Prices:
        """The price list as it is kept here: asked about with that one, it is known at a glance."""
        kept = next((each for each in self._listed if each is prices or each == prices), None)
        if kept is None:
            self._listed = [kept := dict(prices), *self._listed][:KEPT]
        return kept

    def _numbers(
        self,
        choices: Sequence[Choice],
        course: Course,
        literals: list[int],
        wished: Mapping[str, Decimal],
    ) -> dict[str, Decimal]:
        """A value for every number; what it settles is added to `literals`."""
        numbers = {c.key: c.value for c in choices if isinstance(c.value, Decimal)}
        for id, axis in self._encoding.axes.items():
            if id not in numbers:
                stretches = axis.by_distance(wished[id])
                stretch = next(each for each in stretches if course.takes(each.variable))
                literals.append(stretch.variable)
                numbers[id] = stretch.nearest(wished[id])
        return numbers

    def _weights(
        self, prices: Prices | None, numbers: Mapping[str, Decimal], advised: bool
    ) -> ByTrees | BySearch:
        """What each option costs in whole units: price first or what is preferred, then the other."""
        counts = quantities(self._encoding.model, numbers) if prices else {}
        bill: Bill = self.listed(prices or {}), counts, advised
        known = next((n for n, (other, _) in enumerate(self._weighed) if other == bill), None)
        if known is None:
            costs = {code: price * counts.get(code, 1) for code, price in (prices or {}).items()}
            weights = self._advised(costs) if advised else self._weighted(costs)
            found = bill, self._best(weights)
        else:
            found = self._weighed.pop(known)
        self._weighed = [found, *self._weighed][:KEPT]
        return found[1]

    def _best(self, weights: Mapping[str, int]) -> ByTrees | BySearch:
        trees = self._parts.trees
        lightest = trees.lightest(weights) if trees else None
        if trees and lightest:
            return ByTrees(trees, weights, lightest)
        if not self._equalities:
            self._get_ready()
        moved = self._moved(weights)
        return BySearch(self._parts, self._by_part, self._sure, moved, self._optimum, self._clock)

    def _get_ready(self) -> None:
        """Makes what a search needs; the first price list would wait for it otherwise."""
        self._equalities = [Equalities(part.clauses) for part in self._parts.parts]
        self._solvers = dict(enumerate(map(self._solver, self._parts.parts)))

    def _optimum(self, number: int, weights: Mapping[int, int]) -> Optimum:
        part = self._parts.parts[number]
        solver = self._solvers.pop(number, None) or self._solver(part)
        return Optimum(part, weights, solver, self._clock)

    def _solver(self, part: Part) -> Solver:
        """A solver for one price list; the first ones wait for it since the model was compiled."""
        return Solver(self._clock, part.clauses.lists())

    def _moved(self, weights: Mapping[str, int]) -> dict[int, dict[int, int]]:
        """Weights of the options by part, moved to where they need the fewest wishes."""
        return {
            part: self._equalities[part].moved(members.weighing(weights))
            for part, members in self._by_part.items()
        }

    def _weighted(self, costs: Mapping[str, Decimal]) -> dict[str, int]:
        liking = self._likings
        unit = _unit(costs.values())
        step = sum(map(abs, liking.values())) + 1
        return {c: int(costs.get(c, 0) * unit) * step + like for c, like in liking.items()}

    def _advised(self, costs: Mapping[str, Decimal]) -> dict[str, int]:
        unit, fewest = _unit(costs.values()), len(self._likings) + 1
        whole = {code: int(costs.get(code, 0) * unit) * fewest + 1 for code in self._likings}
        step = sum(map(abs, whole.values())) + 1
        return {c: min(like, 0) * step + whole[c] for c, like in self._likings.items()}


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
