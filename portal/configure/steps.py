"""The parts of the workbench as the page shows them, in the reader's words."""

from dataclasses import dataclass

from portal.configure.ways import WaysOut


@dataclass(frozen=True)
class OptionView:
    """One option card."""

    code: str
    name: str
    more: str
    state: str
    """chosen | open | forced | blocked | checking"""
    price: str
    unit_price: str
    reason: str
    advised: bool
    explaining: bool = False
    """Whether the reason comes a moment later."""
    left_out: bool = False
    """The buyer said no to it."""
    unshown: bool = False
    """Whether the model leaves it out of the page for now."""
    ways: WaysOut | None = None


@dataclass(frozen=True)
class NumberView:
    """One number with what is still possible."""

    id: str
    name: str
    more: str
    unit: str
    value: str
    """As typed or chosen; empty while it is not."""
    chosen: str
    """As chosen, with its unit; empty while it is not."""
    counted: str
    """What it counts as until it is chosen."""
    possible: str
    settled: bool
    """Whether the other choices leave one value only."""
    checking: bool = False
    """Whether less than `possible` may be possible; the engine is still at it."""
    errors: tuple[str, ...] = ()
    ways: WaysOut | None = None

    @property
    def opened(self) -> bool:
        """Whether it is explained or wrong."""
        return bool(self.ways or self.errors)


@dataclass(frozen=True)
class StepView:
    """One group of the model."""

    id: str
    name: str
    more: str
    single: bool
    empty: str
    """Of a group that may stay empty: "" where it may not, else chosen | open."""
    options: tuple[OptionView, ...]
    numbers: tuple[NumberView, ...]
    open: bool
    needed: bool
    """Whether other choices ask for something from a group that may else stay empty."""
    touched: bool
    """Whether the buyer chose something here, which can be taken back."""
    settled: str
    """What is in the product from this step."""
    unshown: bool = False
    """Whether the model leaves the whole step out of the page for now."""
    only_with: str = ""
    """The option it belongs to, while that is not in the product."""
    ticked_away: tuple[str, ...] = ()
    """Ticked options that the reader's search leaves out: their ticks are sent all the same."""
    away: bool = False
    """Whether the reader's search leaves nothing of it."""

    @property
    def checking(self) -> bool:
        """Whether something in it is still being checked."""
        return any(o.state == "checking" for o in self.options) or any(
            n.checking for n in self.numbers
        )

    @property
    def explaining(self) -> bool:
        """Whether reasons in it come a moment later."""
        return any(option.explaining for option in self.options)

    @property
    def opened(self) -> bool:
        """Whether something in it is explained or wrong, so that it may not be folded."""
        return any(o.ways for o in self.options) or any(n.opened for n in self.numbers)

    @property
    def state(self) -> str:
        """As the rail shows it: done | todo."""
        return "todo" if self.open else "done"
