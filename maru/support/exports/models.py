"""Tickets written into files."""

from maru.support.exports.export import Export

__all__ = ["Export"]
