"""Documents of organizations are made anew, marked with what these are called: a few seconds of
the worker's. Nothing of the database changes."""

from django.db import migrations


def make_anew(apps, editor):
    apps.get_model("search", "Document").objects.filter(kind="organization").update(analysis="")
    coverage = apps.get_model("search", "Coverage").objects.filter(kind="organization")
    coverage.update(up_to=0, is_whole=False)


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0005_organizations"),
        ("search", "0003_keys_tell_ids"),
    ]

    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
