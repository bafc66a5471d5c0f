"""The score of one account: touches and facts in, lines out; no database, no clock.

Engagement decays: each touch is worth points × 2^(−age / half-life). A type counts once a day (once
a day and subject where each subject is an act of its own, such as inviting a colleague), and each
group of types is capped. Fit does not decay and may be negative.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from portal.packs.formats import EngagementGroup, FitLine, ScoringPolicy
from pricing import Text

DECAY = "decay"
SECONDS_A_DAY = 86_400
MICRO = Decimal(1_000_000)
"""Points are summed as whole millionths, so that the order of the rows cannot matter."""


@dataclass(frozen=True)
class Touch:
    """One interaction, as far as it can score."""

    type: str
    at: datetime
    subject: str = ""
    """What makes two touches of a day two acts; empty where only the type counts."""


@dataclass(frozen=True)
class Line:
    """One reason: a group's points before decay, what decay took, or a fact that fits."""

    id: str
    name: Text | None
    """The pack's words; None for decay."""
    points: Decimal
    touches: int = 0


@dataclass(frozen=True)
class Score:
    """Fit and engagement with the lines that sum to them, and what forbids an approach."""

    fit: Decimal
    fit_lines: tuple[Line, ...]
    engagement: Decimal
    """Whole points; what is shown is what decides."""
    engagement_lines: tuple[Line, ...]
    stops: tuple[str, ...]


def score(
    touches: Iterable[Touch],
    policy: ScoringPolicy,
    facts: Mapping[str, Any],
    now: datetime,
    zone: str = "UTC",
) -> Score:
    """The score at `now` under `policy`; days are those of `zone`.

    A touch dated after `now` counts as if it happened now. Lines without points are left out.

    Source: PRODUCT.md, the third morning: 30 + 15 + 20 + 15 + 6 − 4 = 82.
    """
    counted = once_a_day(touches, zone)
    fit = [line for line in (fit_line(row, facts) for row in policy.fit) if line]
    lines, decayed = [], Decimal(0)
    for group in policy.groups:
        line, worth = group_line(group, counted, policy.half_life_days, now)
        decayed += worth
        if line.touches:
            lines.append(line)
    engagement = whole(decayed)
    taken = engagement - sum((line.points for line in lines), Decimal(0))
    if taken:
        lines.append(Line(DECAY, None, taken))
    return Score(
        fit=sum((line.points for line in fit), Decimal(0)),
        fit_lines=tuple(fit),
        engagement=engagement,
        engagement_lines=tuple(lines),
        stops=tuple(stop for stop in policy.hard_stops if holds(facts.get(stop))),
    )


def once_a_day(touches: Iterable[Touch], zone: str) -> list[Touch]:
    """The latest touch of each type, subject and day."""
    clock = ZoneInfo(zone)
    latest: dict[tuple[str, str, date], Touch] = {}
    for touch in touches:
        key = (touch.type, touch.subject, touch.at.astimezone(clock).date())
        if key not in latest or latest[key].at < touch.at:
            latest[key] = touch
    return list(latest.values())


def group_line(
    group: EngagementGroup, touches: list[Touch], half_life_days: Decimal, now: datetime
) -> tuple[Line, Decimal]:
    """The group's line before decay, and what it is worth after; both capped."""
    points = {line.type: line.points for line in group.lines}
    mine = [touch for touch in touches if touch.type in points]
    fresh = sum((points[touch.type] for touch in mine), Decimal(0))
    worth = sum(decayed(points[touch.type], touch.at, half_life_days, now) for touch in mine)
    line = Line(group.id, group.name, min(group.cap, fresh), len(mine))
    return line, min(group.cap, worth / MICRO)


def decayed(points: Decimal, at: datetime, half_life_days: Decimal, now: datetime) -> int:
    """Millionths of points left of a touch made at `at`."""
    days = max(0.0, (now - at).total_seconds() / SECONDS_A_DAY)
    return round(float(points * MICRO) * 2.0 ** (-days / float(half_life_days)))


def fit_line(row: FitLine, facts: Mapping[str, Any]) -> Line | None:
    """The line of a fact that fits, or None."""
    value = facts.get(row.fact)
    if value is None or value == "":
        return None
    if row.at_least is not None:
        fits = _number(value) is not None and _number(value) >= row.at_least  # type: ignore[operator]
    else:
        said = value if isinstance(value, list | tuple) else [value]
        fits = any(_plain(one) in row.equals for one in said)
    return Line(row.id, row.name, row.points) if fits else None


def fell_below(
    level: Decimal,
    touches: Iterable[Touch],
    policy: ScoringPolicy,
    since: datetime,
    now: datetime,
    zone: str = "UTC",
) -> bool:
    """Whether engagement stood below `level` at some moment after `since`.

    It falls by waiting and rises by touches, so that it is lowest just before each touch.
    """
    known = list(touches)
    lowest = sorted({touch.at for touch in known if since < touch.at <= now} | {now})
    return any(
        score((t for t in known if t.at < moment), policy, {}, moment, zone).engagement < level
        for moment in lowest
    )


def whole(value: Decimal) -> Decimal:
    """`value` rounded half up to a whole point."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def holds(value: Any) -> bool:
    """Whether a fact that is a yes or a no says yes."""
    return _plain(value) in ("true", "yes", "1")


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
