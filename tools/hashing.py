"""The password hash of the tests: the real one with few rounds; else the cast takes seconds."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    iterations = 1_000
