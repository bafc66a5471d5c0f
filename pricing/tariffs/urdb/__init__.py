"""Tariffs out of records of the OpenEI Utility Rate Database (JSON, version 3 to 8)."""

from pricing.tariffs.urdb.record import ImportedTariff, read_urdb

__all__ = ["ImportedTariff", "read_urdb"]
