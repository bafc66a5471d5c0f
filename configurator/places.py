"""Places in the files of a model, in words."""

from collections.abc import Iterable, Iterator

Place = tuple[str, int]
"""A file and a line from 1."""


def in_words(places: Iterable[Place]) -> str:
    """The lines of each file, runs of them by their ends.

    >>> in_words([("pump.yaml", 9), ("pump.yaml", 4), ("pump.yaml", 5), ("shared.yaml", 3)])
    'pump.yaml 4-5, 9; shared.yaml 3'
    """
    lines: dict[str, set[int]] = {}
    for file, line in places:
        lines.setdefault(file, set()).add(line)
    return "; ".join(f"{file} {', '.join(_runs(lines[file]))}" for file in sorted(lines))


def _runs(lines: set[int]) -> Iterator[str]:
    for first in sorted(line for line in lines if line - 1 not in lines):
        last = first
        while last + 1 in lines:
            last += 1
        yield f"{first}-{last}" if last > first else f"{first}"
