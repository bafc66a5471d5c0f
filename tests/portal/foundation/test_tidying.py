"""Memory is tidied between answers, not in the middle of one."""

import gc
import weakref

import pytest

from portal.tidying import YOUNG, TidyBetween


class Node:
    """Something that knows itself, as a template and what it extends do."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def no_looking():
    """Python by itself looks for no circles."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_circles_that_an_answer_left_are_freed_when_it_is_closed_and_no_sooner(no_looking):
    left = []

    def answer(_environ, _start):
        made = [Node() for _ in range(YOUNG)]
        left.append(weakref.ref(made[0]))
        return [b"answer"]

    response = TidyBetween(answer)({}, lambda *_: None)
    assert list(response) == [b"answer"]
    assert left[0]() is not None
    response.close()
    assert left[0]() is None


def test_a_small_answer_costs_no_look_at_all(no_looking):
    before = gc.get_stats()[0]["collections"]
    TidyBetween(lambda *_: [b"answer"])({}, lambda *_: None).close()
    assert gc.get_stats()[0]["collections"] == before
