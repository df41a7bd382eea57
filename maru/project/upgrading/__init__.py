"""`maru upgrade`: from the rows of an older version to this one's, and always a way back (D15)."""
