"""Two tickets about one thing become one, and can be parted again (decision 0210)."""
