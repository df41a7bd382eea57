from django.db.models import Exists, OuterRef, Q

from maru.kit.conditions import CHOICE, FLAG, NUMBER, SET, TEXT, TIME, Field, Vocabulary
from maru.kit.conditions.tests.things.models import Thing, Word

THINGS = Vocabulary(
    [
        Field("title", "Title", TEXT, lambda t: t.title, "title"),
        Field("owner", "Owner", TEXT, lambda t: t.owner and t.owner.name, "owner__name"),
        Field("state", "State", CHOICE, lambda t: t.state, "state"),
        Field("size", "Size", NUMBER, lambda t: t.size, "size"),
        Field("person", "Person", CHOICE, lambda t: t.person, "person", of=int, is_person=True),
        Field("at", "At", TIME, lambda t: t.at, "at"),
        Field("loud", "Loud", FLAG, lambda t: t.is_loud, "is_loud"),
        Field("labels", "Labels", SET, lambda t: [x.name for x in t.labels.all()], "labels__name"),
        Field(
            "spoken",
            "Spoken",
            FLAG,
            lambda t: bool(t.words.all()),
            where=lambda: Q(Exists(Word.objects.filter(thing=OuterRef("pk")))),
        ),
    ],
    model=Thing,
)
