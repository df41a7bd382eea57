"""Whoever is a member already begins now: what was written so far is news to nobody."""

from typing import Any

from django.db import migrations
from django.db.models import Max


def begin(apps: Any, schema_editor: Any) -> None:
    newest = apps.get_model("tickets", "Message").objects.aggregate(newest=Max("pk"))["newest"]
    beginnings = apps.get_model("tickets", "Beginning").objects
    members = apps.get_model("members", "Member").objects.values_list("pk", flat=True)
    beginnings.bulk_create(
        beginnings.model(member_id=pk, message=newest or 0) for pk in members.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0016_reading")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
