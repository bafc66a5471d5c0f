"""Offers of other suppliers out of files: a table (CSV, XLSX), or published rates (URDB JSON)."""
