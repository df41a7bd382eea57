"""The tickets of a view, or of what was searched for, as a file to work with elsewhere."""
