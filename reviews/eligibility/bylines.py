"""Names under titles: whoever is put there hears of it and may refuse; whoever edited is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Byline, Contribution, Person, Revision
from articles.signals import article_changed
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.models import Attribution, Notification
from reviews.notifications.notifications import Message, tell_once
from reviews.refusal import Refused

Kind = Attribution.Kind


@dataclass(frozen=True)
class Standing:
    """What a name under a title, or beside it, amounts to: the last that was said of it."""

    article: Article
    person: Person
    last: Attribution
    title: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its bearer is asked and has not answered."""
        return self.last.kind in Attribution.ASKS


# --- what happens ------------------------------------------------------------------------------------


def note_bylines(
    article: Article,
    user: User | None,
    added: Sequence[tuple[Person, str]],
    removed: Sequence[Person],
    **_sent: Any,
) -> None:
    """Receiver of `bylines_changed`: keep who put whom under the title, and tell them.

    Whoever does it to themself has answered by that.
    """
    now = timezone.now()
    rows = [*_named(article, user, added, now)]
    rows += [_row(article, each, Kind.REMOVED, user, now) for each in removed]
    Attribution.objects.bulk_create(rows)
    for row in rows:
        if row.kind in (Kind.NAMED, Kind.REMOVED):
            _tell_bearer(row)


def _named(
    article: Article, user: User | None, added: Iterable[tuple[Person, str]], now: datetime
) -> Iterable[Attribution]:
    for person, role in added:
        yield _row(article, person, Kind.NAMED, user, now, role=role)
        if user is not None and person.user_id == user.pk:
            yield _row(article, person, Kind.CONFIRMED, user, now, role=role)


def offer(revision: Revision, said: Iterable[Attribution], now: datetime) -> list[str]:
    """Ask those who wrote or edited the text, or one before it, and are not named, whether they want to be.
    Return their names; each is asked once. `said` are the last words on each name.
    """
    unnamed = list(not_named(revision))
    asked = {each.person_id for each in said}
    rows = [
        _row(revision.article, each, Kind.OFFERED, None, now)
        for each in unnamed
        if each.pk not in asked
    ]
    Attribution.objects.bulk_create(rows)
    for row in rows:
        _tell_bearer(row)
    return [each.name for each in unnamed]


@transaction.atomic
def answer(article: Article, person: Person, user: User, kind: str, reason: str = "") -> None:
    """Confirm or decline to stand under the title. Raises `Refused` where nobody asked, or for no answer.

    Who declines is taken off; a text that is sealed keeps the name, and its page says so. Who accepts an
    offer is named as an editor, from the next text on.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    if kind not in Attribution.ANSWERS:
        raise Refused(_("Say whether you confirm or decline."))
    if person.user_id != user.pk:
        raise Refused(_("Only the one whose name it is answers."))
    last = last_word(article, person) or next(
        (_unasked(each) for each in _bylines_of(person).filter(article=article)), None
    )
    if last is None or last.kind == Kind.REMOVED:
        raise Refused(_("Your name does not stand under that title, and nobody has asked you."))
    row = _row(article, person, kind, user, timezone.now(), role=last.role, reason=reason.strip())
    row.save()
    named = Byline.objects.filter(article=article, person=person)
    if kind == Kind.DECLINED:
        named.delete()
    elif not named.exists():
        position = article.bylines.count()
        Byline.objects.create(
            article=article, person=person, role=Byline.Role.EDITOR, position=position
        )
    _tell_of_answer(row)
    article_changed.send(sender=Article, article=article, comes_or_goes=False)


# --- what stands -------------------------------------------------------------------------------------


def last_words(article: Article) -> list[Attribution]:
    """The last that was said of each name of an article."""
    found = Attribution.objects.filter(article=article).select_related("person", "by")
    return list({row.person_id: row for row in found.order_by("at", "pk")}.values())


def last_word(article: Article, person: Person) -> Attribution | None:
    return Attribution.objects.filter(article=article, person=person).order_by("at", "pk").last()


def declined(article: Article) -> list[Person]:
    """Those who do not want to stand under the title."""
    return [row.person for row in last_words(article) if row.kind == Kind.DECLINED]


def with_refusals(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Each knows as `has_refusals` whether anybody ever declined to stand under its title."""
    refusals = Attribution.objects.filter(article=OuterRef("pk"), kind=Kind.DECLINED)
    return articles.annotate(has_refusals=Exists(refusals))


def answers_of_the_named(article: Article) -> QuerySet[Attribution]:
    """What was said by those who stand under the title now."""
    answers = Attribution.objects.filter(article=article, kind__in=Attribution.ANSWERS)
    return answers.filter(person__bylines__article=article)


def refusing(answers: QuerySet[Attribution]) -> list[Person]:
    """Those of the named whose last answer is no: put there again after they had said so."""
    last = {row.person: row.kind for row in answers.select_related("person").order_by("at", "pk")}
    return [person for person, kind in last.items() if kind == Kind.DECLINED]


