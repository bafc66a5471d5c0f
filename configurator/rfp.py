"""Requests for proposal: a template by segment, and drafts whose buyer decides what is shared."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field as Bounds
from pydantic import ValidationError, model_validator

from configurator.errors import ModelError, Problem
from configurator.findings import Finding
from configurator.formula import FormulaError, holds, parse
from configurator.model import Figure, Frozen, Identifier, UnitOrWord
from configurator.reading.document import Document
from configurator.text import Text, Words

Kind = Literal["text", "number", "choice", "configuration", "calculation"]
AnswerValue = str | Decimal | tuple[str, ...]
Answers = Mapping[str, AnswerValue]
Privacy = Mapping[str, bool]


class FieldOption(Frozen):
    """One answer a field of kind `choice` offers."""

    code: Identifier
    text: Text


class RfpField(Frozen):
    """One thing a section asks for.

    `kind` says what an answer is: text, number (a Decimal in `unit`), choice (a code, or several
    where `several`), configuration or calculation (the id of a saved one, of `product` or
    `calculator`). `shareable`: whether the supplier may ever see it; `shared_by_default`: whether
    it is ticked until the buyer says otherwise.
    """

    id: Identifier
    text: Text
    more: Text | None = None
    kind: Kind = "text"
    required: bool = False
    shareable: bool = True
    shared_by_default: bool = False
    unit: UnitOrWord | None = None
    min: Figure | None = None
    max: Figure | None = None
    options: tuple[FieldOption, ...] = ()
    several: bool = False
    max_length: Annotated[int, Bounds(ge=1, le=20_000)] = 4_000
    product: Words | None = None
    calculator: Words | None = None

    @model_validator(mode="after")
    def _as_its_kind_asks(self) -> "RfpField":
        if self.shared_by_default and not self.shareable:
            raise ValueError("a field that is not shareable cannot be shared by default")
        if (self.kind == "number") != (self.unit is not None):
            raise ValueError("a number has a 'unit', nothing else has one")
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("a choice has 'options', nothing else has them")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self

    def problem_with(self, answer: object) -> Finding | None:
        """What is wrong with an answer to this field; None where it will do."""
        if self.kind == "number":
            return self._number_problem(answer)
        if self.kind == "choice":
            return self._choice_problem(answer)
        if not isinstance(answer, str):
            return Finding("not_a_text", (self.id,))
        if len(answer) > self.max_length:
            return Finding("too_long", (self.id,), {"max_length": self.max_length})
        return None

    def _number_problem(self, answer: object) -> Finding | None:
        if not isinstance(answer, Decimal) or not answer.is_finite():
            return Finding("not_a_number", (self.id,))
        low = self.min is not None and answer < self.min
        if low or (self.max is not None and answer > self.max):
            return Finding("out_of_bounds", (self.id,), {"min": self.min, "max": self.max})
        return None

    def _choice_problem(self, answer: object) -> Finding | None:
        codes = answer if self.several else (answer,)
        if not isinstance(codes, tuple):
            return Finding("not_a_choice", (self.id,))
        known = {option.code for option in self.options}
        unknown = [str(code) for code in codes if code not in known]
        return Finding("unknown_option", (self.id, *unknown)) if unknown else None


class Section(Frozen):
    """The part of an RFP one role fills in and scores.

    `weight`: its share of the total score, in percent. `price_hidden`: its reviewers see no price.
    """

    id: Identifier
    text: Text
    more: Text | None = None
    role: Identifier
    weight: Annotated[Decimal, Bounds(ge=0, le=100)] = Decimal(0)
    price_hidden: bool = False
    fields: Annotated[tuple[RfpField, ...], Bounds(min_length=1)]


class Clause(Frozen):
    """A contract clause; `when` ties it to options and numbers of the configured product.

    `optional`: the buyer may take it out of the draft.
    """

    id: Identifier
    text: Text
    body: Text
    when: Words | None = None
    optional: bool = False

    def applies(self, options: Container[str], numbers: Mapping[str, Decimal]) -> bool:
        """Whether the clause belongs to a contract with these options and numbers."""
        return self.when is None or holds(parse(self.when), options, numbers)


class RfpTemplate(Frozen):
    """What an RFP of one segment asks for, section by section, and its clauses."""

    id: Identifier
    text: Text
    more: Text | None = None
    sections: Annotated[tuple[Section, ...], Bounds(min_length=1)]
    clauses: tuple[Clause, ...] = ()

    @classmethod
    def from_document(cls, document: Document) -> "RfpTemplate":
        """The template in a document; raises ModelError with file, line and id."""
        try:
            template = cls.model_validate(document.data)
        except ValidationError as error:
            raise ModelError(document.problems_of(error)) from None
        problems = list(template._problems(document))
        if problems:
            raise ModelError(problems)
        return template

    @property
    def fields(self) -> Iterator[RfpField]:
        """Every field, in the order of the sections."""
        return (field for section in self.sections for field in section.fields)

    def field(self, id: str) -> RfpField:
        """The field with this id; KeyError where there is none."""
        return self._fields[id]

    def missing(self, answers: Answers) -> list[Finding]:
        """`Finding("missing", (section, field))` for each required field without an answer."""
        return [
            Finding("missing", (section.id, each.id))
            for section in self.sections
            for each in section.fields
            if each.required and not _given(answers.get(each.id))
        ]

    def problems(self, answers: Answers) -> list[Finding]:
        """What is wrong with the answers given, field by field."""
        findings = [Finding("unknown_field", (id,)) for id in answers if id not in self._fields]
        for each in self.fields:
            answer = answers.get(each.id)
            finding = each.problem_with(answer) if _given(answer) else None
            findings += [finding] if finding else []
        return findings

    def shared_view(self, answers: Answers, privacy: Privacy) -> dict[str, AnswerValue]:
        """The answers the supplier sees: shareable, and shared by the buyer or by default."""
        return {
            each.id: answers[each.id]
            for each in self.fields
            if each.id in answers and self.is_shared(each.id, privacy)
        }

    def is_shared(self, id: str, privacy: Privacy) -> bool:
        """Whether the supplier sees a field; never where it is not shareable."""
        each = self.field(id)
        return each.shareable and privacy.get(id, each.shared_by_default)

    def clauses_for(self, options: Container[str], numbers: Mapping[str, Decimal]) -> list[Clause]:
        """The clauses of a contract with these options and numbers, in order."""
        return [clause for clause in self.clauses if clause.applies(options, numbers)]

    @cached_property
    def _fields(self) -> dict[str, RfpField]:
        return {each.id: each for each in self.fields}

    def _problems(self, document: Document) -> Iterator[Problem]:
        yield from document.repeated(self._names())
        weights = sum(section.weight for section in self.sections)
        if weights not in (0, 100):
            yield document.problem(("sections",), f"weights sum to {weights}, not to 100")
        for i, clause in enumerate(self.clauses):
            try:
                parse(clause.when or "always")
            except FormulaError as error:
                yield document.problem(("clauses", i, "when"), str(error))

    def _names(self) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        for s, section in enumerate(self.sections):
            yield section.id, ("sections", s, "id")
            for i, each in enumerate(section.fields):
                yield each.id, ("sections", s, "fields", i, "id")
        for i, clause in enumerate(self.clauses):
            yield clause.id, ("clauses", i, "id")


@dataclass(frozen=True)
class Rfp:
    """A draft: template, answers, what is shared, clauses taken out; a change is a new one."""

    template: RfpTemplate
    answers: Answers = field(default_factory=dict)
    privacy: Privacy = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def answer(self, id: str, value: AnswerValue | None) -> "Rfp":
        """With an answer to a field, or without one; KeyError for an unknown field."""
        self.template.field(id)
        others = {key: each for key, each in self.answers.items() if key != id}
        return replace(self, answers=others if value is None else {**others, id: value})

    def share(self, id: str, shared: bool) -> "Rfp":
        """With a field shown to the supplier or kept; KeyError for an unknown field."""
        self.template.field(id)
        return replace(self, privacy={**self.privacy, id: shared})

    def leave_out(self, clause: str) -> "Rfp":
        """Without an optional clause; KeyError where there is no such clause."""
        if clause not in {each.id for each in self.template.clauses if each.optional}:
            raise KeyError(clause)
        return replace(self, without=self.without | {clause})

    @property
    def missing(self) -> list[Finding]:
        """Required fields without an answer."""
        return self.template.missing(self.answers)

    @property
    def shared_view(self) -> dict[str, AnswerValue]:
        """The answers the supplier sees."""
        return self.template.shared_view(self.answers, self.privacy)

    def clauses(self, options: Container[str], numbers: Mapping[str, Decimal]) -> list[Clause]:
        """The clauses of the draft for a configured product."""
        found = self.template.clauses_for(options, numbers)
        return [clause for clause in found if clause.id not in self.without]


def _given(answer: Any) -> bool:
    return bool(answer.strip()) if isinstance(answer, str) else answer is not None and answer != ()
