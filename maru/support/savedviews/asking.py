"""What GET /tickets?view= asks for."""

from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.api.errors import ApiError
from maru.staff.members.models import Member
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.saved_view import meeting


def tickets_in(pk: int, member: Member) -> Q:
    """Return what finds a view's tickets. Raises ApiError 422 where ``member`` sees none such."""
    view = SavedView.objects.visible_to(member).filter(pk=pk).first()
    if view is None:
        message = _("There is no such view.")
        raise ApiError(422, "invalid", message, fields={"view": message})
    condition = view.condition()
    return Q(pk__in=[]) if condition is None else meeting(condition, member)
