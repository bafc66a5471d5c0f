"""Best products for fixed weights of options: read off trees, or searched part by part."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from configurator.engine.clauses import Flags
from configurator.engine.encoding import Encoding
from configurator.engine.forest import Lightest
from configurator.engine.optimum import Optimum
from configurator.engine.parts import Parts
from configurator.engine.solver import Clock
from configurator.engine.trees import Trees


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


def members_of(encoding: Encoding, parts: Parts) -> dict[int, Members]:
    found: dict[int, dict[str, int]] = {}
    for code, variable in encoding.options.items():
        for part, (number,) in (parts.located([variable]) or {}).items():
            found.setdefault(part, {})[code] = number
    return {part: Members(numbers) for part, numbers in found.items()}
