"""Who accepts a plan, which one, and at what price they saw it."""

from dataclasses import dataclass
from typing import Any

from flask_security import current_user
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import ValidationError

from portal.accounts.forms import EmailField
from portal.compare.compared_plans import ComparedPlans
from portal.compare.forms import rings
from portal.compare.plan_words import name
from portal.forms import BaseForm, TextField, options
from portal.i18n import _
from portal.i18n import lazy_gettext as _l

PREFIX = "accept-"


@dataclass(frozen=True)
class Buyer:
    """Who accepts, and where their papers go."""

    name: str
    company: str
    phone: str
    email: str


class BuyerForm(BaseForm):
    """Who accepts the price they hold."""

    name = TextField(_l("Your name"), longest=100)
    company = TextField(_l("Shop or company"), longest=200)
    phone = TextField(_l("Phone"), [rings], longest=30)
    email = EmailField(_l("E-mail"), longest=200)
    agreed = BooleanField(_l("Your agreement"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix=PREFIX, **kwargs)
        untouched = self.name.raw_data is None
        if untouched and current_user.is_authenticated and not current_user.is_staff:
            self.name.data, self.email.data = current_user.name, current_user.email
            self.phone.data = current_user.phone
            self.company.data = current_user.account.name if current_user.account else ""

    def validate_agreed(self, field: BooleanField) -> None:
        """Silence is no contract."""
        if not field.data:
            raise ValidationError(_("Nothing is accepted before you agree. Tick the box."))

    def buyer(self) -> Buyer:
        """Who accepts, as typed."""
        return Buyer(
            self.name.data or "", self.company.data or "", self.phone.data_normal, self.email.data
        )


class AcceptForm(BuyerForm):
    """A plan of the ranking, accepted at the price that the page shows."""

    plan = SelectField(_l("Plan"))
    seen = HiddenField()
    """What each plan cost on the page: `plan=minor`, separated by spaces."""

    def offer(self, found: ComparedPlans, wanted: str | None) -> None:
        """Nothing: the plans to choose from, `wanted` or the cheapest chosen, their prices seen."""
        rows = [row for row in found.ours if not row.is_current]
        self.plan.choices = options((row.tariff.id, name(row)) for row in rows)
        if self.plan.data is None and rows:
            ids = [row.tariff.id for row in rows]
            self.plan.data = wanted if wanted in ids else ids[0]

    def saw(self, plan: str) -> int | None:
        """What a year of `plan` cost on the page that was sent, in minor units."""
        seen = dict(part.partition("=")[::2] for part in (self.seen.data or "").split())
        digits = seen.get(plan, "")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
