"""Which segment a visitor belongs to: a few questions, rules in order, a reason each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field, ValidationError

from configurator.errors import ChoiceError, ModelError, Problem
from configurator.findings import Finding
from configurator.formula import FormulaError, Name, holds, mentions, parse
from configurator.model import Frozen, Identifier, UnitOrWord
from configurator.reading.document import Document
from configurator.text import Text, Words

QUESTIONS = 3


class Answer(Frozen):
    """One answer to a question; its code is what rules speak of."""

    code: Identifier
    text: Text
    more: Text | None = None


class Question(Frozen):
    """One question with the answers it offers."""

    id: Identifier
    text: Text
    more: Text | None = None
    optional: bool = False
    options: Annotated[tuple[Answer, ...], Field(min_length=2)]


class Usage(Frozen):
    """A figure that may be known about an account, such as the kWh it used in a year."""

    id: Identifier
    text: Text
    unit: UnitOrWord


class SegmentRule(Frozen):
    """Gives a segment where `when` holds, or always; `reason` is what the visitor reads."""

    id: Identifier
    segment: Words
    when: Words | None = None
    reason: Text

    def applies(self, answers: Mapping[str, str], usage: Mapping[str, Decimal]) -> bool:
        """Whether the rule gives its segment for these answers and figures."""
        return self.when is None or holds(parse(self.when), set(answers.values()), usage)


@dataclass(frozen=True)
class Assignment:
    """A segment, the rule that gave it, and the reason in words."""

    segment: str
    rule_id: str
    reason: Text


class Segmentation(Frozen):
    """Questions and ordered rules; the first rule that applies gives the segment."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=QUESTIONS)]
    usage: tuple[Usage, ...] = ()
    rules: Annotated[tuple[SegmentRule, ...], Field(min_length=1)]

    @classmethod
    def from_document(cls, document: Document) -> "Segmentation":
        """The segmentation in `segments.yaml`; of its `segments` only the ids are read.

        Raises ModelError with file, line and id.
        """
        data = document.data if isinstance(document.data, dict) else {}
        try:
            read = cls.model_validate({k: v for k, v in data.items() if k != "segments"})
        except ValidationError as error:
            raise ModelError(document.problems_of(error)) from None
        problems = list(read._problems(document, data.get("segments")))
        if problems:
            raise ModelError(problems)
        return read

    def assign(
        self, answers: Mapping[str, str], usage: Mapping[str, Decimal] | None = None
    ) -> Assignment:
        """The segment for answers (question id → answer code), with the reason.

        Questions may be left open. Raises ChoiceError for an answer that is not offered.
        """
        findings = list(self._unknown(answers))
        if findings:
            raise ChoiceError(findings)
        rule = next(rule for rule in self.rules if rule.applies(answers, usage or {}))
        return Assignment(rule.segment, rule.id, rule.reason)

    @cached_property
    def _codes(self) -> dict[str, set[str]]:
        return {q.id: {option.code for option in q.options} for q in self.questions}

    def _unknown(self, answers: Mapping[str, str]) -> Iterator[Finding]:
        for question, code in answers.items():
            if question not in self._codes:
                yield Finding("unknown_subject", (question,))
            elif code not in self._codes[question]:
                yield Finding("unknown_option", (question, code))

    def _problems(self, document: Document, segments: object) -> Iterator[Problem]:
        yield from document.repeated(self._names())
        known = {row.get("id") for row in _rows(segments)}
        for i, rule in enumerate(self.rules):
            path, last = ("rules", i), rule is self.rules[-1]
            if rule.segment not in known:
                message = f"segment '{rule.segment}' does not exist"
                yield document.problem((*path, "segment"), message)
            if last != (rule.when is None):
                message = "the last rule catches the rest: it alone goes without 'when'"
                yield document.problem(path, message)
            for message in self._formula_problems(rule.when):
                yield document.problem((*path, "when"), message)

    def _names(self) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        for q, question in enumerate(self.questions):
            yield question.id, ("questions", q, "id")
            for i, option in enumerate(question.options):
                yield option.code, ("questions", q, "options", i, "code")
        for kind in ("usage", "rules"):
            for i, each in enumerate(getattr(self, kind)):
                yield each.id, (kind, i, "id")

    def _formula_problems(self, when: str | None) -> Iterator[str]:
        try:
            found = list(mentions(parse(when))) if when else []
        except FormulaError as error:
            yield str(error)
            return
        answers, figures = set().union(*self._codes.values()), {each.id for each in self.usage}
        for mention in found:
            compared = not isinstance(mention, Name)
            kind = "usage figure" if compared else "answer"
            for id in mention.names:
                if id not in (figures if compared else answers):
                    yield f"'{id}' is no {kind} (column {mention.at} of the formula)"


def _rows(segments: object) -> Iterator[Mapping[str, object]]:
    rows = segments if isinstance(segments, list) else []
    return (row for row in rows if isinstance(row, dict))
