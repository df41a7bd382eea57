"""How fast lists, tickets and searches open in a seeded company, and what is put beside them."""
