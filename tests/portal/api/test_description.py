"""The description holds: whatever it allows, and a little more, is answered as it says."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from portal.api.blueprint import OPERATIONS
from tests.portal.api.conftest import Ask
from tests.portal.conftest import STRICT_DATABASE


@STRICT_DATABASE
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", [each.name for each in OPERATIONS])
def test_nothing_that_can_be_asked_breaks_the_server(
    app: Flask, secret: str, name: str, mode: GenerationMode
) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operation = described.find_operation_by_id(name)

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        # What a supplier does not sell is refused, though its shape is right.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"},
            excluded_checks=[positive_data_acceptance],
        )

    asked()


def test_every_operation_is_described_with_its_answer_and_its_refusals(ask: Ask) -> None:
    document = ask("GET", "/openapi.json", token="").json
    assert document["openapi"] == "3.1.0"
    for each in OPERATIONS:
        found = document["paths"][f"/api/v1{each.path}"][each.method.lower()]
        assert found["summary"] and {str(each.status), "401", "422"} <= set(found["responses"])
