"""The emissions report each month by e-mail, to whoever agreed to it."""
