"""Sizes and sums in the reader's language."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language


def locale() -> str:
    return (get_language() or "ko").replace("-", "_").split("_")[0]


def filesize(count: int) -> str:
    """Return bytes as "329 KB" or "2.1 MB"."""
    if count < 1024:
        return f"{count} B"
    if count < 1024**2:
        return f"{round(count / 1024)} KB"
    unit, name = (1024**2, "MB") if count < 1024**3 else (1024**3, "GB")
    return f"{format_decimal(round(count / unit, 1), locale=locale())} {name}"


def number(value: float) -> str:
    return format_decimal(value, locale=locale())


def capped(count: int, cap: int = 10_000) -> str:
    """Return a count as "213", and as "10,000+" when it is beyond ``cap``."""
    return f"{number(cap)}+" if count > cap else number(count)


def money(amount: Decimal | float, currency: str = "KRW") -> str:
    """Return the sum in its own currency; won in Korean as 89,000원."""
    if currency == "KRW" and locale() == "ko":
        return f"{format_decimal(round(amount), locale='ko')}원"
    return format_currency(amount, currency, locale=locale())
