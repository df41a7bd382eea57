"""Views that people saved, and where each member has them."""

from maru.support.savedviews.place import Place
from maru.support.savedviews.saved_view import SavedView

__all__ = ["Place", "SavedView"]
