"""Ten times the usual mail for ten minutes: mail is accepted, what can wait waits (D17)."""
