"""Large models made up for measuring, the same ones every time: a vehicle and a kernel.

Neither is copied from a real product. Sizes and structure follow what is published about real ones:
a vehicle's feature tree with wide alternatives and rules across it, an operating-system kernel
with chains of dependencies. Every clause holds in a few hundred configurations drawn beforehand,
so that most features stay optional, while some end up dead or in every product.
"""

from collections.abc import Iterator
from itertools import combinations
from random import Random

FEATURES = 14_000
DRAWN = 512
ALL = (1 << DRAWN) - 1
KERNEL_RULES = 17
"""Dependencies tried for each feature of the kernel; those that always hold are kept."""
Clause = tuple[int, ...]


class World:
    """Clauses over features; `has[x]` marks the drawn configurations that feature x is part of."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.has = [0, ALL]
        self.clauses: list[Clause] = [(1,)]

    @property
    def size(self) -> int:
        return len(self.has) - 1

    def grow(self, has: int) -> int:
        """A new feature in some of the drawn configurations."""
        self.has.append(has)
        return self.size

    def marks(self, literal: int) -> int:
        """The drawn configurations in which a literal is true."""
        return self.has[literal] if literal > 0 else ALL & ~self.has[-literal]

    def holds(self, clause: Clause) -> bool:
        """Whether a clause is true in all drawn configurations."""
        met = 0
        for literal in clause:
            met |= self.marks(literal)
        return met == ALL

    def tell(self, clause: Clause) -> bool:
        """Adds a clause if it holds."""
        marks = [self.has[abs(each)] for each in clause]
        held = all(marks) and len(set(clause)) == len(clause) and self.holds(clause)
        if held:
            self.clauses.append(clause)
        return held

    def some(self, has: int, share: float) -> int:
        """About a share of the marked configurations, never none of them."""
        kept = has
        for _ in range({0.75: 2, 0.5: 1}.get(share, 3)):
            half = self.random.getrandbits(DRAWN)
            kept &= half if share <= 0.5 else ~(half & self.random.getrandbits(DRAWN))
        return kept or has

    def split(self, has: int, parts: int) -> list[int]:
        """The marked configurations dealt out over some parts."""
        dealt = [0] * parts
        for i in range(DRAWN):
            if has >> i & 1:
                dealt[self.random.randrange(parts)] |= 1 << i
        return dealt


def vehicle(seed: int = 1) -> list[Clause]:
    """Assemblies of a few levels with wide "one of these" groups and 2,000 rules across them."""
    world = World(seed)
    assemblies = [_child(world, 1, world.random.random() < 0.4) for _ in range(160)]
    free = [(each, 1) for each in assemblies]
    while world.size < FEATURES:
        parent, level = free[world.random.randrange(len(free))]
        children = _family(world, parent)
        free += [(child, level + 1) for child in children if level < 6]
    marked = [x for x in range(2, FEATURES + 1) if world.has[x]]
    for _ in range(6_000):
        world.tell(_across(world.random, marked))
    return world.clauses


def _child(world: World, parent: int, always: bool) -> int:
    has = world.has[parent]
    child = world.grow(has if always else world.some(has, 0.5))
    world.clauses += [(-child, parent)] + ([(-parent, child)] if always else [])
    return child


def _family(world: World, parent: int) -> list[int]:
    """New children of a feature, and those of them that may have children of their own."""
    random = world.random
    kind = random.choices(("optional", "mandatory", "one", "some"), (36, 20, 34, 10))[0]
    width = min(FEATURES - world.size, random.choice((1, 2, 2, 3, 4, 6)))
    if kind in ("optional", "mandatory"):
        return [_child(world, parent, kind == "mandatory") for _ in range(width)]
    if kind == "one" and random.random() < 0.062:
        width = min(FEATURES - world.size, random.randint(40, 130))
    marks = world.split(world.has[parent], width)
    if kind == "some":
        marks = [mark | world.some(world.has[parent], 0.2) for mark in marks]
    children = [world.grow(mark) for mark in marks]
    world.clauses += [(-child, parent) for child in children]
    world.clauses.append((-parent, *children))
    if kind == "one":
        world.clauses += [(-a, -b) for a, b in combinations(children, 2)]
    return children if kind == "some" else children[: random.choice((0, 0, 1))]


def _across(random: Random, marked: list[int]) -> Clause:
    """A rule, more often between neighbours than across the vehicle."""
    at, count = random.randrange(len(marked)), random.choice((2, 2, 3, 3, 4))
    near = marked[max(0, at - 150) : at + 150] if random.random() < 0.7 else marked
    first, *rest = random.sample(near, count)
    return (-first, *(each if random.random() < 0.6 else -each for each in rest))


def kernel(seed: int = 1) -> list[Clause]:
    """Menus, dependencies on a few subsystems and on neighbours: 17 short clauses a feature."""
    world = World(seed)
    for x in range(2, FEATURES + 1):
        parent = max(1, x // 8 - world.random.randrange(6))
        world.grow(world.some(world.has[parent], 0.75 if parent < 200 else 0.5))
        world.tell((-x, parent))
    hubs = sorted(range(1, FEATURES + 1), key=lambda x: -world.has[x].bit_count())[1:150]
    for x in range(900, FEATURES + 1):
        for _ in range(KERNEL_RULES):
            world.tell(_dependency(world, x, hubs))
    return world.clauses


def _dependency(world: World, x: int, hubs: list[int]) -> Clause:
    """What x needs, forbids or selects: literals of hubs and neighbours, until it always holds."""
    random = world.random
    near = [x - random.randint(1, 80 if random.random() < 0.7 else 800) for _ in range(4)]
    tried = [random.choice(hubs), *near, *(-each for each in near)]
    clause, missing = [-x], world.has[x]
    while missing and len(clause) < 4:
        left = {each: missing & ~world.marks(each) for each in tried}
        best = min(left, key=lambda each: left[each].bit_count())
        clause.append(best)
        missing = left[best]
    return tuple(clause)


def dimacs(clauses: list[Clause], features: int = FEATURES) -> Iterator[str]:
    """Lines of a DIMACS file with a name for every variable."""
    yield from (f"c {n} F_{n:05}\n" for n in range(1, features + 1))
    yield f"p cnf {features} {len(clauses)}\n"
    yield from (f"{' '.join(map(str, clause))} 0\n" for clause in clauses)
