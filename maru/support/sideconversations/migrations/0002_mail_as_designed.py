from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sideconversations", "0001_initial")]

    operations = [
        migrations.AddField(
            "sidemessage", "remote_images", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            "sidemessage", "language", models.CharField(blank=True, default="", max_length=5)
        ),
    ]
