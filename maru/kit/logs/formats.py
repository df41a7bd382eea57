"""A line as text for eyes, or as JSON for a collector (MARU_LOG_FORMAT)."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from maru.kit.logs.discretion import message_of, where

FACTS = ("method", "route", "status", "ms", "what", "id", "outcome", "reason")


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what the line says, in the order in which it is written."""
    said: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
    }
    for name, attribute in (("part", "part"), ("request", "request_id"), ("member", "member_id")):
        if value := getattr(record, attribute, None):
            said[name] = value
    said |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
    if record.exc_info and record.exc_info[1]:
        said["error"] = where(record.exc_info[1])
    return said


class JsonFormat(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class TextFormat(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = facts_of(record)
        head = f"{said.pop('at')} {said.pop('level')} {said.pop('logger')}: {said.pop('message')}"
        more = " ".join(f"{name}={value}" for name, value in said.items() if name not in FACTS)
        return f"{head} [{more}]" if more else head
