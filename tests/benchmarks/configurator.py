"""How fast the configurator answers: `python -m tests.benchmarks.configurator [FILE…] [--json]`.

For each model: features, rules, time and memory to publish, and p50, p95 and the longest time of
a click for domains, the options to switch to, why, repairs and completion over random buyers,
beside the plain way, two calls of a solver per option, at some of the same clicks; with ortools
installed also two calls of CP-SAT; all must agree. Where these take more than half a second for a click,
it is worked out from as many options as were asked by then: `share` says how many that were. Times
are of the processor, so that a busy machine does not lengthen them. Each question has the time it has by default: `open` counts the answers that
were not settled, or not proven, by then. Each model is measured in a process of its own, until its
seconds are over. Without FILE: the models in ../shared/models where they are, the demo packs, and
the large models made up by `worlds` and `tables`.
"""

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic, process_time
from typing import Any

from pysat.solvers import Glucose4

from configurator import Domains, Engine, ProductModel, Undecided, read_model
from configurator.engine import BLOCKED, CHOSEN, FORCED, OPEN, Completion, Repairs
from configurator.engine.choices import read_choices
from tests.benchmarks.tables import write_tables
from tests.benchmarks.worlds import dimacs, kernel, vehicle

ROOT = Path(__file__).resolve().parents[2]
BUYERS, CLICKS = 8, 15
SECONDS = 14.0
"""Time for the buyers of one model: one who has begun still finishes the click."""
OTHERS = 0.5
"""Seconds for each of the other ways at a click; one who has begun with an option finishes it."""
SETTLED = (BLOCKED, FORCED)
MEANT = {(True, True): (OPEN,), (True, False): (CHOSEN, FORCED), (False, True): (BLOCKED,)}
"""States of an option that can be had, and that can be left out."""
KINDS = ("domains", "switchable", "why", "repairs", "complete", "plain", "cp_sat")


@dataclass
class Times:
    """Milliseconds of each question of one kind, and how many were not settled in time.

    `share`: the smallest share of a question's options that was really asked; `beside`: those of
    the clicks at which the plain way was asked, too.
    """

    each: list[float] = field(default_factory=list)
    open: int = 0
    share: float = 1.0
    beside: list[float] = field(default_factory=list)

    def take(self, started: float) -> None:
        self.each.append((process_time() - started) * 1000)

    def shown(self) -> dict[str, float] | None:
        if not self.each:
            return None
        ordered = sorted(self.each)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        found = {"p50": median(ordered), "p95": p95, "max": ordered[-1], "count": len(ordered)}
        return found if self.share == 1 else {**found, "share": self.share}


