"""The justification on paper: words and figures already made, so that paper and screen agree."""

from typing import Any

from flask_security import current_user

from portal import charts as drawing
from portal import clock
from portal.calculators import charts, tables, undefined, units
from portal.calculators.case_view import CaseView
from portal.calculators.queries import configured_in
from portal.calculators.risk import FIRST_SEED, outlook
from portal.calculators.tables import Row
from portal.db import session
from portal.i18n import NBSP, _, day, percent, site_zone, words
from portal.links import outward
from portal.models import Account, Calculation, CalculationVersion
from pricing.calculators.alternatives import AlternativeResult

MOST_BARS = 6
MOST_OPENED = 3
MOST_STEPS = 4
ROOMY_YEARS = 6
"""Up to so many years, a table of years has room for whole names and “Year 1”."""
MOST_YEARS = 10
"""More years than this do not fit across a page; the table then shows the first and the last."""


def paper_view(case: CaseView, version: CalculationVersion) -> dict[str, Any]:
    """What the paper of a saved version shows, as plain data."""
    return {
        "title": case.title,
        "code": case.code,
        "version": case.number,
        "edition": case.edition,
        "company": _company(version.calculation),
        "made_on": day(clock.today(site_zone())),
        "made_by": _maker(case),
        "scale": case.scale,
        "years": case.horizon,
        "rate": percent(case.results.discount_rate),
        "reference": case.label(case.results.reference),
        "pick": case.label(case.pick.id),
        "verdict": str(case.verdict_marked),
        "remarks": case.remarks,
        "alternatives": [_alternative(case, each) for each in _ranked(case)],
        "savings": _picture(charts.cumulative(case), charts.pays_back(case))
        if case.others
        else None,
        "parts": _picture(charts.by_category(case), charts.largest_part(case)),
        "tornado": _tornado(case),
        "risk": _risk(case),
        "year_names": [_short(case, year) for year in _years(case)],
        "roomy": case.horizon <= ROOMY_YEARS,
        "yearly": [_row(case, row) for row in tables.yearly(case)],
        "lines": [
            {
                "name": words(each.text),
                "rows": [_row(case, row) for row in tables.lines(case, each)],
            }
            for each in _opened(case)
        ],
        "ways": [
            {"name": name, "rows": [_way(row) for row in rows]} for name, rows in tables.ways(case)
        ],
        "measured": [case.label(each.id) for each in case.results.alternatives],
        "measures": [
            {"name": row.name, "cells": [figure.text for figure in row.cells]}
            for row in tables.measures(case)
        ],
        "cares": case.cares,
        "breaks": [list(each) for each in tables.break_evens(case)],
        "compared": [case.label(each.id) for each in case.others],
        "stresses": [
            {"name": name, "assumes": assumes, "savings": savings}
            for name, assumes, savings in tables.stresses(case)
        ],
        "groups": [
            *(_group(case, title, inside) for _id, title, inside in case.grouped()),
            *_looked_up(case),
        ],
        "changed": case.changed,
        "conventions": case.conventions,
        "configuration": _configuration(version),
        "link": outward("calculators.show_version", code=case.code, number=case.number),
    }


def _company(calculation: Calculation) -> str:
    account = session.get(Account, calculation.account_id) if calculation.account_id else None
    return account.name if account else ""


def _configuration(version: CalculationVersion) -> dict[str, Any] | None:
    """The product that the version was made from; None where none was named."""
    product = configured_in(version)
    if product is None:
        return None
    return {
        "title": f"{product.name} · {product.code}",
        "parts": product.pairs,
        "saved_on": day(version.saved_at),
    }


def _maker(case: CaseView) -> str:
    if case.saved_by:
        return case.saved_by
    return str(current_user.name) if current_user.is_authenticated else ""


def _ranked(case: CaseView) -> list[AlternativeResult]:
    """What the verdict recommends first."""
    return sorted(case.results.headline, key=lambda each: -each.net_savings)


