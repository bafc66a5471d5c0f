"""How serious a prospect is: computed from the ledger whenever it is read."""
