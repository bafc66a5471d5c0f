"""An RFP on its way: the buyer's answers, typed, on the template it was started with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from configurator.rfp import AnswerValue, Clause, RfpField, RfpTemplate, Section
from configurator.rfp import Rfp as Request
from portal.configure.snapshots import product_of
from portal.i18n import words
from portal.models import Configuration, Rfp
from portal.packs import pack_version
from portal.rfps.attachments import Attachment, Contract, attached, contract, kept


@dataclass(frozen=True)
class Draft:
    """One RFP as it stands now, with everything that follows from its answers."""

    rfp: Rfp

    @cached_property
    def template(self) -> RfpTemplate:
        """The template in the edition the RFP was started with: a new edition changes nothing."""
        return pack_version(self.rfp.pack_version_id).rfp_templates[self.rfp.template]

    @cached_property
    def request(self) -> Request:
        """The same as the configurator knows it."""
        answers = typed(self.template, self.rfp.answers)
        return Request(self.template, answers, self.rfp.privacy, frozenset(self.rfp.without))

    # -- attachments and clauses --------------------------------------------------------------

    @cached_property
    def attachments(self) -> dict[str, Attachment]:
        """Field → the saved configuration or cost case it names."""
        return attached(self.template, self.rfp.answers)

    @cached_property
    def contract(self) -> Contract:
        """What the attached configurations say."""
        return contract(self.attachments)

    @cached_property
    def possible_clauses(self) -> list[Clause]:
        """The clauses of this contract, those taken out included."""
        return self.template.clauses_for(self.contract.options, self.contract.numbers)

    @property
    def clauses(self) -> list[Clause]:
        """The clauses that stand."""
        return [each for each in self.possible_clauses if each.id not in self.rfp.without]

    def causes(self, clause: Clause) -> list[str]:
        """The configured options that a clause follows, in the order of its formula."""
        named = re.findall(r"\w+", clause.when or "")
        return [self._names[code] for code in dict.fromkeys(named) if code in self._names]

    @cached_property
    def _names(self) -> dict[str, str]:
        """Option → its step and name, of what is configured."""
        rows = (row for row in self.attachments.values() if isinstance(row, Configuration))
        products = (product for product in map(product_of, rows) if product)
        return {
            code: f"{words(p.model.group_of(code).text)}: {words(p.model.option(code).text)}"
            for p in products
            for code in p.codes
        }

    # -- how far it is ------------------------------------------------------------------------

    @cached_property
    def missing(self) -> list[tuple[Section, RfpField]]:
        """Required fields without an answer, section by section."""
        found = (finding.subjects for finding in self.request.missing)
        sections = {section.id: section for section in self.template.sections}
        return [(sections[section], self.template.field(field)) for section, field in found]

    def is_done(self, section: Section) -> bool:
        """Whether the section was worked on and lacks nothing required."""
        lacks = any(each.id == section.id for each, _field in self.missing)
        return not lacks and any(field.id in self.rfp.answers for field in section.fields)

    @property
    def done(self) -> int:
        """How many sections are done."""
        return sum(self.is_done(section) for section in self.template.sections)

    # -- what goes out ------------------------------------------------------------------------

    def is_shared(self, field: RfpField) -> bool:
        """Whether the supplier sees this field."""
        return self.template.is_shared(field.id, self.rfp.privacy)

    def value(self, field: RfpField) -> Any:
        """The answer as a version keeps it; attachments as they stand now; None without one."""
        row = self.attachments.get(field.id)
        if row is not None:
            return kept(row)
        return None if field.kind in ("configuration", "calculation") else self._answer(field)

    def _answer(self, field: RfpField) -> Any:
        return self.rfp.answers.get(field.id)

    def content(self) -> dict[str, Any]:
        """The whole RFP as plain data: what a version keeps for the buyer."""
        return {
            "title": self.rfp.title,
            "answers": self._values(lambda field: True),
            "privacy": {field.id: self.is_shared(field) for field in self.template.fields},
            "clauses": [clause.id for clause in self.clauses],
            "without": sorted(c.id for c in self.possible_clauses if c.id in self.rfp.without),
        }

    def shared(self) -> dict[str, Any]:
        """Field → value, as far as shared; title and clauses under names that no field can have.

        A clause that follows a configuration tells about it: it goes out only where the
        configuration does.
        """
        return {
            **self._values(self.is_shared),
            TITLE: self.rfp.title,
            CLAUSES: [each.id for each in self.clauses if each.when is None or self._open_contract],
        }

    @property
    def _open_contract(self) -> bool:
        fields = (f for f in self.template.fields if f.kind == "configuration")
        return all(self.is_shared(f) for f in fields if f.id in self.attachments)

    def _values(self, wanted: Any) -> dict[str, Any]:
        found = ((field.id, self.value(field)) for field in self.template.fields if wanted(field))
        return {id: value for id, value in found if value is not None}


TITLE, CLAUSES = "_title", "_clauses"


def typed(template: RfpTemplate, answers: Mapping[str, Any]) -> dict[str, AnswerValue]:
    """Answers as the configurator takes them, from answers as they are kept."""
    known = {field.id: field for field in template.fields}
    return {id: _typed(known[id], value) for id, value in answers.items() if id in known}


def _typed(field: RfpField, value: Any) -> AnswerValue:
    if field.kind == "number":
        return Decimal(value)
    if field.kind == "choice" and field.several:
        return tuple(value)
    return str(value)
