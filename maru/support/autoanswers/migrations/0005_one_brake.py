from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def count_what_was_sent(apps, schema_editor):
    """What went out lately goes on counting."""
    answers = apps.get_model("autoanswers", "AutoAnswer").objects
    sent = answers.filter(sent_at__gt=timezone.now() - timedelta(days=1)).exclude(address="")
    model = apps.get_model("autoanswers", "SentByItself")
    rows = sent.values_list("address", "sent_at").iterator(1000)
    model.objects.bulk_create(
        (model(address=address, what="answer", at=at) for address, at in rows), batch_size=1000
    )


class Migration(migrations.Migration):
    dependencies = [("autoanswers", "0004_channel_words")]

    operations = [
        migrations.CreateModel(
            name="SentByItself",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("what", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address", "at"], name="sent_by_itself_to"),
                    models.Index(fields=["at"], name="sent_by_itself_at"),
                ],
            },
        ),
        migrations.RunPython(count_what_was_sent, migrations.RunPython.noop),
        migrations.RemoveIndex("autoanswer", name="auto_answers_of_address"),
        migrations.RemoveIndex("autoanswer", name="auto_answers_by_time"),
    ]
