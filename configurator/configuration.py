"""A configuration on its way: a model, the buyer's choices, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from configurator.engine import Alternatives, Domains, Engine, Repair
from configurator.engine.choices import Value
from configurator.engine.completion import Prices
from configurator.engine.domains import OPEN
from configurator.engine.engine import PATIENCE
from configurator.errors import Undecided
from configurator.findings import Finding
from configurator.model import ProductModel


@dataclass(frozen=True)
class Configuration:
    """Choices that agree with each other, for one version of a model; every change is a new one.

    Raises Contradiction or ChoiceError where the choices do not fit the model. `limit`: seconds
    after which what is not settled stays "checking" in its domains; None waits for all of it.
    """

    model: ProductModel
    choices: Mapping[str, Value] = field(default_factory=dict)
    limit: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", dict(self.choices))
        _ = self.domains

    @property
    def version(self) -> str:
        """Content hash of the model the choices were made with."""
        return self.model.content_hash

    @cached_property
    def domains(self) -> Domains:
        """What every option and number can still be.

        Where nothing at all is known within the limit, it is waited for once more.
        """
        try:
            return self._engine.domains(self.choices, self.limit)
        except Undecided:
            return self._engine.domains(self.choices, PATIENCE)

    @cached_property
    def alternatives(self) -> Alternatives:
        """See `Engine.alternatives`."""
        return self._engine.alternatives(self.choices)

    @property
    def finished(self) -> bool:
        """Whether nothing is left to choose."""
        numbers = self.domains.numbers.values()
        return OPEN not in self.domains.values() and all(n.value is not None for n in numbers)

    def choose(self, subject: str, value: Value) -> "Configuration":
        """With one more choice, in the place of an earlier one about the same thing."""
        key, value = self.model.choice(subject, value)
        kept = {k: v for k, v in self.choices.items() if self.model.seat(k) != self.model.seat(key)}
        return Configuration(self.model, {**kept, key: value}, self.limit)

    def undo(self, subject: str) -> "Configuration":
        """Without the choices about a number, an option, or the group an option stands in."""
        seat = self.model.seat(subject)
        kept = {k: v for k, v in self.choices.items() if self.model.seat(k) != seat}
        return Configuration(self.model, kept, self.limit)

    def why(self, subject: str, value: Value | None = None) -> list[Finding]:
        """See `Engine.why`."""
        return self._engine.why(self.choices, subject, value)

    def repairs(
        self, subject: str, prices: Prices | None = None, value: Value | None = None
    ) -> list[Repair]:
        """See `Engine.repairs`."""
        return self._engine.repairs(self.choices, subject, prices, value)

    def complete(self, prices: Prices | None = None) -> "Configuration":
        """Finished: the cheapest by `prices`, or the recommended one."""
        return Configuration(self.model, self._engine.complete(self.choices, prices), self.limit)

    @property
    def _engine(self) -> Engine:
        return Engine.of(self.model)
