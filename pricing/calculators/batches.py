"""Which inputs are moved in one batch of cases: those that touch the same formulas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# In units of computing a formula for one case and one period: beginning with a formula, and
# beginning a batch, as measured.
_A_FORMULA, _A_BATCH = 6_000, 30_000


@dataclass(frozen=True)
class Batch:
    """Inputs by number, the formulas that any of them touches, and how many cases there are."""

    inputs: tuple[int, ...]
    touched: frozenset[str]
    cases: int

    def joined(self, other: Batch) -> Batch:
        """Both in one."""
        inputs, touched = self.inputs + other.inputs, self.touched | other.touched
        return Batch(inputs, touched, self.cases + other.cases)

    def work(self, periods: int) -> int:
        """How long it takes: every formula is computed for all of the batch's cases."""
        return _A_BATCH + len(self.touched) * (_A_FORMULA + self.cases * periods)


@lru_cache(maxsize=256)
def batches(
    touched: tuple[frozenset[str], ...], cases: tuple[int, ...], periods: int
) -> tuple[tuple[int, ...], ...]:
    """The inputs, by number, in batches that take little work together.

    One after the other, those that touch most first, each joins the batch to which it adds least,
    or begins one of its own.

    Args:
        touched: the formulas that each input touches; one that touches none is left out.
        cases: how many values of each input are tried.
        periods: of the calculation.

    >>> few, more, none = frozenset("ab"), frozenset("abc"), frozenset()
    >>> batches((few, more, none), (20, 20, 20), 12)
    ((0, 1),)
    >>> many, others = (frozenset(f"{letter}{n}" for n in range(20)) for letter in "ab")
    >>> batches((many, many, others), (900, 900, 900), 12)
    ((0, 1), (2,))
    """
    single = [Batch((at,), on, cases[at]) for at, on in enumerate(touched) if on]
    found: list[Batch] = []
    for each in sorted(single, key=lambda one: -len(one.touched)):
        added = [one.joined(each).work(periods) - one.work(periods) for one in found]
        least = min(added, default=None)
        if least is None or least >= each.work(periods):
            found.append(each)
        else:
            at = added.index(least)
            found[at] = found[at].joined(each)
    return tuple(tuple(sorted(each.inputs)) for each in found)
