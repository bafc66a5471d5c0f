"""The ledger of every interaction: `record` writes in the caller's transaction."""
