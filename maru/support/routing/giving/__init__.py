"""Somebody is given something, or it is taken from who is absent, and why is kept."""
