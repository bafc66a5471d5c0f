"""Lines that begin, end, grow or fall due every some years, and when in its period what recurs is."""

from decimal import Decimal

import pytest

from pricing import Calculator, PricingDataError

ONE = {"vi": "-", "en": "-"}


def calculator(line, *, period="year", timing="year_end", unit="USD"):
    """One line over six years at 21 %, half a period of which is 10 %."""
    return Calculator.from_data(
        {
            "id": "one",
            "text": ONE,
            "currency": "USD",
            "scale": {"text": ONE},
            "period": period,
            "horizon": {"years": "6", "maximum": "12"},
            "discount_rate": {"value": "0.21", "source": "-"},
            "conventions": {"timing": timing},
            "assumptions": [
                {"id": "cost", "text": ONE, "unit": unit, "value": "100", "source": "-"},
                {"id": "rise", "text": ONE, "unit": "fraction", "value": "0.1", "source": "-"},
            ],
            "reference": "keep",
            "alternatives": [
                {
                    "id": "keep",
                    "text": ONE,
                    "lines": [
                        {"id": "fee", "text": ONE, "category": "energy", "formula": "cost"} | line
                    ],
                }
            ],
        }
    )


def costs(line, **how):
    (found,) = calculator(line, **how).run().alternatives
    return [-flow for flow in found.flows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"growth": "rise"}, [0, 100, 110, 121, "133.1", "146.41", "161.051"]),
        ({"start": "3"}, [0, 0, 0, 100, 100, 100, 100]),
        ({"start": "2", "end": "4"}, [0, 0, 100, 100, 100, 0, 0]),
        ({"start": "3", "growth": "rise"}, [0, 0, 0, 100, 110, 121, "133.1"]),
        ({"start": "2", "every": "3"}, [0, 0, 100, 0, 0, 100, 0]),
        ({"start": "2", "every": "3", "end": "4"}, [0, 0, 100, 0, 0, 0, 0]),
        ({"every": "4", "growth": "rise"}, [0, 100, 0, 0, 0, "146.41", 0]),
    ],
)
def test_a_line_is_paid_in_its_years(line, expected):
    assert costs(line) == [pytest.approx(Decimal(each)) for each in expected]


def test_what_is_due_every_three_years_is_paid_once_in_the_year_not_in_each_of_its_quarters():
    results = calculator({"start": "3", "every": "3"}, period="quarter").run()
    assert results.quarterly("keep")[12] == results.quarterly("keep")[24] == -100
    assert results.alternative("keep").total_cost == 200


@pytest.mark.parametrize(
    ("timing", "expected"), [("year_end", "100"), ("mid_year", "110"), ("year_start", "121")]
)
def test_the_convention_says_when_in_its_year_what_recurs_is_worth(timing, expected):
    last = calculator({"start": "1", "end": "1"}, timing=timing).run().alternative("keep")
    assert last.present_cost * Decimal("1.21") == pytest.approx(Decimal(expected))


@pytest.mark.parametrize("when", ["start", "end", "arrears", "advance"])
def test_what_has_a_day_of_its_own_keeps_it_under_every_convention(when):
    worth = {
        timing: calculator({"when": when}, timing=timing).run().alternative("keep").present_cost
        for timing in ("year_end", "mid_year", "year_start")
    }
    assert len(set(worth.values())) == 1


@pytest.mark.parametrize(
    ("line", "unit", "said"),
    [
        ({"when": "start", "growth": "rise"}, "USD", "`growth` is for what recurs"),
        ({"when": "end", "every": "2"}, "USD", "`every` is for what recurs"),
        ({"every": "2"}, "USD/year", "is not so much a year"),
        ({"start": "cost"}, "USD", "USD"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(line, unit, said):
    with pytest.raises(PricingDataError) as error:
        calculator(line, unit=unit)
    (problem,) = error.value.problems
    assert said in problem.message
    assert problem.path[:4] == ("alternatives", 0, "lines", 0)
