"""What an RFP asks, what is missing, and what the supplier may see."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator import Document, ModelError
from configurator.rfp import Rfp, RfpTemplate
from tests.configurator.worlds import MODELS

TEXT = (MODELS / "rfp.yaml").read_text("utf-8")
TEMPLATE = RfpTemplate.from_document(Document(TEXT, "rfp.yaml"))
FIELDS = [field.id for field in TEMPLATE.fields]


def test_required_fields_are_missing_until_answered() -> None:
    draft = Rfp(TEMPLATE).answer("cost_case", "c-1").answer("contract", "   ")
    assert [f.subjects for f in draft.missing] == [("supply", "contract"), ("supply", "site_count")]
    draft = draft.answer("contract", "k-1").answer("site_count", Decimal(4))
    assert draft.missing == []
    assert [f.subjects[1] for f in draft.answer("site_count", None).missing] == ["site_count"]


def test_the_supplier_sees_what_is_shared_and_never_what_is_internal() -> None:
    draft = Rfp(TEMPLATE).answer("budget", Decimal(900)).answer("site_count", Decimal(4))
    draft = draft.answer("remarks", "Tầng 2").share("budget", True)
    assert draft.shared_view == {"site_count": 4}
    assert draft.share("remarks", True).shared_view == {"site_count": 4, "remarks": "Tầng 2"}
    assert draft.share("site_count", False).shared_view == {}


@given(
    st.dictionaries(st.sampled_from(FIELDS), st.just("x")),
    st.dictionaries(st.sampled_from([*FIELDS, "other"]), st.booleans()),
)
def test_nothing_leaves_that_the_buyer_or_the_default_did_not_share(
    answers: dict[str, Any], privacy: dict[str, bool]
) -> None:
    for id in TEMPLATE.shared_view(answers, privacy):
        field = TEMPLATE.field(id)
        assert field.shareable
        assert privacy.get(id, field.shared_by_default)
        assert id in answers


@pytest.mark.parametrize(
    ("field", "answer", "code"),
    [
        ("site_count", Decimal("NaN"), "not_a_number"),
        ("site_count", "four", "not_a_number"),
        ("site_count", Decimal(501), "out_of_bounds"),
        ("site_count", Decimal(0), "out_of_bounds"),
        ("supply_voltage", ("low",), "unknown_option"),
        ("supply_voltage", "high", "not_a_choice"),
        ("remarks", "x" * 2001, "too_long"),
        ("remarks", Decimal(1), "not_a_text"),
        ("nothing", "x", "unknown_field"),
    ],
)
def test_an_answer_that_will_not_do_is_a_finding(field: str, answer: Any, code: str) -> None:
    assert [f.code for f in TEMPLATE.problems({field: answer})] == [code]


def test_good_answers_have_no_problems() -> None:
    answers = {"site_count": Decimal(4), "supply_voltage": ("medium", "high"), "remarks": ""}
    assert TEMPLATE.problems(answers) == []


def test_clauses_follow_the_configured_contract() -> None:
    draft = Rfp(TEMPLATE)

    def ids(options: set[str], months: int) -> list[str]:
        return [c.id for c in draft.clauses(options, {"term": Decimal(months)})]

    assert ids({"band_10"}, 36) == ["payment_30_days", "take_or_pay"]
    assert ids({"band_10"}, 12) == ["payment_30_days"]
    draft = draft.leave_out("take_or_pay")
    assert ids({"band_10"}, 36) == ["payment_30_days"]
    with pytest.raises(KeyError):
        draft.leave_out("payment_30_days")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight: 60", "weight: 50", "weights sum to 90, not to 100"),
        ("id: remarks", "id: budget", "budget: 'budget' is already used in line"),
        (
            "shareable: false",
            "shareable: false\n        shared_by_default: true",
            "budget: a field",
        ),
        ("kind: number", "kind: text", "budget: a number has a 'unit'"),
        ("kind: choice", "kind: text", "supply_voltage: a choice has 'options'"),
        ("kind: calculation", "kind: sum", "cost_case: 'kind'"),
        ("max: 500", "max: 0", "site_count: min 1 is above max 0"),
        ("band_10 and", "band_10 und", "take_or_pay: 'und' was not expected (column 9"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_id(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ModelError) as caught:
        RfpTemplate.from_document(Document(TEXT.replace(old, new, 1), "rfp.yaml"))
    assert any(message in str(p) and p.line > 1 for p in caught.value.problems), caught.value
