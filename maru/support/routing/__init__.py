"""Who gets what: one brain for every kind of work, and why it decided so."""
