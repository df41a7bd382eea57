from django.db import migrations


class Migration(migrations.Migration):
    """What members want to be told is kept by the notifications, which have taken this over."""

    dependencies = [
        ("tickets", "0020_mentions"),
        ("notifications", "0002_wishes_of_before"),
    ]

    operations = [migrations.DeleteModel(name="NoticeWishes")]
