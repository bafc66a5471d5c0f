"""Smallest sets of literals that contradict something, by cores and hitting sets."""

from collections.abc import Sequence
from typing import Any

from pysat.examples.hitman import Hitman


def smallest(
    solver: Any, hard: Sequence[int], soft: Sequence[int], rounds: int
) -> list[int] | None:
    """A smallest part of `soft` that contradicts `hard`; None where all of it agrees.

    After that many rounds of improvement it is one of which nothing can be left out.
    """
    short = irreducible(solver, hard, soft)
    if short is None or len(short) <= 1:
        return short
    with Hitman(solver="g4", htype="rc2") as hitting:
        for _ in range(rounds):
            part = hitting.get() or []
            if len(part) >= len(short):
                return short
            kept = _grown(solver, hard, soft, part)
            if kept is None:
                return part
            hitting.hit([each for each in soft if each not in kept])
    return short


def irreducible(solver: Any, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
    """A part of `soft` that contradicts `hard` and of which nothing can be left out."""
    core = _core(solver, hard, soft)
    if core is None:
        return None
    for each in list(core):
        if each in core:
            shorter = _core(solver, hard, [other for other in core if other != each])
            core = core if shorter is None else shorter
    return core


def _core(solver: Any, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
    if solver.solve(assumptions=[*hard, *soft]):
        return None
    blamed = set(solver.get_core() or ())
    return [each for each in soft if each in blamed]


def _grown(
    solver: Any, hard: Sequence[int], soft: Sequence[int], part: Sequence[int]
) -> set[int] | None:
    """As much of `soft` as agrees with `hard` and `part`; None where they contradict."""
    if not solver.solve(assumptions=[*hard, *part]):
        return None
    kept = _true_among(solver, soft)
    for each in soft:
        if each not in kept and solver.solve(assumptions=[*hard, *kept, each]):
            kept |= _true_among(solver, soft)
    return kept


def _true_among(solver: Any, soft: Sequence[int]) -> set[int]:
    model = solver.get_model()
    return {each for each in soft if model[abs(each) - 1] == each}
