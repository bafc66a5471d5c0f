"""One compiled model that answers every question about it, for all threads at once."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import ClassVar

from configurator.engine.choices import Choice, Choices, Value, read_choice, read_choices
from configurator.engine.completion import Completer, Prices, Product
from configurator.engine.domains import Alternatives, Domains, read_alternatives, read_domains
from configurator.engine.encoding import Encoding, Source
from configurator.engine.explanation import Explainer, Reason
from configurator.engine.parts import FIRST, Parts
from configurator.engine.repair import Repairer, Repairs
from configurator.engine.solver import Clock, OutOfTime
from configurator.engine.swaps import Swaps
from configurator.errors import ChoiceError, Contradiction, ModelError, Problem, Undecided
from configurator.findings import Finding
from configurator.model import NOTHING, ProductModel

KEPT = 32
"""Compiled models kept by `Engine.of`."""
ANSWERS = 200
"""Domains kept by an engine: one page asks for the same ones several times."""
GUARD = 0.25
"""Seconds after which options that are not settled come back as "checking"."""
CORE = 30.0
"""Seconds to find out which rules of a model without any product contradict each other."""
PATIENCE = 5.0
"""Seconds for a reason and for a finished product, unless the caller says more.

They take a hundredth of it: the rest is for a machine that has much else to do.
"""
WAYS_OUT = 1.0
"""Seconds for ways out, likewise: a buyer waits for them after a click."""


class Completion(dict[str, Value]):
    """Choices for everything. `proven`: whether no better product exists, or just none was met."""

    proven: bool = True


class Engine:
    """Answers for one product model.

    Choices are `{group: option}` for groups with at most one option ("-" for nothing where the
    group may stay empty), `{option: True | False}` for any option and `{number: Decimal}`. All
    questions raise ChoiceError for choices the model does not know and Contradiction, with the
    smallest one, for choices that contradict each other.

    Every question ends in time: `limit` gives its seconds, None as long as it takes. What is
    not proven by then is marked so in the answer; Undecided is raised where there is no answer
    yet. Asking again goes on from there.
    """

    _kept: ClassVar[OrderedDict[str, "Engine"]] = OrderedDict()
    _keeping: ClassVar[Lock] = Lock()

    def __init__(self, model: ProductModel) -> None:
        self.model = model
        self._lock, self._clock = Lock(), Clock()
        self._encoding = Encoding(model)
        try:
            self._parts = Parts(self._encoding, self._clock)
        except OutOfTime:
            raise ModelError([_too_hard(model)]) from None
        self._explainer = Explainer(self._encoding, self._parts, self._clock)
        if not self._parts.possible:
            raise ModelError(_no_product(model, self._core()))
        self._answers: OrderedDict[frozenset[tuple[int, Value]], Domains] = OrderedDict()
        self._completer = Completer(self._encoding, self._parts, self._clock)
        self._swaps = Swaps(self._parts)
        self._repairer = Repairer(self._encoding, self._parts, self._completer, self._clock)

    @classmethod
    def of(cls, model: ProductModel) -> "Engine":
        """The engine for a model: compiled once for each content hash, then shared."""
        with cls._keeping:
            engine = cls._kept.pop(model.content_hash, None) or cls(model)
            cls._kept[model.content_hash] = engine
            if len(cls._kept) > KEPT:
                cls._kept.popitem(last=False)
        return engine

    def domains(self, choices: Choices, limit: float | None = GUARD) -> Domains:
        """What every option and number can still be; complete in both directions.

        What is not settled within the limit comes back "checking", never as a guess.

        "open" and "forced" options stand in some product that has all the choices, "blocked" ones
        in none; "chosen" and "forced" ones in every. See `alternatives` for the other options of a
        group the buyer has decided: they are blocked here, by that decision.
        """
        with self._asked(limit):
            own = self._read(choices)
            key = frozenset((choice.literal, choice.value) for choice in own)
            domains = self._answers.pop(key, None) or self._domains(own)
            if domains.complete:
                self._answers[key] = domains
            if len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)
            return domains

    def check(self, choices: Choices, limit: float | None = GUARD) -> None:
        """Nothing, where some product has all the choices."""
        with self._asked(limit):
            self._agreeing(choices)

    def alternatives(self, choices: Choices, limit: float | None = GUARD) -> Alternatives:
        """What each of the buyer's choices of one option, or of a number, could be replaced by.

        In a row of radio buttons these are the ones a single click may go to.
        """
        with self._asked(limit):
            told: dict[str, list[int]] = {}
            others: dict[str, list[int]] = {}
            own = self._agreeing(choices)
            for choice in own:
                seat = self.model.seat(choice.key)
                told.setdefault(seat, []).append(choice.literal)
                others.setdefault(seat, []).extend(self._alternatives(choice))
            found = self._swaps.possible(told, others)
            return read_alternatives(self._encoding, own, found)

    def why(
        self,
        choices: Choices,
        subject: str,
        value: Value | None = None,
        limit: float | None = PATIENCE,
    ) -> Reason:
        """The smallest reason why an option is blocked, or why it is forced or chosen.

        First the fewest own choices, then the fewest groups, rules and tables that tie them
        together. With `value`, why `subject` cannot be that ("flow", Decimal(20)). Empty where it
        can. A choice the buyer made about the same group or number is left out of the reason
        unless nothing else stands in the way.
        """
        with self._asked(limit):
            own = self._agreeing(choices)
            wanted = self._wanted(own, subject, value)
            others = [choice for choice in own if not self._same_subject(choice, wanted)]
            reason = self._explainer.reason(others, [wanted.literal])
            return reason or self._explainer.reason(own, [wanted.literal])

    def repairs(
        self,
        choices: Choices,
        subject: str,
        prices: Prices | None = None,
        value: Value | None = None,
        limit: float | None = WAYS_OUT,
    ) -> Repairs:
        """Ways to have a blocked option (or be rid of a forced one), the cheapest first.

        Each gives up own choices of which none could have stayed, puts others in their place and
        leaves the rest. A choice of a number that is given up moves as little as it can. Empty
        where no product at all is like that.
        """
        with self._asked(limit):
            own = self._agreeing(choices)
            wanted = self._wanted(own, subject, value)
            if not self._parts.satisfiable([wanted.literal]):
                return Repairs()
            return self._repairer.repairs(own, wanted, prices or {})

    def complete(
        self,
        choices: Choices,
        prices: Prices | None = None,
        limit: float | None = PATIENCE,
        *,
        advised: bool = False,
    ) -> Completion:
        """Choices for everything: the cheapest product by `prices`, or the recommended one.

        Without prices the recommended one; `advised` with prices: of those that are recommended
        alike the cheapest. Numbers not chosen take their default (else their smallest value),
        or the nearest value still possible; the options are weighed after that.
        """
        with self._asked(limit):
            own = self._agreeing(choices)
            return _choices_of(self.model, self._completer.complete(own, prices, advised=advised))

    @contextmanager
    def _asked(self, limit: float | None) -> Iterator[None]:
        """One question at a time, each within its own limit."""
        with self._lock, self._clock.within(limit):
            try:
                yield
            except OutOfTime:
                raise Undecided(self.model.id) from None

    def _core(self) -> list[Source]:
        """Groups, rules and tables that contradict each other; [] where time runs out."""
        with suppress(OutOfTime), self._clock.within(CORE):
            return self._explainer.rules([])[0]
        return []

    def _domains(self, own: Sequence[Choice]) -> Domains:
        domains = read_domains(self._encoding, self._parts, own)
        if domains is None:
            raise self._contradiction(own)
        return domains

    def _read(self, choices: Choices) -> list[Choice]:
        return read_choices(self._encoding, choices)

    def _agreeing(self, choices: Choices) -> list[Choice]:
        own = self._read(choices)
        if not self._parts.satisfiable([choice.literal for choice in own]):
            raise self._contradiction(own)
        return own

    def _contradiction(self, own: Sequence[Choice]) -> Contradiction:
        """What contradicts what; a question for little time takes longer to be told so."""
        with self._clock.anew(PATIENCE):
            return Contradiction(self._explainer.reason(own, []))

    def _alternatives(self, choice: Choice) -> list[int]:
        """What might stand in the place of a choice: of one option in a group, or of a number."""
        encoding = self._encoding
        if choice.key in encoding.axes:
            return [stretch.variable for stretch in encoding.axes[choice.key].stretches]
        if choice.key in encoding.options:
            return []
        options = self.model.group(choice.key).options
        return [encoding.options[o.code] for o in options if o.code != choice.value]

    def _wanted(self, own: Sequence[Choice], subject: str, value: Value | None) -> Choice:
        """What the buyer asks about, under the key it would be chosen by."""
        if value is None and subject in self._encoding.options:
            variable = self._encoding.options[subject]
            literals = [choice.literal for choice in own]
            value = self._parts.satisfiable([*literals, -variable])
        wanted = read_choice(self._encoding, subject, value)
        if isinstance(wanted, Finding):
            raise ChoiceError([wanted])
        return self._under_group(own, wanted)

    def _under_group(self, own: Sequence[Choice], wanted: Choice) -> Choice:
        """`{option: True}` as `{group: option}` where the group takes one option at most."""
        if any(choice.key == wanted.key for choice in own):
            return wanted
        return Choice(*self.model.choice(wanted.key, wanted.value), wanted.literal)

    def _same_subject(self, choice: Choice, other: Choice) -> bool:
        """Whether two choices are about one number, one option, or one group of one option."""
        return self.model.seat(choice.key) == self.model.seat(other.key)


def _choices_of(model: ProductModel, product: Product) -> Completion:
    choices = Completion()
    choices.proven = product.proven
    for group in model.groups:
        codes = [option.code for option in group.options if option.code in product.options]
        if group.single:
            choices[group.id] = codes[0] if codes else NOTHING
        else:
            choices |= {option.code: option.code in codes for option in group.options}
    choices |= product.numbers
    return choices


def _no_product(model: ProductModel, reason: Sequence[Source]) -> list[Problem]:
    if not reason:
        return [Problem(*_place(model), "no product is possible")]
    ids = [id for _, id in reason]
    message = f"no product is possible: {', '.join(ids)} contradict each other"
    return [Problem(*model.places.get(id, (model.id, 1)), id, message) for id in ids]


def _too_hard(model: ProductModel) -> Problem:
    message = f"no product was found in {FIRST:.0f} s, and it is not settled that there is none"
    return Problem(*_place(model), message)


def _place(model: ProductModel) -> tuple[str, int, str]:
    """File, line and id of the model as a whole."""
    return (*model.places.get(model.id, (model.id, 1)), model.id)
