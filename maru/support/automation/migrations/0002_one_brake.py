from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def count_what_was_sent(apps, schema_editor):
    """What rules sent lately goes on counting, with what was answered automatically."""
    firings = apps.get_model("automation", "Firing").objects
    sent = firings.filter(at__gt=timezone.now() - timedelta(days=1)).exclude(mailed_to="")
    model = apps.get_model("autoanswers", "SentByItself")
    rows = sent.values_list("mailed_to", "at").iterator(1000)
    model.objects.bulk_create(
        (model(address=address, what="rule", at=at) for address, at in rows), batch_size=1000
    )


class Migration(migrations.Migration):
    dependencies = [("automation", "0001_initial"), ("autoanswers", "0005_one_brake")]

    operations = [
        migrations.RunPython(count_what_was_sent, migrations.RunPython.noop),
        migrations.RemoveIndex("firing", name="firings_mailed"),
        migrations.RemoveField("firing", "mailed_to"),
        migrations.AddField("rule", "checked_at", models.DateTimeField(null=True)),
    ]
