"""What an answer has to bring: the parts of the page that look different now."""

from dataclasses import dataclass
from functools import cached_property

from portal.configure.steps import StepView
from portal.configure.workbench import SummaryLine, Workbench


@dataclass(frozen=True)
class News:
    """Two states of a workbench compared, part by part.

    Where it is not known what the page shows, everything beside the steps is news.
    """

    now: Workbench
    at: str
    """The step the reader is at, as the rail marks it."""
    before: Workbench | None = None
    was_at: str = ""

    @cached_property
    def rail(self) -> list[StepView]:
        """Steps whose line in the list beside the page is another."""
        marked = {self.at, self.was_at} if self.at != self.was_at else set()
        if self.before is None:
            return list(self.now.shown)
        pairs = zip(self.now.shown, self.before.shown, strict=True)
        return [new for new, old in pairs if new.id in marked or _in_rail(new) != _in_rail(old)]

    @cached_property
    def summary(self) -> dict[str, tuple[SummaryLine, ...]]:
        """Steps of which something else is in the product, with what that is."""
        old = self.before.summary if self.before else {}
        return {id: lines for id, lines in self.now.summary.items() if old.get(id) != lines}

    @property
    def in_it(self) -> bool:
        """Whether the whole list of what is in the product has to come, with its heading."""
        return self.turned or self.before is None or self.now.in_it is not self.before.in_it

    @property
    def turned(self) -> bool:
        """Whether the product became complete, or is so no longer."""
        return self.before is None or bool(self.now.open_steps) is not bool(self.before.open_steps)

    @property
    def open_steps(self) -> bool:
        """Whether what is still to choose is something else."""
        return self.before is None or self.now.product.open_steps != self.before.product.open_steps

    @property
    def total(self) -> bool:
        """Whether the leading figure, or what it is called, is another."""
        return self.price_steps or self.turned

    @property
    def price_steps(self) -> bool:
        """Whether the way from list price to net price is another."""
        return self.before is None or self.now.price.head != self.before.price.head

    @property
    def others(self) -> bool:
        """Whether totals beside the leading one are others."""
        return self.before is None or self.now.price.others != self.before.price.others

    @property
    def figures(self) -> bool:
        """Whether attributes that matter are others."""
        return self._differs("figures")

    @property
    def found(self) -> bool:
        """Whether the reader's search has another number of answers."""
        return self._differs("found")

    @property
    def checking(self) -> bool:
        """Whether the page has to ask again, or need not any more."""
        return self.before is None or any(
            each.checking or each.explaining for each in (self.now, self.before)
        )

    def _differs(self, part: str) -> bool:
        return self.before is None or getattr(self.now, part) != getattr(self.before, part)


def _in_rail(step: StepView) -> tuple[str, str, bool]:
    return step.state, step.settled, step.away or bool(step.only_with)
