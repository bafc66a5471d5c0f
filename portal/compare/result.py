"""The ranking of a comparison: its page, what a moved slider changes, what follows once it rests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request, url_for

from portal import clock
from portal.compare import charts, operations, plan_words, queries, watching
from portal.compare.accepting.forms import AcceptForm
from portal.compare.accepting.offered import accepting_view
from portal.compare.compared_plans import ComparedPlans
from portal.compare.forms import HoldForm, WatchForm
from portal.compare.rival_files.forms import RivalFileForm
from portal.compare.rivals import RivalForm, is_rival, runs_out
from portal.compare.what_if import WhatIf, WhatIfForm
from portal.forms import options
from portal.i18n import _, money, site_zone
from portal.messages import sentences
from portal.models import Comparison
from portal.rendering import announce, render_page
from portal.touchpoints.operations import describe_view
from pricing import Tariff

MOVED = "sliders-moved"


@dataclass(frozen=True)
class Asked:
    """A comparison and what the address asks of it."""

    comparison: Comparison
    sliders: WhatIfForm
    own: ComparedPlans
    what: WhatIf
    found: ComparedPlans

    @classmethod
    def of(cls, comparison: Comparison) -> "Asked":
        """The plans on the buyer's own usage, and on the usage asked about."""
        sliders = WhatIfForm(request.args)
        asked = sliders.asked()
        own = queries.compared(comparison, WhatIf(with_tax=asked.with_tax))
        what = asked.beside(own.plans.peak_share, own.plans.mean_kwh)
        found = queries.compared(comparison, what) if what.moves else own
        return cls(comparison, sliders, own, what, found)

    def view(self) -> dict[str, Any]:
        """What the ranking, the sliders and the pictures need."""
        return vars(self) | {
            "charts": charts,
            "name": plan_words.name,
            "price_text": plan_words.price_text,
            "cycle_name": plan_words.cycle_name,
            "is_rival": is_rival,
        }


def result_page(
    comparison: Comparison,
    form: HoldForm,
    status: int = 200,
    rival: RivalForm | None = None,
    watch: WatchForm | None = None,
    accept: AcceptForm | None = None,
    rival_file: RivalFileForm | None = None,
) -> Response:
    """The ranking with its sliders, its forms and its pictures."""
    asked = Asked.of(comparison)
    own, watch = asked.own, watch or WatchForm(formdata=None)
    form.plan.choices = watch.watched.choices = options(queries.own_choices(comparison))
    for field in (form.plan, watch.watched):
        field.data = own.best.tariff.id if field.data is None else field.data
    if accept is None:
        accept = AcceptForm(formdata=None)
        accept.offer(own, request.args.get("plan"))
    describe_view(f"comparison/{comparison.code}")
    return render_page(
        "compare/show.html",
        status=status,
        form=form,
        rival=rival or RivalForm(formdata=None),
        rival_file=rival_file or RivalFileForm(formdata=None),
        rivals=comparison.usage.get("rivals", {}),
        consent=operations.consent_text(),
        watch=watch,
        watch_consent=watching.consent_text(),
        noted=[*sentences(own.plans.findings), *comparison.usage.get("notes", ())],
        seen=" ".join(f"{row.tariff.id}={row.yearly.to_minor()}" for row in own.ours),
        **asked.view(),
        **_terms(),
        **accepting_view(comparison, accept),
    )


def moved(comparison: Comparison) -> Response:
    """What a moved slider changes at once: figures and order, nothing that stays as it is."""
    asked = Asked.of(comparison)
    describe_view(f"comparison/{comparison.code}")
    response = render_page("compare/moved.html", moved=True, **asked.view())
    # The address bar holds what was asked in digits that every language reads alike.
    address = url_for(".show", code=comparison.code, **asked.what.query())
    response.headers["HX-Replace-Url"] = address
    best = asked.found.plans.best
    cost = money(asked.found.yearly(best))
    said = _("Cheapest: %(plan)s, %(cost)s a year.", plan=plan_words.name(best), cost=cost)
    # What follows the sliders from further down the page asks for itself once they rest.
    return announce(response, said, MOVED)


def rested(comparison: Comparison) -> Response:
    """What follows the sliders from further down the page: pictures, market and terms."""
    describe_view(f"comparison/{comparison.code}")
    return render_page("compare/rested.html", **Asked.of(comparison).view(), **_terms())


def _terms() -> dict[str, Any]:
    def ends(tariff: Tariff) -> date | None:
        return runs_out(tariff, clock.today(site_zone()))

    return {"exit_fee": plan_words.exit_fee, "runs_out": ends}
