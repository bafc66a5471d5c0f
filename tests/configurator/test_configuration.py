"""Choosing, undoing, and the bill that follows."""

from decimal import Decimal

import pytest

from configurator import Configuration, Contradiction, ProductModel, bill_of_materials
from tests.configurator.worlds import group, model_of, number


@pytest.fixture
def fresh(compressor: ProductModel) -> Configuration:
    return Configuration(compressor)


def test_choosing_leaves_the_earlier_configuration_as_it_was(fresh: Configuration) -> None:
    chosen = fresh.choose("size", "c37")
    assert (fresh.choices, chosen.choices) == ({}, {"size": "c37"})
    assert chosen.version == fresh.model.content_hash


def test_a_choice_takes_the_place_of_the_one_in_its_group(fresh: Configuration) -> None:
    chosen = fresh.choose("refrigerant", True).choose("desiccant", True)
    assert chosen.choices == {"dryer": "desiccant"}


def test_choices_are_undone_in_any_order(fresh: Configuration) -> None:
    chosen = fresh.choose("size", "c37").choose("receiver", True).choose("flow", Decimal(5))
    assert chosen.undo("size").choices == {"receiver": True, "flow": Decimal(5)}
    assert chosen.undo("c37").undo("flow").undo("receiver") == fresh


def test_a_contradictory_choice_is_refused(fresh: Configuration) -> None:
    with pytest.raises(Contradiction):
        fresh.choose("size", "c22").choose("flow", Decimal(12))


def test_a_completed_configuration_is_finished(fresh: Configuration) -> None:
    assert not fresh.finished
    assert fresh.complete().finished


def test_the_bill_holds_what_is_chosen_and_forced(compressor: ProductModel) -> None:
    assert bill_of_materials(compressor, {"dryer": "desiccant"}) == {
        "desiccant": 1,
        "fine_filter": 1,
    }


def test_a_number_counts_its_option_once_it_is_in_the_product(compressor: ProductModel) -> None:
    assert "receiver" not in bill_of_materials(compressor, {"receivers": 1})
    bill = bill_of_materials(compressor, {"receiver": True, "receivers": Decimal(3)})
    assert bill == {"receiver": 3}


def test_an_undecided_number_counts_with_its_default_or_the_nearest_possible() -> None:
    counted = number("n", 1, 9, default=7, quantity_of=["a", "b"])
    model = model_of(
        {"groups": [group("g", "a", "b", max=2)], "numbers": [counted]}, t="a,n\nyes,2..4\nno,*"
    )
    assert bill_of_materials(model, {"a": True}) == {"a": 4}
    assert bill_of_materials(model, {"a": False}) == {"b": 7}
