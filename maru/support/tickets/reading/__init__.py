"""What each member has seen of each ticket."""
