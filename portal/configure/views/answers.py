"""What the workbench answers: the whole page, only the parts that changed, or what is wrong."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Response, current_app, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from htmx_flask import request

from configurator import ChoiceError, Contradiction
from portal import clock
from portal.configure import queries
from portal.configure.beside import Beside
from portal.configure.choices import Changes, Product
from portal.configure.forms import NameForm
from portal.configure.news import News
from portal.configure.sieve import EVERYTHING, Sieve
from portal.configure.ways import change_texts, dumped
from portal.configure.workbench import Workbench
from portal.models import Configuration
from portal.rendering import announce, render_page

FLASH = "configured"
MOST_KEPT = 1200
"""Characters of an undo that may wait in the cookie for the next page."""


def page(
    configuration: Configuration, bench: Workbench, status: int = 200, **more: Any
) -> ResponseReturnValue:
    flash = cookie.pop(FLASH, None) or {}
    mine = flash if flash.get("code") == configuration.code else {}
    name = request.args.get("named") or configuration.name
    view = {
        "name_form": NameForm(name=name),
        "refused": "",
        "notice": mine if "text" in mine else None,
        "again": mine.get("again"),
        "stale": bool(request.args.get("stale")),
        **more,
    }
    return render_page(
        "configure/show.html", fragment="workbench", status=status,
        **shared(configuration, bench), **view,
    )  # fmt: skip


def shared(configuration: Configuration, bench: Workbench) -> dict[str, Any]:
    """What the page and each of its parts need."""
    return {
        "configuration": configuration,
        "bench": bench.through(sieve_asked()),
        "at": reader_at(bench),
        "currencies": currencies(configuration),
        "beside": Beside(configuration),
        "next_rooms": {"calculators.start", "rfps.start"} & set(current_app.view_functions),
    }


def reader_at(bench: Workbench) -> str:
    """The step the reader is at: as the address of the page says, else the first to choose in."""
    asked, subject = _of_page("step"), _of_page("why")
    if not asked and _known(bench, subject):
        asked = bench.product.step_of(subject)
    first_open = bench.open_steps[0].id if bench.open_steps else ""
    return asked if any(step.id == asked for step in bench.steps) else first_open


def _of_page(name: str) -> str:
    """What the address says, or that of the page for which htmx asks."""
    if name in request.args or not request.htmx:
        return request.args.get(name, "")
    asked = parse_qs(urlsplit(request.htmx.current_url or "").query)
    return asked.get(name, [""])[-1]


def sieve_asked() -> Sieve:
    """What the reader's search leaves: as a form says, else as the page that htmx asks for does."""
    if "find" in request.values or "only" in request.values:
        return Sieve.of(request.values)
    return Sieve.of_address(request.htmx.current_url or "") if request.htmx else EVERYTHING


def currencies(configuration: Configuration) -> list[str]:
    profile = Product.of(configuration).pack.profile
    return list(dict.fromkeys((profile.currency, *profile.currencies_shown)))


@dataclass(frozen=True)
class Shown:
    """What the page of whoever acts shows, before anything is changed."""

    bench: Workbench
    sure: bool
    """Whether it is that to the last figure: prices of another day, or a discount given since,
    may be on it."""

    @classmethod
    def of(cls, configuration: Configuration) -> "Shown":
        """The version that is stored, with today's prices."""
        bench = queries.workbench_of(configuration, hurried=bool(request.htmx))
        zone = bench.product.pack.profile.zone
        today = clock.in_zone(configuration.updated_at, zone).date() == clock.today(zone)
        return cls(bench, today and not bench.market.agreed)


