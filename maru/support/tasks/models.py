"""What is to be done in a ticket."""

from maru.support.tasks.task import Task

__all__ = ["Task"]
