"""A ticket put off until a time or until its customer answers."""
