"""Long work that a member asked for and need not wait by."""
