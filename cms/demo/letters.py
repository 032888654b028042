"""What readers of the demonstration site have sent."""

from datetime import datetime, timedelta

from django.utils import timezone

from articles.models import Revision
from cms.demo.stories import EDITOR
from cms.models import User
from cms.readers import comments, helpfulness
from cms.readers.models import ReaderComment, Report

COMMENTED, QUESTIONED = "cbt-for-insomnia", "kratom-for-pain"
ANSWERS = {COMMENTED: (31, 4), QUESTIONED: (18, 9)}
REMARK = "I looked for what to do when I want to stop, and found it only in the other article."
REPORTED = (
    "The page says “kratom” throughout. Is the extract that is sold as 7-OH the same thing? "
    "If it is not, please say so at the top."
)
SHOWN = ("Else", "Keeping a diary for two weeks did more for me than anything that I was sold.")
HELD = (
    "Back again",
    "My cousin cured his sleep with magnets, write to me and I will send the address.",
)


def load(now: datetime) -> None:
    """Answers, a reported error, and comments on one article: one shown, one that waits."""
    today = timezone.localdate(now)
    for slug, (yes, no) in ANSWERS.items():
        for number in range(yes + no):
            helpfulness.count(_live(slug), number < yes)
    helpfulness.count(_live(QUESTIONED), False)
    helpfulness.keep_remark(_live(QUESTIONED), False, REMARK, today)
    Report.objects.create(
        revision=_live(QUESTIONED), words=REPORTED, sent_at=now - timedelta(days=1, hours=3)
    )
    live, editor = _live(COMMENTED), User.objects.get(email=EDITOR)
    comments.switch_on(live.article)
    for days, (name, words) in ((6, SHOWN), (1, HELD)):
        sent_at = now - timedelta(days=days)
        comment = ReaderComment.objects.create(
            revision=live, name=name, words=words, sent_at=sent_at
        )
        if words == SHOWN[1]:
            approved = ReaderComment.State.APPROVED
            comments.decide(comment, comment.state, approved, "", editor, sent_at)


def _live(slug: str) -> Revision:
    return Revision.objects.published().get(article__slug=slug)
