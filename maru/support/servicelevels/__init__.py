"""What is promised (when a ticket is answered and solved) and how each ticket stands to it."""
