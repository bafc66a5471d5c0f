"""Wishes in order of what they weigh, whatever is changed."""

from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.wishes import Wishes

literals = st.integers(-9, 9).filter(bool)


@given(
    st.dictionaries(literals, st.integers(1, 9)),
    st.lists(st.tuples(literals, st.integers(-9, 9).filter(bool))),
    st.integers(0, 12),
)
def test_changed_wishes_stand_as_if_sorted_anew(
    first: dict[int, int], changes: list[tuple[int, int]], level: int
) -> None:
    before = Wishes(first)
    wishes, plain = before.copy(), dict(first)
    for wish, by in changes:
        if by > 0:
            wishes.more(wish, by)
        elif wish in wishes:
            wishes.less(wish, min(-by, wishes[wish]))
        plain[wish] = max(0, plain.get(wish, 0) + by)
    plain = {wish: weight for wish, weight in plain.items() if weight}
    assert wishes == plain
    assert before == first
    weights = [plain[wish] for wish in wishes.heaviest(level)]
    assert weights == sorted((w for w in plain.values() if w >= level), reverse=True)
