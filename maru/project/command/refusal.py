class Refusal(Exception):
    """Why a command does not begin, in one plain sentence for the person who typed it."""
