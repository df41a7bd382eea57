"""What one member is asked to take: made, answered, and shown above every page."""
