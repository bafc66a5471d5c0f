"""What a reader asks of a comparison: another share of peak hours, other usage, tax in or out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from portal.forms import BaseForm, NumberField
from portal.i18n import lazy_gettext as _l
from pricing import quantise

PERCENT = Decimal(100)
SHARE_PLACES = 1
LEAST_KWH = 1
MOST_KWH = 100_000_000


@dataclass(frozen=True)
class WhatIf:
    """Nothing asked is the buyer's own usage, without tax first."""

    peak: Decimal | None = None
    """The share of energy in peak hours, as a fraction."""
    kwh: Decimal | None = None
    """Energy of a month, on average."""
    with_tax: bool = False

    @property
    def moves(self) -> bool:
        """Whether the usage is another than the buyer's own."""
        return self.peak is not None or self.kwh is not None

    def beside(self, peak: Decimal | None, kwh: Decimal) -> "WhatIf":
        """What is asked of another usage than the buyer's own.

        A slider left where it stands sends the buyer's own figure, as short as it is shown.

        >>> WhatIf(Decimal("0.4"), Decimal(1850)).beside(Decimal("0.29997"), Decimal("1849.6"))
        WhatIf(peak=Decimal('0.4'), kwh=None, with_tax=False)
        """
        own = None if peak is None else quantise(peak * PERCENT, SHARE_PLACES) / PERCENT
        return replace(
            self,
            peak=None if self.peak == own else self.peak,
            kwh=None if self.kwh == quantise(kwh, 0) else self.kwh,
        )

    def query(self) -> dict[str, Any]:
        """What an address says to ask the same again.

        >>> WhatIf(Decimal("0.297"), Decimal(1850)).query()
        {'peak': '29.7', 'usage': '1850'}
        """
        asked = {
            "peak": None if self.peak is None else self.peak * PERCENT,
            "usage": self.kwh,
        }
        found = {key: _plain(value) for key, value in asked.items() if value is not None}
        return found | ({"tax": "with"} if self.with_tax else {})


def _plain(value: Decimal) -> str:
    """Digits with a point, two places at most: no language takes them for thousands."""
    short = quantise(value, 2)
    return f"{short.normalize():f}"


class WhatIfForm(BaseForm):
    """The sliders; the address bar holds what they say."""

    class Meta(BaseForm.Meta):
        """A reading form."""

        csrf = False

    peak = NumberField(_l("Share in peak hours"), minimum=0, maximum=100)
    usage = NumberField(_l("Usage of a month"), minimum=LEAST_KWH, maximum=MOST_KWH)

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked)
        for name in ("peak", "usage"):
            if name not in asked:
                del self[name]
        self.with_tax = asked.get("tax") == "with"

    def asked(self) -> WhatIf:
        """What was asked, as far as it is sensible; each field says what is not."""
        self.validate()
        found = {field.name: field.data for field in self if not field.errors}
        peak, usage = found.get("peak"), found.get("usage")
        return WhatIf(None if peak is None else peak / PERCENT, usage, self.with_tax)

    @property
    def at_fault(self) -> bool:
        """Whether a slider's number is wrong."""
        return bool(self.errors)

    def fault(self, name: str) -> str:
        """What is wrong with a slider's number; nothing when it is right or was not moved."""
        return str(self[name].errors[0]) if name in self and self[name].errors else ""
