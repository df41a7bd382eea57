"""Families of rows of `bin/bench rules`."""
