"""People from outside are asked by an editor: what was sent is good while its sender may still ask.

Nothing is written when a sender goes; it is asked at every use, of one row or of many.
"""

from django.db.models import QuerySet

from articles.users import User, able_to

ASK = "assign_reviewer"


def senders() -> QuerySet[User]:
    """Who may ask people from outside now."""
    return able_to(ASK)


def may_send(pk: int) -> bool:
    """Whether the account with this key still may."""
    return senders().filter(pk=pk).exists()
