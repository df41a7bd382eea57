"""Many tickets changed in one step: looked at before, taken back after (decision 0250)."""
