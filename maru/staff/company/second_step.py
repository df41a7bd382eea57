from django.db import models
from django.utils.translation import gettext_lazy as _


class SecondStepFor(models.TextChoices):
    """Of whom the company asks a second step beside the password."""

    NOBODY = "nobody", _("Nobody: each as they like")
    LEADS = "leads", _("Team leads and above")
    EVERYBODY = "everybody", _("Everybody")
