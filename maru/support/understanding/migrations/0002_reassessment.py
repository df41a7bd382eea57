import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("understanding", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Reassessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ("lease_owner", models.CharField(blank=True, default="", max_length=40)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "facet",
                    models.CharField(
                        choices=[
                            ("kind", "Kind"),
                            ("topic", "Topic"),
                            ("urgency", "Urgency"),
                            ("sentiment", "Sentiment"),
                            ("language", "Language"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reached", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"abstract": False},
        ),
    ]
