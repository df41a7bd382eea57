"""The parts of a ticket's page: find through the member, do one thing, show the part again."""
