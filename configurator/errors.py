"""Errors of the configurator: broken data, broken calls, contradictory choices."""

from collections.abc import Iterable
from dataclasses import dataclass

from configurator.findings import Finding


@dataclass(frozen=True, order=True)
class Problem:
    """Something an author has to mend: where it stands, what it is about, what is wrong."""

    file: str
    line: int
    """0 where it is about the file as a whole."""
    id: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.id + ': ' if self.id else ''}{self.message}"


class ConfiguratorError(Exception):
    """Base of every error this package raises on purpose."""


class ModelError(ConfiguratorError):
    """A file of a pack cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class ChoiceError(ConfiguratorError):
    """A choice names something the model does not have, or a value it cannot take."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f"{f.code} {', '.join(f.subjects)}" for f in self.findings))


class Contradiction(ConfiguratorError):
    """Choices that no product satisfies; `findings` is a smallest set that already contradicts."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f"{f.code} {', '.join(f.subjects)}" for f in self.findings))


class Undecided(ConfiguratorError):
    """A question has no answer yet within the time it was given: asking again goes on from there."""
