"""The text from which a reader of a new one wants the changes: the one that they decided on last."""

from dataclasses import dataclass

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.models.articles import State
from articles.users import User
from reviews.eligibility.visibility import visible_to


@dataclass(frozen=True)
class Since:
    """`base` is None where all is new; `is_own` where the user decided on it."""

    base: Revision | None
    is_own: bool = False

    @property
    def what(self) -> str:
        if self.base is None:
            return _("All of it is new")
        return _("your last review") if self.is_own else _("the published text")


def since(revision: Revision, user: User) -> Since:
    """The latest earlier text that the user signed a decision on and may still see; else the published
    one, which everybody may see; else none.
    """
    earlier = Revision.objects.filter(article=revision.article_id, number__lt=revision.number)
    seen = earlier.filter(approvals__reviewer=user.pk, pk__in=visible_to(user).values("pk"))
    own = Max("approvals__signed_at", filter=Q(approvals__reviewer=user.pk))
    readable = earlier.filter(Q(pk__in=seen.values("pk")) | Q(state=State.PUBLISHED))
    latest = F("decided_at").desc(nulls_last=True)
    base = readable.annotate(decided_at=own).order_by(latest, "-number").first()
    return Since(base, is_own=getattr(base, "decided_at", None) is not None)
