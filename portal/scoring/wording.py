"""The score as a chart and as lines, in words."""

from decimal import Decimal

from portal import charts
from portal.i18n import _, number, signed, words
from portal.packs.formats import SegmentProfile
from portal.scoring.score import DECAY, Line, Score


def score_chart(score: Score, segment: SegmentProfile) -> charts.Chart:
    """Engagement as lines that sum to it, with the threshold."""
    threshold = _("threshold %(points)s", points=number(segment.threshold))
    title = _(
        "Engagement %(score)s, threshold %(threshold)s",
        score=number(score.engagement),
        threshold=number(segment.threshold),
    )
    return charts.score_bars(
        title,
        [charts.ScoreLine(line_name(line), line.points) for line in score.engagement_lines],
        lambda value: signed(Decimal(str(value))),
        threshold=segment.threshold,
        threshold_text=threshold,
        columns=(_("Reason"), _("Points")),
    )


def fit_rows(score: Score) -> list[tuple[str, str]]:
    """The facts that fit, with their points."""
    return [(line_name(line), signed(line.points)) for line in score.fit_lines]


def line_name(line: Line) -> str:
    """What the line stands for; how often, where it was more than once."""
    if line.id == DECAY or line.name is None:
        return _("Decay over time")
    if line.touches > 1:
        return f"{words(line.name)} ×{number(line.touches)}"
    return words(line.name)
