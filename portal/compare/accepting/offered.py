"""What a page needs to offer that a plan is accepted on it."""

from typing import Any

from portal.compare.accepting import operations
from portal.compare.accepting.forms import BuyerForm
from portal.models import Comparison


def accepting_view(comparison: Comparison, form: BuyerForm) -> dict[str, Any]:
    """What a page needs to offer that a plan is accepted on it."""
    return {
        "accept": form,
        "accept_terms": operations.terms_for(comparison),
        "terms_text": operations.terms_text(),
        "accepted": lambda: operations.standing(comparison),
    }
