import datetime

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def stand_somewhere(apps, schema_editor):
    """Where each stands is reckoned by the next look (priority 0); until then the oldest first."""
    apps.get_model("routing", "Queued").objects.update(moment=F("since"))


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_simulation")]

    operations = [
        migrations.AddField(
            "queued", "priority", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            "queued",
            "promised_at",
            models.DateTimeField(default=datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC)),
        ),
        migrations.AddField(
            "queued", "moment", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.RunPython(stand_somewhere, migrations.RunPython.noop),
        migrations.AddIndex(
            "queued",
            models.Index(
                fields=["team", "moment", "since", "item", "id"], name="queue_in_order"
            ),
        ),
    ]
