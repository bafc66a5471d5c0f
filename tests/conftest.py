"""What every test may use."""

pytest_plugins = ["tests.portal.postgres"]
