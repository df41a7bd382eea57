"""All that an installation holds, in one folder or file, and back again (D14).

Rows are written as lines of JSON that no kind of database owns: a backup of
SQLite fills PostgreSQL and the other way round, and an older one is first
filled in as it was and then brought up to date.
"""
