"""Stacking, floors, promotions, bands of authority, exchange rates and gaps between dates."""

import csv
import doctest
import io
from datetime import date
from decimal import Decimal

import pytest

import pricing.price_book.authority
import pricing.price_book.context
import pricing.tax
from pricing import (
    Adjustment,
    ExchangeRates,
    Money,
    PriceBook,
    PriceContext,
    PricingDataError,
    PricingError,
    Taxes,
)
from pricing.errors import CurrencyMismatch
from pricing.price_book import needed_role, negotiated_share, within
from tests.pricing.worlds import two

DAY = date(2026, 5, 1)
HEAD = "code,charge,model,price,currency,segment,valid_from,valid_to\n"
PRICES = HEAD + "pump,one_off,flat,1000,USD,,2026-01-01,\n"
LAN = PriceContext("shop", "USD", DAY)
ONE = {"pump": Decimal(1)}


def make_book(text=PRICES, taxes=None, exchange=None, **data):
    rows = list(csv.DictReader(io.StringIO(text)))
    base = {"id": "b", "currency": "USD"}
    return PriceBook.from_data(base | data, rows, taxes, exchange=exchange)


def off(adjustment_id, rate, **more):
    more = {"kind": "promotion", "valid_to": "2026-12-31"} | more
    return {"id": adjustment_id, "text": two(adjustment_id), "rate": rate} | more


def lines(book, context=LAN):
    return [
        (line.code, line.amount.amount) for line in book.price(ONE, context).one_off.adjustments
    ]


def problems(**found):
    with pytest.raises(PricingDataError) as caught:
        make_book(**found)
    return {(problem.path, problem.message) for problem in caught.value.problems}


def test_without_a_stack_discounts_add_up_one_on_the_other():
    book = make_book(adjustments=[off("spring", "-0.10"), off("loyal", "-0.05")])
    assert lines(book) == [("spring", -100), ("loyal", -45)]


def test_of_a_stack_the_best_for_the_buyer_stands_or_the_first():
    both = [off("spring", "-0.05", stack="s"), off("loyal", "-0.10", stack="s")]
    assert lines(make_book(adjustments=both, stacking={"s": "best"})) == [("loyal", -100)]
    assert lines(make_book(adjustments=both, stacking={"s": "first"})) == [("spring", -50)]


def test_a_stacked_discount_that_does_not_apply_leaves_room_for_the_next():
    both = [
        off("big", "-0.20", stack="s", codes=["pump"], charges=["recurring"]),
        off("small", "-0.10", stack="s"),
    ]
    assert lines(make_book(adjustments=both, stacking={"s": "first"})) == [("small", -100)]


def test_a_stack_without_a_rule_and_a_step_without_a_place_are_named():
    assert problems(adjustments=[off("x", "-0.1", stack="s")]) == {
        (("adjustments", 0, "stack"), "stacking has no rule for s")
    }
    assert problems(order=["list", "net", "tax"], adjustments=[off("x", "-0.1")]) == {
        (("adjustments", 0, "kind"), "the order has no step promotion")
    }


def test_a_promotion_ends_on_its_last_day_and_names_it():
    book = make_book(adjustments=[off("spring", "-0.10", valid_to="2026-05-01")])
    assert lines(book) == [("spring", -100)]
    assert lines(book, PriceContext("shop", "USD", date(2026, 5, 2))) == []
    spring = off("spring", "-0.10")
    del spring["valid_to"]
    [(path, message)] = problems(adjustments=[spring])
    assert path[:2] == ("adjustments", 0)
    assert message == "a promotion names its last day"


def test_a_floor_gives_back_what_discounts_took_too_much():
    floor = {"id": "floor", "text": two("Floor"), "of_list": "0.85"}
    book = make_book(adjustments=[off("spring", "-0.30")], floors=[floor])
    assert lines(book) == [("spring", -300), ("floor", 150)]
    assert book.price(ONE, LAN).one_off.net == Money(Decimal(850), "USD")


