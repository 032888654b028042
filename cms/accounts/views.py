"""What somebody chooses for their own account."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import languages
from articles.views.access import user_of
from cms.models import User


@login_required
def without_password(request: HttpRequest) -> HttpResponse:
    """What a guest is told who looks for their password. Everybody else has one, and changes it."""
    if not user_of(request).is_guest:
        return redirect("account_change_password")
    return render(request, "account/guest.html")


class LanguageForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["language"]

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the desks and of your mail"),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})  # type: ignore[arg-type]
        as_site = _("As the site: %(language)s") % {
            "language": languages.name_of(languages.default())
        }
        chosen = self.fields["language"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 says so to the type checker
        chosen.choices = [("", as_site), *languages.choices()]


@login_required
def language(request: HttpRequest) -> HttpResponse:
    """The language of the desks and of mail; public pages speak as their address says."""
    form = LanguageForm(
        request.POST if request.method == "POST" else None, instance=user_of(request)
    )
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.language or languages.default()):
            messages.success(request, _("Saved. The desks and your mail speak this language now."))
        return redirect("account_language")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/language.html", {"form": form}, status=status)
