"""The smallest reason why something cannot be: own choices first, then the rules between."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np

from configurator.engine.choices import Choice
from configurator.engine.clauses import Clauses, Flags, Ints, gather
from configurator.engine.encoding import Encoding, Source
from configurator.engine.parts import Parts
from configurator.engine.propagation import Propagation
from configurator.engine.smallest import Search
from configurator.engine.solver import Clock, OutOfTime, Solver
from configurator.findings import Finding

ALL_AT_ONCE = 150
"""Up to this many groups, rules and tables are weighed against each other all at once."""
SWITCHES = 3_000
"""Up to this many one solver holds a switch for each, for what consequences alone do not explain."""
FEW_SOURCES, TANGLED = 24, 0.1
"""Where more are to blame, these are left out one after the other for so many seconds."""
QUESTIONS, FEW_QUESTIONS = 20_000, 30
"""Questions asked before a reason of which nothing can be left out is taken for the smallest."""


class Reason(list[Finding]):
    """Own choices, then rules, that together rule something out.

    `smallest`: whether it is proven that no other reason has fewer choices, or as few and fewer
    rules; otherwise it is a true reason, the shortest found.
    """

    smallest: bool = True


class Explainer:
    """Puts together the clauses that matter to one question, each with a switch; one thread.

    In a large model these are few: a question starts from a product, makes true what is asked
    about, and takes in the clauses this breaks until nothing can be mended any more.
    """

    def __init__(self, encoding: Encoding, parts: Parts, clock: Clock) -> None:
        self._encoding, self._parts, self._clock = encoding, parts, clock
        self._sources: list[Source] = list(encoding.constraints)
        self._source = _sources(encoding)
        self._incidence = parts.clauses.incidence()
        self._watched = np.zeros(parts.clauses.top + 1, np.bool_)
        self._watched[encoding.watched()] = True
        self._first = parts.clauses.top + 1
        self._propagation = Propagation(parts.clauses)
        self._whole: Solver | None = None
        if len(self._sources) <= SWITCHES:
            self._whole = Solver(clock, self._switched())

    def reason(self, choices: Sequence[Choice], wanted: Sequence[int]) -> Reason:
        """Fewest choices, then fewest rules, that together rule `wanted` out; [] if they do not.

        Choices come in the order given, rules in the order of the model. The choices are always
        the fewest. So are the rules in models of up to ALL_AT_ONCE groups, rules and tables; in
        larger ones none can be left out, and fewer ones nearby are looked for a little while.
        Where the time runs out something could perhaps be left out, or only the choices are told.
        Raises OutOfTime where not even these are known.
        """
        by_literal = {choice.literal: choice for choice in reversed(choices)}
        told = self._parts.smallest(list(by_literal), wanted)
        if told is None:
            return Reason()
        own, proven = told
        first = [choice for choice in choices if by_literal[choice.literal] is choice]
        rules, fewest = list[Source](), False
        with suppress(OutOfTime):
            rules, fewest = self.rules([*own, *wanted])
        found = Reason(c.finding(self._encoding) for c in first if c.literal in own)
        found += [Finding(kind, (id,)) for kind, id in rules]
        found.smallest = proven and fewest
        return found

    def rules(self, literals: Sequence[int]) -> tuple[list[Source], bool]:
        """Groups, rules and tables that contradict the literals, in the model's order.

        And whether it is proven that fewer do not.
        """
        if len(self._sources) <= ALL_AT_ONCE or self._parts.product is None:
            found, fewest = self._among_all(literals, QUESTIONS)
        else:
            found, fewest = self._nearby(literals, self._parts.product), False
        return [self._sources[each] for each in found], fewest

    def _nearby(self, literals: Sequence[int], product: Flags) -> list[int]:
        """Sources that contradict the literals, of which none can be left out."""
        if self._parts.trees and self._whole:
            return self._irreducible(self._whole, literals)
        clash, behind = self._propagation.followed(literals)
        if not clash and self._whole:
            blamed = self._blamed(self._whole, literals)
            if len(blamed) > FEW_SOURCES:
                return self._fewer(self._whole, literals, blamed)
            behind = self._told_by(blamed)
        near = None if clash else self._parts.product_with(literals[:-1])
        case = self._case(product if near is None else near)
        case.take(np.array(behind, np.int32))
        return case.smallest(literals)

    def _blamed(self, whole: Solver, literals: Sequence[int]) -> list[int]:
        """Numbers of sources that contradict the literals, perhaps with more than it takes."""
        first = self._first
        if whole.solve([*literals, *range(first, first + len(self._sources))]):
            return []
        return sorted(each - first for each in whole.blamed() if each >= first)

    def _fewer(self, whole: Solver, literals: Sequence[int], blamed: Sequence[int]) -> list[int]:
        """Those left after a little while of leaving out one after the other."""
        search = Search(whole, FEW_QUESTIONS)
        with self._clock.within(TANGLED):
            found = search.smallest(literals, [self._first + each for each in blamed])
        return sorted(each - self._first for each in found or ())

    def _irreducible(self, whole: Solver, literals: Sequence[int]) -> list[int]:
        """Those to blame of which none can be left out: of few large tables few are."""
        search = Search(whole, QUESTIONS)
        with self._clock.within(TANGLED):
            blamed = self._blamed(whole, literals)
            found = search.irreducible(literals, [self._first + each for each in blamed])
        return sorted(each - self._first for each in found or ())

    def _told_by(self, sources: Sequence[int]) -> list[int]:
        """The clauses that some sources tell by themselves, and those that define their helpers."""
        own = np.zeros(len(self._sources) + 1, np.bool_)
        own[[*sources, -1]] = True
        theirs = np.flatnonzero(own[self._source].all(axis=1) & (self._source[:, 0] >= 0))
        helpers = np.unique(np.abs(self._parts.clauses.gather(theirs.astype(np.int32))[0]))
        helpers = helpers[~self._watched[helpers]].astype(np.int32)
        near = gather(*self._incidence, helpers)[0]
        found: list[int] = np.union1d(theirs, near[self._source[near, 0] < 0]).tolist()
        return found

    def _among_all(self, literals: Sequence[int], questions: int) -> tuple[list[int], bool]:
        """Numbers of sources that contradict the literals, in order; whether they are fewest."""
        if self._whole is None:
            self._whole = Solver(self._clock, self._switched())
        first = self._first
        search = Search(self._whole, questions)
        found = search.smallest(literals, range(first, first + len(self._sources)))
        return sorted(switch - first for switch in found or ()), search.proven

    def _switched(self) -> Iterator[list[int]]:
        """Every clause, with a switch for each source it follows from."""
        first = self._first
        for sources, clause in zip(self._source.tolist(), self._parts.clauses.lists(), strict=True):
            yield [*(-first - each for each in sources if each >= 0), *clause]

    def _case(self, product: Flags) -> "_Case":
        solver = Solver(self._clock)
        return _Case(self._parts.clauses, self._incidence, self._source, product, solver)


class _Case:
    """The clauses taken in for one question, over variables numbered as they are met."""

    def __init__(
        self,
        clauses: Clauses,
        incidence: tuple[Ints, Ints],
        source: Ints,
        product: Flags,
        solver: Solver,
    ) -> None:
        self._clauses, self._incidence, self._source = clauses, incidence, source
        self._product, self._solver = product, solver
        self._number: dict[int, int] = {}
        self._switches: dict[int, int] = {}
        self._top = 0

    def smallest(self, literals: Sequence[int]) -> list[int]:
        """Numbers of sources that contradict the literals, in order."""
        hard = [self._local(each) for each in literals]
        while self._solver.solve([*hard, *self._switches.values()]):
            broken = self._broken()
            if not len(broken):
                return []
            self.take(broken)
        switches = dict(sorted(self._switches.items()))
        search = Search(self._solver, FEW_QUESTIONS)
        found = set(search.smallest(hard, list(switches.values())) or ())
        return [source for source, switch in switches.items() if switch in found]

    def take(self, which: Ints) -> None:
        """Takes clauses in, each under the switch of the source it comes from."""
        told, lengths = self._clauses.gather(which)
        local = [self._local(each) for each in told.tolist()]
        ends = np.cumsum(lengths).tolist()
        pairs = zip(self._source[which].tolist(), [0, *ends], ends, strict=False)
        for sources, begin, end in pairs:
            switches = [-self._switch(source) for source in sources if source >= 0]
            self._solver.add_clause([*switches, *local[begin:end]])

    def _new(self) -> int:
        self._top += 1
        return self._top

    def _switch(self, source: int) -> int:
        if source not in self._switches:
            self._switches[source] = self._new()
        return self._switches[source]

    def _local(self, literal: int) -> int:
        variable = abs(literal)
        number = self._number.get(variable)
        if number is None:
            number = self._number[variable] = self._new()
            self._solver.set_phases([number if self._product[variable] else -number])
        return number if literal > 0 else -number

    def _broken(self) -> Ints:
        """Clauses broken by the solver's idea of a product: those next to what it changed."""
        model = self._solver.literals()
        found = [variable for variable, n in self._number.items() if n <= len(model)]
        value = np.array([model[self._number[each] - 1] > 0 for each in found], np.bool_)
        variables = np.array(found, np.int32)
        values = self._product.copy()
        values[variables] = value
        changed = variables[value != self._product[variables]]
        which = np.unique(gather(*self._incidence, changed)[0])
        told, lengths = self._clauses.gather(which)
        if not len(told):
            return which
        true = values[np.abs(told)] == (told > 0)
        return which[~np.logical_or.reduceat(true, np.cumsum(lengths) - lengths)]


def _sources(encoding: Encoding) -> Ints:
    """For each clause the numbers of the sources it follows from: none, one or two (else -1)."""
    number = {source: n for n, source in enumerate(encoding.constraints)}
    rows = [(-1, -1)] * len(encoding.definitions)
    for source, clauses in encoding.constraints.items():
        rows += [(number[source], -1)] * len(clauses)
    for sources, clauses in encoding.shortcuts.items():
        first, second = ([number[source] for source in sources] + [-1])[:2]
        rows += [(first, second)] * len(clauses)
    return np.array(rows, np.int32)
