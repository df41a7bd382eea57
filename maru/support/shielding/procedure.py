from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _


class Procedure(models.Model):
    """What the company does about abuse: whether it is covered, the words of a warning and of an
    end by language, how long a rest is. One row; without it, as usual."""

    is_on = models.BooleanField(_("Cover abusive messages"), default=True)
    warn_ko = models.TextField(_("Warning, in Korean"), blank=True, default="", max_length=2_000)
    warn_en = models.TextField(_("Warning, in English"), blank=True, default="", max_length=2_000)
    end_ko = models.TextField(_("End, in Korean"), blank=True, default="", max_length=2_000)
    end_en = models.TextField(_("End, in English"), blank=True, default="", max_length=2_000)
    rest = models.PositiveSmallIntegerField(
        _("A rest lasts (minutes)"), default=15,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
    )  # fmt: skip

    def __str__(self) -> str:
        return "procedure"

    @classmethod
    def here(cls) -> Procedure:
        return cls.objects.first() or cls()

    def words(self, step: str, language: str) -> str:
        """Return what a customer is told, in ``language``: Korean or else English."""
        language = "ko" if language == "ko" else "en"
        own: str = getattr(self, f"{step}_{language}")
        with override(language):
            return own.strip() or (_warning() if step == "warn" else _ending())


def _warning() -> str:
    return gettext(
        "We would like to help you. So that we can go on, please write without abusive words. If "
        "they go on we have to end this conversation."
    )


def _ending() -> str:
    return gettext(
        "We have asked you to write without abusive words. We end this conversation here. You may "
        "write to us again at any time about your request itself."
    )
