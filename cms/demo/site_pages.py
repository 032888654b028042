"""A page about the demonstration site that its editors have written, the one approving the other."""

from datetime import datetime, timedelta

from articles.drafting.drafts import DraftText, save_draft
from articles.models import Revision, SitePage
from cms.models import User
from cms.site.about import open_draft
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform

WRITER, SECOND = "editor@example.org", "editor2@example.org"
OPEN_QUESTION = "<h2>What is not stated here yet</h2>"
ANSWER = (
    "<h2>Who pays for this site</h2>"
    "<p>Nobody does. It is the demonstration that comes with Attest, it sells nothing, and no link in "
    "it earns anybody money. A publisher who runs Attest states here who owns the site, who pays for "
    "it, and what its links earn.</p>"
)
APPROVAL = Inputs("I compared it with what we do. It says no more than that.", interests="None.")


def load(people: dict[str, User], now: datetime) -> None:
    """Written nine days ago from the default, approved six days ago, published since."""
    writer, second = people[WRITER], people[SECOND]

    def ago(days: int) -> datetime:
        return now - timedelta(days=days)

    draft = open_draft(SitePage.ADVERTISING, writer)
    words = DraftText(
        draft.title, draft.standfirst, draft.body[: draft.body.index(OPEN_QUESTION)] + ANSWER
    )
    revision = save_draft(draft, draft.version, writer, words)
    Revision.objects.filter(pk=revision.pk).update(created_at=ago(9), saved_at=ago(9))
    revision.contributions.update(first_at=ago(9), last_at=ago(9))
    revision.checkpoints.update(made_at=ago(9))
    perform("submit", revision, writer, now=ago(8))
    perform("assign", revision, writer, Inputs(reviewer=second), now=ago(8))
    perform("approve", revision, second, APPROVAL, now=ago(6))
    perform("publish", revision, writer, now=ago(5))