@dataclass
class Result:
    """What was measured of one model; times in milliseconds, publish in seconds, memory in MB.

    `faster`: how many times the plain way takes as long, medians of the same clicks.
    """

    model: str
    features: int
    rules: int
    read: float
    publish: float
    memory: float
    times: dict[str, dict[str, float] | None]
    open: dict[str, int]
    faster: float


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--buyers", type=int, default=BUYERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    told = parser.parse_args(arguments)
    if find_spec("ortools") is None:
        print("CP-SAT: not measured, ortools is not installed", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for path in told.files or _all_models(Path(folder)):
            results.append(_in_a_fresh_process(path, told.buyers, told.seconds))
            if not told.json:
                print(_line(results[-1]), flush=True)
    if told.json:
        print(json.dumps([asdict(each) for each in results], indent=1))


def _all_models(folder: Path) -> Iterator[Path]:
    yield from sorted((ROOT.parent / "shared" / "models").glob("*.dimacs"))
    yield from sorted((ROOT.parent / "shared" / "models").glob("automotive01.uvl"))
    yield from sorted((ROOT / "portal" / "packs").glob("*/products/*.yaml"))
    for make in (vehicle, kernel):
        path = folder / f"{make.__name__}.dimacs"
        with path.open("w") as file:
            file.writelines(dimacs(make()))
        yield path
    yield write_tables(folder)


def _in_a_fresh_process(path: Path, buyers: int, seconds: float) -> Result:
    """Measured where no other model has used memory before."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, path, buyers, seconds).result()


def measured(path: Path, buyers: int, seconds: float) -> Result:
    """Everything about the model in one file."""
    memory, started = _memory(), process_time()
    model = read_model(path)
    read, started = process_time() - started, process_time()
    engine = Engine(model)
    publish = process_time() - started
    memory = _memory() - memory
    times = {kind: Times() for kind in KINDS}
    others: list[Plain] = [Plain(engine)]
    if find_spec("ortools"):
        others.append(CpSat(engine))
    until = monotonic() + seconds
    for seed in range(buyers):
        buyer = _Buyer(engine, Random(seed), times, until)
        until = buyer.buys(others if seed < 2 else [])
    shown = {kind: each.shown() for kind, each in times.items()}
    features = sum(1 for _ in model.options) + len(model.numbers)
    rules = len(model.rules) + len(model.tables) + len(model.clauses)
    own = times["domains"].beside
    faster = shown["plain"]["p50"] / median(own) if own and shown["plain"] else 0.0
    name = path.stem + path.suffix if path.suffix != ".yaml" else path.stem
    left = {kind: each.open for kind, each in times.items() if each.open}
    return Result(name, features, rules, read, publish, memory, shown, left, faster)


def _memory() -> float:
    """The most memory this process has held, in MB.

    Linux counts what the parent held into `ru_maxrss`; its own figure stands in /proc.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _Buyer:
    """Takes or refuses what is open, asks why and what instead, lets it be finished."""

    def __init__(
        self, engine: Engine, random: Random, times: dict[str, Times], until: float
    ) -> None:
        self._engine, self._random, self._times, self._until = engine, random, times, until
        self._prices = _prices(engine.model)
        self._choices: dict[str, Any] = {}

    def buys(self, others: "list[Plain]") -> float:
        """The whole way, as long as there is time; until when others may: theirs is not counted."""
        at_first = domains = self._engine.domains({}, None)
        for click in range(CLICKS):
            left = [code for code, state in domains.items() if state == OPEN]
            if not left or monotonic() > self._until:
                break
            key, value = self._wish(self._random.choice(left))
            self._choices = {**self._choices, key: value}
            self._timed("domains", self._engine.domains, self._choices)
            taken = self._times["domains"].each[-1]
            self._timed("switchable", self._engine.alternatives, self._choices)
            domains = self._engine.domains(self._choices, None)
            self._compare([each for each in others if click in each.clicks], taken)
            if click % 3 == 2:
                self._asks([c for c in domains if domains[c] in SETTLED and at_first[c] == OPEN])
        if monotonic() < self._until:
            self._timed("complete", self._engine.complete, self._choices, self._prices)
        return self._until

    def _compare(self, others: "list[Plain]", taken: float) -> None:
        started = monotonic()
        for other in others:
            times = self._times[other.kind]
            needed, share = other.milliseconds(self._choices, self._random)
            times.each.append(needed)
            times.share = min(times.share, share)
            if other.kind == "plain":
                self._times["domains"].beside.append(taken)
        self._until += monotonic() - started

    def _wish(self, code: str) -> tuple[str, Any]:
        single = self._engine.model.group_of(code).single
        return self._engine.model.choice(code, single or self._random.random() < 0.7)

    def _asks(self, settled: list[str]) -> None:
        for code in self._random.sample(settled, min(2, len(settled))):
            self._timed("why", self._engine.why, self._choices, code)
            self._timed("repairs", self._engine.repairs, self._choices, code, self._prices)

    def _timed(self, kind: str, question: Callable[..., Any], *about: Any) -> None:
        started = process_time()
        try:
            answer = question(*about)
        except Undecided:
            answer = None
        self._times[kind].take(started)
        self._times[kind].open += not settled(answer)


def settled(answer: Any) -> bool:
    """Whether nothing of an answer was left to be checked or proven."""
    match answer:
        case None:
            return False
        case Domains() | Repairs():
            return answer.complete
        case Completion():
            return answer.proven
        case _:
            return True


def _prices(model: ProductModel) -> dict[str, Decimal]:
    random = Random(1)
    return {option.code: Decimal(random.randint(0, 5_000)) for option in model.options}


class Plain:
    """The plain way: for each option one call "can it be had", one call "can it be left out"."""

    kind, clicks = "plain", range(0, CLICKS, 3)

    def __init__(self, engine: Engine) -> None:
        self._engine, self._encoding = engine, engine._encoding
        self._start(list(self._encoding.clauses()))

    def _start(self, clauses: list[list[int]]) -> None:
        self._solver = Glucose4(bootstrap_with=clauses)

    def _ask(self, literals: list[int]) -> bool:
        return bool(self._solver.solve(assumptions=literals))

    def milliseconds(self, choices: dict[str, Any], random: Random) -> tuple[float, float]:
        """Time for all options, and the share of them that was asked; answers must be the same."""
        options = self._encoding.options
        own = [choice.literal for choice in read_choices(self._encoding, choices)]
        found: dict[str, tuple[bool, bool]] = {}
        started = process_time()
        for code in random.sample(sorted(options), len(options)):
            found[code] = self._ask([*own, options[code]]), self._ask([*own, -options[code]])
            if process_time() - started > OTHERS:
                break
        share = len(found) / len(options)
        taken = (process_time() - started) * 1000 / share
        domains = self._engine.domains(choices, None)
        for code, answers in found.items():
            assert domains[code] in MEANT[answers], code
        return taken, share


class CpSat(Plain):
    """The same with CP-SAT, which starts anew at each call, with the choices fixed in the model."""

    kind, clicks = "cp_sat", (1, 6)

    def _start(self, clauses: list[list[int]]) -> None:
        from ortools.sat.python import cp_model

        self._model, self._solver = cp_model.CpModel(), cp_model.CpSolver()
        self._solver.parameters.num_workers = 1
        self._possible = cp_model.OPTIMAL
        names = [self._model.new_bool_var(str(n)) for n in range(self._encoding.top + 1)]
        self._literals = dict(enumerate(names))
        self._literals |= {-n: v.negated() for n, v in enumerate(names) if n}
        for clause in clauses:
            self._model.add_bool_or([self._literals[each] for each in clause])

    def _ask(self, literals: list[int]) -> bool:
        model = self._model.clone()
        model.add_bool_and([self._literals[each] for each in literals])
        return bool(self._solver.solve(model) == self._possible)


def _line(result: Result) -> str:
    figures = [
        f"{kind} {t['p50']:.1f}/{t['p95']:.1f}/{t['max']:.1f}"
        for kind, t in result.times.items()
        if t is not None
    ]
    return (
        f"{result.model}: {result.features:,} features, {result.rules:,} rules; "
        f"read {result.read:.2f} s, publish {result.publish:.2f} s, {result.memory:.0f} MB\n"
        f"    ms p50/p95/max: {', '.join(figures)}; {result.faster:.0f} x the plain way"
        + "".join(f"; {count} {kind} open" for kind, count in result.open.items())
    )


if __name__ == "__main__":
    main(sys.argv[1:])
