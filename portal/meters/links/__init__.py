"""Regular upload: addresses to which readings are sent without signing in."""
