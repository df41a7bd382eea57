from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('handovers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='handover',
            name='is_leaving',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='handover',
            name='presence_before',
            field=models.JSONField(default=dict),
        ),
    ]
