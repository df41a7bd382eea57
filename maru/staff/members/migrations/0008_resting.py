from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0007_skills")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="resting_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
