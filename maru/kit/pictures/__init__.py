"""Pictures from outside, made anew: what is shown was written by us, pixel by pixel (S7)."""

from maru.kit.pictures.redrawing import Picture, Unshowable, redraw, weight

__all__ = ["Picture", "Unshowable", "redraw", "weight"]
