"""People and teams named with an @ in an internal note."""
