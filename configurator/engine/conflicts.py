"""Which choices cannot stay together, where trees tell what is possible."""

from collections.abc import Iterator, Sequence

from pysat.examples.hitman import Hitman

from configurator.engine.solver import Clock
from configurator.engine.trees import Trees


class Conflicts:
    """Sets of choices that contradict each other, and sets to give up so that the rest agrees.

    Each set of one kind shares a choice with every set of the other kind; so a smallest set that
    does so with those known either is one that contradicts, or shows a new one to give up
    (R. Reiter, "A theory of diagnosis from first principles", Artificial Intelligence 32, 1987).
    """

    def __init__(self, trees: Trees, choices: Sequence[int], clock: Clock) -> None:
        self._trees, self._choices, self._clock = trees, choices, clock
        self._nearest = trees.nearest(choices)

    def smallest(self) -> list[int] | None:
        """A smallest set that contradicts; None where all agree. Raises OutOfTime."""
        for contradicts, found in self._sets():
            if contradicts or not found:
                return list(found) if contradicts else None
        return None

    def ways(self) -> Iterator[set[int]]:
        """Every set to give up of which no choice could stay. Raises OutOfTime."""
        return (set(found) for contradicts, found in self._sets() if not contradicts)

    def _sets(self) -> Iterator[tuple[bool, Sequence[int]]]:
        """Sets of both kinds as they are found, smallest first of those that contradict."""
        with Hitman(solver="g4", htype="rc2") as hitting:
            part: list[int] | None = []
            while part is not None:
                self._clock.check()
                lost = self._trees.missed(self._nearest, self._choices, part)
                yield lost is None, part if lost is None else lost
                if lost is None:
                    hitting.block(part)
                elif not lost:
                    return
                else:
                    hitting.hit(lost)
                part = hitting.get()