def _opened(case: CaseView) -> list[AlternativeResult]:
    """Whose lines are printed: all where they are few, else the reference and the pick."""
    shown = case.results.headline
    if len(shown) <= MOST_OPENED:
        return list(shown)
    return [case.results.alternative(case.results.reference), case.pick]


def _alternative(case: CaseView, each: AlternativeResult) -> dict[str, Any]:
    worst = each.largest_payment
    against = each.id != case.results.reference
    return {
        "name": words(each.text),
        "first": each.id == case.results.best.id,
        "present_cost": case.money(each.present_cost),
        "net_savings": case.money(each.net_savings, sign=True) if against else "–",
        "largest": _("%(amount)s in year %(n)s", amount=case.money(-worst.amount), n=worst.year),
        "payback": undefined.figure(each, "discounted_payback", units.years) if against else "–",
        "fails_if": str(tables.fails_if(case, each)),
    }


def _picture(chart: drawing.Chart, heading: str) -> dict[str, Any]:
    key = [{"series": n, "colour": chart.colour(n), "text": text} for n, text in chart.key]
    return {"svg": str(chart.svg), "heading": heading, "key": key}


def _tornado(case: CaseView) -> dict[str, Any] | None:
    chart = charts.tornado(case, MOST_BARS)
    return _picture(chart, charts.turns(case)) if chart else None


def _years(case: CaseView) -> list[int]:
    years = list(case.results.years)
    if len(years) <= MOST_YEARS + 1:
        return years
    return [*years[: MOST_YEARS - 1], years[-1]]


def _short(case: CaseView, year: int) -> str:
    return tables.year_names(case)[year] if case.horizon <= ROOMY_YEARS else str(year)


def _risk(case: CaseView) -> dict[str, Any] | None:
    """What drawn cases say, always with the first seed: two prints of a version are alike."""
    found = outlook(case, FIRST_SEED)
    if found is None:
        return None
    return {**_picture(found.picture, found.sentence), "rows": found.rows, "how": found.how}


def _way(row: Row) -> dict[str, Any]:
    """A way to pay on paper: what is paid at the start, then its measures; the page has the years."""
    texts = [figure.text for figure in row.cells]
    return {"name": row.name, "first": row.first, "cells": [texts[0], *texts[-tables.WAY_ENDS :]]}


def _row(case: CaseView, row: Row) -> dict[str, Any]:
    texts = [figure.text for figure in row.cells]
    flows, last = texts[:-2], texts[-2:]
    return {
        "name": row.name if case.horizon <= ROOMY_YEARS else row.short or row.name,
        "first": row.first,
        "flows": [flows[year] for year in _years(case)],
        "ends": last,
    }


def _looked_up(case: CaseView) -> list[dict[str, Any]]:
    """The tables that formulas look into, one row each; nothing where there are none."""
    rows = []
    for table in case.results.calculator.tables:
        steps = (units.shown(value, table.unit) for _key, value in table.rows[:MOST_STEPS])
        values = " · ".join(units.plain(round(value, 1)) for value in steps)
        more = " …" if len(table.rows) > MOST_STEPS else ""
        unit = "%" if table.unit == "fraction" else f"{NBSP}{units.unit(table.unit)}"
        rows.append(
            {
                "name": words(table.text),
                "value": f"{values}{more}{unit}",
                "yours": False,
                "source": words(table.source),
                "author": table.author,
                "date": day(table.date) if table.date else "",
                "to_confirm": table.to_confirm,
            }
        )
    return [{"title": _("Tables the formulas look into"), "rows": rows}] if rows else []


def _group(case: CaseView, title: str, inside: list[Any]) -> dict[str, Any]:
    rows = []
    for each in inside:
        source, author, date = case.origin(each)
        rows.append(
            {
                "name": words(each.text),
                "value": units.told(each, each.value),
                "yours": each.set_by == "edit",
                "source": source,
                "author": author,
                "date": date,
                "to_confirm": each.to_confirm,
            }
        )
    return {"title": title, "rows": rows}
