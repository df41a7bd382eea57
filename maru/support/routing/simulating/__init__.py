"""What would have been: last month's arrivals under other rules or with other people."""
