"""Who may enter which route: declared on every view, denied otherwise."""

import pytest
from flask import Flask

from portal import create_app
from portal.access import POLICIES, access, declared, undeclared_routes
from portal.config import Settings
from portal.models import Person
from tests.portal.factories import client_of


def test_every_route_declares_its_policy_and_its_touchpoint_or_why_it_has_none(app: Flask) -> None:
    assert undeclared_routes(app) == []


def test_a_planted_route_that_declares_nothing_is_found_and_refused(tmp_path) -> None:
    planted = create_app(Settings.from_environment({"BIDWRIGHT_INSTANCE": str(tmp_path)}))
    planted.add_url_rule("/planted", "planted", lambda: "secret")
    assert undeclared_routes(planted) == ["planted"]
    with planted.app_context():
        planted.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
    answer = planted.test_client().get("/planted")
    assert answer.status_code in (404, 503) and b"secret" not in answer.data


def test_an_unknown_policy_or_touchpoint_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="policy"):
        access("everybody", no_touchpoint="because")
    with pytest.raises(ValueError, match="registry"):
        access("public", touchpoint="sneezed")
    with pytest.raises(ValueError, match="reason"):
        access("public")


def test_a_stranger_is_sent_to_sign_in_and_a_buyer_sees_nothing_of_the_staff_pages(
    app: Flask, lan: Person
) -> None:
    stranger, buyer = client_of(app), client_of(app, lan)
    for rule in app.url_map.iter_rules():
        found = declared(app, rule.endpoint)
        if found is None or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        if POLICIES[found.policy]:
            assert stranger.get(rule.rule).status_code == 303, rule.rule
            assert buyer.get(rule.rule).status_code == 404, rule.rule
