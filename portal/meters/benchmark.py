"""How a load stands among its peers: shares alone, of five others at least, nobody named."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from sqlalchemy import select

from portal.db import session
from portal.models import MeterFile

FEWEST = 5
SHARES = ("load_factor", "base_share", "peak_share")


@dataclass(frozen=True)
class Standing:
    """One share: one's own, and the lower quartile, median and upper quartile of the peers."""

    name: str
    own: float
    lower: float
    median: float
    upper: float


@dataclass(frozen=True)
class Benchmark:
    """The shares, and how many peers they stand among."""

    peers: int
    standings: tuple[Standing, ...]


def benchmark(file: MeterFile) -> Benchmark | None:
    """The file's shares among the latest confirmed ones of others in the segment; None below five.

    A company counts once, whichever of its files and people they come from; who is no customer
    with an account counts for nothing.
    """
    query = (
        select(MeterFile.account_id, MeterFile.shape)
        .where(MeterFile.pack == file.pack, MeterFile.segment == file.segment)
        .where(MeterFile.state == "confirmed", MeterFile.account_id.is_not(None))
        .order_by(MeterFile.confirmed_at)
    )
    latest = {row[0]: row[1] for row in session.execute(query) if row[0] != file.account_id}
    if len(latest) < FEWEST:
        return None
    return Benchmark(len(latest), tuple(_standing(file, n, list(latest.values())) for n in SHARES))


def _standing(file: MeterFile, name: str, peers: Sequence[dict[str, float]]) -> Standing:
    lower, median, upper = quantiles([peer[name] for peer in peers], n=4)
    return Standing(name, file.shape[name], lower, median, upper)
