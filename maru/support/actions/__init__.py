"""What can be done to a ticket, and the macros that people make of it."""
