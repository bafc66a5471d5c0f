"""Who may grant a negotiated discount: bands by role, and beyond them an approval."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from pydantic import Field

from pricing.money import exactly, quantise
from pricing.price_book.waterfall import Total, Waterfall
from pricing.records import Id, Record

PLACES = 4


class AuthorityBand(Record):
    """A role and the largest share of the price that it may give away by itself."""

    role: Id
    rate: Decimal = Field(ge=0, le=1)


def rising(bands: Sequence[AuthorityBand]) -> None:
    """Raises ValueError unless every band is wider than the one before and roles differ."""
    for below, above in pairwise(bands):
        if above.rate <= below.rate:
            raise ValueError(f"{above.role} may not give more than {below.role}")
    if len({band.role for band in bands}) != len(bands):
        raise ValueError("a role has one band")


def needed_role(bands: Sequence[AuthorityBand], share: Decimal) -> str | None:
    """The first role whose band covers the share; None when an approval is needed.

    >>> bands = [AuthorityBand(role="rep", rate=Decimal("0.05")),
    ...          AuthorityBand(role="head", rate=Decimal("0.12"))]
    >>> [needed_role(bands, Decimal(share)) for share in ("0.05", "0.051", "0.12", "0.13")]
    ['rep', 'head', 'head', None]
    """
    return next((band.role for band in bands if share <= band.rate), None)


def within(bands: Sequence[AuthorityBand], role: str, share: Decimal) -> bool:
    """Whether this role may grant the share by itself; a role without a band grants nothing."""
    return any(band.role == role and share <= band.rate for band in bands)


def negotiated_share(waterfall: Waterfall) -> Decimal:
    """The largest share of a charge that negotiation took off; 0 when it took nothing.

    Several negotiated adjustments count together, so that none slips under a band in parts. The
    share is taken to a hundredth of a per cent: the rounding of lines tips no band.
    """
    return quantise(max(_share(total) for total in waterfall.totals), PLACES)


@exactly
def _share(total: Total) -> Decimal:
    before, taken = total.list_price.amount, Decimal(0)
    for line in total.adjustments:
        if line.kind == "negotiated":
            taken -= line.amount.amount
        elif not taken:
            before += line.amount.amount
    return taken / before if before > 0 and taken > 0 else Decimal(0)
