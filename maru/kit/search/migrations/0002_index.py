"""The index that each database keeps over the terms by itself: see kit/search/index.

Django makes a table of SQLite anew when a column changes, and its triggers are gone then: a later
migration of Document ends with this operation once more.
"""

from django.db import migrations

SQLITE = [
    # External content: the terms stand once. Tokens as we made them (kit/text: IN_TERMS), and ":".
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(
         terms, content='search_document', content_rowid='key', detail=none,
         tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '@._%+-:'")""",
    """CREATE TRIGGER search_added AFTER INSERT ON search_document BEGIN
         INSERT INTO search_index(rowid, terms) VALUES (new.key, new.terms);
       END""",
    """CREATE TRIGGER search_removed AFTER DELETE ON search_document BEGIN
         INSERT INTO search_index(search_index, rowid, terms)
           VALUES ('delete', old.key, old.terms);
       END""",
    """CREATE TRIGGER search_changed AFTER UPDATE OF key, terms ON search_document BEGIN
         INSERT INTO search_index(search_index, rowid, terms)
           VALUES ('delete', old.key, old.terms);
         INSERT INTO search_index(rowid, terms) VALUES (new.key, new.terms);
       END""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
]
POSTGRES = [
    """ALTER TABLE search_document ADD COLUMN vector tsvector
         GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED""",
    # Fine enough to tell rare terms from frequent ones: otherwise it walks all keys for a rare one.
    "ALTER TABLE search_document ALTER COLUMN vector SET STATISTICS 3000",
    "CREATE INDEX search_vector ON search_document USING gin (vector)",
]


def make(apps, editor):
    for sql in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sql)


def unmake(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_document DROP COLUMN vector")
        return
    for trigger in ("added", "removed", "changed"):
        editor.execute(f"DROP TRIGGER search_{trigger}")
    editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
