"""Lines that an operator may keep and pass on: escaped, dated, free of secrets (S20)."""
