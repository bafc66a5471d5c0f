"""Everything that can be wrong with a pack, with file, line and id."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import ValidationError

from configurator import LintFinding, ModelError, Problem, read_model_from
from configurator import check as check_model
from configurator import lint as lint_model
from configurator.formula import mentions, parse
from configurator.reading.document import Document
from portal.packs.pack import Pack
from portal.packs.priced import (
    EMISSIONS,
    EXCHANGE,
    HOURS,
    INDICES,
    PRICE_TABLES,
    csv_rows,
    exchange,
    price_table,
)
from portal.touchpoints.registry import TYPES
from pricing import PricingDataError, read_tariffs
from pricing.calculators.assumptions import Provenance
from pricing.calculators.data import CalculatorData
from pricing.formula import FormulaError
from pricing.formula import parse as parse_cost

NOWHERE = UUID(int=0)


@dataclass
class Check:
    """A check under way: problems gather, so that the author sees all of them at once."""

    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, path: tuple[str | int, ...], id: str, message: str) -> None:
        """Note a problem at `path` inside `file`."""
        self.problems.append(Problem(file, self.line(file, path), id, message))

    def line(self, file: str, path: tuple[str | int, ...]) -> int:
        """The line of `path`, or of its nearest parent that stands in the file."""
        try:
            return Document(self.files[file].decode("utf-8-sig"), file).line(path)
        except (KeyError, ModelError, UnicodeDecodeError):
            return 0

    @contextmanager
    def reading(self, file: str) -> Iterator[None]:
        """Turn what reading `file` raises into problems."""
        try:
            yield
        except ModelError as error:
            self.problems += error.problems
        except PricingDataError as error:
            for p in error.problems:
                self._pricing(file, p.path, p.id, p.message)
        except ValidationError as error:
            for item in error.errors():
                path = tuple(item["loc"])
                self.add(file, path, self._id_at(file, path), f"{_dotted(path)}: {item['msg']}")
        except KeyError as error:
            self.add(file, (), "", f"missing: {error.args[0]}")
        except UnicodeDecodeError:
            self.add(file, (), "", "this file is not UTF-8 text")

    def _pricing(self, file: str, path: tuple[str | int, ...], id: str, message: str) -> None:
        if path and str(path[0]).endswith((".csv", ".xlsx")):
            row = int(path[1]) if len(path) > 1 else 0
            column = f"column {path[2]}: " if len(path) > 2 else ""
            self.problems.append(Problem(str(path[0]), row, id, f"{column}{message}"))
        else:
            self.add(file, path, id, message)

    def _id_at(self, file: str, path: tuple[str | int, ...]) -> str:
        """The id of the entry that `path` runs through."""
        node = Document(self.files[file].decode("utf-8-sig"), file).data
        found = ""
        for step in path:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(node, dict) and isinstance(node.get("id"), str):
                found = node["id"]
        return found


def check_files(files: Mapping[str, bytes]) -> tuple[str, list[Problem]]:
    """The pack's id, and its problems in the order of the files."""
    check = Check(files)
    pack = Pack(files, NOWHERE, "")
    if all(table in files for table in PRICE_TABLES):
        words = f"prices stand in {PRICE_TABLES[0]} or here, not in both"
        check.problems.append(Problem(PRICE_TABLES[1], 0, "", words))
    for file, read in _parts(pack):
        if file not in files:
            check.problems.append(Problem(file, 0, "", "this file is missing"))
            continue
        with check.reading(file):
            read()
    if not check.problems:
        _cross_check(pack, check)
    name = pack.id if not any(p.file == "pack.yaml" for p in check.problems) else "pack"
    return name, sorted(set(check.problems))


def _parts(pack: Pack) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "pack.yaml", lambda: pack.profile
    yield "segments.yaml", lambda: (pack.segments, pack.segmentation)
    yield "taxes.yaml", lambda: pack.taxes
    yield "offers.yaml", lambda: pack.offers
    yield "scoring.yaml", lambda: pack.scoring
    yield "touchpoints.yaml", lambda: pack.touch_costs
    for id, path in pack.paths("products").items():
        yield path, lambda id=id: _sound_model(pack, id)  # type: ignore[misc]
    for id, path in pack.paths("calculators").items():
        yield path, lambda id=id: pack.calculator(id)  # type: ignore[misc]
    for id, path in pack.paths("rfps").items():
        yield path, lambda id=id: pack.rfp_template(id)  # type: ignore[misc]
    if HOURS in pack.files:
        yield HOURS, lambda: pack.hours
    if INDICES in pack.files:
        yield INDICES, lambda: pack.indices
    if EMISSIONS in pack.files:
        yield EMISSIONS, lambda: pack.emission_factors
    for path in pack.tariff_paths():
        yield path, lambda path=path: pack.read_tariffs(path)  # type: ignore[misc]
    if EXCHANGE in pack.files:
        yield EXCHANGE, lambda: exchange(pack)
    # It reads taxes and rates too; what is wrong with them stands where they stand.
    yield "price_book.yaml", lambda: _sound_rates(pack) and pack.price_book


