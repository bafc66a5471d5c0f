"""Weights moved along "one of these comes with that" set the same products apart."""

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.clauses import Clauses
from configurator.engine.equalities import Equalities

TOP = 7
variables = st.integers(1, TOP)
weights = st.dictionaries(variables, st.integers(-50, 50))


@st.composite
def families(draw: st.DrawFn) -> list[list[int]]:
    """Clauses of a feature (or of everything) that takes exactly one of some others."""
    members = draw(st.lists(variables, min_size=1, max_size=4, unique=True))
    parent = draw(st.none() | variables.filter(lambda each: each not in members))
    absent = [] if parent is None else [-parent]
    told = [[*absent, *members], *([-a, -b] for a, b in combinations(members, 2))]
    return told + [[-each, parent] for each in members if parent is not None]


@given(st.lists(families(), max_size=4), st.lists(st.lists(variables, min_size=2)), weights)
def test_moved_weights_differ_by_the_same_in_every_product(
    drawn: list[list[list[int]]], more: list[list[int]], weights: dict[int, int]
) -> None:
    clauses = [*(clause for family in drawn for clause in family), *more]
    moved = Equalities(Clauses.of(TOP, clauses)).moved(weights)
    differences = {
        sum(weights.get(each, 0) - moved.get(each, 0) for each in chosen)
        for flags in product((False, True), repeat=TOP)
        for chosen in [{n for n, has in enumerate(flags, 1) if has}]
        if all(any((abs(each) in chosen) == (each > 0) for each in clause) for clause in clauses)
    }
    assert len(differences) <= 1


def test_a_chain_of_only_choices_leaves_one_weight_on_what_leads_there() -> None:
    family = [[-1, 2, 3], [-2, -3], [-2, 1], [-3, 1], [-3, 4], [-4, 3]]
    assert Equalities(Clauses.of(4, family)).moved({1: 1, 2: 20, 3: 4, 4: 8}) == {1: 13, 2: 8}
