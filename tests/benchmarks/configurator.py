"""How fast the configurator answers: `python -m tests.benchmarks.configurator [FILE…] [--json]`.

For each model: features, rules, time and memory to publish, and p50, p95 and the longest time of
a click for domains, why, repairs and completion over random buyers, beside the plain way, two
calls of a solver per option, in the same run. Times are of the processor, so that a busy machine
does not lengthen them. Without FILE: the models in ../shared/models where
they are, the demo packs, and the large models made up by `worlds` and `tables`.
"""

import argparse
import gc
import json
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any

from pysat.solvers import Glucose4

from configurator import Engine, ProductModel, read_model
from configurator.engine import BLOCKED, FORCED, OPEN
from tests.benchmarks.tables import write_tables
from tests.benchmarks.worlds import dimacs, kernel, vehicle

ROOT = Path(__file__).resolve().parents[2]
BUYERS, CLICKS = 8, 15
PLAIN_OPTIONS = 30
"""Options the plain way is timed on; the time for all of them is worked out from these."""


@dataclass
class Times:
    """Milliseconds of each question of one kind."""

    each: list[float] = field(default_factory=list)

    def take(self, started: float) -> None:
        self.each.append((process_time() - started) * 1000)

    def shown(self) -> dict[str, float] | None:
        if not self.each:
            return None
        ordered = sorted(self.each)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        return {"p50": median(ordered), "p95": p95, "max": ordered[-1], "count": len(ordered)}


@dataclass
class Result:
    """What was measured of one model; times in milliseconds, publish in seconds, memory in MB."""

    model: str
    features: int
    rules: int
    read: float
    publish: float
    memory: float
    times: dict[str, dict[str, float] | None]
    faster: float


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--buyers", type=int, default=BUYERS)
    told = parser.parse_args(arguments)
    if find_spec("ortools") is None:
        print("CP-SAT: not measured, ortools is not installed", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for path in told.files or _all_models(Path(folder)):
            results.append(measured(path, told.buyers))
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


def measured(path: Path, buyers: int) -> Result:
    """Everything about the model in one file."""
    gc.collect()
    memory, started = _memory(), process_time()
    model = read_model(path)
    read, started = process_time() - started, process_time()
    engine = Engine(model)
    publish = process_time() - started
    memory = _memory() - memory
    times = {kind: Times() for kind in ("domains", "why", "repairs", "complete", "plain", "cp_sat")}
    plain = Plain(engine)
    for seed in range(buyers):
        _buyer(engine, Random(seed), times, plain)
    shown = {kind: each.shown() for kind, each in times.items()}
    features = sum(1 for _ in model.options) + len(model.numbers)
    rules = len(model.rules) + len(model.tables) + len(model.clauses)
    own, other = shown["domains"], shown["plain"]
    faster = other["p50"] / own["p50"] if own and other else 0.0
    name = path.stem + path.suffix if path.suffix != ".yaml" else path.stem
    return Result(name, features, rules, read, publish, memory, shown, faster)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _buyer(engine: Engine, random: Random, times: dict[str, Times], plain: "Plain") -> None:
    """One buyer: takes or refuses what is open, asks why and what instead, lets it be finished."""
    model = engine.model
    prices = _prices(model)
    choices: dict[str, Any] = {}
    domains = engine.domains(choices)
    for click in range(CLICKS):
        left = [code for code, state in domains.items() if state == OPEN]
        if not left:
            break
        choices = {**choices, random.choice(left): random.random() < 0.7}
        started = process_time()
        domains = engine.domains(choices)
        times["domains"].take(started)
        if click in (1, 6):
            times["plain"].each.append(plain.milliseconds(choices, random))
        if click % 3 == 2:
            _curious(engine, choices, domains, random, times, prices)
    started = process_time()
    engine.complete(choices, prices)
    times["complete"].take(started)


def _curious(
    engine: Engine,
    choices: dict[str, Any],
    domains: Any,
    random: Random,
    times: dict[str, Times],
    prices: dict[str, Decimal],
) -> None:
    settled = [code for code, state in domains.items() if state in (BLOCKED, FORCED)]
    own = [code for code in settled if code in _by_choice(engine, settled)]
    for code in random.sample(own or settled, min(2, len(own or settled))):
        started = process_time()
        engine.why(choices, code)
        times["why"].take(started)
        started = process_time()
        engine.repairs(choices, code, prices)
        times["repairs"].take(started)


def _by_choice(engine: Engine, settled: list[str]) -> set[str]:
    """Those that some choice settled: without any they are open."""
    before = engine.domains({})
    return {code for code in settled if before[code] == OPEN}


def _prices(model: ProductModel) -> dict[str, Decimal]:
    random = Random(1)
    return {option.code: Decimal(random.randint(0, 5_000)) for option in model.options}


class Plain:
    """The plain way: for each option one call "can it be had", one call "can it be left out"."""

    def __init__(self, engine: Engine) -> None:
        self._encoding = engine._encoding
        self._solver = Glucose4(bootstrap_with=list(self._encoding.clauses()))

    def milliseconds(self, choices: dict[str, Any], random: Random) -> float:
        """Time for all options, worked out from at most PLAIN_OPTIONS of them."""
        options = self._encoding.options
        own = [options[code] if taken else -options[code] for code, taken in choices.items()]
        some = random.sample(sorted(options.values()), min(PLAIN_OPTIONS, len(options)))
        started = process_time()
        for variable in some:
            self._solver.solve(assumptions=[*own, variable])
            self._solver.solve(assumptions=[*own, -variable])
        return (process_time() - started) * 1000 * len(options) / len(some)


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
    )


if __name__ == "__main__":
    main(sys.argv[1:])
