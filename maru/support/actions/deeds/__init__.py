"""What can be done to many tickets at once, one thing a file."""
