"""One module a family: ``measure(quick, only)`` takes its figures and returns the rows."""
