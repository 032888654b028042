"""What a site needs before its first article can be reviewed and published, and what of it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.identity import site_name
from articles.models import Article, Disclaimer, Topic
from cms.models import User
from reviews.eligibility.facts import reviewers
from reviews.eligibility.rights import holders_of
from reviews.models import AccountChange, Checklist, Policy


@dataclass(frozen=True)
class Step:
    """`said`: how it stands. `links` are (label, address) of what to do about it."""

    label: str
    is_done: bool
    said: str
    links: tuple[tuple[str, str], ...] = ()


def steps() -> list[Step]:
    """In the order in which one rests on another."""
    return [*_of_site(), *_of_rules(), *_of_people(), _first_article()]


def _of_site() -> Iterator[Step]:
    told = {
        "name": site_name(),
        "address": settings.SITE_URL,
        "mail": settings.DEFAULT_FROM_EMAIL,
    }
    said = _("“%(name)s” at %(address)s; its mail comes from %(mail)s.") % told
    is_local = "127.0.0.1" in settings.SITE_URL
    if is_local:
        said += " " + _("No reader can reach that address: set SITE_URL before anybody is invited.")
    if not settings.EMAIL_HOST:
        said += " " + _("No mail is sent: each lies as a file in %(folder)s.") % {
            "folder": settings.EMAIL_FILE_PATH
        }
    look = ((_("Name and look"), reverse("configure_identity")),)
    yield Step(_("Name, address and mail"), not is_local and bool(settings.EMAIL_HOST), said, look)


def _of_rules() -> Iterator[Step]:
    topics = list(Topic.objects.for_articles().linked().values())
    ruled = set(Policy.objects.values_list("topic", flat=True))
    bare = [each for each in topics if not ruled.intersection(up.pk for up in each.ancestry())]
    suggestions = (_("Take suggested ones"), reverse("configuration_defaults"))
    yield Step(
        _("Topics"),
        bool(topics),
        ", ".join(str(each) for each in topics) or _("None yet: an article stands in a topic."),
        (suggestions, (_("Topics"), reverse("configure_topics"))),
    )
    said = _("Every topic has a policy that says who must review it.")
    if bare or not topics:
        named = ", ".join(f"“{each}”" for each in bare)
        said = _("A text can't be submitted before a policy covers its topic.")
        said += " " + _("Without one: %(topics)s.") % {"topics": named} if named else ""
    yield Step(
        _("Policies"),
        bool(topics) and not bare,
        said,
        ((_("Policies"), reverse("configure_policies")),),
    )
    names = ", ".join(Checklist.objects.values_list("name", flat=True))
    yield Step(
        _("Checklists"),
        bool(names),
        names or _("None yet: reviewers are asked nothing line by line."),
        ((_("Checklists"), reverse("configure_checklists")),),
    )
    notices = Disclaimer.objects.filter(is_active=True)
    yield Step(
        _("Disclaimers"),
        notices.exists(),
        ", ".join(notices.values_list("name", flat=True)) or _("None yet."),
        (suggestions, (_("Disclaimers"), reverse("admin:articles_disclaimer_changelist"))),
    )


def _of_people() -> Iterator[Step]:
    editors = holders_of("publish_revision").count()
    writers = holders_of("write_article").count()
    holders = reviewers("review_revision", timezone.localdate())
    able = sum(bool(each.credentials) for each in holders)
    said = [
        _("Writers: %(count)d.") % {"count": writers},
        _("Editors: %(count)d.") % {"count": editors},
        _("Reviewers: %(count)d, of whom %(able)d have a credential that counts.")
        % {"count": len(holders), "able": able},
    ]
    if holders and not able:
        said.append(
            _(
                "A credential counts once somebody who neither entered it nor invited them looked it up."
            )
        )
    waiting = User.objects.filter(is_active=True, is_guest=False, last_login=None)
    names = ", ".join(waiting.filter(~Q(name="")).values_list("name", flat=True)[:5])
    if names:
        said.append(_("Not here yet: %(names)s.") % {"names": names})
    links = [
        (_("Invite somebody"), reverse("configure_person_new")),
        (_("People and roles"), reverse("configure_people")),
        (_("Credentials"), reverse("people")),
    ]
    if new := _new_accounts():
        said.append(new)
        links.append((_("Accounts that changed"), reverse("account_changes")))
    yield Step(_("People"), bool(editors and writers and able), " ".join(said), tuple(links))


def _new_accounts() -> str:
    """Whose account is held for a day: said here, since on the first day that is everybody."""
    changes = AccountChange.objects.unsettled(timezone.now()).filter(user__is_active=True)
    names = sorted({str(each.user) for each in changes.select_related("user")})
    told = _(
        "For a day after somebody set their first password or got a profile they sign, publish and look up "
        "nothing, unless an editor who had no part in it confirms the account: %(names)s."
    )
    return told % {"names": ", ".join(names[:5])} if names else ""


def _first_article() -> Step:
    count = Article.objects.filter(about="").count()
    said = _("Articles: %(count)d.") % {"count": count} if count else _("None yet.")
    return Step(
        _("The first article"), bool(count), said, ((_("New article"), reverse("article_new")),)
    )
