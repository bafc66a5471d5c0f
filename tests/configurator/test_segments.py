"""Answers in, a segment with its reason out."""

from decimal import Decimal

import pytest

from configurator import ChoiceError, Document, ModelError
from configurator.segments import Segmentation
from tests.configurator.worlds import MODELS

TEXT = (MODELS / "segments.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def segmentation() -> Segmentation:
    return Segmentation.from_document(Document(TEXT, "segments.yaml"))


def test_the_first_rule_that_applies_gives_segment_and_reason(segmentation: Segmentation) -> None:
    assignment = segmentation.assign({"business": "plant", "target": "target_yes"})
    assert (assignment.segment, assignment.rule_id) == ("industrial", "heavy_use")
    assert assignment.reason.in_("en").startswith("Usage this heavy")


def test_usage_counts_where_it_is_known(segmentation: Segmentation) -> None:
    usage = {"yearly_kwh": Decimal(3_000_000)}
    assert segmentation.assign({"business": "store"}, usage).segment == "industrial"
    assert segmentation.assign({"business": "store"}).segment == "shop"


def test_questions_may_be_left_open(segmentation: Segmentation) -> None:
    assert segmentation.assign({}).rule_id == "everybody_else"


@pytest.mark.parametrize("answers", [{"business": "farm"}, {"colour": "red"}])
def test_an_answer_that_is_not_offered_is_refused(
    segmentation: Segmentation, answers: dict[str, str]
) -> None:
    with pytest.raises(ChoiceError):
        segmentation.assign(answers)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("segment: shop", "segment: shops", "everybody_else: segment 'shops' does not exist"),
        ("when: plant or", "when: plants or", "heavy_use: 'plants' is no answer (column 1"),
        ("yearly_kwh >=", "kwh >=", "heavy_use: 'kwh' is no usage figure (column 10"),
        ("    when: target_yes and not store\n", "", "has_target: the last rule catches"),
        ("segment: shop", "segment: shop\n    when: store", "everybody_else: the last rule"),
        ("code: office", "code: store", "store: 'store' is already used in line 8"),
        ("en: Not yet", "de: Noch nicht", "target_no: translation 'en' is missing"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_id(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ModelError) as caught:
        Segmentation.from_document(Document(TEXT.replace(old, new, 1), "segments.yaml"))
    assert any(message in str(p) and p.line > 1 for p in caught.value.problems), caught.value
