"""Custom fields: what a company asks of its tickets, its customers, or any other noun.

This package knows no noun. An app registers its own (``noun.register``), reads and shows the
values of its rows (``reading``), and writes them (``writing``) beside an event of its own.
"""
