from django.db import models


class IdempotencyKey(models.Model):
    """A write that a client named, and what we answered: the same key is the same write (D7)."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)  # sha256 over method, path and body
    status = models.PositiveSmallIntegerField(default=0)
    response = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_write_per_key")]
