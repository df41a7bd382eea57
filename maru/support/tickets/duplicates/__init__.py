"""Tickets that may be about the same thing, told to who reads one of them."""
