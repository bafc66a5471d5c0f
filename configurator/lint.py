"""What an author should look at in a model that can be published all the same."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from pysat.solvers import Glucose4

from configurator.checking import in_words
from configurator.engine import Engine
from configurator.engine.domains import BLOCKED, FORCED
from configurator.engine.encoding import Encoding, Source
from configurator.errors import ModelError
from configurator.model import ProductModel
from configurator.text import Text

PATIENCE = 2.0
"""Seconds given to comparing rules with each other; what is left then is said."""

NAMED = 6
"""Rules that a sentence names before it counts the rest."""

SENTENCE = 20
"""From this length on a text that is the same in both languages is taken for untranslated."""


@dataclass(frozen=True, order=True)
class LintFinding:
    """One thing to look at: where it stands, what kind it is, and a sentence."""

    file: str
    line: int
    id: str
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.id + ': ' if self.id else ''}{self.sentence}"


def lint(model: ProductModel) -> list[LintFinding]:
    """Findings in the order of the files; none of them refuses publication.

    Codes: `never_possible` and `always_forced` options, `implied` rules, `untranslated` texts,
    `not_held` parts of a file of another tool. A model without any product has no others.
    """
    found = [*_untranslated(model), *_remarks(model)]
    with suppress(ModelError):
        found += [*_decided(model), *_implied(model, PATIENCE)]
    return sorted(found)


def _at(model: ProductModel, id: str, code: str, sentence: str) -> LintFinding:
    return LintFinding(*model.places.get(id, (model.id, 1)), id, code, sentence)


def _decided(model: ProductModel) -> Iterator[LintFinding]:
    """Options on which no buyer has a choice, though their group looks as if there were one."""
    engine = Engine.of(model)
    states = engine.domains({}, None)
    for group in model.groups:
        for option in group.options:
            if states[option.code] == BLOCKED:
                said = f"can never be chosen: {_reasons(engine, option.code)}"
                yield _at(model, option.code, "never_possible", said)
            elif states[option.code] == FORCED and group.min < len(group.options):
                said = f"is in every product: {_reasons(engine, option.code)}"
                yield _at(model, option.code, "always_forced", said)


def _reasons(engine: Engine, code: str) -> str:
    return in_words(engine.model, engine.why({}, code)) or "see its group"


def _implied(model: ProductModel, patience: float) -> Iterator[LintFinding]:
    """Rules that say nothing the others do not say already, the last ones first."""
    until = monotonic() + patience
    with _Comparison(Encoding(model)) as comparison:
        for rule in reversed(model.rules):
            if monotonic() > until:
                sentence = f"the time was up before '{rule.id}' and those above it were compared"
                yield _at(model, rule.id, "implied", sentence)
                return
            ids = comparison.implied_by(("rule", rule.id), until)
            if ids is not None:
                yield _at(model, rule.id, "implied", _said_by(ids))


def _said_by(ids: list[str]) -> str:
    if not ids:
        return "rules nothing out"
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return f"says nothing that is not said by {', '.join(ids[:NAMED])}{more}"


class _Comparison:
    """A solver in which each group, rule and table has a switch; what is implied is switched off."""

    def __init__(self, encoding: Encoding) -> None:
        self._constraints = encoding.constraints
        self._switches = {source: encoding.top + n for n, source in enumerate(self._constraints, 1)}
        self._left = set(self._switches.values())
        self._solver = Glucose4(bootstrap_with=encoding.definitions)
        for source, switch in self._switches.items():
            for clause in self._constraints[source]:
                self._solver.add_clause([-switch, *clause])

    def __enter__(self) -> "_Comparison":
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def implied_by(self, source: Source, until: float) -> list[str] | None:
        """The ids that already say what `source` says; None where it says more."""
        own = self._switches[source]
        needed: set[int] = set()
        for clause in self._constraints[source]:
            core = self._core(self._left - {own}, clause)
            if core is None:
                return None
            needed |= core
        self._left.discard(own)
        for each in sorted(needed, reverse=True):
            cores = [self._core(needed - {each}, c) for c in self._constraints[source]]
            if all(core is not None for core in cores) and monotonic() < until:
                needed.discard(each)
        return [id for (_, id), switch in self._switches.items() if switch in needed]

    def _core(self, switches: set[int], clause: Sequence[int]) -> set[int] | None:
        """The switches that rule a clause's opposite out; None where they do not."""
        if self._solver.solve([*switches, *(-literal for literal in clause)]):
            return None
        return switches & set(self._solver.get_core() or ())


def _untranslated(model: ProductModel) -> Iterator[LintFinding]:
    sentences = [(rule.id, rule.text) for rule in model.rules]
    sentences += [(table.id, table.text) for table in model.tables]
    if len(sentences) > NAMED and all(text.vi == text.en for _, text in sentences):
        said = f"none of the {len(sentences)} sentences of rules and tables is translated"
        yield _at(model, sentences[0][0], "untranslated", said)
        sentences = []
    for id, text in [*_texts(model), *sentences]:
        if _same(text):
            said = f"'{text.en[:40]}' is the same in both languages"
            yield _at(model, id, "untranslated", said)


def _same(text: Text) -> bool:
    """Whether a text that is long enough to be no name is the same in both languages."""
    return text.vi == text.en and len(text.en) >= SENTENCE and " " in text.en


def _texts(model: ProductModel) -> Iterator[tuple[str, Text]]:
    """Labels and explanations by the id they belong to; options may be named like brands."""
    for group in model.groups:
        yield from _both(group.id, group.text, group.more)
        yield from ((option.code, option.more) for option in group.options if option.more)
    for number in model.numbers:
        yield from _both(number.id, number.text, number.more)


def _both(id: str, text: Text, more: Text | None) -> Iterator[tuple[str, Text]]:
    yield from ((id, each) for each in (text, more) if each)


def _remarks(model: ProductModel) -> Iterator[LintFinding]:
    for each in model.remarks:
        yield LintFinding(each.file, each.line, each.id, "not_held", each.message)