def of_person(person: Person) -> list[Standing]:
    """The titles that bear the name, and those where its bearer is asked: the open ones first."""
    rows = Attribution.objects.filter(person=person).select_related("article", "by")
    last = {
        **{each.article_id: _unasked(each) for each in _bylines_of(person)},
        **{row.article_id: row for row in rows.order_by("at", "pk")},
    }
    titles = _titles(last)
    found = [
        Standing(row.article, person, row, titles.get(row.article_id, ""))
        for row in sorted(last.values(), key=lambda row: row.at, reverse=True)
        if row.kind != Kind.REMOVED
    ]
    return sorted(found, key=lambda each: not each.is_open)


def _bylines_of(person: Person) -> QuerySet[Byline]:
    return Byline.objects.filter(person=person).select_related("article", "person")


def _unasked(byline: Byline) -> Attribution:
    """A name that stood there before names were asked about: as if put there when the article was begun."""
    article = byline.article
    return _row(article, byline.person, Kind.NAMED, None, article.created_at, role=byline.role)


def not_named(revision: Revision) -> QuerySet[Person]:
    """Who wrote or edited the text or one before it, has a profile, and stands under no title of it."""
    wrote = Contribution.objects.filter(
        revision__article=revision.article_id, revision__number__lte=revision.number
    )
    by_account = Person.objects.filter(user__in=wrote.values("user"))
    by_person = Person.objects.filter(pk__in=wrote.exclude(person=None).values("person"))
    unnamed = (by_account | by_person).exclude(bylines__article=revision.article_id)
    return unnamed.distinct().order_by("name")


def record(named: Iterable[Byline], said: Iterable[Attribution]) -> list[dict[str, str]]:
    """Who stands under the title when a text is submitted, and what each has said to it last."""
    last = {row.person_id: row.kind for row in said}
    return [
        {
            "name": each.person.name,
            "role": each.role,
            "answer": last[each.person_id]
            if last.get(each.person_id) in Attribution.ANSWERS
            else "",
        }
        for each in sorted(named, key=lambda each: (each.position, each.pk))
    ]


def _titles(articles: Iterable[int]) -> dict[int, str]:
    texts = Revision.objects.filter(article__in=list(articles)).order_by("number")
    return dict(texts.values_list("article", "title"))


# --- telling -----------------------------------------------------------------------------------------


def _row(
    article: Article, person: Person, kind: str, by: User | None, at: datetime, **said: str
) -> Attribution:
    return Attribution(article=article, person=person, kind=kind, by=by, at=at, **said)


def _tell_bearer(row: Attribution) -> None:
    """The bearer of the name, by the account of their profile; who did it themself knows."""
    account = row.person.user
    if account is None or account == row.by or not account.is_active:
        return
    tell_once([account], lambda _person: _message(row, *_words_to_bearer(row)), row.at)


def _words_to_bearer(row: Attribution) -> tuple[str, str]:
    told = {
        "title": _titles([row.article_id]).get(row.article_id) or row.article.slug,
        "name": row.by or _("The site"),
        "role": str(Byline.Role(row.role).label).lower() if row.role else "",
    }
    if row.kind == Kind.OFFERED:
        return (
            _("You worked on “%(title)s”: do you want to be named?") % told,
            _(
                "You wrote or edited “%(title)s” and are not named under it. Say whether you want to be."
            )
            % told,
        )
    if row.kind == Kind.REMOVED:
        return (
            _("Your name was taken off “%(title)s”") % told,
            _("%(name)s took your name off “%(title)s”.") % told,
        )
    return (
        _("Your name stands under “%(title)s”: confirm or decline") % told,
        _(
            "%(name)s put your name under “%(title)s” (%(role)s). Confirm it, or decline to be named."
        )
        % told,
    )


def _tell_of_answer(row: Attribution) -> None:
    writers = row.article.writers.filter(is_active=True)
    people = {*writers, *holders_of("publish_revision")} - {row.by}
    path = reverse("timeline", args=[row.article_id])
    tell_once(
        sorted(people, key=str),
        lambda _person: _message(row, *_words_of_answer(row), path=path),
        row.at,
    )


def _words_of_answer(row: Attribution) -> tuple[str, str]:
    said = (
        _("%(name)s declined to stand under “%(title)s”")
        if row.kind == Kind.DECLINED
        else _("%(name)s confirmed standing under “%(title)s”")
    )
    told = {"name": row.person, "title": _titles([row.article_id]).get(row.article_id, "")}
    return said % told, row.reason or said % told


def _message(row: Attribution, subject: str, text: str, path: str = "") -> Message:
    return Message(
        kind=Notification.Kind.DECISION,
        occasion=f"attribution {row.article_id} {row.person_id} {row.kind} {row.at.isoformat()}",
        for_day=timezone.localdate(row.at),
        subject=subject,
        text=text,
        path=path or reverse("bylines"),
        sender=row.by,
    )
