"""The living demo: seeded once, the same every time, dated relative to the day of seeding."""

from portal.seed.operations import seed_demo, sign_ins

__all__ = ["seed_demo", "sign_ins"]
