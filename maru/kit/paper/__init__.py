"""Paper: pages as PDF, with a Korean font of their own (decision 0361)."""
