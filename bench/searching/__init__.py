"""Engines that `bin/bench search-quality` compares, and what their answers are worth."""
