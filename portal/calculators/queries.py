"""A cost case ready for page, paper, RFP and dossier: every figure in words, and how it opens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from math import ceil

from markupsafe import Markup, escape
from sqlalchemy import select

from portal.calculators import cases, units
from portal.calculators.messages import capital, lower
from portal.db import session
from portal.i18n import _, day, mark, number, percent, words
from portal.messages import sentence
from portal.models import Calculation, CalculationVersion, Person
from portal.owner import mine
from portal.packs import pack_version
from pricing import Finding, Results
from pricing.calculators.data import Alternative, Assumption
from pricing.calculators.results import AlternativeResult, AssumptionValue, BreakEven

CLOSE = Decimal("0.10")
"""A break-even this near to plan is told as a share of the plan, not as a value."""
MOST_BARS = 8


@dataclass(frozen=True)
class Figure:
    """A computed figure in words, and the name under which it opens (year: which year's)."""

    text: str
    name: str = ""
    year: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, its figures, whether it is what the verdict recommends."""

    name: str
    cells: tuple[Figure, ...]
    first: bool = False
    short: str = ""


@dataclass(frozen=True)
class Tab:
    """A scenario to choose: what the recommended alternative saves in it."""

    id: str
    text: str
    saving: str
    current: bool


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
    own: int = 0
    """How many assumptions the buyer's own scenario replaces."""

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
        return units.money(self.results, amount, bare=bare, sign=sign)

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
        text = sentence(Finding("keep", (self.doing(decision.subjects[0]),), params))
        return text, _("Do not buy") if params else ""

    @cached_property
    def verdict_marked(self) -> Markup:
        """The decision with its deciding part marked, figures kept whole at the end of a line."""
        text, part = self.verdict
        value = self._limit(self.results.verdict(self.pick.id)).get("value", "")
        whole = kept_whole(text, value)
        return Markup(whole.replace(escape(part), mark(part), 1)) if part else whole

    @cached_property
    def remarks(self) -> list[str]:
        """What the other alternatives of the verdict gain or lose, one sentence each."""
        told = {self.results.reference, self.results.best.id}
        return [self._verdict_of(each.id) for each in self.results.headline if each.id not in told]

    def _verdict_of(self, id: str, *, bare: bool = True) -> str:
        found = self.results.verdict(id)
        params = {"gain": self.money(abs(found.params["gain"]), bare=bare), **self._limit(found)}
        return sentence(Finding(found.code, (self.doing(id),), params))

    def _limit(self, found: Finding) -> dict[str, str]:
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

    @property
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
        params = {key: number(value) for key, value in found.params.items()}
        return sentence(Finding(found.code, (self.doing(found.subjects[0]),), params))

    # -- figures and tables ------------------------------------------------------------------

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
            told = each.id != cases.OWN or self.own
            text = self.money(saving, sign=True) if told and saving is not None else ""
            tab = Tab(each.id, words(each.text), text, each.id == self.results.scenario)
            found.append(tab)
        return found

    def _stressed(self) -> str:
        base = self.results.scenarios[0]
        if base.best is not None and base.best != self.results.reference:
            return base.best
        ids = [each.id for each in self.results.headline if each.id != self.results.reference]
        known = {id: saved for id in ids if (saved := base.net_savings[id]) is not None}
        return max(known, key=lambda id: known[id]) if known else self.results.reference

    def stresses(self) -> list[tuple[str, str, list[str]]]:
        """Per scenario: its name, what it assumes, what each alternative saves."""
        others = self.others
        return [
            (
                words(each.text),
                capital("; ".join(self._override(id, v) for id, v in each.overrides.items())),
                [
                    self.money(saved, sign=True)
                    if (saved := each.net_savings[other.id]) is not None
                    else "–"
                    for other in others
                ],
            )
            for each in self.results.scenarios
            if each.id != cases.OWN or self.own
        ]

    def _override(self, id: str, value: Decimal) -> str:
        each = self.results.assumption(id)
        return f"{lower(words(each.text))} {units.value(value, each.unit)}"

    @property
    def others(self) -> list[AlternativeResult]:
        """The alternatives of the verdict that are compared with the reference."""
        return [each for each in self.results.headline if each.id != self.results.reference]

    @property
    def year_names(self) -> list[str]:
        """“Year 0” … “Year 5”."""
        return [_("Year %(n)s", n=year) for year in self.results.years]

    def yearly(self) -> list[Row]:
        """What each alternative of the verdict pays per year, in all, and at present value."""
        return [self._paid(each) for each in self.results.headline]

    def _paid(self, each: AlternativeResult) -> Row:
        cells = [Figure(self.money(-f), each.id, year) for year, f in enumerate(each.flows)]
        ends = (
            Figure(self.money(each.total_cost), f"{each.id}:total"),
            Figure(self.money(each.present_cost), each.id),
        )
        first = each.id == self.results.best.id
        return Row(words(each.text), (*cells, *ends), first, self.label(each.id))

    def lines(self, each: AlternativeResult) -> list[Row]:
        """What one alternative pays per line and year; lines that never cost are left out."""
        rows = []
        for line in each.lines:
            if not line.total and not line.present_cost and not any(line.flows):
                continue
            cells = [
                Figure(self.money(-f), line.name, year) if f else Figure("–")
                for year, f in enumerate(line.flows)
            ]
            ends = (
                Figure(self.money(line.total)),
                Figure(self.money(line.present_cost), line.name),
            )
            rows.append(Row(words(line.text), (*cells, *ends)))
        return rows

    def ways(self) -> list[tuple[str, list[Row]]]:
        """For each thing that can be paid for in several ways: those ways, best first."""
        bases = dict.fromkeys(each.of for each in self.results.alternatives if each.of)
        found = []
        for base in bases:
            same = [each for each in self.results.alternatives if base in (each.of, each.id)]
            same.sort(key=lambda each: -each.net_savings)
            rows = [self._way(each, first=each is same[0]) for each in same]
            found.append((words(self.results.alternative(base).text), rows))
        return found

    def _way(self, each: AlternativeResult, *, first: bool) -> Row:
        cells = [Figure(self.money(-f), each.id, year) for year, f in enumerate(each.flows)]
        worst = each.largest_payment
        saved = each.net_savings
        ends = (
            Figure(self.money(-worst.amount), f"{each.id}:largest_payment"),
            Figure(self.money(each.present_cost), each.id),
            Figure(
                self.money(saved, sign=True),
                f"{each.id}:net_savings",
                kind="good" if saved > 0 else "stop" if saved < 0 else "",
            ),
        )
        return Row(words(each.text), (*cells, *ends), first, self.label(each.id))

    def measures(self) -> list[Row]:
        """The field's measures, one row each, a cell per alternative."""
        rows: list[tuple[str, str, Callable[[AlternativeResult], str]]] = [
            (_("Present cost"), "", lambda a: self.money(a.present_cost)),
            (_("Equivalent annual cost"), "equivalent_annual_cost",
             lambda a: self.money(a.equivalent_annual_cost)),
            (_("NPV"), "npv", lambda a: self.money(a.npv)),
            (_("Largest payment in one year"), "largest_payment",
             lambda a: self.money(-a.largest_payment.amount)),
            (_("Net savings"), "net_savings", lambda a: self.money(a.net_savings, sign=True)),
            (_("Savings-to-investment ratio (SIR)"), "sir", lambda a: self._ratio(a.sir)),
            (_("Internal rate of return (IRR)"), "irr", lambda a: self._rate(a.irr)),
            (_("Simple payback"), "simple_payback", lambda a: units.years(a.simple_payback, self.horizon)),
            (_("Discounted payback"), "discounted_payback",
             lambda a: units.years(a.discounted_payback, self.horizon)),
        ]  # fmt: skip
        against = ("net_savings", "sir", "irr", "simple_payback", "discounted_payback")
        return [
            Row(text, tuple(self._measure(each, name, say, name in against)
                            for each in self.results.alternatives))
            for text, name, say in rows
        ]  # fmt: skip

    def _measure(
        self,
        each: AlternativeResult,
        name: str,
        say: Callable[[AlternativeResult], str],
        against: bool,
    ) -> Figure:
        if against and each.id == self.results.reference:
            return Figure("–")
        return Figure(say(each), f"{each.id}:{name}" if name else each.id)

    def _ratio(self, ratio: Decimal | None) -> str:
        return _("not defined") if ratio is None else number(ratio, 2)

    def _rate(self, rate: Decimal | None) -> str:
        return _("not defined") if rate is None else percent(rate)

    # -- what would change it ----------------------------------------------------------------

    def break_evens(self, most: int = MOST_BARS) -> list[tuple[str, str, str, str]]:
        """What would have to be true for the pick to save nothing, nearest first.

        Assumption, its value today, its break-even, and how far that is.
        """
        pick = self.pick.id
        mine_ = [
            each
            for each in self.results.break_evens
            if each.alternative == pick and each.value is not None
        ]
        mine_.sort(key=lambda each: abs(each.change) if each.change is not None else Decimal(10**9))
        return [self._break_even(each) for each in mine_[:most]]

    def _break_even(self, each: BreakEven) -> tuple[str, str, str, str]:
        assert each.value is not None
        known = self.results.assumption(each.assumption)
        return (
            words(known.text),
            units.value(known.value, known.unit),
            units.limit(each.value, known.unit),
            units.far(each.value, known.value, known.unit),
        )

    def pays_back(self, each: AlternativeResult) -> str:
        """“Leasing breaks even in year 2”."""
        after = each.discounted_payback
        if after is None:
            return _("%(doing)s does not pay back", doing=self.doing(each.id))
        if after == 0:
            return _("%(doing)s pays from the start", doing=self.doing(each.id))
        return _("%(doing)s breaks even in year %(n)s", doing=self.doing(each.id), n=ceil(after))

    def fails_if(self, each: AlternativeResult) -> Markup:
        """What makes an alternative fail or pay, in a few words; “–” where nothing does."""
        found = self.results.verdict(each.id)
        limit = self._limit(found)
        if each.id == self.results.reference or not limit["limit"]:
            return Markup("–")
        above = (found.params["change"] or 0) > 0
        said = {"what": limit["what"], "value": limit["value"]}
        if above:
            text = _("%(what)s above %(value)s", **said)
        else:
            text = _("%(what)s below %(value)s", **said)
        return kept_whole(capital(text), limit["value"])

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

    def provenance(self, each: AssumptionValue) -> str:
        """Source, author and date of an assumption, in one line."""
        return ", ".join(part for part in self.origin(each) if part)

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
    def conventions(self) -> list[str]:
        """What every figure takes for granted, in sentences."""
        found = self.results.conventions
        basis = {"nominal": _("Nominal prices"), "real": _("Real prices")}[found.basis]
        tax = {"excluded": _("without tax"), "included": _("with tax")}[found.tax]
        first = _(
            "%(basis)s, %(tax)s; year 0 is not discounted, every later flow falls at the end of its "
            "year; discount rate %(rate)s over %(years)s years.",
            basis=basis, tax=tax, rate=percent(self.results.discount_rate, 1),
            years=self.results.horizon,
        )  # fmt: skip
        return [first, *(words(note) for note in found.notes)]


def kept_whole(text: str, part: str) -> Markup:
    """`text` in which no line ends inside `part`: a unit's slash would invite it."""
    safe, inside = escape(text), escape(part)
    if not part:
        return safe
    return Markup(safe.replace(inside, Markup('<span class="nowrap">{}</span>').format(part), 1))


def category(id: str) -> str:
    """What a category of cost is called."""
    return {
        "acquisition": _("Acquisition"),
        "installation": _("Installation"),
        "training": _("Training"),
        "energy": _("Energy"),
        "maintenance": _("Maintenance"),
        "consumables": _("Consumables"),
        "downtime": _("Downtime"),
        "carbon": _("Emissions"),
        "disposal": _("Disposal"),
        "residual": _("Residual value"),
        "financing": _("Payments and interest"),
    }[id]


def title_of(calculation: Calculation) -> str:
    """The buyer's name for the case, else the calculator's."""
    return calculation.name or words(cases.calculator_of(calculation).text)


def case_view(calculation: Calculation, scenario: str = "base") -> CaseView:
    """The case as it stands.

    Raises:
        AssumptionError: its assumptions make it impossible.
    """
    return CaseView(
        cases.results_of(calculation, scenario),
        calculation.code,
        title_of(calculation),
        pack_version(calculation.pack_version_id).version,
        own=cases.own_changes(calculation.assumptions),
    )


def calculation_view(version: CalculationVersion) -> CaseView:
    """A saved version, as it was: figures, assumptions and calculator are those of that day."""
    calculation = version.calculation
    author = session.get(Person, version.saved_by) if version.saved_by else None
    return CaseView(
        cases.frozen_results(version),
        calculation.code,
        title_of(calculation),
        pack_version(version.pack_version_id).version,
        number=version.number,
        saved_at=version.saved_at,
        saved_by=author.name if author else "",
        own=cases.own_changes(version.assumptions),
    )


def latest_version(calculation: Calculation) -> CalculationVersion | None:
    """The newest saved version."""
    return calculation.versions[-1] if calculation.versions else None


def is_saved(calculation: Calculation) -> bool:
    """Whether the newest version holds just what the case is now."""
    last = latest_version(calculation)
    return last is not None and last.assumptions == calculation.assumptions


def my_cases() -> list[Calculation]:
    """The reader's cost cases, last changed first."""
    query = select(Calculation).where(mine(Calculation)).order_by(Calculation.updated_at.desc())
    return list(session.scalars(query))


def headline_of(calculation: Calculation) -> str:
    """The verdict of a case, for a list of cases."""
    return case_view(calculation).verdict[0]


def listed(parts: Iterable[str]) -> str:
    """Parts of a heading: the first as it is, the others inside the sentence."""
    first, *rest = parts
    return "; ".join([first, *map(lower, rest)])
