"""A cost case in words: its names, its verdict, its assumptions, and how each figure opens."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup, escape

from portal.calculators import own_scenarios, undefined, units
from portal.calculators.messages import lower
from portal.i18n import _, day, mark, number, percent, words
from portal.messages import sentence
from pricing import Finding, Results
from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.calculator import BASE
from pricing.calculators.data import Alternative, Assumption
from pricing.calculators.inputs import AssumptionValue
from pricing.calculators.levels import level_prices
from pricing.calculators.stressed import ScenarioResult
from pricing.records import by_id

HYPHENED = r"\w+(?:-\w+)+"
CLOSE = Decimal("0.10")
"""A break-even this near to plan is told as a share of the plan, not as a value."""


@dataclass(frozen=True)
class Figure:
    """A computed figure in words, and the name under which it opens, of which year or period."""

    text: str
    name: str = ""
    year: int | None = None
    kind: str = ""
    period: int | None = None


@dataclass(frozen=True)
class Tab:
    """A scenario to choose, or to begin: what the recommended alternative saves in it."""

    id: str
    text: str
    saving: str
    current: bool
    begun: bool = True


@dataclass(frozen=True)
class CaseView:
    """One cost case in one scenario. `number` is the saved version's; None while it is worked on."""

    results: Results
    code: str
    title: str
    edition: str
    number: int | None = None
    saved_at: datetime | None = None
    saved_by: str = ""

    # -- names -------------------------------------------------------------------------------

    @cached_property
    def _alternatives(self) -> dict[str, Alternative]:
        return {each.id: each for each in self.results.calculator.alternatives}

    @cached_property
    def _inputs(self) -> dict[str, Assumption]:
        return {each.id: each for each in self.results.calculator.inputs}

    def label(self, id: str) -> str:
        """What a narrow place calls an alternative: “Lease”."""
        each = self._alternatives[id]
        return words(each.short or each.text)

    def doing(self, id: str) -> str:
        """What a sentence calls an alternative: “Leasing”."""
        each = self._alternatives[id]
        return words(each.act or each.text)

    def assumed(self, id: str) -> str:
        """What a sentence calls an assumption: “fee”."""
        each = self._inputs[id]
        return words(each.short) if each.short else lower(words(each.text))

    def line_name(self, name: str) -> str:
        """What a line such as `keep.maintenance` is called, with its alternative."""
        alternative, _dot, line = name.partition(".")
        found = self.results.alternative(alternative).line(line)
        return f"{words(found.text)} ({self.label(alternative)})"

    def money(self, amount: Decimal, *, bare: bool = True, sign: bool = False) -> str:
        """Money in the scale of the case, by default the figure alone."""
        return self._amounts(amount, bare=bare, sign=sign)

    @cached_property
    def _amounts(self) -> units.Amounts:
        return units.Amounts(self.results)

    @cached_property
    def asked(self) -> str:
        """How the address of anything in this case begins its query: which scenario is shown."""
        stressed = self.results.scenario != BASE.id and not self.number
        return f"scenario={self.results.scenario}&amp;" if stressed else ""

    @property
    def scale(self) -> str:
        """The step of money: “million ₫”."""
        return units.scale(self.results)

    @property
    def horizon(self) -> int:
        """Years compared."""
        return self.results.horizon

    # -- the verdict -------------------------------------------------------------------------

    @cached_property
    def verdict(self) -> tuple[str, str]:
        """The decision in one sentence, and the part of it that decides."""
        decision = self.results.decision
        if decision.code == "change":
            gain = self.money(decision.params["gain"], bare=False)
            return self._verdict_of(decision.subjects[0], bare=False), gain
        params = {}
        if "closest" in decision.params:
            params = {
                "closest": self.doing(decision.params["closest"]),
                "gain": self.money(-decision.params["gain"], bare=False),
            }
        text = sentence(Finding(decision.code, (self.doing(decision.subjects[0]),), params))
        return text, _("Do not buy") if decision.code == "keep" and params else ""

    @cached_property
    def verdict_marked(self) -> Markup:
        """The decision with its deciding part marked, figures kept whole at the end of a line."""
        text, part = self.verdict
        value = self.limit(self.results.verdict(self.pick.id)).get("value", "")
        whole = kept_whole(text, value)
        return Markup(whole.replace(escape(part), mark(part), 1)) if part else whole

    @cached_property
    def remarks(self) -> list[str]:
        """What the other alternatives of the verdict gain or lose, one sentence each."""
        if self.results.decision.code == "nothing_paid":
            return []
        told = {self.results.reference, self.results.best.id}
        return [self._verdict_of(each.id) for each in self.results.headline if each.id not in told]

    def _verdict_of(self, id: str, *, bare: bool = True) -> str:
        found = self.results.verdict(id)
        params = {"gain": self.money(abs(found.params["gain"]), bare=bare), **self.limit(found)}
        return sentence(Finding(found.code, (self.doing(id),), params))

    def limit(self, found: Finding) -> dict[str, str]:
        """At what value of which assumption the verdict turns."""
        watch, value, change = (found.params[key] for key in ("watch", "break_even", "change"))
        if watch is None or value is None:
            return {"limit": ""}
        each = self.results.assumption(watch)
        said = {"what": self.assumed(watch), "value": units.limit(value, each.unit)}
        if change is None or each.is_fraction or abs(change) > CLOSE:
            return {"limit": "value", **said}
        places = 0 if abs(change) >= Decimal("0.01") else 1
        share = percent(abs(change), places)
        return {"limit": "over" if change > 0 else "under", "share": share, **said}

    @cached_property
    def pick(self) -> AlternativeResult:
        """What charts speak of: the best alternative, or the closest one when nothing saves."""
        best = self.results.best
        others = [each for each in self.results.headline if each.id != self.results.reference]
        if best.id != self.results.reference or not others:
            return best
        return max(others, key=lambda each: each.net_savings)

    @cached_property
    def cares(self) -> list[str]:
        """What is not defined, or wants care, in words."""
        return [self._care(each) for each in self.results.findings]

    def _care(self, found: Finding) -> str:
        doing = (self.doing(found.subjects[0]),)
        if found.code == "not_defined":
            return sentence(Finding(found.code, doing, undefined.said(found)))
        params = {key: number(value) for key, value in found.params.items()}
        return sentence(Finding(found.code, doing, params))

    # -- what stands beside it ----------------------------------------------------------------

    @property
    def figures(self) -> list[tuple[str, Figure]]:
        """The present cost of each alternative of the verdict."""
        return [
            (self.label(each.id), Figure(self.money(each.present_cost), each.id))
            for each in self.results.headline
        ]

    @cached_property
    def tabs(self) -> list[Tab]:
        """The scenarios, with what the alternative recommended in the base case saves in each."""
        subject = self._stressed()
        found = []
        for each in self.results.scenarios:
            saving = each.net_savings.get(subject)
            told = each.overrides or not own_scenarios.is_own(each.id)
            text = self.money(saving, sign=True) if told and saving is not None else ""
            tab = Tab(each.id, words(each.text), text, each.id == self.results.scenario)
            found.append(tab)
        return found + self._next_tab({each.id for each in found})

    def _next_tab(self, taken: set[str]) -> list[Tab]:
        """The next scenario of the buyer's own that can be begun."""
        if own_scenarios.is_own(self.results.scenario) and not self.own and not self.scenario_name:
            return []
        free = [id for id in own_scenarios.IDS if id not in taken][:1]
        return [
            Tab(id, words(own_scenarios.text_of(id)), "", current=False, begun=False) for id in free
        ]

    @property
    def own(self) -> int:
        """How many assumptions the scenario that is shown replaces."""
        return len(self._shown.overrides)

    @property
    def scenario_name(self) -> str:
        """What the buyer calls the scenario that is shown; empty where it has its usual name."""
        usual = own_scenarios.text_of(self.results.scenario)
        return "" if self._shown.text == usual else words(self._shown.text)

    @property
    def _shown(self) -> ScenarioResult:
        return by_id(self.results.scenarios, self.results.scenario)

    def _stressed(self) -> str:
        base = self.results.scenarios[0]
        if base.best is not None and base.best != self.results.reference:
            return base.best
        ids = [each.id for each in self.results.headline if each.id != self.results.reference]
        known = {id: saved for id in ids if (saved := base.net_savings[id]) is not None}
        return max(known, key=lambda id: known[id]) if known else self.results.reference

    @cached_property
    def others(self) -> list[AlternativeResult]:
        """The alternatives of the verdict that are compared with the reference."""
        return [each for each in self.results.headline if each.id != self.results.reference]

    # -- assumptions -------------------------------------------------------------------------

    def grouped(self) -> list[tuple[str, str, list[AssumptionValue]]]:
        """The assumptions under their headings, in the author's order; what has none comes last."""
        known = [(group.id, words(group.text)) for group in self.results.calculator.groups]
        found = []
        for id, text in [*known, ("", _("Others"))]:
            ids = {group for group, _text in known}
            inside = [
                each
                for each in self.results.assumptions
                if each.group == id or (not id and each.group not in ids)
            ]
            if inside:
                found.append((id, text, inside))
        return found

    def choices(self, each: AssumptionValue) -> list[tuple[int, str]]:
        """The named levels of an assumption by number, each with its price in the first year."""
        names = [words(level) for level in each.levels]
        if names and (formula := self._inputs[each.id].level_price):
            unit = by_id(self.results.calculator.formulas, formula).unit or ""
            prices = level_prices(self.results, each.id)
            told = (units.limit(price, unit) for price in prices)
            names = [f"{name}: {price}" for name, price in zip(names, told, strict=True)]
        return list(enumerate(names, start=1))

    def provenance(self, each: AssumptionValue) -> str:
        """Source, author and date of an assumption, in one line."""
        return ", ".join(part for part in self.origin(each) if part)

    def within(self, each: AssumptionValue) -> str:
        """The range of an assumption, as far as it is known: “range 280 to 360”."""
        if each.levels or (each.low is None and each.high is None):
            return ""
        ends = (each.value if end is None else end for end in (each.low, each.high))
        low, high = (units.plain(units.shown(end, each.unit)) for end in ends)
        return _(
            "range %(low)s to %(high)s", low=low, high=f"{high}%" if each.is_fraction else high
        )

    def origin(self, each: AssumptionValue) -> tuple[str, str, str]:
        """Source, author, date."""
        if each.set_by == "scenario":
            return _("scenario “%(name)s”", name=words(each.source)), "", ""
        author = each.author
        if each.set_by == "edit" and not author:
            author = _("the buyer")
        source = words(each.source)
        if each.set_by == "edit" and not self.results.edits[each.id].source:
            source = _("no source named")
        return source, author, day(each.date) if each.date else ""

    @property
    def ids(self) -> list[str]:
        """Every assumption."""
        return [each.id for each in self.results.assumptions]

    @property
    def changed(self) -> int:
        """How many assumptions the buyer changed in the base case."""
        return len(self.results.edits)

    @property
    def taxed(self) -> bool:
        """Whether tax on profit is counted, at a rate above zero."""
        return any(each.by_category.get("tax") for each in self.results.alternatives)

    @property
    def conventions(self) -> list[str]:
        """What every figure takes for granted, in sentences."""
        found = self.results.conventions
        basis = {"nominal": _("Nominal prices"), "real": _("Real prices")}[found.basis]
        tax = {"excluded": _("without VAT"), "included": _("with VAT")}[found.tax]
        due = {
            "year_end": _("every later flow falls at the end of its year"),
            "mid_year": _("what recurs counts in the middle of its period"),
            "year_start": _("what recurs is paid at the start of its period"),
        }[found.timing]
        first = _(
            "%(basis)s, %(tax)s; year 0 is not discounted, %(due)s; discount rate %(rate)s over "
            "%(years)s years.",
            basis=basis, tax=tax, due=due, rate=percent(self.results.discount_rate, 1),
            years=self.results.horizon,
        )  # fmt: skip
        after_tax = _(
            "After tax on profit, which costs and depreciation lower; the present cost before tax "
            "stands among the measures."
        )
        return [first, *([after_tax] if self.taxed else []), *map(words, found.notes)]


def kept_whole(text: str, part: str) -> Markup:
    """`text` in which no line ends inside `part` or at a hyphen: a unit's slash would invite it."""
    parts = [re.escape(part)] if part else []
    pieces = re.split(f"({'|'.join([*parts, HYPHENED])})", text)
    whole = Markup('<span class="nowrap">{}</span>')
    return Markup("").join(
        whole.format(piece) if at % 2 else piece for at, piece in enumerate(pieces)
    )
