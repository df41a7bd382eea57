from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='is_alone',
            field=models.BooleanField(default=False),
        ),
    ]
