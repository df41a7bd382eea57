"""What members know, and how well: skills with levels, and the languages that they speak."""
