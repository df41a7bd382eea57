"""How a member has it: the look, the sounds, the quiet hours, and whether they are at work."""
