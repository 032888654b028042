"""What the record shows by itself, of the whole site or of one article: each a sentence with its figure.

Every figure is counted when the page is made. A fact that says that something lacks `is_gap`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import languages
from articles.images.listing import undescribed, unlicensed
from articles.models import (
    Article,
    Image,
    ImageUse,
    Person,
    Reference,
    ReferenceUse,
    Revision,
    Topic,
)
from cms.models import Follower, Helpfulness, Report, Subscriber
from reviews.models import (
    Approval,
    Credential,
    Debt,
    Event,
    LayReading,
    NextReview,
    Policy,
    Round,
)

MOST = 5_000  # reports whose times are looked at


@dataclass(frozen=True)
class Fact:
    """What was counted, in a sentence; `is_gap`: it is something that lacks."""

    said: str
    is_gap: bool = False


Facts = Iterator[Fact]


class Record:
    """The record of the site, or of one article, as the facts ask it."""

    def __init__(self, article: Article | None = None) -> None:
        self.article = article
        self.today = timezone.localdate()

    @cached_property
    def articles(self) -> QuerySet[Article]:
        found = Article.objects.filter(about="")
        return found.filter(pk=self.article.pk) if self.article else found

    @cached_property
    def public(self) -> QuerySet[Revision]:
        return Revision.objects.published().filter(article__in=self.articles.values("pk"))

    @cached_property
    def count(self) -> int:
        return self.public.count()


def process(record: Record) -> Facts:
    """Texts sealed, rounds, events, and what was published past a review."""
    sealed = Revision.objects.filter(
        article__in=record.articles.values("pk"), sealed_at__isnull=False
    )
    told = {
        "texts": sealed.count(),
        "rounds": Round.objects.filter(revision__article__in=record.articles.values("pk")).count(),
        "events": Event.objects.filter(revision__article__in=record.articles.values("pk")).count(),
    }
    yield Fact(
        _(
            "Texts sealed with a fingerprint: %(texts)d; rounds of review: %(rounds)d; steps on record, each "
            "with its person and time: %(events)d."
        )
        % told
    )
    if owed := Debt.objects.outstanding().filter(revision__in=record.public.values("pk")).count():
        words = ngettext(
            "%(count)d public text was published without review, and the review is still owed.",
            "%(count)d public texts were published without review, and the reviews are still owed.",
            owed,
        )
        yield Fact(words % {"count": owed}, is_gap=True)


def approvals(record: Record) -> Facts:
    """Public texts with a review that counts, by people with a credential that was looked up."""
    reviewed = NextReview.objects.filter(revision__in=record.public.values("pk")).count()
    told = {"reviewed": reviewed, "count": record.count}
    yield Fact(
        _("Public texts with a medical review that counts: %(reviewed)d of %(count)d.") % told,
        is_gap=reviewed < record.count,
    )
    signers = Approval.objects.standing().filter(revision__in=record.public.values("pk"))
    people = signers.values("person").distinct().count()
    yield Fact(
        ngettext(
            "%(count)d person signed them, each with the credentials of that day copied.",
            "%(count)d people signed them, each with the credentials of that day copied.",
            people,
        )
        % {"count": people},
        is_gap=not people,
    )


def cycle(record: Record) -> Facts:
    """When reviews are due again, and how many are late."""
    due = NextReview.objects.filter(revision__in=record.public.values("pk"))
    late = due.filter(due_on__lt=record.today).count()
    told = {"dated": due.count(), "late": late}
    yield Fact(
        _("Public texts with a day on which they are reviewed again: %(dated)d; overdue: %(late)d.")
        % told,
        is_gap=bool(late),
    )


def policies(record: Record) -> Facts:
    """Topics that a policy covers."""
    topics = list(Topic.objects.for_articles().linked().values())
    if record.article:
        topics = [each for each in topics if each.pk == record.article.topic_id]
    policy_of = Policy.objects.by_topic()
    bare = [str(each) for each in topics if policy_of(each) is None]
    told = {"covered": len(topics) - len(bare), "count": len(topics)}
    yield Fact(
        _("Topics with a written review policy: %(covered)d of %(count)d.") % told, bool(bare)
    )


def versions(record: Record) -> Facts:
    """What stays readable of earlier texts."""
    kept = Revision.objects.once_public().filter(article__in=record.articles.values("pk")).count()
    yield Fact(
        _("Public versions kept, those that were replaced among them: %(count)d.") % {"count": kept}
    )


def interests(record: Record) -> Facts:
    """Whose interests are declared, of those who are named under public texts or signed them."""
    signers = Approval.objects.standing().filter(revision__in=record.public.values("pk"))
    named = Person.objects.filter(
        Q(bylines__article__in=record.public.values("article")) | Q(pk__in=signers.values("person"))
    ).distinct()
    declared = named.filter(interests_declared_on__isnull=False).count()
    told = {"declared": declared, "count": (count := named.count())}
    yield Fact(
        _("Writers and reviewers with declared interests on file: %(declared)d of %(count)d.")
        % told,
        is_gap=declared < count,
    )


def sources(record: Record) -> Facts:
    """Public texts that cite, and what became of the works."""
    uses = ReferenceUse.objects.filter(revision__in=record.public.values("pk"))
    citing = uses.values("revision").distinct().count()
    told = {"citing": citing, "count": record.count, "works": uses.values("key").distinct().count()}
    yield Fact(
        _("Public texts that cite sources: %(citing)d of %(count)d; works cited: %(works)d.")
        % told,
        is_gap=citing < record.count,
    )
    fallen = uses.filter(key__in=Reference.objects.filter(is_retracted=True).values("key"))
    if count := fallen.values("revision").distinct().count():
        words = ngettext(
            "%(count)d public text cites a retracted work.",
            "%(count)d public texts cite a retracted work.",
            count,
        )
        yield Fact(words % {"count": count}, is_gap=True)


def verdicts(record: Record) -> Facts:
    """Signatures that came with a verdict on each statement that was to be checked."""
    signed = Approval.objects.standing().filter(revision__in=record.public.values("pk"))
    checked = signed.exclude(verdicts=[]).count()
    told = {"checked": checked, "count": signed.count()}
    yield Fact(
        _("Signatures with a verdict on each statement to be checked: %(checked)d of %(count)d.")
        % told,
        is_gap=checked < told["count"],
    )


def reviewers(record: Record) -> Facts:
    """Reviewers whose credential counts today."""
    able = Credential.objects.all().valid_on(record.today).values("person").distinct().count()
    yield Fact(
        _("People with a credential that somebody looked up and that counts today: %(count)d.")
        % {"count": able},
        is_gap=not able,
    )


def translations(record: Record) -> Facts:
    """Languages of public texts, and translations with a review of their own."""
    spoken = record.public.values_list("language", flat=True).distinct().order_by("language")
    names = ", ".join(languages.name_of(code) for code in spoken)
    yield Fact(_("Languages of public texts: %(names)s.") % {"names": names or _("none")})
    translated = record.public.filter(article__translation_of__isnull=False)
    reviewed = translated.filter(Exists(NextReview.objects.filter(revision=OuterRef("pk")))).count()
    told = {"reviewed": reviewed, "count": (count := translated.count())}
    if count:
        yield Fact(
            _("Public translations with a medical review of their own: %(reviewed)d of %(count)d.")
            % told,
            is_gap=reviewed < count,
        )


def images(record: Record) -> Facts:
    """Pictures in public texts: described, and with the right to show them."""
    shown = Image.objects.filter(
        Exists(
            ImageUse.objects.filter(image=OuterRef("pk"), revision__in=record.public.values("pk"))
        )
    )
    told = {
        "count": shown.count(),
        "bare": undescribed(shown).count(),
        "unlicensed": unlicensed(shown).count(),
    }
    yield Fact(
        _(
            "Pictures in public texts: %(count)d; without an alternative text on file: %(bare)d; without a "
            "licence or the credit that it asks for: %(unlicensed)d."
        )
        % told,
        is_gap=bool(told["bare"] or told["unlicensed"]),
    )


def lay_readers(record: Record) -> Facts:
    """Patients and carers who have read public texts."""
    read = LayReading.objects.done().filter(revision__in=record.public.values("pk"))
    told = {"readers": read.count(), "texts": read.values("revision").distinct().count()}
    yield Fact(
        _(
            "Patients and carers who have read a public text and answered: %(readers)d, in %(texts)d texts."
        )
        % told
    )
    not_clear = read.exclude(understood=LayReading.Answer.YES).count()
    if told["readers"]:
        yield Fact(_("Of these did not understand all of it: %(count)d.") % {"count": not_clear})


def helpfulness(record: Record) -> Facts:
    """What readers answered under public texts."""
    answers = Helpfulness.objects.filter(revision__in=record.public.values("pk"))
    told = answers.aggregate(yes=Sum("yes"), no=Sum("no"))
    yes, no = told["yes"] or 0, told["no"] or 0
    yield Fact(
        _("Readers who said that a public text helped them: %(yes)d; that it did not: %(no)d.")
        % {"yes": yes, "no": no},
        is_gap=not (yes or no),
    )


def reports(record: Record) -> Facts:
    """Errors that readers reported, how many wait, and how long the others took."""
    found = Report.objects.filter(revision__article__in=record.articles.values("pk"))
    waiting = found.filter(state=Report.State.OPEN).count()
    told = {
        "count": found.count(),
        "corrected": found.filter(state=Report.State.CORRECTED).count(),
        "open": waiting,
    }
    yield Fact(
        _(
            "Errors reported by readers: %(count)d; that led to a correction: %(corrected)d; not "
            "decided yet: %(open)d."
        )
        % told,
        is_gap=bool(waiting),
    )
    first = found.annotate(first=Min("decisions__at")).exclude(first=None)
    waits = [
        (decided - sent).total_seconds() / 86_400
        for sent, decided in first.order_by("-sent_at").values_list("sent_at", "first")[:MOST]
    ]
    if waits:
        days = f"{median(waits):.1f}"
        yield Fact(_("Half of them were decided within %(days)s days.") % {"days": days})


def reach(record: Record) -> Facts:
    """Who asked to be told."""
    if record.article:
        count = Follower.objects.filter(article=record.article).count()
        yield Fact(_("Readers who follow this article: %(count)d.") % {"count": count})
        return
    told = {"subscribers": Subscriber.objects.count(), "followers": Follower.objects.count()}
    yield Fact(
        _(
            "Confirmed subscribers of the newsletter: %(subscribers)d; of single articles and topics: "
            "%(followers)d."
        )
        % told
    )