def _sound_model(pack: Pack, id: str) -> None:
    problems = check_model(pack.model(id))
    if problems:
        raise ModelError(problems)


def advice(files: Mapping[str, bytes]) -> list[Problem]:
    """What an author should look at in a pack; it may be published as it is.

    Products: what lint finds; labels, translations and bounds that are missing are problems and
    hide nothing else. Calculators: every value whose source is still to be confirmed, and
    maintenance that is no line of its own.
    """
    pack = Pack(files, NOWHERE, "")
    linted = [each for path in pack.paths("products").values() for each in _lint(files, path)]
    found = [Problem(each.file, each.line, each.id, each.sentence) for each in linted]
    return found + [each for id in pack.paths("calculators") for each in _doubts(pack, id)]


def _lint(files: Mapping[str, bytes], path: str) -> list[LintFinding]:
    try:
        return lint_model(read_model_from(files, path, despite_gaps=True))
    except ModelError:
        return []


def _doubts(pack: Pack, id: str) -> list[Problem]:
    """What to confirm or add in a calculator; nothing where it has problems."""
    path = f"calculators/{id}.yaml"
    try:
        document = pack.document(path)
        data = CalculatorData.from_data(document.data)
    except (ModelError, PricingDataError, UnicodeDecodeError):
        return []
    given: list[tuple[tuple[str | int, ...], str, Provenance]] = [
        (("discount_rate",), "discount_rate", data.discount_rate),
        *((("assumptions", n), each.id, each) for n, each in enumerate(data.assumptions)),
        *((("tables", n), each.id, each) for n, each in enumerate(data.tables)),
    ]
    found = [
        Problem(path, document.line(at), name, f"to be confirmed: {each.source.en}")
        for at, name, each in given
        if each.to_confirm
    ]
    lines = [line for alternative in data.alternatives for line in alternative.lines]
    if not any(line.category == "maintenance" for line in lines):
        said = "no line has the category maintenance: buyers look for it as a line of its own"
        found.append(Problem(path, document.line(("alternatives",)), id, said))
    return found


def _sound_rates(pack: Pack) -> bool:
    try:
        return bool(pack.taxes and exchange(pack))
    except (ModelError, PricingDataError, KeyError, UnicodeDecodeError):
        return False


def _check_ids(check: Check) -> None:
    """An id that stands twice would hide its first entry."""
    for file, key, name in (
        ("segments.yaml", "segments", "id"),
        ("offers.yaml", "offers", "id"),
        ("scoring.yaml", "policies", "segment"),
    ):
        document = Document(check.files[file].decode("utf-8-sig"), file)
        ids = [(row[name], (key, n, name)) for n, row in enumerate(document.data[key])]
        check.problems += document.repeated(ids)


def _cross_check(pack: Pack, check: Check) -> None:
    """References from one file to another."""
    _check_ids(check)
    for n, row in enumerate(pack.segments.values()):
        for part, known in (
            ("product", pack.models),
            ("calculator", pack.calculators),
            ("rfp", pack.rfp_templates),
        ):
            name = getattr(row, part)
            if name and name not in known:
                check.add(
                    "segments.yaml", ("segments", n, part), row.id, f"unknown {part} {name!r}"
                )
        for plan in (*row.plans, *row.market):
            if plan not in pack.tariffs:
                check.add(
                    "segments.yaml", ("segments", n, "plans"), row.id, f"unknown plan {plan!r}"
                )
        sold = (pack.tariffs[plan].currency for plan in row.plans if plan in pack.tariffs)
        if len(currencies := sorted(set(sold))) > 1:
            message = f"plans in {' and '.join(currencies)} cannot be compared"
            check.add("segments.yaml", ("segments", n, "plans"), row.id, message)
        if row.id not in pack.scoring:
            check.add("scoring.yaml", (), row.id, "this segment has no scoring policy")
        if len(pack.offers_for(row.id)) < 3:
            check.add("offers.yaml", (), row.id, "a segment needs three or four standard offers")
    for path in pack.tariff_paths():
        with check.reading(path):
            read_tariffs(pack.document(path).data, pack.hours, pack.taxes, pack.indices)
    _check_offers(pack, check)
    _check_ranking(pack, check)
    _check_scoring(pack, check)
    _check_prices(pack, check)
    _check_clauses(pack, check)
    _check_costs(pack, check)