def negotiated(rate, charges=("one_off",)):
    return Adjustment.from_data(
        {"id": "agreed", "kind": "negotiated", "text": two("Agreed"), "rate": rate,
         "charges": list(charges)}
    )  # fmt: skip


BANDS = [{"role": "rep", "rate": "0.05"}, {"role": "head", "rate": "0.12"}]


@pytest.mark.parametrize(
    ("rate", "role"), [("-0.05", "rep"), ("-0.051", "head"), ("-0.12", "head"), ("-0.121", None)]
)
def test_a_rep_gives_five_a_head_twelve_and_beyond_an_approval_is_needed(rate, role):
    book = make_book(adjustments=[off("spring", "-0.10")], authority=BANDS)
    context = PriceContext("shop", "USD", DAY, negotiated=(negotiated(rate),))
    share = negotiated_share(book.price(ONE, context))
    assert share == -Decimal(rate)
    assert needed_role(book.data.authority, share) == role
    assert within(book.data.authority, "rep", share) == (role == "rep")
    assert not within(book.data.authority, "marketer", share)


def test_discounts_in_parts_count_together_against_a_band():
    book = make_book(authority=BANDS)
    parts = tuple(negotiated("-0.04").model_copy(update={"id": f"part{n}"}) for n in range(2))
    share = negotiated_share(book.price(ONE, PriceContext("shop", "USD", DAY, negotiated=parts)))
    assert needed_role(book.data.authority, share) == "head"


def test_bands_rise_and_roles_have_one_each():
    for bands in (BANDS[::-1], [BANDS[0], {"role": "rep", "rate": "0.2"}]):
        [(path, _message)] = problems(authority=bands)
        assert path == ("authority",)


def test_a_book_without_the_step_is_not_negotiated():
    book = make_book(order=["list", "net", "tax"])
    with pytest.raises(PricingError, match="negotiated"):
        book.price(ONE, PriceContext("shop", "USD", DAY, negotiated=(negotiated("-0.01"),)))


def dong(rate, first, last=None):
    found = {"from": "USD", "to": "VND", "rate": rate, "valid_from": first, "source": two("Bank")}
    return found | ({"valid_to": last} if last else {})


RATES = ExchangeRates.from_data(
    {"rates": [dong("26300", "2026-01-01", "2026-05-31"), dong("26450.5", "2026-06-01")]}
)


def test_prices_are_converted_at_the_rate_of_the_day_and_the_rate_is_told():
    gift = off("gift", None, charges=["one_off"], amount={"USD": "-10"})
    del gift["rate"]
    book = make_book(exchange=RATES, adjustments=[gift])
    for day, rate in ((date(2026, 5, 31), "26300"), (date(2026, 6, 1), "26450.5")):
        waterfall = book.price(ONE, PriceContext("shop", "VND", day))
        assert waterfall.one_off.net == Money(Decimal(rate) * 990, "VND")
        assert waterfall.exchange.rate == Decimal(rate)
        assert waterfall.exchange.source.en == "Bank"
    assert book.price(ONE, LAN).exchange is None


def test_a_price_given_in_the_currency_is_never_converted():
    text = PRICES + "pump,one_off,flat,25000000,VND,,2026-01-01,\n"
    waterfall = make_book(text, exchange=RATES).price(ONE, PriceContext("shop", "VND", DAY))
    assert waterfall.one_off.net == Money(Decimal(25000000), "VND")
    assert waterfall.exchange is None


def test_a_rate_nobody_gave_is_not_guessed():
    with pytest.raises(PricingError, match="EUR"):
        make_book(exchange=RATES).price(ONE, PriceContext("shop", "EUR", DAY))
    with pytest.raises(PricingError, match="VND to USD"):
        RATES.rate("VND", "USD", DAY)
    with pytest.raises(CurrencyMismatch):
        RATES.rate("USD", "VND", DAY).convert(Money(Decimal(1), "EUR"))
    with pytest.raises(PricingDataError, match="two are in force on 2026-06-01"):
        ExchangeRates.from_data({"rates": [dong("1", "2026-01-01"), dong("2", "2026-06-01")]})


