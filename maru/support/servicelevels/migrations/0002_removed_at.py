from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("servicelevels", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="servicelevel",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