def _check_offers(pack: Pack, check: Check) -> None:
    for n, offer in enumerate(pack.offers.values()):
        at: tuple[str | int, ...] = ("offers", n)
        if offer.segment not in pack.segments:
            check.add("offers.yaml", at, offer.id, f"unknown segment {offer.segment!r}")
        if offer.plan and offer.plan not in pack.tariffs:
            check.add("offers.yaml", at, offer.id, f"unknown plan {offer.plan!r}")
        if offer.product and offer.product not in pack.models:
            check.add("offers.yaml", at, offer.id, f"unknown product {offer.product!r}")
        elif offer.product:
            try:
                pack.engine(offer.product).domains(pack.choices(offer), None)
            except Exception as error:
                check.add("offers.yaml", at, offer.id, f"these choices cannot be had: {error}")


def _check_ranking(pack: Pack, check: Check) -> None:
    """Every formula reads, and every segment that is ranked has products to rank."""
    ranking = pack.offer_ranking
    if ranking is None:
        return
    at: tuple[str | int, ...] = ("ranking",)
    if ranking.years not in {figure.id for figure in ranking.usage}:
        check.add("offers.yaml", at, ranking.years, "no usage figure has this id")
    for segment in ranking.segments:
        if sum(bool(offer.product) for offer in pack.offers_for(segment)) < 2:
            check.add("offers.yaml", at, segment, "fewer than two products to rank")
    for id, formula in [("fits", ranking.fits), *((r.id, r.formula) for r in ranking.running)]:
        try:
            parse_cost(formula)
        except FormulaError as error:
            check.add("offers.yaml", at, id, str(error))


def _check_scoring(pack: Pack, check: Check) -> None:
    for n, policy in enumerate(pack.scoring.values()):
        if policy.segment not in pack.segments:
            check.add("scoring.yaml", ("policies", n), policy.segment, "unknown segment")
        for g, group in enumerate(policy.groups):
            for line in group.lines:
                if line.type not in TYPES:
                    at: tuple[str | int, ...] = ("policies", n, "groups", g)
                    check.add("scoring.yaml", at, group.id, f"unknown touchpoint {line.type!r}")


def _check_prices(pack: Pack, check: Check) -> None:
    """Every option has a price and every price an option, so that no total is ever guessed."""
    table = price_table(pack)
    sold: set[str] = set()
    for id, model in pack.models.items():
        for g, group in enumerate(model.groups):
            for o, option in enumerate(group.options):
                sold.add(option.code)
                if option.code not in pack.price_book.codes:
                    at: tuple[str | int, ...] = ("groups", g, "options", o)
                    words = f"this option has no row in {table}"
                    check.add(pack.paths("products")[id], at, option.code, words)
    for n, row in enumerate(csv_rows(pack, table)):
        if row["code"] and row["code"] not in sold:
            words = "column code: no product has this option"
            check.problems.append(Problem(table, n + 2, row["code"], words))


def _check_clauses(pack: Pack, check: Check) -> None:
    """A clause follows options and numbers that the segment's product really has."""
    for row in pack.segments.values():
        template = pack.rfp_templates.get(row.rfp or "")
        if template is None:
            continue
        model = pack.models.get(row.product or "")
        known = {option.code for option in model.options} if model else set()
        known |= {number.id for number in model.numbers} if model else set()
        for n, clause in enumerate(template.clauses):
            for name in _names(clause.when) - known:
                words = f"{name!r} is no option or number of the product of segment {row.id!r}"
                check.add(
                    pack.paths("rfps")[row.rfp or ""], ("clauses", n, "when"), clause.id, words
                )


def _names(formula: str | None) -> set[str]:
    found = mentions(parse(formula)) if formula else ()
    return {name for part in found for name in part.names}


def _check_costs(pack: Pack, check: Check) -> None:
    for n, row in enumerate(pack.document("touchpoints.yaml").data["costs"]):
        kind = row.get("type", "*")
        if kind != "*" and kind not in TYPES:
            at: tuple[str | int, ...] = ("costs", n, "type")
            check.add("touchpoints.yaml", at, kind, "unknown touchpoint")


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path)
