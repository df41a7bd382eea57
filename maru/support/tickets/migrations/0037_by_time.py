from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0036_by_subject")]

    operations = [
        migrations.AddIndex(
            "message", models.Index(fields=["direction", "created_at"], name="messages_by_time")
        ),
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["solved_at"],
                name="tickets_by_solved",
                condition=Q(solved_at__isnull=False),
            ),
        ),
    ]
