"""How passwords are kept, and which are refused: leaked ones, common ones, and what people make of them.

No service is asked. zxcvbn (Wheeler, USENIX Security 2016) brings lists of passwords that leaked, of names
and of common words, and counts how many guesses an attacker needs who knows them in the usual disguises.
"""

from threading import Lock
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from articles.identity import site_name
from articles.users import User

LONGEST: Final = 72  # letters that are looked at: its work grows with the square of them
STRONG: Final = 3  # of 4: more than 10^8 guesses, each of which costs a slow hash
ONE_AT_A_TIME: Final = Lock()  # what is known of a person lies in one dictionary of the library's


class Argon2id(Argon2PasswordHasher):
    """With what OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane.

    Django's own 100 MiB would be 1.6 GB where each thread of a web process looks at a password.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1


class HardToGuess:
    """A validator of Django's."""

    def validate(self, password: str, user: User | None = None) -> None:
        site = site_name()
        known = [*site.split(), site.replace(" ", ""), *_words_about(user)]
        with ONE_AT_A_TIME:
            found = zxcvbn(password[:LONGEST], user_inputs=known)
        if found["score"] < STRONG:
            raise ValidationError(
                _(
                    "This password is guessed soon: it is, or is made of, one that leaked somewhere, a "
                    "common word, a name, a date or keys in a row. Take several words that have "
                    "nothing to do with each other."
                ),
                code="password_guessed_soon",
            )

    def get_help_text(self) -> str:
        return _("Take several words that have nothing to do with each other.")


def _words_about(user: User | None) -> list[str]:
    return [] if user is None else [*user.name.split(), *user.email.replace("@", " ").split()]
