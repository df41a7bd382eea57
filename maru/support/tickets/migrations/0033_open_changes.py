from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0032_scheduled_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="habits",
            name="open_changes",
            field=models.BooleanField(default=False),
        ),
    ]
