"""What the buyer lets the supplier see: shared answers, and the choices of a configuration."""

from dataclasses import dataclass

from portal.configure.queries import ConfigurationView, configuration_view
from portal.models import Configuration, RfpVersion
from portal.packs import pack_version
from portal.rfps.queries import Row, shared_rfp

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """One field of an RFP: its value as shared, or None when it is the buyer's own."""

    id: str
    label: str
    value: str | None
    kind: str
    lines: Lines = ()
    """What is attached, line by line."""

    @property
    def short(self) -> bool:
        """Whether it is fit for a sentence: a choice or a figure."""
        return self.kind in ("choice", "number")


def answers(version: RfpVersion) -> list[Answer]:
    """The fields of the RFP with what was shared of them; nothing else is read."""
    template = pack_version(version.pack_version_id).rfp_templates[version.rfp.template]
    kinds = {field.id: field.kind for field in template.fields}
    return [_answer(row, kinds[row.id]) for row in shared_rfp(version).rows]


def _answer(row: Row, kind: str) -> Answer:
    if row.shown is None:
        return Answer(row.id, row.label, None, kind)
    return Answer(row.id, row.label, row.shown.text, kind, row.shown.lines)


def in_short(found: list[Answer]) -> str:
    """The first shared choices and figures, fit for the middle of a sentence."""
    values = [answer.value for answer in found if answer.short and answer.value]
    text = ", ".join(values[:3])
    keeps_its_case = text[1:2].isupper() or not text[:1].isalpha()
    return text if keeps_its_case else text[:1].lower() + text[1:]


def configured(found: list[Answer], configuration: Configuration | None) -> Lines:
    """What they configured: as shared with the RFP, which has the last word; else as it stands."""
    attached = [answer.lines for answer in found if answer.kind == "configuration"]
    if attached:
        return next(filter(None, attached), ())
    return _lines(configuration_view(configuration)) if configuration else ()


def _lines(view: ConfigurationView) -> Lines:
    options = tuple((line.group, line.name) for line in view.lines)
    return options + tuple((figure.name, figure.text) for figure in view.numbers)
