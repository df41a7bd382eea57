"""Keys of documents name the id, so that the index alone tells which things hold a word.

Before: milliseconds, then 20 bits that told two of one apart. The new keys are twice as large at
least, so that none meets an old one on the way.
"""

from zlib import crc32

from django.db import migrations

TRIGGERS = ("added", "removed", "changed")


def _keys(editor, number):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kind FROM search_document")
        kinds = [kind for (kind,) in cursor.fetchall()]
        for kind in kinds:
            cursor.execute(
                "UPDATE search_document SET key = " + number + " WHERE kind = %s",
                [crc32(kind.encode()) % 8, kind],
            )


def tell_ids(apps, editor):
    _change(apps, editor, "(((((key >> 20) / 1000) << 28) | object_id) << 3) | %s")


def tell_milliseconds(apps, editor):
    _change(apps, editor, "(((key >> 31) * 1000) << 20) | ((object_id * 4 + %s) & 1048575)")


def _change(apps, editor, number):
    if editor.connection.vendor == "postgresql":
        return _keys(editor, number)
    # Its index is made once, not row by row.
    before = []
    for name in TRIGGERS:
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"search_{name}"])
            before.append(cursor.fetchone()[0])
        editor.execute(f"DROP TRIGGER search_{name}")
    _keys(editor, number)
    editor.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
    for sql in before:
        editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]

    operations = [migrations.RunPython(tell_ids, tell_milliseconds)]
