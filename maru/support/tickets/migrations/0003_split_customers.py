"""A customer of several brands becomes one customer a brand (docs/decisions/0050).

The brand that knew them first keeps the record; each other one gets a part
with what its own tickets say. Nothing is deleted.
"""

from functools import cached_property

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Count, F, OuterRef, Q, Subquery


def split(apps, schema_editor):
    _give_everybody_a_brand(apps)
    for customer, brand in sorted(_foreign(apps)):
        Part(apps, customer, brand).make()


def join(apps, schema_editor):
    """The way back: whoever is a customer of two brands by now cannot be one person again."""
    Customer, ContactPoint = _models(apps, "customers", "Customer", "ContactPoint")
    twice = ContactPoint.objects.values("kind", "value").annotate(n=Count("id")).filter(n__gt=1)
    if twice.exists():
        raise IrreversibleError("Two brands know the same address: restore a backup instead.")
    known = Customer.brands.through
    known.objects.bulk_create(
        (known(customer_id=c, brand_id=b) for c, b in Customer.objects.values_list("id", "brand")),
        batch_size=1000,
    )


def _models(apps, app, *names):
    return [apps.get_model(app, name) for name in names]


def _give_everybody_a_brand(apps):
    Customer, ContactPoint = _models(apps, "customers", "Customer", "ContactPoint")
    Ticket, Brand = apps.get_model("tickets", "Ticket"), apps.get_model("company", "Brand")
    known = Customer.brands.through.objects.filter(customer=OuterRef("pk")).order_by("id")
    asked = Ticket.objects.filter(requester=OuterRef("pk")).order_by("number")
    Customer.objects.update(brand=Subquery(known.values("brand")[:1]))
    left = Customer.objects.filter(brand=None)
    left.update(brand=Subquery(asked.values("brand")[:1]))
    left.update(brand=Subquery(Brand.objects.order_by("id").values("id")[:1]))
    owner = Customer.objects.filter(pk=OuterRef("customer")).values("brand")
    ContactPoint.objects.update(brand=Subquery(owner))


def _foreign(apps):
    """Return each (customer, brand) where another brand than the customer's own knows them."""
    Ticket, Message = _models(apps, "tickets", "Ticket", "Message")
    known = apps.get_model("customers", "Customer").brands.through.objects
    asked = Ticket.objects.exclude(requester=None).exclude(brand=F("requester__brand"))
    wrote = Message.objects.exclude(customer=None).exclude(ticket__brand=F("customer__brand"))
    return {
        *known.exclude(brand=F("customer__brand")).values_list("customer", "brand"),
        *asked.values_list("requester", "brand"),
        *wrote.values_list("customer", "ticket__brand"),
    }


