"""A ticket goes up, is taken, comes back; who answers for it."""
