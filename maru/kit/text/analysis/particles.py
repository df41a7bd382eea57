"""Particles behind Korean words, where no analyser is asked."""

import re

PARTICLE = re.compile(
    r"(?<=[가-힣]{2})"
    r"(?:은|는|이|가|을|를|에|의|도|만|로|으로|에서|와|과|랑|이랑|까지|부터|하고|요|이요)$"
)
