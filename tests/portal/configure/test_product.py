"""What follows from choices: states without dead ends, reasons that hold, the view others reuse."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from configurator import Contradiction
from portal.configure.choices import Product
from portal.configure.messages import told
from portal.configure.prices import Market
from portal.configure.queries import configuration_view
from portal.configure.reasons import reason
from portal.configure.workbench import workbench
from portal.messages import worded
from portal.packs import current_pack, serving
from tests.portal.configure.conftest import Desk, Opener, words_of

OFFERS = [
    ("equipment", "workshop_dry_hot"),
    ("equipment", "hospital_medical_air"),
    ("energy", "guarded_index"),
    ("energy", "market_tranches"),
    ("energy", "half_by_2030"),
]


def offered(pack: str, offer: str, **more: Any) -> Product:
    with serving(pack):
        edition = current_pack()
        found = edition.offers[offer]
        choices = {**edition.choices(found), **more}
        return Product.made(edition.version_id, found.product or "", choices)


@pytest.mark.parametrize(("pack", "offer"), OFFERS)
def test_nothing_shown_open_is_a_dead_end_and_nothing_possible_is_shown_blocked(
    app: Flask, pack: str, offer: str
) -> None:
    product = offered(pack, offer)
    with serving(pack), app.test_request_context():
        bench = workbench(
            product, Market(current_pack().offers[offer].segment, current_pack().profile.currency)
        )
    for step in bench.steps:
        for option in step.options:
            change = {step.id: option.code} if step.single else {option.code: True}
            if option.state == "blocked":
                with pytest.raises(Contradiction):
                    product.after(change)
            else:
                product.after(change)


@pytest.mark.parametrize(("pack", "offer"), OFFERS)
def test_a_reason_names_only_standing_choices_and_blocks_by_itself(
    app: Flask, pack: str, offer: str
) -> None:
    product = offered(pack, offer)
    for code, state in product.chosen.domains.items():
        if state not in ("blocked", "forced") or code in product.chosen.alternatives.options:
            continue
        found = reason(product, code, state).findings
        own = {f.params["choice"]: f.params["value"] for f in found if f.code == "choice"}
        assert own.items() <= product.choices.items()
        alone = Product.made(product.edition, product.name, own)
        assert alone.chosen.domains[code] == state, code
        assert all(told(product.model, found))


def test_a_remembered_reason_is_dropped_with_its_choice(app: Flask) -> None:
    product = offered("equipment", "workshop_dry_hot")
    assert reason(product, "hr_70", "blocked")
    other = product.after(
        {"dryer": "refrigerant", "size": "of_75", "flow": Decimal(10), "pressure": Decimal(7)}
    )
    named = {
        f.params["value"] for f in reason(other, "hr_70", "blocked").findings if f.code == "choice"
    }
    assert named == {"of_75"}


def test_what_may_stay_empty_is_open_only_where_another_choice_asks_for_it(app: Flask) -> None:
    product = offered("equipment", "workshop_compact")
    assert "station" not in product.open_steps
    two = product.after({"machines": Decimal(2), "station": None})
    assert "station" in two.open_steps
    apart = two.after({"station": "station_apart"})
    assert "station" not in apart.open_steps


@pytest.mark.parametrize(("pack", "offer"), OFFERS)
def test_a_finished_product_has_no_open_step(app: Flask, pack: str, offer: str) -> None:
    product = offered(pack, offer)
    finished = product.holding(product.engine.complete(product.choices))
    assert finished.complete


def test_the_view_others_reuse_says_what_the_page_says(app: Flask, machine: Desk) -> None:
    with serving("equipment"), app.test_request_context():
        view = configuration_view(machine.row)
    once = view.total("one_off")
    assert once is not None and once.net.amount == 147_279 and once.list_price.amount == 155_500
    assert [int(amount.amount) for _name, amount in once.adjustments] == [-5900, -1200, -1121]
    assert once.gross is not None and once.gross.amount == Decimal("159061.32")
    assert view.figures["flow"] == Decimal("24.5") and view.figures["one_off"] == 147_279
    assert not view.complete and len(view.open_steps) == 12
    forced = {line.name for line in view.lines if line.forced}
    assert len(view.lines) == 12 and len(forced) == 4
    items = [item for line in view.lines for item in line.items if item.charge == "one_off"]
    assert sum(item.net.amount for item in items) == once.net.amount


def test_a_number_nobody_chose_counts_as_what_the_product_comes_with(
    app: Flask, desk_of: Opener
) -> None:
    desk = desk_of("energy", "industrial", product="contract")
    with serving("energy"), app.test_request_context():
        view = configuration_view(desk.row)
    volume = next(figure for figure in view.numbers if figure.id == "monthly_volume")
    assert volume.value == 1000 and not volume.chosen


def test_every_finding_of_the_engine_has_words() -> None:
    codes = {"choice", "rule", "table", "group", "unknown_subject", "unknown_option",
             "not_a_choice", "not_a_number", "out_of_bounds", "between_steps"}  # fmt: skip
    assert codes <= worded()


def test_one_of_what_is_counted_is_told_in_the_singular(machine: Desk) -> None:
    machine.choose("size", **{"number-machines": "1"})
    said = words_of(machine.show())
    assert "1 machine " in said and "1 machines" not in said
    machine.choose("size", **{"number-machines": "2"})
    assert "2 machines" in words_of(machine.show())
