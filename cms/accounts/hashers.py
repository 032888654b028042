"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """With what OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane.

    Django's own 100 MiB would be 1.6 GB where each thread of a web process looks at a password.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
