"""The smallest reason why something cannot be: own choices first, then the rules between."""

from collections.abc import Sequence

import numpy as np
from pysat.solvers import Glucose4

from configurator.engine.choices import Choice
from configurator.engine.clauses import Ints, gather
from configurator.engine.encoding import Encoding, Source
from configurator.engine.parts import Parts
from configurator.engine.smallest import smallest
from configurator.findings import Finding

ALL_AT_ONCE = 150
"""Up to this many groups, rules and tables are weighed against each other all at once."""
ROUNDS, FEW_ROUNDS = 300, 40
"""Improvements tried before a reason that cannot be shortened is taken for the smallest."""


class Explainer:
    """A solver in which every group, rule and table has a switch; one thread at a time.

    In a large model it holds only what earlier reasons have come across: a question starts from a
    product, makes true what is asked about, and takes in the clauses this breaks until none is.
    """

    def __init__(self, encoding: Encoding, parts: Parts) -> None:
        self._encoding, self._parts = encoding, parts
        self._clauses = parts.clauses
        told = {source: len(clauses) for source, clauses in encoding.constraints.items()}
        self._sources: list[Source] = list(told)
        counts = np.fromiter(told.values(), np.int32, len(told))
        definitions = np.full(len(encoding.definitions), -1, np.int32)
        owned = np.repeat(np.arange(len(told), dtype=np.int32), counts)
        self._source = np.concatenate((definitions, owned))
        self._by_variable, self._starts = self._clauses.incidence()
        self._solver = Glucose4()
        self._held = np.zeros(len(self._clauses), np.bool_)
        self._small = len(told) <= ALL_AT_ONCE
        if self._small:
            self._hold(np.arange(len(self._clauses), dtype=np.int32))

    def reason(self, choices: Sequence[Choice], wanted: Sequence[int]) -> list[Finding]:
        """Fewest choices, then fewest rules, that together rule `wanted` out; [] if they do not.

        Choices come in the order given, rules in the order of the model. The choices are always
        the fewest. So are the rules in models of up to ALL_AT_ONCE groups, rules and tables; in
        larger ones none can be left out, and they are the fewest among those met on the way.
        """
        by_literal = {choice.literal: choice for choice in reversed(choices)}
        own = self._parts.smallest(list(by_literal), wanted)
        if own is None:
            return []
        first = [choice for choice in choices if by_literal[choice.literal] is choice]
        findings = [c.finding(self._encoding) for c in first if c.literal in own]
        return findings + [Finding(kind, (id,)) for kind, id in self.rules([*own, *wanted])]

    def rules(self, literals: Sequence[int]) -> list[Source]:
        """Fewest groups, rules and tables that contradict the literals, in the model's order."""
        switches = self._near(literals)
        rounds = ROUNDS if self._small else FEW_ROUNDS
        found = smallest(self._solver, literals, switches, rounds) or []
        return [self._sources[each - self._encoding.top - 1] for each in sorted(found)]

    def _near(self, literals: Sequence[int]) -> list[int]:
        """Switches of the sources that, together, contradict the literals."""
        if self._small:
            return [self._encoding.top + 1 + i for i in range(len(self._sources))]
        product = self._parts.product
        met: set[int] = set()
        if product is not None:
            start = np.where(product, 1, -1) * np.arange(len(product))
            self._solver.set_phases(start[1:].tolist())
        while self._solver.solve(assumptions=[*literals, *met]):
            broken = self._broken(literals)
            if not len(broken):
                return []
            self._hold(broken)
            sources = np.unique(self._source[broken])
            met |= {self._encoding.top + 1 + int(each) for each in sources if each >= 0}
        return sorted(met)

    def _broken(self, literals: Sequence[int]) -> Ints:
        """Clauses the solver's present idea of a product breaks: those next to what it changed."""
        values = self._values(literals)
        product = self._parts.product
        changed = np.arange(1, len(values)) if product is None else _differing(values, product)
        runs, _ = gather(self._by_variable, self._starts, changed.astype(np.int32))
        which = np.unique(runs)
        told, lengths = self._clauses.gather(which)
        if not len(told):
            return which
        true = values[np.abs(told)] == (told > 0)
        return which[~np.logical_or.reduceat(true, np.cumsum(lengths) - lengths)]

    def _values(self, literals: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        top = self._encoding.top
        product = self._parts.product
        values = np.zeros(top + 1, np.bool_) if product is None else product.copy()
        found = np.array(self._solver.get_model()[:top], np.int32)
        values[1 : len(found) + 1] = found > 0
        for each in literals:
            values[abs(each)] = each > 0
        return values

    def _hold(self, which: Ints) -> None:
        new = which[~self._held[which]]
        self._held[new] = True
        told, lengths = self._clauses.gather(new)
        ends = np.cumsum(lengths).tolist()
        literals = told.tolist()
        first = self._encoding.top + 1
        for source, begin, end in zip(self._source[new].tolist(), [0, *ends], ends, strict=False):
            switch = [] if source < 0 else [-(first + source)]
            self._solver.add_clause([*switch, *literals[begin:end]])


def _differing(
    values: np.ndarray[tuple[int], np.dtype[np.bool_]],
    product: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    changed = values != product
    changed[0] = False
    return np.flatnonzero(changed)
