"""What a configuration holds, as option code → quantity: the bridge to prices."""

from collections.abc import Mapping
from decimal import Decimal

from configurator.engine import Engine
from configurator.engine.choices import Value
from configurator.engine.completion import quantities, wishes
from configurator.model import ProductModel


def bill_of_materials(model: ProductModel, choices: Mapping[str, Value]) -> dict[str, Decimal]:
    """Option code → quantity of every option chosen or forced, in the order of the model.

    The quantity is 1, times the value of each number with `quantity_of` that option. A number
    still undecided counts with its default (else its smallest value), or the nearest value still
    possible. Raises ChoiceError and Contradiction like the engine.
    """
    domains = Engine.of(model).domains(choices)
    numbers = {id: domains.numbers[id].nearest(wish) for id, wish in wishes(model).items()}
    counts = quantities(model, numbers)
    return {code: counts.get(code, Decimal(1)) for code in domains.in_product}
