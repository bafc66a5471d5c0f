"""Literals that should be true, with what it costs where they are not, the dearest first."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping


class Wishes(Mapping[int, int]):
    """Weights above zero by literal; changing one keeps all in order without sorting them anew.

    >>> wishes = Wishes({5: 10, 6: 30})
    >>> wishes.more(7, 20)
    >>> wishes.less(6, 15)
    >>> wishes.heaviest(12), dict(wishes)
    ([7, 6], {7: 20, 6: 15, 5: 10})
    """

    def __init__(self, weights: Mapping[int, int]) -> None:
        self._weights = {wish: weight for wish, weight in weights.items() if weight}
        self._order = sorted(self._weights, key=self._weights.__getitem__, reverse=True)
        self._costs = [-self._weights[wish] for wish in self._order]

    def copy(self) -> "Wishes":
        """The same wishes, to be changed."""
        other = Wishes({})
        other._weights = self._weights.copy()
        other._order, other._costs = self._order.copy(), self._costs.copy()
        return other

    def __getitem__(self, wish: int) -> int:
        return self._weights[wish]

    def __contains__(self, wish: object) -> bool:
        return wish in self._weights

    def __iter__(self) -> Iterator[int]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def heaviest(self, level: int = 0) -> list[int]:
        """The wishes that weigh at least so much, the heaviest first."""
        return self._order[: bisect_right(self._costs, -level)]

    def more(self, wish: int, weight: int) -> None:
        """Lets a wish, which may be a new one, weigh more."""
        self._put(wish, self._weights.get(wish, 0) + weight)

    def less(self, wish: int, weight: int) -> None:
        """Lets a wish weigh less; at zero it is none any more."""
        self._put(wish, self._weights[wish] - weight)

    def _put(self, wish: int, weight: int) -> None:
        if wish in self._weights:
            cost = -self._weights.pop(wish)
            place = self._order.index(wish, bisect_left(self._costs, cost))
            del self._order[place], self._costs[place]
        if weight:
            place = bisect_right(self._costs, -weight)
            self._order.insert(place, wish)
            self._costs.insert(place, -weight)
            self._weights[wish] = weight
