"""A plan on the buyer's usage as its paper shows it."""

from typing import Any

from portal.compare.plan_words import cycle_name, exit_fee, name, price_text
from portal.compare.queries import compared
from portal.i18n import day, money, number, percent, words
from portal.models import Comparison, PriceHold
from portal.packs import current_pack
from portal.phones import shown_phone


def paper_view(held: PriceHold, comparison: Comparison) -> dict[str, Any]:
    """What the one-page paper of a held price shows."""
    return plan_view(comparison, held.offer) | {
        "number": held.number,
        "phone": shown_phone(held.phone),
        "held_until": day(held.held_until),
        "made_on": day(held.created_at),
    }


def plan_view(comparison: Comparison, plan: str) -> dict[str, Any]:
    """A plan on the buyer's usage at today's prices, as words and figures already made."""
    found = compared(comparison)
    row = found.plans.row(plan)
    others = [r for r in found.plans.rows if r is not row]
    return {
        "plan": name(row),
        "prices": price_text(row.tariff),
        "yearly": money(row.yearly),
        "tax": money(row.tax) if row.tax else "",
        "gross": money(row.gross) if row.gross else "",
        "cash_due": money(row.cash_due),
        "cycle": cycle_name(row.cycle),
        "saving": money(row.saving) if row.saving else "",
        "saving_share": percent(row.saving_share) if row.saving_share else "",
        "current": name(found.plans.current) if found.plans.current else "",
        "ranks": f"{row.rank_low} · {row.rank_mean} · {row.rank_high}",
        "total_kwh": number(found.total_kwh, 0),
        "province": comparison.usage["province"],
        "peak": percent(found.plans.peak_share, 1) if found.plans.peak_share is not None else "",
        "flips": found.flips,
        "conditions": [words(text) for text in row.tariff.conditions],
        "exit_fee": money(fee) if (fee := exit_fee(row.tariff)) else "",
        "source": words(row.tariff.source) if row.tariff.source else "",
        "others": [
            {"plan": name(r), "yearly": money(r.yearly), "cash_due": money(r.cash_due),
             "cycle": cycle_name(r.cycle)}
            for r in others
        ],
        "edition": current_pack().version,
    }  # fmt: skip
