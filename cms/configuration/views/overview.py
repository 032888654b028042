"""Where configuration begins: what a new site still needs, and the way to everything."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from articles.forms import Form
from articles.views.access import user_of
from cms import jobs
from cms.configuration import defaults
from cms.configuration.access import configures
from cms.configuration.first_steps import steps
from cms.configuration.kinds import ROWS


@configures()
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    found = steps()
    context = {
        "steps": found,
        "missing": sum(not each.is_done for each in found),
        "kinds": ROWS,
        "troubles": jobs.troubles(timezone.now()),
    }
    return render(request, "cms/configuration/overview.html", context)


class DefaultsForm(Form):
    """The suggestions that the site does not have yet, each with a tick."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics, each with a policy"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    disclaimers = forms.MultipleChoiceField(
        label=gettext_lazy("Disclaimers, below every article"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        topics = defaults.topics_to_suggest()
        disclaimers = defaults.disclaimers_to_suggest()
        self._offer("topics", [(each.slug, _line(each)) for each in topics])
        self._offer(
            "disclaimers", [(each.slug, f"“{each.title}” {each.text}") for each in disclaimers]
        )
        self.offers = bool(topics or disclaimers)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 says so to the type checker
        field.choices = choices
        if not choices:
            del self.fields[name]


def _line(suggested: defaults.Suggested) -> str:
    demand = ngettext("%(count)d approval", "%(count)d approvals", suggested.approvals) % {
        "count": suggested.approvals
    }
    said = _("%(name)s: %(introduction)s (%(demand)s, again after %(months)d months)")
    return said % {
        "name": suggested.name,
        "introduction": suggested.introduction,
        "demand": demand,
        "months": suggested.interval_months,
    }


@configures()
@require_http_methods(["GET", "HEAD", "POST"])
def take_defaults(request: HttpRequest) -> HttpResponse:
    """Take of the suggestions what is ticked. All of it can be changed later."""
    form = DefaultsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        if not any(chosen.values()):
            messages.warning(request, _("Nothing is ticked yet: tick what suits the site."))
            return redirect("configuration_defaults")
        count = defaults.take(
            chosen.get("topics", []), chosen.get("disclaimers", []), user_of(request)
        )
        messages.success(
            request, _("Added: %(count)d. All of it can be changed.") % {"count": count}
        )
        return redirect("configuration")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "cms/configuration/defaults.html", {"form": form}, status=status)
