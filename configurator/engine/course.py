"""Wishes taken one after the other, as far as a product has all of them."""

from collections.abc import Sequence

from configurator.engine.clauses import Flags
from configurator.engine.parts import Parts
from configurator.engine.solver import OutOfTime


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
