"""The levels that tickets can be handed up to, and who may."""
