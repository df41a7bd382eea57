"""How work finds somebody in one team, and what it needs."""
