"""Hand-overs: a serious prospect reaches exactly one sales rep, who answers."""
