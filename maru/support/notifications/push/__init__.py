"""Notifications in the member's browser while no page of the desk is open (0390)."""
