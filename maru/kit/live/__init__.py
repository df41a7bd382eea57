"""Live updates: what happened, told to whoever listens and may know. Knows no noun."""
