"""The smallest reason why something cannot be: own choices first, then the rules between."""

from collections.abc import Sequence

import numpy as np
from pysat.solvers import Glucose4

from configurator.engine.choices import Choice
from configurator.engine.clauses import Clauses, Flags, Ints, gather
from configurator.engine.encoding import Encoding, Source
from configurator.engine.parts import Parts
from configurator.engine.propagation import Propagation
from configurator.engine.smallest import Search
from configurator.findings import Finding

ALL_AT_ONCE = 150
"""Up to this many groups, rules and tables are weighed against each other all at once."""
QUESTIONS, FEW_QUESTIONS = 20_000, 30
"""Questions asked before a reason of which nothing can be left out is taken for the smallest."""


class Explainer:
    """Puts together the clauses that matter to one question, each with a switch; one thread.

    In a large model these are few: a question starts from a product, makes true what is asked
    about, and takes in the clauses this breaks until nothing can be mended any more.
    """

    def __init__(self, encoding: Encoding, parts: Parts) -> None:
        self._encoding, self._parts = encoding, parts
        told = {source: len(clauses) for source, clauses in encoding.constraints.items()}
        self._sources: list[Source] = list(told)
        counts = np.fromiter(told.values(), np.int32, len(told))
        definitions = np.full(len(encoding.definitions), -1, np.int32)
        owned = np.repeat(np.arange(len(told), dtype=np.int32), counts)
        self._source = np.concatenate((definitions, owned))
        self._incidence = parts.clauses.incidence()
        self._propagation = Propagation(parts.clauses, self._incidence)
        self._whole: _Case | None = None

    def reason(self, choices: Sequence[Choice], wanted: Sequence[int]) -> list[Finding]:
        """Fewest choices, then fewest rules, that together rule `wanted` out; [] if they do not.

        Choices come in the order given, rules in the order of the model. The choices are always
        the fewest. So are the rules in models of up to ALL_AT_ONCE groups, rules and tables; in
        larger ones none can be left out, and fewer ones nearby are looked for a little while.
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
        if len(self._sources) <= ALL_AT_ONCE or self._parts.product is None:
            found = self._all_at_once().smallest(literals, QUESTIONS)
        else:
            known = self._propagation.contradiction(literals)
            product = None if known else self._parts.product_with(literals[:-1])
            case = self._case(self._parts.product if product is None else product)
            case.take(np.array(known or [], np.int32))
            found = case.smallest(literals, FEW_QUESTIONS)
        return [self._sources[each] for each in found]

    def _all_at_once(self) -> "_Case":
        """The case of all clauses, kept for later questions."""
        if self._whole is None:
            self._whole = self._case(np.zeros(self._parts.clauses.top + 1, np.bool_))
            self._whole.take(np.arange(len(self._source), dtype=np.int32))
        return self._whole

    def _case(self, product: Flags) -> "_Case":
        return _Case(self._parts.clauses, self._incidence, self._source, product)


class _Case:
    """The clauses taken in for one question, over variables numbered as they are met."""

    def __init__(
        self, clauses: Clauses, incidence: tuple[Ints, Ints], source: Ints, product: Flags
    ) -> None:
        self._clauses, self._incidence, self._source = clauses, incidence, source
        self._product = product
        self._solver = Glucose4()
        self._number: dict[int, int] = {}
        self._switches: dict[int, int] = {}
        self._top = 0

    def smallest(self, literals: Sequence[int], questions: int) -> list[int]:
        """Numbers of the fewest sources that contradict the literals, in order."""
        hard = [self._local(each) for each in literals]
        while self._solver.solve(assumptions=[*hard, *self._switches.values()]):
            broken = self._broken()
            if not len(broken):
                return []
            self.take(broken)
        switches = dict(sorted(self._switches.items()))
        search = Search(self._solver, questions)
        found = set(search.smallest(hard, list(switches.values())) or ())
        return [source for source, switch in switches.items() if switch in found]

    def take(self, which: Ints) -> None:
        """Takes clauses in, each under the switch of the source it comes from."""
        told, lengths = self._clauses.gather(which)
        local = [self._local(each) for each in told.tolist()]
        ends = np.cumsum(lengths).tolist()
        pairs = zip(self._source[which].tolist(), [0, *ends], ends, strict=False)
        for source, begin, end in pairs:
            switch = [-self._switch(source)] if source >= 0 else []
            self._solver.add_clause([*switch, *local[begin:end]])

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
        model = self._solver.get_model()
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
