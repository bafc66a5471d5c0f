"""Accepting a plan: at the price of the page, or at the price held."""
