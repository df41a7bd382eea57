"""Django's backend for SQLite, but for one thing: who writes waits in a queue (decision 0366)."""
