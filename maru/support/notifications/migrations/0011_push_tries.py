from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0010_mail_by_member'),
    ]

    operations = [
        migrations.AddField(
            model_name='push',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