def test_vat_is_summed_by_rate_and_category_not_by_name():
    taxes = Taxes.from_data(
        {"taxes": [
            {"id": "goods", "text": two("Goods"), "rates": [{"rate": "0.25", "valid_from": DAY}]},
            {"id": "work", "text": two("Work"), "rates": [{"rate": "0.25", "valid_from": DAY}]},
            {"id": "exempt", "text": two("Exempt"), "category": "E",
             "rates": [{"rate": "0", "valid_from": DAY}]},
            {"id": "zero", "text": two("Zero"), "category": "Z",
             "rates": [{"rate": "0", "valid_from": DAY}]},
        ]}
    )  # fmt: skip
    names = ("goods", "work", "exempt", "zero")
    text = HEAD + "".join(f"{name},one_off,flat,99.99,USD,,2026-01-01,\n" for name in names)
    rule = {"default": "goods", "codes": {name: name for name in names}}
    book = make_book(text, taxes, tax=rule)
    total = book.price(dict.fromkeys(names, Decimal(1)), LAN).one_off
    assert [(tax.code, tax.rate, tax.base.amount) for tax in total.taxes] == [
        ("exempt", 0, Decimal("99.99")),
        ("goods", Decimal("0.25"), Decimal("199.98")),
        ("zero", 0, Decimal("99.99")),
    ]
    assert total.tax.amount == Decimal("50.00")


def test_a_gap_between_dates_is_named_with_row_and_column():
    text = PRICES.replace("2026-01-01,", "2026-01-01,2026-03-31") + (
        "pump,one_off,flat,1100,USD,,2026-04-02,\n"
    )
    message = "no price from 2026-04-01 to 2026-04-01: dates of a price leave no gap"
    assert problems(text=text) == {(("prices.csv", 3, "valid_from"), message)}


def test_a_segment_price_may_pause_where_everybody_has_one():
    text = PRICES + (
        "pump,one_off,flat,900,USD,shop,2026-01-01,2026-03-31\n"
        "pump,one_off,flat,950,USD,shop,2026-06-01,\n"
    )
    assert make_book(text).price(ONE, LAN).one_off.net == Money(Decimal(1000), "USD")
    alone = text.replace(PRICES, HEAD)
    assert {path for path, _message in problems(text=alone)} == {("prices.csv", 3, "valid_from")}


def test_a_least_and_a_most_bound_the_list_price():
    text = HEAD.replace("price,", "price,minimum,maximum,") + (
        "pump,one_off,flat,1000,1500,2500,USD,,2026-01-01,\n"
    )
    book = make_book(text)
    nets = [book.price({"pump": Decimal(n)}, LAN).one_off.net.amount for n in (1, 2, 3)]
    assert nets == [1500, 2000, 2500]
    wrong = text.replace("1500,2500", "2500,1500")
    assert {path for path, _message in problems(text=wrong)} == {("prices.csv", 2, "maximum")}


def test_limits_that_nothing_can_keep_are_refused():
    limit = {"id": "l", "text": two("l"), "charge": "one_off"}
    for bounds in (
        {"minimum": {"USD": "5"}, "maximum": {"USD": "4"}},
        {"maximum": {"USD": "5"}, "maximum_with_tax": {"USD": "4"}},
        {"maximum_with_tax": {"USD": "4"}},
        {"minimum": {"USD": "-1"}},
        {},
    ):
        assert {path[:2] for path, _ in problems(limits=[limit | bounds])} == {("limits", 0)}


@pytest.mark.parametrize(
    "module", [pricing.price_book.authority, pricing.price_book.context, pricing.tax]
)
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0
