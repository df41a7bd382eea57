import sys


def say(line: str) -> None:
    """Tell whoever waits what is going on; standard output stays for the figures."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
