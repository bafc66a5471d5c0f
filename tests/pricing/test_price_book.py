"""A price book prices a bill of materials, and every step leaves a line."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import (
    Adjustment,
    Money,
    PriceBook,
    PriceContext,
    PricingDataError,
    PricingError,
    Taxes,
)

DAY = date(2026, 5, 1)
LAN = PriceContext(segment="workshop", currency="USD", on=DAY)

PRICES = """\
code,charge,period,model,from_quantity,price,tier_fee,package_size,currency,segment,valid_from,valid_to
compressor,one_off,,flat,0,21500.00,,,USD,,2026-01-01,2026-06-30
compressor,one_off,,flat,0,22100.00,,,USD,,2026-07-01,
compressor,one_off,,flat,0,20900.00,,,USD,public,2026-01-01,
compressor,one_off,,flat,0,560000000,,,VND,,2026-01-01,
dryer,one_off,,flat,0,1234.56,,,USD,,2026-01-01,
filter,one_off,,volume,0,99.99,,,USD,,2026-01-01,
filter,one_off,,volume,10,89.99,,,USD,,2026-01-01,
service,recurring,year,flat,0,1450,,,USD,,2026-01-01,
service,one_off,,flat,0,150,,,USD,,2026-01-01,
remote,recurring,month,graduated,0,7,,,USD,,2026-01-01,
remote,recurring,month,graduated,5,6.5,,,USD,,2026-01-01,
sms,usage,month,package,0,1.00,,1000,USD,,2026-01-01,
plain,one_off,,flat,0,0,,,USD,,2026-01-01,
later,one_off,,flat,0,10,,,USD,,2027-01-01,
"""


def two(words):
    return {"vi": words, "en": words}


def book_data(**changes):
    adjustments = [
        {
            "id": "long_term", "kind": "term", "text": two("Term"), "charges": ["recurring"],
            "tiers": [{"from": "24", "rate": "-0.02"}, {"from": "36", "rate": "-0.035"}],
        },
        {
            "id": "fleet", "kind": "volume", "text": two("Volume"), "codes": ["compressor"],
            "tiers": [{"from": "3", "rate": "-0.03"}, {"from": "10", "rate": "-0.05"}],
        },
        {
            "id": "workshop", "kind": "segment", "text": two("Workshop price"),
            "segments": ["workshop"], "rate": "-0.04",
        },
        {
            "id": "dry_air", "kind": "bundle", "text": two("Dryer bundle"),
            "requires": ["dryer", "filter"], "codes": ["filter", "dryer"],
            "charges": ["one_off"], "amount": {"USD": "-120"},
        },
    ]  # fmt: skip
    data = {
        "id": "book", "currency": "USD", "tax": {"default": "vat"}, "unpriced": ["delivery"],
        "adjustments": adjustments,
    }  # fmt: skip
    return data | changes


TAXES = Taxes.from_data(
    {
        "taxes": [
            {
                "id": "vat", "text": two("VAT"),
                "rates": [
                    {"rate": "0.08", "valid_from": "2025-07-01", "valid_to": "2026-12-31"},
                    {"rate": "0.10", "valid_from": "2027-01-01"},
                ],
            }
        ]
    }
)  # fmt: skip


def rows(text=PRICES):
    return list(csv.DictReader(io.StringIO(text)))


def make_book(taxes=TAXES, **changes):
    return PriceBook.from_data(book_data(**changes), rows(), taxes)


BOOK = make_book()
TOTAL_BOOK = make_book(rounding={"scope": "total", "mode": "half_even"})


def bill(**quantities):
    return {code: Decimal(quantity) for code, quantity in quantities.items()}


def usd(amount):
    return Money(Decimal(amount), "USD")


def test_steps_apply_in_the_declared_order_whatever_the_order_of_the_file():
    total = BOOK.price(bill(compressor=3), LAN).one_off
    assert total.list_price == usd("64500.00")
    assert [(line.code, line.amount) for line in total.adjustments] == [
        ("workshop", usd("-2580.00")),
        ("fleet", usd("-1857.60")),
    ]
    assert total.net == usd("60062.40")
    assert total.tax == usd("4804.99")
    assert total.gross == usd("64867.39")


def test_one_off_recurring_and_usage_stay_apart():
    waterfall = BOOK.price(bill(service=1, compressor=1, sms=4500), LAN)
    assert waterfall.one_off.list_price == usd("21650.00")
    assert waterfall.recurring.list_price == usd("1450.00")
    assert waterfall.usage.list_price == usd("5.00")
    assert (waterfall.recurring.period, waterfall.usage.period) == ("year", "month")


def test_monthly_and_yearly_charges_meet_in_a_year_of_twelve_months():
    both = BOOK.price(bill(service=1, remote=6), LAN).recurring
    assert (both.period, both.list_price) == ("year", usd("1948.00"))
    assert BOOK.price(bill(remote=6), LAN).recurring.list_price == usd("41.50")


def test_a_longer_term_is_cheaper_by_the_tier_it_reaches():
    def net(months):
        context = PriceContext("public", "USD", DAY, term_months=months)
        return BOOK.price(bill(service=1), context).recurring.net

    assert [net(m) for m in (None, 23, 24, 36)] == [
        usd("1450"), usd("1450"), usd("1421"), usd("1399.25"),
    ]  # fmt: skip


def test_a_segment_has_its_own_price_and_the_others_pay_the_general_one():
    public = PriceContext("public", "USD", DAY)
    nobody = PriceContext(None, "USD", DAY)
    assert BOOK.price(bill(compressor=1), public).one_off.net == usd("20900.00")
    assert BOOK.price(bill(compressor=1), nobody).one_off.net == usd("21500.00")


def test_prices_change_on_their_day():
    for day, price in ((date(2026, 6, 30), "21500"), (date(2026, 7, 1), "22100")):
        context = PriceContext(None, "USD", day)
        assert BOOK.price(bill(compressor=1), context).one_off.net == usd(price)


def test_tax_follows_its_own_dates_and_may_be_unknown():
    new_year = PriceContext(None, "USD", date(2027, 1, 1))
    assert BOOK.price(bill(dryer=1), new_year).one_off.tax == usd("123.46")
    unknown = make_book(taxes=None).price(bill(dryer=1), LAN).one_off
    assert (unknown.tax, unknown.gross) == (None, None)


def test_a_bundle_shares_its_amount_over_the_items_it_touches():
    waterfall = BOOK.price(bill(dryer=1, filter=2), PriceContext(None, "USD", DAY))
    shares = [line.amount for item in waterfall.items for line in item.adjustments]
    assert Money.sum(shares, "USD") == usd("-120")
    assert len(shares) == 2
    assert not BOOK.price(bill(dryer=1), PriceContext(None, "USD", DAY)).one_off.adjustments


def test_an_absolute_discount_never_takes_an_item_below_zero():
    gift = [a | ({"amount": {"USD": "-99999"}} if a["id"] == "dry_air" else {})
            for a in book_data()["adjustments"]]  # fmt: skip
    waterfall = make_book(adjustments=gift).price(
        bill(dryer=1, filter=1, compressor=1), PriceContext(None, "USD", DAY)
    )
    assert waterfall.one_off.net == usd("21500.00")
    assert all(item.net >= usd(0) for item in waterfall.items)


def test_a_negotiated_rate_is_the_last_line_before_net():
    agreed = Adjustment.from_data(
        {"id": "huong", "kind": "negotiated", "text": two("Agreed"), "rate": "-0.05",
         "charges": ["one_off"]}
    )  # fmt: skip
    context = PriceContext("workshop", "USD", DAY, negotiated=(agreed,))
    lines = BOOK.price(bill(compressor=3), context).one_off.adjustments
    assert [line.code for line in lines] == ["workshop", "fleet", "huong"]
    assert lines[-1].amount == usd("-3003.12")


def test_usage_may_differ_from_the_quantity_bought():
    context = PriceContext(None, "USD", DAY, usage={"sms": Decimal(1001)})
    assert BOOK.price(bill(sms=1), context).usage.list_price == usd("2.00")


def test_the_price_of_a_card_is_its_own_net_price():
    price = BOOK.deltas(["service", "compressor"], LAN)["service"]
    assert (price.one_off, price.monthly) == (usd("144"), usd("1392") / 12)
    assert price.over(12).amount.quantize(Decimal("0.01")) == Decimal("1536.00")
    assert set(BOOK.comparable(BOOK.codes - {"later"}, LAN)) == BOOK.codes - {"later"}


def test_a_repair_costs_the_difference_of_two_whole_prices():
    saved = BOOK.difference(bill(compressor=2), bill(compressor=3), LAN).one_off
    assert saved == usd("60062.40") - usd("41280.00")


@pytest.mark.parametrize(
    ("wanted", "context", "words"),
    [
        (bill(gold=1), LAN, "gold has no price"),
        (bill(dryer=1), PriceContext(None, "VND", DAY), "dryer .* priced in USD and not in VND"),
        (bill(later=1), LAN, "later .* on 2026-05-01; in force 2027-01-01"),
        (bill(dryer=-1), LAN, "quantity of dryer"),
        (bill(dryer="NaN"), LAN, "quantity of dryer"),
        (bill(dryer=1), PriceContext(None, "USD", date(2020, 1, 1)), "dryer .* on 2020-01-01"),
        (bill(dryer="1e308"), LAN, "cannot be rounded"),
    ],
)
def test_a_price_that_is_not_known_is_an_error_and_never_a_guess(wanted, context, words):
    with pytest.raises(PricingError, match=words):
        BOOK.price(wanted, context)


def test_an_option_included_without_a_charge_costs_nothing():
    waterfall = BOOK.price(bill(delivery=1), LAN)
    assert waterfall.items == ()
    assert waterfall.one_off.net == usd(0)


quantities = st.dictionaries(
    st.sampled_from(["compressor", "dryer", "filter", "service", "remote", "sms", "plain"]),
    st.decimals("0.01", "5000", places=2),
)


@settings(max_examples=60)
@given(
    quantities,
    st.sampled_from([BOOK, TOTAL_BOOK]),
    st.sampled_from(["workshop", "public", None]),
    st.sampled_from([None, 12, 36]),
)
def test_lines_sum_to_the_total_along_both_ways(wanted, book, segment, months):
    waterfall = book.price(wanted, PriceContext(segment, "USD", DAY, months))
    for total in waterfall.totals:
        items = [item for item in waterfall.items if item.charge == total.charge]
        changes = Money.sum((line.amount for line in total.adjustments), "USD")
        assert total.list_price + changes == total.net
        assert total.net + total.tax == total.gross
        assert Money.sum((item.net for item in items), "USD") == total.net
        assert Money.sum((item.tax for item in items), "USD") == total.tax
        assert Money.sum((item.list_price for item in items), "USD") == total.list_price
        assert Money.sum((tax.base for tax in total.taxes), "USD") == total.net
        for item in items:
            own = Money.sum((line.amount for line in item.adjustments), "USD")
            assert item.list_price + own == item.net
        for amount in (total.list_price, total.net, total.tax):
            amount.to_minor()


@settings(max_examples=40)
@given(quantities)
def test_the_order_of_choosing_changes_no_total(wanted):
    backwards = dict(reversed(wanted.items()))
    assert BOOK.price(wanted, LAN).totals == BOOK.price(backwards, LAN).totals


def problems_with(text, **changes):
    with pytest.raises(PricingDataError) as caught:
        PriceBook.from_data(book_data(**changes), rows(text), TAXES)
    return {(problem.path, problem.id) for problem in caught.value.problems}


def test_faults_of_the_table_carry_row_and_column():
    text = PRICES + (
        "pump,one_off,,flat,0,abc,,,USD,,2026-01-01,\n"
        "pump,forever,,flat,0,1,,,USD,,2026-01-01,\n"
        "pump,recurring,,flat,0,1,,,USD,,2026-01-01,\n"
        "pump,one_off,,volume,5,1,,,EUR,,2026-01-01,\n"
        "dryer,one_off,,flat,0,1300,,,USD,,2026-03-01,\n"
        "pump,one_off,,flat,0,1,,,USD,x,2026-01-01,2025-01-01\n"
        "pump,one_off,,package,0,1,,,VND,,2026-01-01,\n"
        ",one_off,,flat,0,NaN,,,VND,,2026-01-01,\n"
    )
    assert problems_with(text) == {
        (("prices.csv", 16, "price"), "pump"),
        (("prices.csv", 17, "charge"), "pump"),
        (("prices.csv", 18, "period"), "pump"),
        (("prices.csv", 19, "from_quantity"), "pump"),
        (("prices.csv", 20, "valid_from"), "dryer"),
        (("prices.csv", 21, "valid_to"), "pump"),
        (("prices.csv", 22, "package_size"), "pump"),
        (("prices.csv", 23, "code"), ""),
    }


def test_faults_of_the_book_name_what_nobody_defines():
    discount = {"id": "d", "kind": "volume", "text": two("d"), "codes": ["ghost"],
                "tiers": [{"from": "1", "rate": "-0.1"}]}  # fmt: skip
    found = problems_with(
        PRICES, adjustments=[discount], unpriced=["dryer"], tax={"default": "gst"}
    )
    assert found == {
        (("adjustments", 0, "codes"), "d"),
        (("unpriced",), "book"),
        (("tax", "default"), "book"),
    }


def test_an_order_that_puts_tax_before_net_is_refused():
    order = ["list", "segment", "volume", "bundle", "term", "negotiated", "tax", "net"]
    assert problems_with(PRICES, order=order) == {(("order",), "book")}
