"""Tickets that have to do with one another and stay tickets of their own."""
