"""Tickets as they are found: what they say, by which fields they are narrowed."""
