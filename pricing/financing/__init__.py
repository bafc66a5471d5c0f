"""Ways to pay: loans and their instalments, leases, and what each of them costs as a rate."""

from pricing.financing.implicit import (
    implicit_rate,
    lease_liability,
    right_of_use,
    yearly_implicit_rate,
)
from pricing.financing.instalments import (
    Instalment,
    Repayment,
    instalment,
    repayments,
    total_interest,
)
from pricing.returns import (
    effective_rate,
    future_value,
    interest_paid,
    linear_interest,
    loan_rate,
    nominal_rate,
    number_of_payments,
    payment,
    present_value,
    principal_paid,
)

__all__ = [
    "Instalment",
    "Repayment",
    "effective_rate",
    "future_value",
    "implicit_rate",
    "instalment",
    "interest_paid",
    "lease_liability",
    "linear_interest",
    "loan_rate",
    "nominal_rate",
    "number_of_payments",
    "payment",
    "present_value",
    "principal_paid",
    "repayments",
    "right_of_use",
    "total_interest",
    "yearly_implicit_rate",
]
