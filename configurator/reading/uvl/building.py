"""A UVL tree → groups, options, numbers and rules, with a remark for all that finds no place."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from configurator.errors import ModelError, Problem
from configurator.formula import And, Compare, Formula, Name, Not, Or, implies, write
from configurator.model import Group, Number, Option, ProductModel, Rule
from configurator.places import Place, in_words
from configurator.reading.codes import Codes
from configurator.reading.uvl.figures import Bounds, Limits, counted_bounds, typed_bounds
from configurator.reading.uvl.imports import features_of, read_with_imports
from configurator.reading.uvl.meaning import Known, NotHeld, Reader
from configurator.reading.uvl.terms import Term, TermError, read_term
from configurator.reading.uvl.tree import MANY, Constraint, Feature, FeatureGroup, Value
from configurator.text import Text

OURS = {"vi", "en", "default", "recommended", "valid_from", "valid_to"}
"""Attributes that say something about an option itself."""
MEASURES = {"min", "max", "step", "unit"}
"""Attributes that say something about a number."""

DIGITS = 20


def model_from_uvl(content: bytes, file: str, files: Mapping[str, bytes]) -> ProductModel:
    """The model of a UVL file; imports are found beside it.

    Raises ModelError with file and line for what is no UVL; `remarks` of the model name what is
    UVL and could not be held.
    """
    tree = read_with_imports(content, file, files)
    return _Building(tree.roots[0], tree.constraints, tree.namespace, file).model()


class _Building:
    """Features first, so that they keep their names; then groups and rules."""

    def __init__(
        self, root: Feature, constraints: list[Constraint], namespace: str, file: str
    ) -> None:
        self._file, self._root, self._namespace = file, root, namespace
        self._features = list(features_of(root))
        self._remarks: list[Problem] = []
        self._dropped: dict[str, list[Feature]] = {}
        self._refuse_repeated()
        written = [*constraints, *(each for f in self._features for each in f.constraints)]
        self._terms = list(self._read(written))
        self._limits = Limits((each.prefix, term) for each, term in self._terms)
        self._codes, self._keys = Codes(), Codes()
        self._names = {f.name: self._codes.take(f.name) for f in self._features}
        self._groups: list[Group] = []
        self._numbers: list[Number] = []
        self._rules: list[Rule] = []
        self._places: dict[str, Place] = {}
        self._known: dict[str, Known] = {}
        self._attributes: dict[str, str] = {}

    def model(self) -> ProductModel:
        top = FeatureGroup("mandatory", self._root.line, features=[self._root])
        waiting: list[tuple[FeatureGroup, Feature | None, bool]] = [(top, None, True)]
        while waiting:
            group, parent, always = waiting.pop()
            always = always and group.kind == "mandatory"
            self._group(group, parent, always)
            waiting += reversed(
                [(each, feature, always) for feature in group.features for each in feature.groups]
            )
        self._constraints()
        self._remark_dropped()
        return self._finished()

    def _finished(self) -> ProductModel:
        name = self._namespace or self._root.name
        digest = repr((self._groups, self._numbers, [rule.formula for rule in self._rules]))
        return ProductModel(
            id=Codes().take(name),
            text=Text(vi=name, en=name),
            groups=tuple(self._groups),
            numbers=tuple(self._numbers),
            rules=tuple(self._rules),
            content_hash=hashlib.sha256(f"uvl{name}{digest}".encode()).hexdigest(),
            places=self._places,
            remarks=tuple(sorted(self._remarks)),
        )

    def _refuse_repeated(self) -> None:
        first: dict[str, int] = {}
        for feature in self._features:
            if feature.name in first:
                message = f"'{feature.name}' already stands in line {first[feature.name]}"
                raise ModelError([Problem(feature.file, feature.line, feature.name, message)])
            first[feature.name] = feature.line

    def _read(self, written: list[Constraint]) -> Iterator[tuple[Constraint, Term]]:
        problems = []
        for each in written:
            try:
                yield each, read_term(each.text)
            except TermError as error:
                message = f"this constraint cannot be read: {error}"
                problems.append(Problem(each.file, each.line, "", message))
        if problems:
            raise ModelError(problems)

    def _group(self, group: FeatureGroup, parent: Feature | None, always: bool) -> None:
        features = [each for each in group.features if not self._number_alone(each, always)]
        options = [self._option(each, always) for each in features]
        optional = [o for o, f in zip(options, features, strict=True) if f.count and not f.count[0]]
        if group.kind == "mandatory" and optional:
            kept = [each for each in options if each not in optional]
            self._add(group, parent, "optional", optional, 0, len(optional))
            self._add(group, parent, "mandatory", kept, len(kept), len(kept))
            return
        many = len(options)
        high = many if group.high == MANY else group.high
        low = many if group.kind == "mandatory" else group.low
        self._add(group, parent, group.kind, options, low, high)

    def _add(
        self,
        group: FeatureGroup,
        parent: Feature | None,
        kind: str,
        options: list[Option],
        low: int,
        high: int,
    ) -> None:
        if not options:
            return
        above = self._names[parent.name] if parent else "root"
        id = self._codes.take(f"{above}_{kind}" if parent else above)
        self._places[id] = (parent.file if parent else self._file, group.line)
        name = parent.name if parent else self._root.name
        if low > len(options):
            message = f"at least {low} of {len(options)} features: no product has that many"
            raise ModelError([Problem(*self._places[id], id, message)])
        self._groups.append(
            Group(
                id=id,
                text=Text(vi=name, en=name),
                parent=above if parent else None,
                min=low,
                max=max(1, min(high, len(options))),
                options=tuple(self._with_one_default(options, high)),
            )
        )
        if high == 0:
            for option in options:
                self._rule(f"{option.code}_never", "[0..0]", Not(Name(option.code)), group.line)

    def _with_one_default(self, options: list[Option], high: int) -> list[Option]:
        """Defaults beyond what the group takes would be none."""
        if sum(option.default for option in options) <= max(1, min(high, len(options))):
            return options
        return [option.model_copy(update={"default": False}) for option in options]

    def _number_alone(self, feature: Feature, always: bool) -> bool:
        """Makes a number of a typed feature without features below that is always there."""
        bounds = self._bounds(feature) if always and feature.type in ("Integer", "Real") else None
        if bounds is None or feature.groups or feature.count:
            return False
        code = self._names[feature.name]
        self._number(feature, code, bounds, bounds.low)
        self._know(feature, None, code)
        return True

    def _bounds(self, feature: Feature) -> Bounds | None:
        return typed_bounds(feature, self._limits)

    def _option(self, feature: Feature, always: bool) -> Option:
        code = self._names[feature.name]
        self._places[code] = (feature.file, feature.line)
        self._count(feature, code)
        self._know(feature, code, self._value(feature, code))
        values, name = feature.attributes, feature.name
        return Option(
            code=code,
            text=Text(vi=_words(values.get("vi"), name), en=_words(values.get("en"), name)),
            default=values.get("default") is True,
            recommended=values.get("recommended") is True,
            valid_from=_day(values.get("valid_from")),
            valid_to=_day(values.get("valid_to")),
            attributes=self._figures(feature),
        )

    def _count(self, feature: Feature, code: str) -> None:
        """The number of a feature that may be there several times."""
        if not feature.count:
            return
        bounds = counted_bounds(feature)
        if bounds is None:
            self._remark(feature, "has no upper end: only whether it is there is held")
            return
        if feature.groups:
            self._remark(feature, "is there several times: what is below it is chosen once for all")
        self._linked(feature, code, bounds, "count")

    def _value(self, feature: Feature, code: str) -> str | None:
        """The number that is the value of a typed feature, where one can be held."""
        if feature.type == "Boolean":
            return None
        bounds = None if feature.count else self._bounds(feature)
        if feature.type == "String" or bounds is None or not bounds.through_zero:
            lacking = "has no bounds that lie on steps"
            if feature.type == "String":
                lacking = "is text"
            elif feature.count:
                lacking = "has as many values as it is there"
            self._remark(feature, f"{lacking}: only whether it is there is held")
            return None
        return self._linked(feature, code, bounds, "value")

    def _linked(self, feature: Feature, code: str, bounds: Bounds, kind: str) -> str:
        """A number that is 0 where its option is not chosen."""
        id = self._codes.take(f"{code}_{kind}")
        zero = Decimal(0)
        wide = Bounds(min(zero, bounds.low), max(zero, bounds.high), bounds.step)
        self._number(feature, id, wide, bounds.low, (code,) if kind == "count" else ())
        there = And((Compare(id, ">=", bounds.low), Compare(id, "<=", bounds.high)))
        absent = Or((Name(code), Compare(id, "=", zero)))
        meaning = And((implies(Name(code), there), absent))
        self._rule(
            f"{id}_bounds",
            f"{feature.name}: {bounds.low:f}..{bounds.high:f}",
            meaning,
            feature.line,
        )
        return id

    def _number(
        self,
        feature: Feature,
        id: str,
        bounds: Bounds,
        start: Decimal,
        counts: tuple[str, ...] = (),
    ) -> None:
        values, name = feature.attributes, feature.name
        self._places[id] = (feature.file, feature.line)
        self._numbers.append(
            Number(
                id=id,
                text=Text(vi=_words(values.get("vi"), name), en=_words(values.get("en"), name)),
                unit=_words(values.get("unit"), "1"),
                min=bounds.low,
                max=bounds.high,
                step=bounds.step,
                default=_default(values.get("default"), bounds),
                quantity_of=counts,
            )
        )

    def _know(self, feature: Feature, option: str | None, number: str | None) -> None:
        below = frozenset(each.name for each in features_of(feature)) if feature.groups else ()
        self._known[feature.name] = Known(
            feature.name, option, number, feature.attributes, frozenset(below) | {feature.name}
        )
        held = OURS if option else OURS | MEASURES
        for name, value in feature.attributes.items():
            figure = isinstance(value, Decimal) and len(value.as_tuple().digits) <= DIGITS
            if name not in (held | MEASURES if number else held) and not (figure and option):
                self._dropped.setdefault(name, []).append(feature)
        for text in feature.unread:
            self._remark(feature, f"the attribute '{text[:40]}' is no plain value: not held")

    def _figures(self, feature: Feature) -> dict[str, Decimal]:
        typed = feature.type in ("Integer", "Real")
        return {
            self._key(name): value
            for name, value in feature.attributes.items()
            if isinstance(value, Decimal)
            and not (typed and name in MEASURES)
            and len(value.as_tuple().digits) <= DIGITS
        }

    def _key(self, name: str) -> str:
        if name not in self._attributes:
            self._attributes[name] = self._keys.take(name)
        return self._attributes[name]

    def _constraints(self) -> None:
        root = self._names[self._root.name]
        reader = Reader(self._known, root, self._namespace)
        for count, (each, term) in enumerate(self._terms, 1):
            try:
                meaning = reader.formula(term, each.prefix)
            except NotHeld as reason:
                message = f"constraint '{_short(each.text)}' is not held: {reason}"
                self._remarks.append(Problem(each.file, each.line, "", message))
                continue
            self._rule(f"c{count}", each.text, meaning, each.line, each.file)

    def _rule(self, id: str, words: str, meaning: Formula, line: int, file: str = "") -> None:
        id = self._codes.take(id)
        self._places[id] = (file or self._file, line)
        rule = Rule.model_construct(id=id, text=Text(vi=words, en=words), formula=write(meaning))
        self._rules.append(rule.saying(meaning))

    def _remark(self, feature: Feature, message: str) -> None:
        self._remarks.append(Problem(feature.file, feature.line, feature.name, message))

    def _remark_dropped(self) -> None:
        for name, features in self._dropped.items():
            first, others = features[0], [(each.file, each.line) for each in features[1:]]
            more = f", nor in {in_words(others)}" if others else ""
            self._remark(first, f"the attribute '{name}' is no figure: not held{more}")


def _default(value: Value | None, bounds: Bounds) -> Decimal | None:
    """The value a number starts with, where the file names one that it can have."""
    if not isinstance(value, Decimal) or not bounds.low <= value <= bounds.high:
        return None
    return None if (value - bounds.low) % bounds.step else value


def _day(value: Value | None) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _words(value: Value | None, otherwise: str) -> str:
    return value if isinstance(value, str) and value.strip() else otherwise


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
