"""Months charged together come to what they come to one by one, to the last digit."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import Tariff, compare
from pricing.loads.arithmetic import EXACT
from pricing.money import quantise
from pricing.tariffs.billing import priced_months
from pricing.tariffs.charges import charged, cost_of
from pricing.tariffs.like_months import charged_together
from tests.pricing.worlds import HOURS, ON, PLANS, make_load, make_tariff, price

SUMMER, WINTER = [4, 5, 6, 7, 8, 9], [1, 2, 3, 10, 11, 12]


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    amounts = st.integers(500, 6000).map(str)
    energy = [price(draw(amounts), period="rest")]
    if draw(st.booleans()):
        energy += [price(draw(amounts), period="peak", months=part) for part in (SUMMER, WINTER)]
    if draw(st.booleans()):
        energy.append(price(draw(amounts), period="rest", from_kwh=str(draw(st.integers(1, 2000)))))
    return make_tariff(
        "drawn",
        hours="vn",
        energy=energy,
        fixed=[price(draw(amounts), per=draw(st.sampled_from(["day", "month", "year"])))],
        tier_scope=draw(st.sampled_from(["month", "period"])),
        block_unit=draw(st.sampled_from(["month", "day"])),
        adjustments=[{"id": "less", "text": {"vi": "b", "en": "b"}, "rate": "-0.015"}],
    )


@settings(max_examples=60)
@given(tariffs(), st.decimals(0, 1, places=3), st.sampled_from([ON, None]))
def test_months_together_cost_what_they_cost_one_by_one(
    tariff: Tariff, share: Decimal, on: object
) -> None:
    load = make_load().with_share("peak", share)
    months = list(priced_months(tariff, load.uses, on, EXACT))
    assert charged_together(tariff, months) == charged(tariff, months, EXACT)


@settings(max_examples=30)
@given(tariffs())
def test_the_levels_of_a_comparison_are_what_even_years_cost(tariff: Tariff) -> None:
    load = make_load()
    found = compare([*PLANS, tariff], load, on=ON, hours=HOURS)
    row = found.row("drawn")
    for kwh, shown in (
        (found.low_kwh, row.low),
        (found.mean_kwh, row.mean),
        (found.high_kwh, row.high),
    ):
        months = list(priced_months(tariff, load.at(kwh).uses, ON, EXACT))
        # Shares of days leave a 1 in the 20th digit: just there a half may be rounded either way.
        assert abs(shown.amount - cost_of(tariff, months, EXACT)) <= Decimal("0.500000000001")
        assert shown.amount == quantise(shown.amount, 0)
