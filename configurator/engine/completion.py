"""One finished product: numbers as wished, then the cheapest or the recommended options."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from configurator.engine.choices import Choice
from configurator.engine.clauses import Flags
from configurator.engine.encoding import Encoding
from configurator.engine.equalities import Equalities
from configurator.engine.forest import Lightest
from configurator.engine.optimum import Optimum
from configurator.engine.part import Part
from configurator.engine.parts import Parts
from configurator.engine.solver import Clock, OutOfTime, Solver
from configurator.engine.trees import Trees
from configurator.model import ProductModel

Prices = Mapping[str, Decimal]
Bill = tuple[Prices, Mapping[str, Decimal]]
"""Prices of options, and how many of each counted one."""

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
        self._by_part = _members(encoding, parts)
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
    ) -> Product:
        """The cheapest product (the recommended one without prices) that has all the choices.

        `inside`: trees of what has some of the choices, where they were made before.

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
        weights = self._weights(prices, numbers)
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
        course: "Course",
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
        self, prices: Prices | None, numbers: Mapping[str, Decimal]
    ) -> "ByTrees | BySearch":
        """What each option costs in whole units: price first, then what is preferred."""
        counts = quantities(self._encoding.model, numbers) if prices else {}
        bill: Bill = self.listed(prices or {}), counts
        known = next((n for n, (other, _) in enumerate(self._weighed) if other == bill), None)
        if known is None:
            costs = {code: price * counts.get(code, 1) for code, price in (prices or {}).items()}
            found = bill, self._best(self._weighted(costs))
        else:
            found = self._weighed.pop(known)
        self._weighed = [found, *self._weighed][:KEPT]
        return found[1]

    def _best(self, weights: Mapping[str, int]) -> "ByTrees | BySearch":
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


class Course:
    """Literals taken one after the other as long as a product has all of them.

    `proven`: whether those not taken were impossible, and not just too hard for the time.
    """

    def __init__(self, parts: Parts, literals: Sequence[int]) -> None:
        self._parts, self.proven = parts, True
        self._told = parts.located(literals) or {}
        self._products: dict[int, Flags | None] = {}
        self._false: dict[int, frozenset[int]] = {}

    def takes(self, variable: int) -> bool:
        """Takes a variable as true where that agrees with all that was taken before."""
        for part, (number,) in (self._parts.located([variable]) or {}).items():
            return self._agrees(part, number)
        return bool(self._parts.fixed[variable] > 0)

    def _agrees(self, part: int, number: int) -> bool:
        told = self._told.setdefault(part, [])
        if part not in self._products:
            self._products[part] = self._parts.parts[part].witness(told)
            self._false[part] = self._parts.parts[part].implied_false(told)
        product = self._products[part]
        if product is None or number in self._false[part]:
            return False
        if not product[number]:
            try:
                product = self._parts.parts[part].witness([*told, number])
            except OutOfTime:
                self.proven, product = False, None
            if product is None:
                return False
            self._products[part] = product
        told.append(number)
        return True


class ByTrees:
    """Weights of options in a model that is compiled into trees."""

    def __init__(self, trees: Trees, weights: Mapping[str, int], lightest: Lightest) -> None:
        self._trees, self._weights, self._lightest = trees, weights, lightest
        self._inside: ByTrees | None = None

    def inside(self, trees: Trees) -> "ByTrees":
        """The same weights in trees of fewer products; those asked for last are kept."""
        if self._inside is None or self._inside._trees is not trees:
            lightest = trees.lightest(self._weights) or self._lightest
            self._inside = ByTrees(trees, self._weights, lightest)
        return self._inside

    def options(self, literals: Sequence[int]) -> tuple[Iterable[str], bool]:
        """The options of the best product with the literals; none is better."""
        return self._trees.options(self._lightest, literals), True


class BySearch:
    """Weights by part and variable, and the best products found for them so far."""

    def __init__(
        self,
        parts: Parts,
        by_part: Mapping[int, "Members"],
        sure: Sequence[str],
        weights: Mapping[int, Mapping[int, int]],
        optimum: Callable[[int, Mapping[int, int]], Optimum],
        clock: Clock,
    ) -> None:
        self._parts, self._by_part, self._weights = parts, by_part, weights
        self._optimum, self._clock = optimum, clock
        self._sure = sure
        self._best: dict[int, Optimum] = {}

    def options(self, literals: Sequence[int]) -> tuple[Iterable[str], bool]:
        """The options of the best product with the literals, and whether none is better."""
        located = self._parts.located(literals) or {}
        options, proven = list(self._sure), True
        for number, (part, members) in enumerate(self._by_part.items()):
            with self._clock.within(self._clock.left / (len(self._by_part) - number)):
                product, best = self._of(part).product(located.get(part, []))
            options += members.chosen(product)
            proven &= best
        return options, proven

    def _of(self, part: int) -> Optimum:
        if part not in self._best:
            self._best[part] = self._optimum(part, self._weights[part])
        return self._best[part]


class Members:
    """The options of a part and the variables they have there."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._codes = np.array(list(numbers), object)
        self._numbers = np.fromiter(numbers.values(), np.int32, len(numbers))

    def chosen(self, product: Flags) -> list[str]:
        """Codes of the options that a product of the part has."""
        codes: list[str] = self._codes[product[self._numbers]].tolist()
        return codes

    def weighing(self, weights: Mapping[str, int]) -> dict[int, int]:
        """Weights of options by their variables."""
        return dict(zip(self._numbers.tolist(), map(weights.__getitem__, self._codes), strict=True))


def _members(encoding: Encoding, parts: Parts) -> dict[int, Members]:
    found: dict[int, dict[str, int]] = {}
    for code, variable in encoding.options.items():
        for part, (number,) in (parts.located([variable]) or {}).items():
            found.setdefault(part, {})[code] = number
    return {part: Members(numbers) for part, numbers in found.items()}


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
