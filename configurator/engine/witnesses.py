"""Products met before, as a bit matrix: what they prove possible, and how they follow a choice."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from configurator.engine.clauses import Clauses, Flags, Ints, gather

Words = npt.NDArray[np.uint64]
ONES = np.uint64(0xFFFFFFFFFFFFFFFF)
ROUNDS, FEW_ROUNDS = 60, 6
"""Steps after which a witness that still breaks a clause is given up; few in small parts."""
SMALL = 600
"""Below so many variables a call of the solver costs no more than a step."""


class Witnesses:
    """Products of one part; row = variable (from index 1), bit = product.

    `live` marks the bits in use; all of them obey every clause and the choices they belong to.
    """

    def __init__(self, bits: Words, live: Words) -> None:
        self.bits, self.live = bits, live
        self._next = 0

    @classmethod
    def none(cls, top: int, words: int) -> "Witnesses":
        """Room for 64 × `words` products over the variables 1 … `top`."""
        return cls(np.zeros((top + 1, words), np.uint64), np.zeros(words, np.uint64))

    def having(self, variable: int) -> int:
        """How many products have a variable."""
        return sum(int(word).bit_count() for word in self.bits[variable] & self.live)

    def add(self, values: Flags) -> None:
        """Remembers a product; the longest remembered gives way where no room is left."""
        place = self._place()
        word, bit = place >> 6, np.uint64(1 << (place & 63))
        self.bits[:, word] &= ~bit
        self.bits[:, word] |= values * bit
        self.live[word] |= bit

    def _place(self) -> int:
        free = np.flatnonzero(self.live != ONES)
        if len(free):
            word = int(free[0])
            idle = ~int(self.live[word])
            return word * 64 + (idle & -idle).bit_length() - 1
        self._next = (self._next + 1) % (64 * len(self.live))
        return self._next

    def seen(self, literals: Sequence[int] = ()) -> tuple[Flags, Flags]:
        """For each variable whether it is true, and false, in some product with the literals."""
        among = self.agreeing(literals)
        words = np.flatnonzero(among)
        bits, among = self.bits[:, words], among[words]
        true: Flags = np.any(bits & among, axis=1)
        false: Flags = np.any(~bits & among, axis=1)
        return true, false

    def agreeing(self, literals: Sequence[int]) -> Words:
        """The bits of the products in which all the literals are true."""
        found = self.live.copy()
        for each in literals:
            row = self.bits[abs(each)]
            found &= row if each > 0 else ~row
        return found

    def one(self, among: Words) -> Flags | None:
        """One product among some bits; None where there is none."""
        words = np.flatnonzero(among)
        if not len(words):
            return None
        word = int(words[-1])
        bit = np.uint64(1 << (int(among[word]).bit_length() - 1))
        values: Flags = (self.bits[:, word] & bit) != 0
        return values

    def lightest(self, literals: Sequence[int], weights: npt.NDArray[np.float64]) -> Flags | None:
        """The product with the literals whose true variables weigh least; None where none has."""
        among = self.agreeing(literals)
        words = np.flatnonzero(among)
        if not len(words):
            return None
        bytes_of = np.ascontiguousarray(self.bits[:, words]).view(np.uint8)
        products = np.unpackbits(bytes_of, axis=1, bitorder="little")
        which = np.flatnonzero(np.unpackbits(among[words].view(np.uint8), bitorder="little"))
        lightest: Flags = products[:, which[np.argmin(weights @ products[:, which])]] > 0
        return lightest

    def sliced(self, variables: Ints) -> "Witnesses":
        """The same products over some of the variables; index 0 stays free."""
        return Witnesses(self.bits[np.concatenate(([0], variables))], self.live.copy())


class Patcher:
    """Carries products over to more choices by changing each of them as little as it can."""

    def __init__(self, clauses: Clauses) -> None:
        self._clauses = clauses
        self._rounds = FEW_ROUNDS if clauses.top < SMALL else ROUNDS
        self._by_variable, self._starts = clauses.incidence()

    def patched(self, old: Witnesses, model: Flags, implied: Ints, fixed: Flags) -> Witnesses:
        """The products after `implied` is made true in each.

        `fixed` marks the variables that are as in `model` in every product there can be.

        Where that breaks a clause, the first literal that is true in `model`, a product with all
        that is implied, is made true; so every step leads nearer to it, and most stop on the way.
        """
        bits, live = old.bits.copy(), old.live.copy()
        rows = np.abs(implied)
        want = np.where(implied > 0, ONES, np.uint64(0))[:, None]
        touched = rows[((bits[rows] ^ want) & live).any(axis=1)]
        bits[rows] = want
        always = np.where(fixed, np.where(model, 1, -1), 0).astype(np.int32)
        for _ in range(self._rounds):
            which, broken = self._broken(bits, live, self._near(touched, always))
            if not len(which):
                return Witnesses(bits, live)
            touched = self._mended(bits, self._true_in(model, which), broken)
        which, broken = self._broken(bits, live, self._near(touched, always))
        live &= ~np.bitwise_or.reduce(broken, axis=0, initial=np.uint64(0))
        return Witnesses(bits, live)

    def _near(self, touched: Ints, always: Ints) -> Ints:
        """Clauses over some variables that are not true already by what is fixed."""
        marked = np.zeros(len(self._clauses), np.bool_)
        marked[gather(self._by_variable, self._starts, touched)[0]] = True
        which = np.flatnonzero(marked).astype(np.int32)
        literals, lengths = self._clauses.gather(which)
        true = always[np.abs(literals)] * literals > 0
        marked[np.repeat(which, lengths)[true]] = False
        return np.flatnonzero(marked).astype(np.int32)

    def _broken(self, bits: Words, live: Words, which: Ints) -> tuple[Ints, Words]:
        """Those of the clauses that some product breaks, and the products that do."""
        literals, lengths = self._clauses.gather(which)
        if not len(literals):
            return which, np.zeros((0, len(live)), np.uint64)
        rows = bits[np.abs(literals)]
        rows ^= np.where(literals > 0, np.uint64(0), ONES)[:, None]
        firsts = np.cumsum(lengths) - lengths
        broken = ~np.bitwise_or.reduceat(rows, firsts, axis=0) & live
        bad = broken.any(axis=1)
        return which[bad], broken[bad]

    def _true_in(self, model: Flags, which: Ints) -> Ints:
        """The first literal of each clause that is true in a product."""
        literals, lengths = self._clauses.gather(which)
        true = np.flatnonzero(model[np.abs(literals)] == (literals > 0))
        owners = np.repeat(np.arange(len(which)), lengths)[true]
        return literals[true[np.flatnonzero(np.diff(owners, prepend=-1))]]

    def _mended(self, bits: Words, literals: Ints, broken: Words) -> Ints:
        """Makes one literal of each broken clause true where it is broken; the variables."""
        order = np.argsort(literals, kind="stable")
        ordered = literals[order]
        first = np.flatnonzero(np.diff(ordered, prepend=0))
        need = np.bitwise_or.reduceat(broken[order], first, axis=0)
        true = ordered[first]
        rows = np.abs(true)
        bits[rows] = np.where((true > 0)[:, None], bits[rows] | need, bits[rows] & ~need)
        return rows
