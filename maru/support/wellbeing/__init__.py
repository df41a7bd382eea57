"""Looking after those who work here: a rest after something hard, and how much each bears."""
