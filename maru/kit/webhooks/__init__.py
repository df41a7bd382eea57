"""Telling a program outside: one road for every webhook, whoever decides what it tells (0391)."""
