from datetime import UTC, datetime

from django.db import migrations


def learn_anew(apps, schema_editor):
    """What was learnt before keeps words of messages: it goes, and is learnt anew at once."""
    lessons = apps.get_model("understanding", "Lesson").objects
    used = list(lessons.filter(state="in_use").values_list("facet", flat=True))
    lessons.filter(state="in_use").update(state="earlier")
    lessons.exclude(sha256="").update(sha256="")
    waiting = lessons.filter(state__in=["waiting", "under_way"]).values_list("facet", flat=True)
    for facet in set(used) - set(waiting):
        lessons.create(facet=facet, state="waiting", due_at=datetime(2000, 1, 1, tzinfo=UTC))


class Migration(migrations.Migration):
    dependencies = [("understanding", "0002_reassessment")]

    operations = [migrations.RunPython(learn_anew, migrations.RunPython.noop)]
