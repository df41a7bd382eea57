from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0035_promised_at")]

    operations = [
        migrations.AddIndex("ticket", models.Index(fields=["subject"], name="tickets_by_subject")),
    ]
