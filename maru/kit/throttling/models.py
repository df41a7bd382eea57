from django.db import models


class WrongGuess(models.Model):
    """One wrong secret from one place. The same one again is no new guess: it moves ``at``."""

    purpose = models.CharField(max_length=30)
    place = models.CharField(max_length=64)
    guess = models.CharField(max_length=64)  # a hash, so that a mistyped secret is not kept
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "place", "guess"], name="one_row_a_guess")
        ]
        indexes = [models.Index(fields=["purpose", "place", "-at"], name="guesses_of_a_place")]