class Part:
    """What one more brand knows of a customer."""

    def __init__(self, apps, customer, brand):
        self.Customer, self.ContactPoint = _models(apps, "customers", "Customer", "ContactPoint")
        self.Ticket, self.Message = _models(apps, "tickets", "Ticket", "Message")
        self.Event, self.Record, self.Accessed = _models(
            apps, "journal", "Event", "AccessRecord", "AccessedCustomer"
        )
        self.Member = apps.get_model("members", "Member")
        self.old, self.brand = self.Customer.objects.get(pk=customer), brand
        self.tickets = self.Ticket.objects.filter(brand=brand)
        self.asked = self.tickets.filter(requester=self.old)
        self.said = self.Message.objects.filter(customer=self.old, ticket__brand=brand)

    def make(self):
        points, told = self._points(), self._told()
        self.part = self.Customer.objects.create(brand_id=self.brand, **told)
        since = self.said.order_by("created_at").values_list("created_at", flat=True).first()
        if since:
            self.Customer.objects.filter(pk=self.part.pk).update(created_at=since)
        for point in points:
            self._keep(point)
        self.asked.update(requester=self.part)
        self.said.update(customer=self.part)
        self._move_events()
        self._move_readings()

    @cached_property
    def colleagues(self):
        """Those of the brand who do not work for the one that keeps the record."""
        here = self.Member.objects.filter(brands=self.brand).exclude(brands=self.old.brand_id)
        return set(here.values_list("id", flat=True))

    def _written(self, verb):
        """Return the events by which members changed the record, the newest first."""
        return self.Event.objects.filter(
            subject_kind="customer", subject_id=self.old.pk, actor_kind="member", verb=verb
        ).order_by("-id")

    def _told(self):
        """Return name, language and note of the part: as its mail says and its people wrote."""
        newest = self.said.order_by("-id")
        name = newest.exclude(from_name="").values_list("from_name", flat=True).first() or ""
        language = newest.exclude(language="").values_list("language", flat=True).first() or ""
        told = {"name": name[:200], "language": language[:5], "note": ""}
        for field in ("name", "note"):
            writer = next((e for e in self._written("customer.edited") if field in e.after), None)
            if writer and writer.actor_id in self.colleagues:
                told[field] = getattr(self.old, field)
                self._forget(field)
        return told

    def _forget(self, field):
        at_home = self.Message.objects.filter(
            customer=self.old, ticket__brand=self.old.brand_id
        ).exclude(from_name="")
        names = at_home.order_by("-id").values_list("from_name", flat=True)
        left = (names.first() or "")[:200] if field == "name" else ""
        self.Customer.objects.filter(pk=self.old.pk).update(**{field: left})

    def _points(self):
        """Return the addresses that the brand's mail names or its people wrote down.

        Where there are none, the one that reaches the customer first: nobody
        becomes unreachable, and no further address is told.
        """
        points = list(self.ContactPoint.objects.filter(customer=self.old).order_by("-is_first", "id"))
        named = {a.lower() for a in self.said.values_list("from_address", flat=True)}
        answers = self.Message.objects.filter(ticket__in=self.asked, direction="out")
        for people in answers.values_list("to", flat=True):
            named |= {str(address).lower() for _, address in people}
        for event in self._written("customer.reached"):
            if event.actor_id in self.colleagues:
                named.add(event.after["value"])
        known = [point for point in points if point.value in named]
        if known:
            return known
        by_phone = self.asked.filter(source="phone").exists()
        points.sort(key=lambda point: (point.kind == "phone") is not by_phone)
        return points[:1]

    def _keep(self, point):
        """Give the part ``point``; the old record keeps it, unless only this brand's people know it."""
        wrote = [
            event.actor_id in self.colleagues
            for event in self._written("customer.reached")
            if event.after["value"] == point.value
        ]
        if wrote and all(wrote):
            self.ContactPoint.objects.filter(pk=point.pk).update(
                customer=self.part, brand_id=self.brand
            )
            return
        self.ContactPoint.objects.create(
            customer=self.part, brand_id=self.brand, kind=point.kind, value=point.value,
            is_first=point.is_first,
        )  # fmt: skip

    def _move_events(self):
        here = self.tickets.filter(Q(requester=self.part) | Q(messages__customer=self.part))
        first = self.ContactPoint.objects.filter(customer=self.part).order_by("-is_first", "id")
        shown = self.part.name or first.values_list("value", flat=True).first() or ""
        did = self.Event.objects.filter(actor_kind="customer", actor_id=self.old.pk)
        did.filter(subject_kind="ticket", subject_id__in=set(here.values_list("pk", flat=True))).update(
            actor_id=self.part.pk, actor_name=shown[:200]
        )
        for verb in ("customer.edited", "customer.reached", "customer.unreached", "customer.first"):
            self._written(verb).filter(actor_id__in=self.colleagues).order_by().update(
                subject_id=self.part.pk
            )

    def _move_readings(self):
        """Who read a ticket of the brand read the part; who read anything else saw all of them."""
        here = set(self.tickets.filter(requester=self.part).values_list("pk", flat=True))
        old, new = self.old.pk, self.part.pk
        for seen in self.Accessed.objects.filter(customer_id=old).select_related("record"):
            record = seen.record
            if record.what != "ticket":
                record.customers = sorted({*record.customers, new})
                self.Accessed.objects.create(record=record, customer_id=new)
            elif record.subject_id in here:
                record.customers = sorted({*record.customers, new} - {old})
                self.Accessed.objects.filter(pk=seen.pk).update(customer_id=new)
            else:
                continue
            record.save(update_fields=["customers"])


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0002_pendingfile"),
        ("customers", "0003_brand"),
        ("journal", "0001_initial"),
        ("members", "0001_initial"),
    ]

    operations = [migrations.RunPython(split, join)]
