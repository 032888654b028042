"""Filters that are kept: by whom, under which name, and whether others see them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.entering import clean_text, number
from articles.listing.filters import Chosen
from articles.listing.saved_filters import SavedFilter
from articles.users import User

SEE_OTHER = 303
LONGEST_NAME = 80


def of(user: User, list_name: str) -> list[SavedFilter]:
    """Those that the user may take up in a list: their own, and those that others share."""
    found = SavedFilter.objects.for_user(user).filter(list_name=list_name)
    return list(found.select_related("owner"))


def act(request: HttpRequest, user: User, chosen: Chosen) -> HttpResponse:
    """Keep what the address asks under `name` (`is_shared` shows it to others), or `forget` one; back
    to the list as it was.
    """
    if "forget" in request.POST:
        messages.success(request, forget(user, number(request.POST["forget"])))
    else:
        name = " ".join(clean_text(request.POST.get("name", "")).split())
        problem = keep(user, chosen, name, "is_shared" in request.POST)
        done = _("“%(name)s” is kept among the filters of this list.") % {"name": name}
        (messages.error if problem else messages.success)(request, problem or done)
    return back_to(request, chosen)


def back_to(request: HttpRequest, chosen: Chosen) -> HttpResponseRedirect:
    """To the list as it was, once something was done there."""
    asked = request.GET.urlencode()
    where = reverse(chosen.listing.name) + (f"?{asked}" if asked else "")
    return HttpResponseRedirect(where, status=SEE_OTHER)


def keep(user: User, chosen: Chosen, name: str, is_shared: bool) -> str:
    """Under a name that the user has already it takes that one's place. Returns why not, or ""."""
    if not name or len(name) > LONGEST_NAME:
        return _("Give the filter a name of at most %(count)d characters.") % {
            "count": LONGEST_NAME
        }
    if chosen.is_plain:
        return _("Nothing is set: set a filter or a sort first.")
    if len(chosen.address) > 1000:
        return _("This filter is too long to be kept: search for fewer words.")
    own = SavedFilter.objects.filter(owner=user, list_name=chosen.listing.name)
    if own.exclude(name=name).count() >= SavedFilter.MOST:
        return _("You keep %(count)d filters of this list: remove one first.") % {
            "count": SavedFilter.MOST
        }
    SavedFilter.objects.update_or_create(
        owner=user,
        list_name=chosen.listing.name,
        name=name,
        defaults={"query": chosen.address, "is_shared": is_shared},
    )
    return ""


def forget(user: User, pk: int | None) -> str:
    """Remove one of the user's own; what was done, in words. What others share stays."""
    own = SavedFilter.objects.filter(owner=user)
    removed = 0 if pk is None else own.filter(pk=pk).delete()[0]
    return _("The filter is removed.") if removed else _("This filter is not yours, or is gone.")
