"""Published rates of the OpenEI Utility Rate Database, as offers to compare with."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal.compare.rival_files.found import FoundOffers
from portal.i18n import _
from pricing import PricingDataError, Tariff
from pricing.errors import Problem
from pricing.loads.month_use import ALL
from pricing.tariffs import ImportedTariff, read_urdb

STARTS = (b"{", b"[", b'"')
CURRENCY = "USD"
MOST_LISTED = 8
MOST_NAME = 60
MONEY = ("energy", "demand", "fixed", "minimum_bill")
"""The parts of a rate that hold prices."""


def is_rates(content: bytes) -> bool:
    """Whether a file looks like JSON, whatever it is called."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(STARTS)


def read_rates(content: bytes, rate: Decimal | None, like: Tariff) -> FoundOffers:
    """The rates of a file in the currency of our plan `like`.

    Args:
        rate: what one US dollar is worth; needed where our plans are in another currency.
    """
    found = FoundOffers()
    if like.currency != CURRENCY and not rate:
        found.problems = [
            _("These rates are in US dollars, our plans in %(currency)s: say what a dollar is "
              "worth.", currency=like.currency)
        ]  # fmt: skip
        return found
    try:
        imported = read_urdb(content.decode("utf-8-sig"), CURRENCY)
    except UnicodeDecodeError:
        found.problems = [_("This is not a text file. Save it as JSON (UTF-8) and try again.")]
        return found
    except PricingDataError as error:
        found.problems = [
            _("This rate cannot be billed: %(problem)s.", problem=_said(problem))
            for problem in error.problems[:MOST_LISTED]
        ]
        return found
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
        found.problems = [_("This file holds no rates of the OpenEI Utility Rate Database.")]
        return found
    found.offers = [_kept(each, rate or Decimal(1), like) for each in imported]
    found.notes = [_said(note)[:300] for each in imported for note in each.notes][:MOST_LISTED]
    return found


def _kept(each: ImportedTariff, rate: Decimal, like: Tariff) -> dict[str, Any]:
    flat = len(each.tariff.periods - {ALL}) <= 1
    data = {
        key: [_price(price, rate, flat) for price in value] if key in MONEY else value
        for key, value in each.data.items()
        if not (flat and key == "hours")
    }
    terms = {"currency": like.currency} | ({"tax": like.tax} if like.tax else {})
    return {
        "name": each.tariff.text.en[:MOST_NAME],
        "tariff": plain(data | terms),
        "hours": {} if flat else plain(each.hours_data),
        "rate": str(rate) if like.currency != CURRENCY else "",
    }


def _price(price: Mapping[str, Any], rate: Decimal, flat: bool) -> dict[str, Any]:
    """A price in our currency; one that holds at all hours says so."""
    kept = {key: ALL if flat and key == "period" else value for key, value in price.items()}
    return kept | {"price": Decimal(price["price"]) * rate}


def plain(data: Any) -> Any:
    """The same with numbers as decimal text, the way rows keep them."""
    match data:
        case Mapping():
            return {key: plain(value) for key, value in data.items()}
        case list() | tuple():
            return [plain(value) for value in data]
        case Decimal():
            return f"{data:f}"
    return data


def _said(problem: Problem) -> str:
    place = ".".join(str(step) for step in problem.path)
    return f"{place}: {problem.message}" if place else problem.message
