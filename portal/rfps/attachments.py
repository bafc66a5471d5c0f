"""What an RFP carries along: saved configurations and cost cases of the buyer's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from configurator.rfp import RfpField, RfpTemplate
from portal.configure import snapshots
from portal.configure.snapshots import product_of
from portal.db import session
from portal.models import Calculation, CalculationVersion, Configuration
from portal.owner import mine

Attachment = Configuration | CalculationVersion
MOST = 50
KINDS = ("configuration", "calculation")


@dataclass(frozen=True)
class Contract:
    """What the configured products say: clauses follow it."""

    options: frozenset[str] = frozenset()
    numbers: Mapping[str, Decimal] = field(default_factory=dict)


def own(wanted_by: RfpField) -> list[Attachment]:
    """The reader's saved ones that fit this field, newest first."""
    if wanted_by.kind == "configuration":
        wanted: ColumnElement[bool] = mine(Configuration)
        if wanted_by.product:
            wanted &= Configuration.product == wanted_by.product
        newest = Configuration.updated_at.desc()
        return list(
            session.scalars(select(Configuration).where(wanted).order_by(newest).limit(MOST))
        )
    wanted = mine(Calculation)
    if wanted_by.calculator:
        wanted &= Calculation.calculator == wanted_by.calculator
    return list(
        session.scalars(
            select(CalculationVersion)
            .join(Calculation)
            .where(wanted)
            .options(joinedload(CalculationVersion.calculation))
            .order_by(CalculationVersion.saved_at.desc())
            .limit(MOST)
        )
    )


def attached(template: RfpTemplate, answers: Mapping[str, Any]) -> dict[str, Attachment]:
    """Field → the row its answer names; a name that leads nowhere is left out."""
    found = ((each.id, _row(each, answers.get(each.id))) for each in of_kind(template))
    return {id: row for id, row in found if row is not None}


def of_kind(template: RfpTemplate, *kinds: str) -> Iterator[RfpField]:
    """The fields that take an attachment (of these kinds), in order."""
    return (each for each in template.fields if each.kind in (kinds or KINDS))


def _row(asked: RfpField, id: Any) -> Attachment | None:
    if not id:
        return None
    model: Any = Configuration if asked.kind == "configuration" else CalculationVersion
    row: Attachment | None = session.get(model, UUID(str(id)))
    return row


def contract(rows: Mapping[str, Attachment]) -> Contract:
    """Options and numbers of the configurations among these rows, taken together."""
    products = [product_of(row) for row in rows.values() if isinstance(row, Configuration)]
    known = [product for product in products if product]
    return Contract(
        frozenset(code for product in known for code in product.codes),
        {id: value for product in known for id, value in product.figures.items()},
    )


def kept(row: Attachment) -> dict[str, Any]:
    """The row as plain data: what stays in a version when the row itself moves on."""
    if isinstance(row, Configuration):
        return {"kind": "configuration", **snapshots.kept(row)}
    calculation = row.calculation
    return {
        "kind": "calculation",
        "code": calculation.code,
        "name": calculation.name,
        "calculator": calculation.calculator,
        "edition": str(row.pack_version_id),
        "number": row.number,
        "saved_at": row.saved_at.isoformat(),
        **outcome(row.results),
    }


def outcome(results: Mapping[str, Any]) -> dict[str, Any]:
    """What a case comes to, and none of the costs it was made from."""
    shown = [each for each in results.get("alternatives", ()) if each.get("headline", True)]
    return {
        "scale": results.get("scale", {}).get("text"),
        "horizon": results.get("horizon"),
        "alternatives": [
            {
                "text": each["text"],
                "present_cost": each["present_cost"],
                "net_savings": each["net_savings"],
                "reference": each["id"] == results.get("reference"),
            }
            for each in shown
        ],
    }
