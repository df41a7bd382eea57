"""The parts of a ticket's page: each view finds through the member, does one thing, shows the part again."""
