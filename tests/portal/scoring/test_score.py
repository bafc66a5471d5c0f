"""The score: lines that sum, decay that only takes, an order that never matters."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.packs.formats import ScoringPolicy
from portal.scoring.score import DECAY, Score, Touch, fell_below, score

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 on a Monday in Ho Chi Minh City
ZONE = "Asia/Ho_Chi_Minh"


def group(id: str, cap: int, **points: int) -> dict[str, Any]:
    """A group of the policy."""
    lines = [{"type": type, "points": worth} for type, worth in points.items()]
    return {"id": id, "name": {"vi": id, "en": id}, "cap": cap, "lines": lines}


# Points and caps of PRODUCT.md §3, third morning.
POLICY = ScoringPolicy.model_validate(
    {
        "segment": "enterprise",
        "version": "1",
        "half_life_days": 30,
        "groups": [
            group("submission", 30, rfp_submitted=30),
            group("pdf", 15, document_downloaded=15),
            group("reviewers", 20, reviewer_invited=10),
            group("saves", 15, calculation_saved=5),
            group("returns", 6, signed_in=2),
        ],
        "fit": [
            {
                "id": "trade",
                "name": {"vi": "t", "en": "t"},
                "fact": "industry",
                "equals": ["food", "dairy"],
                "points": 58,
            },
            {
                "id": "sites",
                "name": {"vi": "s", "en": "s"},
                "fact": "sites",
                "at_least": 3,
                "points": 20,
            },
            {
                "id": "small",
                "name": {"vi": "k", "en": "k"},
                "fact": "usage",
                "equals": ["small"],
                "points": -40,
            },
        ],
        "hard_stops": ["competitor", "unsubscribed", "no_consent", "open_complaint"],
    }
)


def days_ago(days: float) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(days=days)


def of(touches: Iterable[Touch], now: datetime = NOW, **facts: Any) -> Score:
    """The score of these touches."""
    return score(touches, POLICY, facts, now, ZONE)


# Minh's way: submitted last night, PDF, two reviewers, three saves, three return visits.
MORNING = [
    Touch("rfp_submitted", days_ago(0.45)),
    Touch("document_downloaded", days_ago(3.98)),
    Touch("reviewer_invited", days_ago(2.66), "person/1"),
    Touch("reviewer_invited", days_ago(2.65), "person/2"),
    *[Touch("calculation_saved", days_ago(days)) for days in (2.3, 3.3, 4.3)],
    *[Touch("signed_in", days_ago(days)) for days in (0.45, 1.9, 2.65, 3.3, 4.3, 5.9)],
]


def test_the_third_morning_reads_82_as_30_15_20_15_6_and_a_decay_of_4() -> None:
    found = of(MORNING, industry="food", sites="4")
    points = {line.id: line.points for line in found.engagement_lines}
    assert points == {
        "submission": 30, "pdf": 15, "reviewers": 20, "saves": 15, "returns": 6, DECAY: -4,
    }  # fmt: skip
    assert found.engagement == 82
    assert found.fit == 78
    assert found.engagement_lines[-1].id == DECAY


def test_engagement_lines_sum_to_engagement_and_fit_lines_to_fit() -> None:
    found = of(MORNING, industry="dairy", usage="small")
    assert sum(line.points for line in found.engagement_lines) == found.engagement
    assert sum(line.points for line in found.fit_lines) == found.fit == 18


def test_a_type_counts_once_a_day_of_the_site() -> None:
    evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # 23:30 there
    same_day, next_day = evening - timedelta(hours=5), evening + timedelta(hours=1)
    once = of([Touch("calculation_saved", at) for at in (evening, same_day)])
    twice = of([Touch("calculation_saved", at) for at in (evening, next_day)])
    assert next(line.touches for line in once.engagement_lines) == 1
    assert next(line.touches for line in twice.engagement_lines) == 2


def test_two_reviewers_invited_on_one_day_count_twice_and_one_invited_twice_counts_once() -> None:
    two = of([Touch("reviewer_invited", NOW, "a"), Touch("reviewer_invited", NOW, "b")])
    one = of([Touch("reviewer_invited", NOW, "a"), Touch("reviewer_invited", NOW, "a")])
    assert (two.engagement, one.engagement) == (20, 10)


def test_a_group_is_capped_after_decay_so_that_many_old_touches_keep_it_full() -> None:
    old = [Touch("calculation_saved", days_ago(30 + day)) for day in range(12)]
    assert of(old).engagement == 15


def test_half_the_points_are_left_after_a_half_life() -> None:
    found = of([Touch("rfp_submitted", days_ago(30))])
    assert found.engagement == 15
    assert found.engagement_lines[-1].points == -15


def test_what_the_policy_does_not_name_scores_nothing() -> None:
    assert of([Touch("home_viewed", NOW)]).engagement_lines == ()


@pytest.mark.parametrize("stop", POLICY.hard_stops)
@pytest.mark.parametrize("said", [True, "true", "yes"])
def test_each_hard_stop_is_named(stop: str, said: Any) -> None:
    assert of([], **{stop: said}).stops == (stop,)
    assert of([], **{stop: False}).stops == ()


@pytest.mark.parametrize("value", ["", None, "many", "NaN", "2"])
def test_a_fact_that_is_no_figure_or_too_small_does_not_fit(value: Any) -> None:
    assert of([], sites=value).fit == 0


def test_a_list_fits_when_one_of_its_values_does() -> None:
    assert of([], industry=["steel", "food"]).fit == 58


touches = st.lists(
    st.builds(
        Touch,
        st.sampled_from(
            ["rfp_submitted", "reviewer_invited", "calculation_saved", "signed_in", "home_viewed"]
        ),
        st.datetimes(datetime(2026, 6, 1), datetime(2026, 11, 23)).map(  # noqa: DTZ001
            lambda at: at.replace(tzinfo=UTC)
        ),
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=40,
)


@given(touches, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(rows: list[Touch], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert of(rows) == of(shuffled)


@given(touches, st.lists(st.integers(0, 4000), min_size=2, max_size=2).map(sorted))
def test_waiting_never_raises_the_score(rows: list[Touch], hours: list[int]) -> None:
    sooner, later = (NOW + timedelta(hours=h) for h in hours)
    assert of(rows, later).engagement <= of(rows, sooner).engagement


@given(touches)
def test_a_touch_more_never_lowers_the_score(rows: list[Touch]) -> None:
    assert of([*rows, Touch("rfp_submitted", NOW)]).engagement >= of(rows).engagement


@given(touches)
def test_no_group_gives_more_than_its_cap_and_decay_never_gives(rows: list[Touch]) -> None:
    caps = {group.id: group.cap for group in POLICY.groups}
    for line in of(rows).engagement_lines:
        assert line.points < 0 if line.id == DECAY else 0 <= line.points <= caps[line.id]


def test_engagement_that_only_rises_has_not_fallen_below() -> None:
    assert not fell_below(Decimal(60), MORNING, POLICY, days_ago(0.2), NOW, ZONE)


def test_engagement_that_decayed_and_came_back_fell_below_in_between() -> None:
    first = [Touch(t.type, t.at - timedelta(days=90), t.subject) for t in MORNING]
    assert of(first).engagement < 60
    assert of([*first, *MORNING]).engagement >= 70
    assert fell_below(Decimal(60), [*first, *MORNING], POLICY, days_ago(88), NOW, ZONE)
