from __future__ import annotations

from django.db import models, transaction
from django.db.models import F, FilteredRelation, Q

from maru.staff.members.models import Member
from maru.support.savedviews.saved_view import SavedView


class Place(models.Model):
    """Where one member has one saved view: how far in front, and whether on the rail."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="view_places")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveIntegerField(null=True)  # None: never moved
    is_on_rail = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["member", "view"], name="place_once")]

    def __str__(self) -> str:
        return f"view {self.view_id} of member {self.member_id}"


def views_of(member: Member) -> list[SavedView]:
    """Return the views ``member`` sees, in their own order: placed ones, then by name.

    Each has ``is_on_rail``. Costs one query.
    """
    here = FilteredRelation("places", condition=Q(places__member=member))
    seen = SavedView.objects.visible_to(member).select_related("team").annotate(here=here)
    placed = seen.annotate(on_rail=F("here__is_on_rail"))
    found = list(placed.order_by(F("here__position").asc(nulls_last=True), "name", "id"))
    for view in found:
        view.is_on_rail = bool(view.on_rail)  # type: ignore[attr-defined]
    return found


def move(view: SavedView, member: Member, *, up: bool) -> None:
    """Change places with the view before or after it, for this member alone."""
    here = [each.pk for each in views_of(member)].index(view.pk)
    move_to(view, member, max(here - 1 if up else here + 1, 0))


def move_to(view: SavedView, member: Member, place: int) -> None:
    """Let the view stand at ``place`` of this member's views, from 0; beyond the last it is the
    last. Costs two queries."""
    with transaction.atomic():
        order = [each.pk for each in views_of(member) if each.pk != view.pk]
        order.insert(place, view.pk)
        Place.objects.bulk_create(
            [
                Place(member=member, view_id=pk, position=position)
                for position, pk in enumerate(order)
            ],
            update_conflicts=True,
            unique_fields=["member", "view"],
            update_fields=["position"],
        )


def put_on_rail(view: SavedView, member: Member, *, on: bool) -> None:
    """Show the view on this member's rail, or no longer."""
    Place.objects.update_or_create(member=member, view=view, defaults={"is_on_rail": on})


def on_rail(member: Member) -> list[SavedView]:
    """Return the views on this member's rail, in their order. Costs one query, for who has put
    any there two: it is asked for with every page, and most have none."""
    places = Place.objects.filter(member=member, is_on_rail=True)
    views = list(places.values_list("view_id", flat=True))
    if not views:
        return []
    places = places.filter(view__in=SavedView.objects.visible_to(member).filter(pk__in=views))
    places = places.select_related("view").order_by(
        F("position").asc(nulls_last=True), "view__name"
    )
    return [place.view for place in places]
