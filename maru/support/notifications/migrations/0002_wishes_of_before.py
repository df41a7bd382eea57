from typing import Any

from django.db import migrations


def take_over(apps: Any, editor: Any) -> None:
    """Who wanted a mail at once gets it as before."""
    before = apps.get_model("tickets", "NoticeWishes").objects
    wish = apps.get_model("notifications", "Wish")
    for name, reason in (("on_assigned", "assigned"), ("on_message", "answered")):
        members = before.filter(**{name: True}).values_list("member_id", flat=True)
        wish.objects.bulk_create(
            wish(member_id=member, reason=reason, way="mail", is_wanted=True) for member in members
        )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("tickets", "0020_mentions")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
