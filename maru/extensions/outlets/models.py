"""Where outside a team's tickets are told of."""

from maru.extensions.outlets.outlet import Outlet

__all__ = ["Outlet"]
