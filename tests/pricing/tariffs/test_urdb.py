"""Records of the public rate database become tariffs, or say what of them cannot be billed."""

import json
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from pricing import MonthlyLoad, PricingDataError, Readings, bill
from pricing.loads.month_use import MonthUse
from pricing.tariffs import read_urdb
from tests.pricing.golden import SHARED

ON = date(2024, 7, 1)
needs_data = pytest.mark.skipif(not SHARED.exists(), reason=f"no records in {SHARED}")


def record(**more):
    plain = {
        "label": "r1", "name": "Rate 1", "startdate": 1335880800,
        "energyratestructure": [[{"rate": 0.1, "adj": 0.01}], [{"rate": 0.3}]],
        "energyweekdayschedule": [[0] * 12 + [1] * 6 + [0] * 6] * 12,
        "energyweekendschedule": [[0] * 24] * 12,
    }  # fmt: skip
    return json.dumps(plain | more)


def one(text):
    return read_urdb(text)[0]


def problems(text):
    with pytest.raises(PricingDataError) as caught:
        read_urdb(text)
    return {problem.path: problem.message for problem in caught.value.problems}


def flat_july(imported, kw=100.0):
    start = np.datetime64("2024-07-01T00:00", "m") + np.arange(31 * 24) * np.timedelta64(60, "m")
    readings = Readings(start, np.full(31 * 24, kw), 60)
    return bill(imported.tariff, readings, ON, imported.hours)


def test_hours_and_rates_with_their_adjustment():
    found = flat_july(one(record()))
    peak = 23 * 6 * 100  # 23 working days in July 2024
    assert found.net.amount == (74_400 - peak) * Decimal("0.11") + peak * Decimal("0.3")
    assert one(record()).tariff.energy[0].valid_from == date(2012, 5, 1)


def test_demand_has_a_schedule_of_its_own_and_flat_demand_its_months():
    more = {
        "demandratestructure": [[{"rate": 0}], [{"rate": 2, "max": 40}, {"rate": 1}]],
        "demandweekdayschedule": [[0] * 8 + [1] * 8 + [0] * 8] * 12,
        "demandweekendschedule": [[0] * 24] * 12,
        "flatdemandstructure": [[{"rate": 5}], [{"rate": 7}]],
        "flatdemandmonths": [0] * 6 + [1] + [0] * 5,
        "fixedchargefirstmeter": 1.5, "fixedchargeunits": "$/day",
    }  # fmt: skip
    parts = {kind: money.amount for kind, money in flat_july(one(record(**more))).by_part().items()}
    assert parts["demand"] == 40 * 2 + 60 + 700
    assert parts["fixed"] == Decimal("46.5")


def test_fuel_comes_on_top_in_its_month():
    fuel = [0] * 6 + [0.02] + [0] * 5
    plain, more = flat_july(one(record())), flat_july(one(record(fueladjustmentsmonthly=fuel)))
    assert more.net.amount - plain.net.amount == 74_400 * Decimal("0.02")


def test_ratchets_of_both_kinds():
    flat = {"flatdemandstructure": [[{"rate": 1}]], "flatdemandmonths": [0] * 12}
    yearly = one(record(**flat, demandratchetpercentage=[0.5] * 12)).tariff.demand_floor
    assert (yearly.previous_months, yearly.share_of(3)) == (11, Decimal("0.5"))
    named = {"lookbackPercent": 0.8, "lookbackMonths": [0] * 5 + [1] * 3 + [0] * 4}
    floor = one(record(**flat, **named)).tariff.demand_floor
    assert (floor.of_months, floor.share_of(7)) == ({6, 7, 8}, Decimal("0.8"))


@pytest.mark.parametrize(
    ("more", "place", "words"),
    [
        ({"energyratestructure": [[{"rate": 1, "unit": "kVArh"}], [{"rate": 1}]]},
         ("energyratestructure", 0, 0, "unit"), "unit kVArh is not supported"),
        ({"energyratestructure": [[{"rate": 1, "max": 9, "unit": "kWh daily"}, {"rate": 2}],
                                  [{"rate": 1}]]},
         ("energyratestructure",), "mixes daily and monthly blocks"),
        ({"demandratestructure": [[{"rate": 1}]], "demandrateunit": "kW daily"},
         ("demandrateunit",), "unit kW daily is not supported"),
        ({"flatdemandstructure": [[{"rate": 1}]], "flatdemandunit": "kVA"},
         ("flatdemandunit",), "unit kVA is not supported"),
        ({"fixedchargefirstmeter": 1, "fixedchargeunits": "$/hp"}, ("fixedchargeunits",), "$/hp"),
        ({"coincidentratestructure": [[{"rate": 1}]]}, ("coincidentratestructure",), "may change"),
        ({"demandreactivepowercharge": 0.3}, ("demandreactivepowercharge",), "may change"),
        ({"energyweekdayschedule": [[7] * 24] * 12}, ("energyweekdayschedule", 0, 0), "period 7"),
        ({"energyweekendschedule": [[0] * 23] * 12}, ("energyweekendschedule",), "12 months"),
        ({"energyweekendschedule": None}, ("energyweekendschedule",), "is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_billed_is_named_with_its_place(more, place, words):
    found = problems(record(**more))
    assert words in found[place]


def test_every_fault_is_told_at_once():
    more = {"demandratestructure": [[{"rate": 1}]], "demandrateunit": "hp", "standbycharge": 4}
    assert set(problems(record(**more))) == {("demandrateunit",), ("standbycharge",)}


@pytest.mark.parametrize(
    "text",
    ["", "[", '"x"', "{}", "[1]", '{"items": [{}]}', '{"energyratestructure": [[]]}',
     '{"energyratestructure": [[3]]}', '{"energyratestructure": [[{"rate": "x"}]]}',
     '{"energyratestructure": 7}'],
)  # fmt: skip
def test_other_documents_are_faults(text):
    assert problems(text)


def test_energy_sent_back_is_a_note():
    sold = [[{"rate": 1, "sell": 0.5}], [{"rate": 1}]]
    notes = one(record(energyratestructure=sold)).notes
    assert notes[0].path == ("energyratestructure", 0, 0, "sell")


def read_file(name):
    return one((SHARED / "data" / name).read_text())


@needs_data
def test_a_published_rate_by_hours_of_use():
    imported = read_file("urdb_539f6a23ec4f024411ec8beb.json")
    july = MonthUse(date(2024, 7, 1), date(2024, 7, 31),
                    {"e0_d0": Decimal(50_000)}, {"e0_d0": Decimal(120)})  # fmt: skip
    found = bill(imported.tariff, MonthlyLoad((july,)), ON)
    assert found.by_part()["energy"].amount == 36_000 * Decimal("0.049") + 14_000 * Decimal("0.033")
    assert found.by_part()["demand"].amount == 100 * Decimal("16.3") + 20 * Decimal("14.9")
    assert "Minimum charge" in imported.notes[0].message


@needs_data
def test_a_published_rate_with_two_demand_schedules():
    tariff = read_file("urdb_pysam_urdbv7.json").tariff
    assert {(price.per, price.price) for price in tariff.minimum_bill} == {
        ("month", 1),
        ("year", 12),
    }
    assert {price.from_kw for price in tariff.demand} == {0, 100}
    assert {price.from_kwh for price in tariff.energy} == {0, 100}
