"""What ``maru check`` looks at: findings, and the registry of looks that apps add to."""

from maru.kit.checks.finding import Finding, Level, good, warning, wrong
from maru.kit.checks.registry import Look, check, looks

__all__ = ["Finding", "Level", "Look", "check", "good", "looks", "warning", "wrong"]
