"""Runs inside an installation for `bin/bench rules`: rules and changes."""
