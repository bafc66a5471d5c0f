"""What the portal knows, as the API says it."""

from collections.abc import Iterable
from typing import Any

from portal import clock
from portal.api import schemas
from portal.compare.compared_plans import ComparedPlans
from portal.compare.plan_words import exit_fee, price_text
from portal.compare.rivals import is_rival
from portal.configure.choices import Product
from portal.configure.prices import Market, context_at, term_months
from portal.links import outward
from portal.models import Comparison
from portal.packs.formats import Offer
from portal.packs.pack import Pack
from pricing import AdjustmentLine, ItemLine, Money, Tariff, Text, Total, Waterfall


def words(text: Text) -> schemas.Words:
    """A text in both languages."""
    return schemas.Words(vi=text.vi, en=text.en)


def amount(money: Money) -> schemas.Amount:
    """An amount as exact as it is."""
    return schemas.Amount(amount=money.amount, currency=money.currency)


def maybe(money: Money | None) -> schemas.Amount | None:
    """The amount, or null where it is unknown."""
    return None if money is None else amount(money)


def totals(waterfall: Waterfall) -> list[schemas.Total]:
    """Every total that is not empty, in the order of the pages."""
    return [_total(total) for total in waterfall.totals if total]


def price(waterfall: Waterfall, basis: schemas.Basis, open_steps: Iterable[str]) -> schemas.Price:
    """A price line by line, with what it takes to compute it again."""
    left = sorted(open_steps)
    exchange = waterfall.exchange
    return schemas.Price(
        basis=basis,
        complete=not left,
        open=left,
        totals=totals(waterfall),
        items=[_item(item) for item in waterfall.items],
        exchange=exchange
        and schemas.Exchange(
            source_currency=exchange.from_,
            currency=exchange.to,
            rate=exchange.rate,
            valid_from=exchange.valid_from,
            source=words(exchange.source),
        ),
    )


def basis_of(product: Product, market: Market) -> schemas.Basis:
    """All that today's price of this product depends on."""
    today = clock.today(product.pack.profile.zone)
    at = context_at(product.pack, market, today, term_months(product))
    return schemas.Basis(
        edition=product.edition,
        bill=dict(product.bill),
        segment=at.segment,
        currency=at.currency,
        on=at.on,
        term_months=at.term_months,
        agreed=market.agreed,
    )


def _total(total: Total) -> schemas.Total:
    taxes = [
        schemas.TaxStep(
            code=tax.code,
            text=words(tax.text),
            rate=tax.rate,
            base=amount(tax.base),
            amount=amount(tax.amount),
        )
        for tax in total.taxes
    ]
    return schemas.Total(**_steps(total), taxes=taxes)


def _item(item: ItemLine) -> schemas.Item:
    return schemas.Item(**_steps(item), code=item.code, quantity=item.quantity)


def _steps(line: Total | ItemLine) -> dict[str, Any]:
    return {
        "charge": line.charge,
        "period": line.period,
        "list_price": amount(line.list_price),
        "adjustments": [_step(each) for each in line.adjustments],
        "net": amount(line.net),
        "tax": maybe(line.tax),
        "gross": maybe(line.gross),
    }


def _step(line: AdjustmentLine) -> schemas.PriceStep:
    return schemas.PriceStep(
        code=line.code, kind=line.kind, text=words(line.text), amount=amount(line.amount)
    )


def offer(pack: Pack, found: Offer, waterfall: Waterfall | None) -> schemas.Offer:
    """A standard offer; one with a plan is priced by its tariff, on one's own usage."""
    return schemas.Offer(
        id=found.id,
        segment=found.segment,
        name=words(found.name),
        about=words(found.more),
        recommended=found.recommended,
        plan=_plan(pack.tariffs[found.plan]) if found.plan else None,
        product=found.product,
        choices=dict(pack.choices(found)) if found.product else {},
        totals=totals(waterfall) if waterfall else [],
        url=outward("offers.show", offer=found.id),
    )


def _plan(tariff: Tariff) -> schemas.Plan:
    return schemas.Plan(
        id=tariff.id,
        prices=price_text(tariff),
        billing_cycle=tariff.billing_cycle,
        exit_fee=maybe(exit_fee(tariff)),
        conditions=[words(text) for text in tariff.conditions],
    )


def comparison(row: Comparison, found: ComparedPlans) -> schemas.Comparison:
    """The ranking of the page, to the last digit."""
    outside = found.cheaper_rival or found.cheaper_outside
    return schemas.Comparison(
        code=row.code,
        url=outward("compare.show", code=row.code),
        total_kwh=found.total_kwh,
        peak_share=found.plans.peak_share,
        notes=[str(note) for note in row.usage.get("notes", ())],
        plans=[
            schemas.ComparedPlan(
                id=plan.tariff.id,
                name=words(plan.tariff.text),
                rank=plan.rank,
                rank_low=plan.rank_low,
                rank_high=plan.rank_high,
                yearly=amount(plan.yearly),
                tax=maybe(plan.tax),
                gross=maybe(plan.gross),
                cash_due=amount(plan.cash_due),
                billing_cycle=plan.cycle,
                saving=maybe(plan.saving),
                current=plan.is_current,
                typed_in=is_rival(plan.tariff.id),
            )
            for plan in found.plans.rows
        ],
        market=[
            schemas.MarketTariff(
                id=each.tariff.id,
                name=words(each.tariff.text),
                yearly=amount(each.yearly),
                to_confirm=each.tariff.to_confirm,
            )
            for each in found.market
        ],
        cheaper_outside=outside.tariff.id if outside else None,
        flips=[
            schemas.Flip(
                along=flip.along,
                at=flip.at,
                cheaper_below=flip.cheaper_below,
                cheaper_above=flip.cheaper_above,
            )
            for flip in found.plans.flips
        ],
    )


def draft(row: Any, endpoint: str) -> schemas.Draft:
    """What a resume code opens."""
    kind = type(row).__tablename__
    return schemas.Draft(code=row.code, kind=kind, url=outward(endpoint, code=row.code))