def changed(
    configuration: Configuration, shown: Shown, step: str, said: str = ""
) -> ResponseReturnValue:
    """What changed and what else is to be said of it, to htmx; the page again to everybody else."""
    old, new = shown.bench, queries.workbench_of(configuration, hurried=True)
    same = dict(new.product.choices) == dict(old.product.choices)
    notice = None if same else queries.notice_of(old, new)
    if notice and said:
        notice = replace(notice, text=f"{notice.text} {said}")
    if request.htmx:
        return parts(configuration, new, [step, *_opened(new)], notice, before=shown)
    if notice:
        kept = notice.back if len(notice.back) <= MOST_KEPT else ""
        told = {"text": notice.text, "back": kept, "step": step}
        cookie[FLASH] = {"code": configuration.code, **told}
    anchor = f"group-{step}" if step else None
    asked = sieve_asked().asked
    return redirect(
        url_for(".show", code=configuration.code, step=step or None, **asked, _anchor=anchor), 303
    )


def _opened(bench: Workbench) -> list[str]:
    """Steps in which the reader has an explanation open."""
    subjects = request.form.getlist("opened")
    return [bench.product.step_of(each) for each in subjects if _known(bench, each)]


def _known(bench: Workbench, subject: str) -> bool:
    model = bench.product.model
    return subject in {*(o.code for o in model.options), *(n.id for n in model.numbers)}


def parts(
    configuration: Configuration,
    bench: Workbench,
    steps: Collection[str],
    notice: queries.Notice | None,
    status: int = 200,
    refused: str = "",
    before: Shown | None = None,
) -> Response:
    """These steps, and everything that looks different now, each part by its id."""
    view = shared(configuration, bench)
    bench, at = view["bench"], view["at"]
    ids = {*steps, *(bench.changed_since(before.bench) if before else ())}
    news = News(bench, at)
    if before and before.sure:
        news = News(bench, at, before.bench.through(bench.sieve), reader_at(before.bench))
    body = render_template(
        "configure/changes.html",
        steps=[step for step in bench.shown if step.id in ids],
        news=news,
        notice=notice,
        refused=refused,
        **view,
    )
    response = Response(body, status, mimetype="text/html")
    said = f"{bench.price.label}: {bench.price.amount}" if notice else ""
    return announce(response, said) if said else response


def answer(
    configuration: Configuration, bench: Workbench, step: str, refused: str = ""
) -> ResponseReturnValue:
    """422: the page or the part with what is wrong; nothing was stored."""
    if request.htmx:
        return parts(configuration, bench, [step] if step else [], None, 422, refused)
    return page(configuration, bench, status=422, refused=refused)


def refused(configuration: Configuration, bench: Workbench, text: str) -> ResponseReturnValue:
    """The same with nothing but a sentence."""
    return answer(configuration, bench, "", text)


def stale(configuration: Configuration, wanted: Changes | None = None) -> ResponseReturnValue:
    """409: somebody was quicker; the page as it stands now, with what was `wanted` one click away.

    htmx is sent to that page.
    """
    again = _again(configuration, wanted or {})
    if not request.htmx:
        bench = queries.workbench_of(configuration)
        return page(configuration, bench, status=409, stale=True, again=again)
    if again and len(again["changes"]) <= MOST_KEPT:
        cookie[FLASH] = {"code": configuration.code, "again": again}
    response = Response("", 409, mimetype="text/html")
    response.headers["HX-Redirect"] = url_for(".show", code=configuration.code, stale=1)
    return response


def _again(configuration: Configuration, wanted: Changes) -> dict[str, str] | None:
    """Changes that still fit and are not there already: in words, and as a button sends them."""
    product = Product.of(configuration)
    news = {k: v for k, v in wanted.items() if product.choices.get(k) != v}
    try:
        product.after(news)
    except (ChoiceError, Contradiction):
        return None
    return {"text": change_texts(product, news), "changes": dumped(news)} if news else None


def goto(address: str) -> ResponseReturnValue:
    """On to another page, for htmx and for everybody else."""
    if not request.htmx:
        return redirect(address, 303)
    response = Response("", 204)
    # With a fragment the browser would only scroll on the page it has.
    response.headers["HX-Redirect"] = address.partition("#")[0]
    return response
