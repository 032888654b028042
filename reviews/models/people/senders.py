"""People from outside are asked by an editor: what was sent is good while its sender may still ask.

Nothing is written when a sender goes; it is asked at every use, of one row or of many.
"""

from django.db.models import Exists, Model, OuterRef, QuerySet

from articles.users import User, able_to

ASK = "assign_reviewer"


def senders() -> QuerySet[User]:
    """Who may ask people from outside now."""
    return able_to(ASK)


def backing(sender: str) -> Exists:
    """Whether the sender of each row of a query, whose column is named, still may."""
    return Exists(senders().filter(pk=OuterRef(sender)))


def is_backed(row: Model, sender: str) -> bool:
    """Whether the sender of a row still may: as its query has asked (`is_sender_able`), else asked now."""
    asked: bool | None = row.__dict__.get("is_sender_able")
    if asked is None:
        return senders().filter(pk=getattr(row, f"{sender}_id")).exists()
    return asked
