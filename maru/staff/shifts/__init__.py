"""When members work: weekly patterns, single dates that are otherwise, absences."""
