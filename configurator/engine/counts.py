"""How many wishes of a core fail, as further wishes, named in a solver when they are asked for."""

from pysat.card import ITotalizer

from configurator.engine.solver import Solver

Core = tuple[int, ...]


class Counts:
    """Wishes "no more than so many of these fail" over one solver, each named once.

    The clauses go one way only, from what fails to its count: they name things and rule nothing
    out.
    """

    def __init__(self, solver: Solver, top: int) -> None:
        self._solver, self._last = solver, top
        self._named: dict[Core, dict[int, int]] = {}
        self._next: dict[int, tuple[Core, int]] = {}

    def fewer(self, core: Core, failed: int) -> int:
        """The wish that no more of a core's wishes fail than `failed`."""
        named = self._named.setdefault(core, {})
        if failed not in named:
            new = {1: self._once(core)} if failed == 1 else self._counted(core, failed)
            for number in new.keys() - named.keys():
                named[number] = new[number]
                self._next[new[number]] = (core, number + 1)
        return named[failed]

    def after(self, wish: int) -> int | None:
        """The next wish of a count: if it fails once more, that costs again."""
        core, failed = self._next.get(wish, ((), 0))
        return self.fewer(core, failed) if failed < len(core) else None

    def _once(self, core: Core) -> int:
        """The wish that no more than one of these fails: mostly that is all that is asked."""
        none, twice = core[0], self._name()
        for each in core[1:-1]:
            both = self._name()
            for clause in ([none, each, twice], [none, -both], [each, -both]):
                self._solver.add_clause(clause)
            none = both
        self._solver.add_clause([none, core[-1], twice])
        return -twice

    def _counted(self, core: Core, failed: int) -> dict[int, int]:
        """Wishes that no more of these fail than 1, 2 … to beyond `failed`, by that number."""
        most = min(2 * failed, len(core) - 1)
        with ITotalizer([-each for each in core], most, self._last) as total:
            self._last = max(self._last, total.top_id)
            for clause in total.cnf.clauses:
                self._solver.add_clause(clause)
            return {number: -output for number, output in enumerate(total.rhs) if number}

    def _name(self) -> int:
        self._last += 1
        return self._last
