from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_pieces'),
    ]

    operations = [
        # What is there already may have been claimed: nobody takes it back.
        migrations.AddField(
            model_name='delivery',
            name='is_untouched',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='is_untouched',
            field=models.BooleanField(default=True),
        ),
    ]
