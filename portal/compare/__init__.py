"""Compare prices on one's own usage; hold a price, accept a plan."""

from portal.compare import holding, looking_closer, views  # noqa: F401  the routes register themselves
from portal.compare.accepting import views as acceptances  # noqa: F401  likewise
from portal.compare.blueprint import bp
from portal.compare.rival_files import views as rivals_from_files  # noqa: F401  likewise

__all__ = ["bp"]
