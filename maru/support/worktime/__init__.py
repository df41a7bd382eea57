"""How long somebody worked on a ticket: measured by itself, theirs alone until it is summed."""
