"""Three indexes of one column go; a table of a million rows is not made anew for it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIELDS = ("brand", "assignee", "requester")


def drop(apps, editor):
    ticket = apps.get_model("tickets", "Ticket")
    for name in FIELDS:
        column = ticket._meta.get_field(name).column
        for index in editor._constraint_names(ticket, [column], index=True):
            editor.execute(editor._delete_index_sql(ticket, index))


def make(apps, editor):
    ticket = apps.get_model("tickets", "Ticket")
    for name in FIELDS:
        editor.execute(editor._create_index_sql(ticket, fields=[ticket._meta.get_field(name)]))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_duplicates")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    "ticket", "brand",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT,
                                      related_name="tickets", to="company.brand"),
                ),
                migrations.AlterField(
                    "ticket", "assignee",
                    models.ForeignKey(blank=True, db_index=False, null=True,
                                      on_delete=django.db.models.deletion.SET_NULL,
                                      related_name="assigned", to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    "ticket", "requester",
                    models.ForeignKey(db_index=False, null=True,
                                      on_delete=django.db.models.deletion.PROTECT,
                                      related_name="tickets", to="customers.customer"),
                ),
            ],
        )
    ]  # fmt: skip
