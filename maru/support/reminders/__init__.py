"""Somebody wants to look at a ticket again at a time: for themselves, or for a team."""
