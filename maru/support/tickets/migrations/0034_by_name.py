"""Two indexes of one column go, one comes that a list in the order of teams walks; a table of a
million rows is not made anew for it."""

import django.db.models.deletion
from django.db import migrations, models

# Of a message there is one of ticket and id.
FIELDS = (("Message", "ticket"), ("Ticket", "team"))


def drop(apps, editor):
    for name, field in FIELDS:
        model = apps.get_model("tickets", name)
        column = model._meta.get_field(field).column
        for index in editor._constraint_names(model, [column], index=True):
            editor.execute(editor._delete_index_sql(model, index))


def make(apps, editor):
    for name, field in FIELDS:
        model = apps.get_model("tickets", name)
        editor.execute(editor._create_index_sql(model, fields=[model._meta.get_field(field)]))


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_by_name"), ("tickets", "0033_open_changes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    "message", "ticket",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT,
                                      related_name="messages", to="tickets.ticket"),
                ),
                migrations.AlterField(
                    "ticket", "team",
                    models.ForeignKey(blank=True, db_index=False, null=True,
                                      on_delete=django.db.models.deletion.SET_NULL,
                                      to="teams.team"),
                ),
            ],
        ),
        migrations.AddIndex(
            "ticket",
            models.Index(fields=["team", "-updated_at", "-number"], name="tickets_by_team"),
        ),
    ]  # fmt: skip
