"""How much will come, how many people that needs, and whether so many are planned."""
