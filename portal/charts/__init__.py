"""Charts as small frozen data: an SVG, its words, and the table that says the same.

Every function is pure, takes plain numbers and a formatter, and answers a `Chart`. The drawing uses
percent across and pixels down, so that text keeps its size at any width; colours are presentation
attributes (paper reads them) with classes (the themes repaint them). Nothing is inline style or
script. Values that are not finite count as missing and read "–".
"""

from portal.charts.bars import Bar, stacked_bar
from portal.charts.calendar import CashRow, cash_calendar
from portal.charts.heatmap import heat_map
from portal.charts.histogram import Limit, histogram
from portal.charts.lines import line
from portal.charts.plot import COLOURS, Chart, Table
from portal.charts.ruler import Zone, ruler
from portal.charts.score import ScoreLine, score_bars
from portal.charts.series import Mark, Series, crossings
from portal.charts.spark import sparkline
from portal.charts.tornado import Swing, tornado
from portal.charts.waterfall import Step, waterfall

__all__ = [
    "COLOURS", "Bar", "CashRow", "Chart", "Limit", "Mark", "ScoreLine", "Series", "Step", "Swing",
    "Table", "Zone", "cash_calendar", "crossings", "heat_map", "histogram", "line", "ruler", "score_bars",
    "sparkline", "stacked_bar", "tornado", "waterfall",
]  # fmt: skip
