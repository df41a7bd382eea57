"""When an escalation is due, and who hears of it."""
