from maru.kit.conditions import CHOICE, FLAG, NUMBER, SET, TEXT, TIME, Field

FIELDS = [
    Field("title", "Title", TEXT, lambda t: t.title, "title"),
    Field("state", "State", CHOICE, lambda t: t.state, "state",
          choices=lambda: [("new", "New"), ("open", "Open")]),
    Field("person", "Person", CHOICE, lambda t: t.person, "person", of=int, is_person=True),
    Field("size", "Size", NUMBER, lambda t: t.size, "size"),
    Field("at", "At", TIME, lambda t: t.at, "at"),
    Field("loud", "Loud", FLAG, lambda t: t.loud, "loud"),
    Field("labels", "Labels", SET, lambda t: t.labels, "labels__name"),
]  # fmt: skip
