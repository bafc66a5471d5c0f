"""Laws of every price book, drawn: lines sum to totals whatever the book declares."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import ExchangeRates, Money, PriceBook, PriceContext, Taxes
from pricing.price_book.adjustments import KINDS
from tests.pricing.worlds import two

DAY = date(2026, 5, 1)
CODES = ("pump", "valve", "meter", "care", "calls")

ROWS = [
    {"code": "pump", "charge": "one_off", "model": "flat", "price": "1999.95"},
    {"code": "valve", "charge": "one_off", "model": "volume", "price": "99.99"},
    {"code": "valve", "charge": "one_off", "model": "volume", "price": "89.99",
     "from_quantity": "10", "tier_fee": "5"},
    {"code": "meter", "charge": "one_off", "model": "flat", "price": "-12.34"},
    {"code": "meter", "charge": "recurring", "period": "month", "model": "flat", "price": "3.333"},
    {"code": "care", "charge": "recurring", "period": "year", "model": "graduated",
     "price": "145.5", "maximum": "9000"},
    {"code": "calls", "charge": "usage", "model": "package", "package_size": "100",
     "price": "1.005", "minimum": "7"},
]  # fmt: skip

TAXES = Taxes.from_data(
    {"taxes": [
        {"id": name, "text": two(name), "rates": [{"rate": rate, "valid_from": "2020-01-01"}]}
        for name, rate in (("vat", "0.08"), ("reduced", "0.05"), ("same", "0.08"))
    ]}
)  # fmt: skip

RATES = ExchangeRates.from_data(
    {"rates": [{"from": "USD", "to": "VND", "rate": "26300", "valid_from": "2026-01-01",
                "source": two("Bank")}]}
)  # fmt: skip

fractions = st.decimals("-0.6", "0.3", places=3).map(str)
charges = st.sets(st.sampled_from(["one_off", "recurring", "usage"]), min_size=1)
codes = st.sets(st.sampled_from(CODES)).map(sorted)


@st.composite
def adjustments(draw, place):
    kind = draw(st.sampled_from([kind for kind in KINDS if kind != "negotiated"]))
    found = {"id": f"a{place}", "kind": kind, "text": two("a"), "codes": draw(codes),
             "charges": sorted(draw(charges)), "base": draw(st.sampled_from(["running", "list"]))}  # fmt: skip
    found |= {"stack": draw(st.sampled_from(["one", "other"]))} if draw(st.booleans()) else {}
    found |= {"segments": ["shop"]} if kind == "segment" else {}
    found |= {"requires": draw(codes) or ["pump"]} if kind == "bundle" else {}
    found |= {"valid_to": "2026-12-31"} if kind == "promotion" else {}
    if kind in ("volume", "term"):
        return found | {"tiers": [{"from": "2", "rate": draw(fractions)}]}
    if len(found["charges"]) == 1 and draw(st.booleans()):
        return found | {"amount": {"USD": str(draw(st.decimals(-900, 200, places=2)))}}
    return found | {"rate": draw(fractions)}


@st.composite
def books(draw):
    scopes = st.sampled_from(["line", "group", "total"])
    least = draw(st.decimals(0, 50, places=2))
    data = {
        "id": "b", "currency": "USD",
        "rounding": {"scope": draw(scopes), "mode": draw(st.sampled_from(["half_up", "half_even"]))},
        "tax": {"default": "vat", "codes": {"valve": "reduced", "meter": "same"},
                "scope": draw(scopes)},
        "adjustments": [draw(adjustments(place)) for place in range(draw(st.integers(0, 6)))],
        "stacking": {"one": "best", "other": "first"},
        "floors": [{"id": "floor", "text": two("floor"), "of_list": "0.7", "codes": ["pump"]}],
        "limits": [{"id": "least", "text": two("least"), "charge": "one_off",
                    "minimum": {"USD": str(least)}, "maximum": {"USD": "9000"},
                    "minimum_with_tax": {"USD": str(least + 1)},
                    "maximum_with_tax": {"USD": "9500"}}],
    }  # fmt: skip
    common = {"currency": "USD", "valid_from": "2026-01-01"}
    return PriceBook.from_data(data, [common | row for row in ROWS], TAXES, exchange=RATES)


bills = st.dictionaries(st.sampled_from(CODES), st.decimals("0.01", "40", places=2), min_size=1)


@settings(max_examples=120)
@given(books(), bills, st.sampled_from(["USD", "VND"]))
def test_the_sum_of_the_lines_is_the_total_in_every_book(book, wanted, currency):
    waterfall = book.price(wanted, PriceContext("shop", currency, DAY, term_months=36))
    for total in waterfall.totals:
        items = [item for item in waterfall.items if item.charge == total.charge]

        def both(of_item, items=items):
            return Money.sum((of_item(item) for item in items), currency)

        changes = Money.sum((line.amount for line in total.adjustments), currency)
        assert total.list_price + changes == total.net
        assert Money.sum((tax.amount for tax in total.taxes), currency) == total.tax
        assert Money.sum((tax.base for tax in total.taxes), currency) == total.net
        assert total.net + total.tax == total.gross
        assert both(lambda item: item.list_price) == total.list_price
        assert both(lambda item: item.net) == total.net
        assert both(lambda item: item.tax) == total.tax
        assert both(lambda item: item.gross) == total.gross
        for item in items:
            own = Money.sum((line.amount for line in item.adjustments), currency)
            assert item.list_price + own == item.net
            assert item.net + item.tax == item.gross
        total.gross.to_minor()


@settings(max_examples=60)
@given(books(), bills)
def test_limits_hold_whatever_was_adjusted(book, wanted):
    total = book.price(wanted, PriceContext("shop", "USD", DAY)).one_off
    if any(code in wanted for code in ("pump", "valve", "meter")):
        limit = book.data.limits[0]
        assert limit.minimum["USD"] <= total.net.amount <= 9000
        assert limit.minimum_with_tax["USD"] <= total.gross.amount <= 9500


@settings(max_examples=60)
@given(books(), bills, st.sampled_from(["USD", "VND"]))
def test_a_stored_context_gives_the_same_digits_again(book, wanted, currency):
    context = PriceContext("shop", currency, DAY, term_months=24, usage={"calls": Decimal("150")})
    stored = json.dumps({"bill": {c: str(n) for c, n in wanted.items()}, "for": context.to_data()})
    read = json.loads(stored)
    again = PriceBook(book.data, [row for c in book.codes for row in book.table.rows(c)], TAXES,
                      RATES)  # fmt: skip
    bill = {code: Decimal(n) for code, n in read["bill"].items()}
    assert again.price(bill, PriceContext.from_data(read["for"])) == book.price(wanted, context)


@settings(max_examples=60)
@given(books(), bills)
def test_a_price_is_a_function_of_what_is_in_the_bill_and_not_of_its_order(book, wanted):
    here, there = (
        book.price(bill, PriceContext("shop", "USD", DAY))
        for bill in (wanted, dict(reversed(wanted.items())))
    )
    assert here.totals == there.totals
    assert set(here.items) == set(there.items)
    assert [item.code for item in here.items if item.charge == "one_off"] == [
        code for code in wanted if code in ("pump", "valve", "meter")
    ]
