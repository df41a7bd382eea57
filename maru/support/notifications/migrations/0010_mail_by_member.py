from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0009_side_conversations'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='notification',
            name='notifications_mail',
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('mail_due', True)), fields=['member', 'id'], name='notifications_to_mail'),
        ),
    ]
