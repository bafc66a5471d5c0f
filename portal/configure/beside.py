"""What stands beside the choices of a draft: who changed what, editions, the RFP it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask_security import current_user
from sqlalchemy import bindparam, exists, select

from configurator.rfp import Clause
from portal import clock as time
from portal.configure import drafts, editions, trail
from portal.configure.choices import Product, edition_of
from portal.configure.wording import done_text
from portal.db import session
from portal.i18n import _, clock, moment, site_zone
from portal.ids import new_token
from portal.links import outward
from portal.models import Account, Configuration, Rfp
from portal.owner import mine
from portal.packs import pack_version
from portal.packs.pack import Pack

PART_OF = select(exists().where(Rfp.configuration_id == bindparam("configuration")))
"""Whether a configuration is part of any RFP, whosever."""


@dataclass(frozen=True)
class Mark:
    """Something the supplier's people changed, waiting for the buyer's word."""

    id: str
    title: str
    """Changed by Hương, Sông Hồng, 10:42"""
    lines: tuple[str, ...]
    can_go_back: bool


@dataclass(frozen=True)
class Attached:
    """An RFP draft that this configuration is part of, and the clauses that follow from it."""

    rfp: Rfp
    field: str
    """The section in which it is attached."""
    following: tuple[Clause, ...]


@dataclass(frozen=True)
class Beside:
    """Everything about a draft that is not its choices."""

    configuration: Configuration

    @cached_property
    def staff(self) -> bool:
        """Whether one of the supplier's people looks at it."""
        return bool(current_user.is_authenticated and current_user.is_staff)

    @cached_property
    def own(self) -> bool:
        """Whether it belongs to the reader, who then may share it and put it away."""
        return not self.staff and drafts.is_own(self.configuration)

    @cached_property
    def whose(self) -> str:
        """The company it belongs to; nothing for a visitor's."""
        id = self.configuration.account_id
        account = session.get(Account, id) if id else None
        return account.name if account else ""

    @cached_property
    def once(self) -> str:
        """A token for the forms of this page: sent twice, they make one thing."""
        return new_token()

    # -- who changed what ---------------------------------------------------------------------

    @cached_property
    def marks(self) -> list[Mark]:
        """What waits for the buyer's word, oldest first."""
        return [self._mark(entry) for entry in trail.waiting(self.configuration)]

    @cached_property
    def marked_steps(self) -> dict[str, str]:
        """Step → who changed something there and when."""
        found: dict[str, str] = {}
        for entry in trail.waiting(self.configuration):
            for subject in entry.did:
                step = self._step_of(subject)
                found |= {step: by_line(self._pack, entry)} if step else {}
        return found

    def _mark(self, entry: trail.Entry) -> Mark:
        own = entry.kind == trail.CHOICES
        return Mark(
            entry.id,
            by_line(self._pack, entry),
            tuple(self._lines(entry)),
            own and bool(entry.back),
        )

    def _lines(self, entry: trail.Entry) -> list[str]:
        if entry.kind == trail.NAME:
            return [_("The name is another.")]
        if entry.kind == trail.CURRENCY:
            return [_("Prices are shown in another currency.")]
        if entry.kind == trail.MOVED:
            return [_("It was moved to the newer edition.")]
        return lines_of(self._product, entry.did)

    def _step_of(self, subject: str) -> str:
        try:
            return self._product.step_of(subject)
        except KeyError:
            return ""

    # -- editions -----------------------------------------------------------------------------

    @cached_property
    def newer(self) -> Pack | None:
        """The edition in force, where it treats the product otherwise than the draft's."""
        return editions.newer(self.configuration)

    @cached_property
    def kept_until(self) -> datetime:
        """Until when the draft may stay where it is."""
        return editions.kept_until(self.configuration)

    @cached_property
    def moved(self) -> trail.Entry | None:
        """The last move, while it can be undone."""
        return editions.last_move(self.configuration)

    # -- the RFP ------------------------------------------------------------------------------

    @cached_property
    def rfps(self) -> list[Attached]:
        """The reader's RFPs this is part of, the last worked on first."""
        if not session.scalar(PART_OF, {"configuration": self.configuration.id}):
            return []  # as with most, and known ten times sooner
        query = select(Rfp).where(mine(Rfp), Rfp.configuration_id == self.configuration.id)
        rows = session.scalars(query.order_by(Rfp.updated_at.desc()).limit(3))
        return [self._attached(row) for row in rows]

    def _attached(self, rfp: Rfp) -> Attached:
        template = pack_version(rfp.pack_version_id).rfp_templates[rfp.template]
        possible = template.clauses_for(set(self._product.codes), self._product.figures)
        sections = [s.id for s in template.sections for f in s.fields if f.kind == "configuration"]
        return Attached(
            rfp,
            sections[0] if sections else template.sections[0].id,
            tuple(c for c in possible if c.when and c.id not in rfp.without),
        )

    # -- private link -------------------------------------------------------------------------

    @property
    def link(self) -> str:
        """The address that shows it to readers; nothing while it is not shared."""
        token = self.configuration.link
        return outward("configure.shared", link=token) if token else ""

    @cached_property
    def _product(self) -> Product:
        return Product.of(self.configuration)

    @property
    def _pack(self) -> Pack:
        return edition_of(self.configuration)


def by_line(pack: Pack, entry: trail.Entry) -> str:
    """Who changed it and when, in words."""
    at = moment(entry.moment) if _another_day(entry) else clock(entry.moment)
    supplier = pack.profile.supplier.name
    return _(
        "Changed by %(name)s, %(supplier)s, %(time)s", name=entry.by, supplier=supplier, time=at
    )


def lines_of(product: Product, did: Mapping[str, Any]) -> list[str]:
    """Changes in words; what the product does not know any more is left out."""
    model = product.model
    options = {option.code for option in model.options}
    known = {*options, *(g.id for g in model.groups), *(n.id for n in model.numbers)}
    found = ((k, v) for k, v in did.items() if k in known)
    groups = {group.id for group in model.groups}
    return [
        done_text(product, k, v)
        for k, v in found
        if k not in groups or v in (None, "-") or v in options
    ]


def _another_day(entry: trail.Entry) -> bool:
    return time.in_zone(entry.moment, site_zone()).date() != time.today(site_zone())
