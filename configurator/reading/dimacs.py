"""DIMACS CNF → ProductModel: one group of options, and clauses."""

import hashlib
from array import array
from collections.abc import Iterator, Mapping, Sequence

from configurator.errors import ModelError, Problem
from configurator.model import Group, Option, ProductModel
from configurator.places import Place
from configurator.reading.codes import Codes
from configurator.reading.document import decode
from configurator.text import Text

MAX_BYTES = 50_000_000
MAX_VARIABLES = 200_000

Clause = tuple[int, ...]


def model_from_dimacs(content: bytes, file: str) -> ProductModel:
    """The model of a CNF: every variable is an option, named by its comment `c 7 Pump`.

    A variable without a comment is called `v7`. Raises ModelError with file and line for anything
    that is not DIMACS; a count in the header that is not the file's becomes a remark.
    """
    text = decode(content, file, MAX_BYTES)
    reading = _Reading(file)
    reading.read(text.split("\n"))
    codes = Codes()
    options = tuple(
        Option(code=codes.take(name), text=Text(vi=name, en=name)) for name in reading.named()
    )
    lines = dict(zip((option.code for option in options), reading.lines_of_names(), strict=True))
    name = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    group = Group(
        id=codes.take("features"),
        text=Text(vi="Tính năng", en="Features"),
        min=0,
        max=len(options),
        options=options,
    )
    return ProductModel.model_construct(
        id=Codes().take(name),
        text=Text(vi=name, en=name),
        groups=(group,),
        clauses=tuple(reading.clauses),
        content_hash=hashlib.sha256(b"dimacs" + content).hexdigest(),
        places=_Places(file, {group.id: reading.header, **lines}, reading.lines),
        remarks=tuple(reading.remarks()),
    )


class _Places(Mapping[str, Place]):
    """Where everything stands; clauses go by their number, and are too many for a mapping each."""

    def __init__(self, file: str, named: Mapping[str, int], clauses: Sequence[int]) -> None:
        self._file, self._named, self._clauses = file, named, clauses

    def __getitem__(self, id: str) -> Place:
        if id in self._named:
            return self._file, self._named[id]
        if id.isdecimal() and 0 < int(id) <= len(self._clauses):
            return self._file, self._clauses[int(id) - 1]
        raise KeyError(id)

    def __iter__(self) -> Iterator[str]:
        yield from self._named
        yield from (str(n) for n in range(1, len(self._clauses) + 1))

    def __len__(self) -> int:
        return len(self._named) + len(self._clauses)


class _Reading:
    """One pass over the lines; a line that is one whole clause takes the short way.

    `lines`: where each of the `clauses` ends.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self.header = 0
        self._variables = self._announced = 0
        self._names: dict[int, tuple[str, int]] = {}
        self.clauses: list[Clause] = []
        self.lines = array("L")
        self._begun: list[int] = []

    def read(self, lines: list[str]) -> None:
        for number, line in enumerate(lines, 1):
            if not line or line[0] in "c%":
                self._comment(number, line)
            elif line[0] == "p":
                self._problem_line(number, line)
            else:
                self._clause(number, line)
        if not self.header:
            raise self._error(1, "there is no line 'p cnf VARIABLES CLAUSES'")
        if self._begun:
            raise self._error(len(lines), "the last clause does not end with 0")
        self._refuse_unknown()

    def named(self) -> Iterator[str]:
        """The name of each variable, from 1."""
        return (self._named(n)[0] for n in range(1, self._variables + 1))

    def lines_of_names(self) -> Iterator[int]:
        """The line of each variable's comment; the header's where it has none."""
        return (self._named(n)[1] for n in range(1, self._variables + 1))

    def remarks(self) -> Iterator[Problem]:
        if len(self.clauses) != self._announced:
            message = f"announces {self._announced} clauses; the file holds {len(self.clauses)}"
            yield Problem(self._file, self.header, "", message)

    def _named(self, variable: int) -> tuple[str, int]:
        return self._names.get(variable, (f"v{variable}", self.header))

    def _comment(self, at: int, line: str) -> None:
        _, _, rest = line.partition(" ")
        number, _, name = rest.strip().partition(" ")
        if line[:2] == "c " and number.isdecimal() and name.strip():
            self._names.setdefault(int(number), (name.strip(), at))

    def _problem_line(self, number: int, line: str) -> None:
        words = line.split()
        if len(words) != 4 or words[1] != "cnf" or not (words[2] + words[3]).isdecimal():
            raise self._error(number, "a header looks like 'p cnf VARIABLES CLAUSES'")
        if self.header:
            raise self._error(number, f"a second header; the first stands in line {self.header}")
        self.header, self._variables, self._announced = number, int(words[2]), int(words[3])
        if not 1 <= self._variables <= MAX_VARIABLES:
            raise self._error(number, f"between 1 and {MAX_VARIABLES} variables can be read")

    def _clause(self, number: int, line: str) -> None:
        try:
            *literals, end = map(int, line.split())
        except ValueError:
            if not line.strip():
                return
            raise self._error(number, f"'{line.strip()[:40]}' is no clause") from None
        if end or self._begun or 0 in literals:
            self._spread([*literals, end])
        else:
            self.clauses.append(tuple(literals))
        if len(self.clauses) > len(self.lines):
            self.lines.extend([number] * (len(self.clauses) - len(self.lines)))

    def _spread(self, literals: list[int]) -> None:
        """Clauses that share a line, or run over several."""
        for literal in literals:
            if literal:
                self._begun.append(literal)
            else:
                self.clauses.append(tuple(self._begun))
                self._begun = []

    def _refuse_unknown(self) -> None:
        known = range(-self._variables, self._variables + 1)
        if max(map(max, filter(None, self.clauses)), default=0) in known and (
            min(map(min, filter(None, self.clauses)), default=0) in known
        ):
            return
        for line, clause in zip(self.lines, self.clauses, strict=True):
            if any(literal not in known for literal in clause):
                raise self._error(line, f"a literal is beyond variable {self._variables}")

    def _error(self, line: int, message: str) -> ModelError:
        return ModelError([Problem(self._file, line, "", message)])
