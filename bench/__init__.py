"""How fast Maru is, as ratios: beside what anyone can install, and beside the bare limit."""
