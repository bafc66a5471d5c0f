"""What cash flows are worth: present values, rates of return, paybacks, annuities.

Flows are given per period with the first at time 0 unless said otherwise; money received is
positive, money paid negative, as in spreadsheets. Rates are fractions per period. What can be
computed exactly is a Decimal; what needs root finding is a float. What is not defined is None or
a PricingError that says why, never a number.
"""

from pricing.returns.annuities import (
    When,
    future_value,
    interest_paid,
    linear_interest,
    loan_rate,
    number_of_payments,
    payment,
    present_value,
    principal_paid,
)
from pricing.returns.exactness import Number
from pricing.returns.internal_rates import (
    InternalRates,
    dated_internal_rates,
    internal_rate_rows,
    internal_rates,
    internal_rates_of,
    irr,
    sign_changes,
    xirr,
)
from pricing.returns.paybacks import discounted_payback, payback
from pricing.returns.present_value import (
    annuity_factor,
    equivalent_annual_cost,
    growing_annuity_factor,
    npv,
    xnpv,
)
from pricing.returns.rates import (
    effective_rate,
    growth_rate,
    nominal_rate,
    period_rate,
    periods_to_reach,
    real_rate,
)
from pricing.returns.ratios import (
    adjusted_irr,
    adjusted_irr_of_ratio,
    mirr,
    savings_to_investment,
)

__all__ = [
    "InternalRates",
    "Number",
    "When",
    "adjusted_irr",
    "adjusted_irr_of_ratio",
    "annuity_factor",
    "dated_internal_rates",
    "discounted_payback",
    "effective_rate",
    "equivalent_annual_cost",
    "future_value",
    "growing_annuity_factor",
    "growth_rate",
    "interest_paid",
    "internal_rate_rows",
    "internal_rates",
    "internal_rates_of",
    "irr",
    "linear_interest",
    "loan_rate",
    "mirr",
    "nominal_rate",
    "npv",
    "number_of_payments",
    "payback",
    "payment",
    "period_rate",
    "periods_to_reach",
    "present_value",
    "principal_paid",
    "real_rate",
    "savings_to_investment",
    "sign_changes",
    "xirr",
    "xnpv",
]
