"""The newsletter: signing up, confirming, ending it; and what editors see of it."""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from cms.accounts.access import for_editors
from cms.readers import limits, newsletter
from cms.readers.forms import NewsletterForm, TakeOffForm
from cms.readers.models import Delivery, Issue, Subscriber
from cms.readers.views.voices import answer

ISSUES = 20


@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter. The page says the same of an address that has it already."""
    form = NewsletterForm(request.POST if request.method == "POST" else None)

    def keep(sent: NewsletterForm) -> None:
        address = sent.cleaned_data["address"]
        if limits.allows_address(request, "reader_mailbox", address):
            newsletter.ask(address, timezone.now())

    context = {"form": form, "opening": _("Newsletter"), "button": _("Sign up")}
    return answer(request, form, "reader_newsletter", keep, "cms/readers/newsletter.html", context)


@never_cache
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link that was mailed. A button, because programs open the links of mails."""
    address = newsletter.asked(key)
    is_done = bool(address) and request.method == "POST"
    if is_done:
        newsletter.subscribe(address, timezone.now())
    context = {"address": address, "is_done": is_done}
    status = HTTPStatus.OK if address else HTTPStatus.GONE
    return render(request, "cms/readers/newsletter_confirm.html", context, status=status)


@csrf_exempt
@never_cache
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """End the newsletter: a mail program posts here by itself (RFC 8058), a person by the button.

    Whoever has the key got it by mail; there is no cookie to be abused, so no token is asked for.
    """
    found = Subscriber.objects.filter(key=key)
    if request.method == "POST":
        found.delete()
    context = {"is_subscribed": found.exists()}
    return render(request, "cms/readers/newsletter_stop.html", context)


@for_editors
def figures(request: HttpRequest) -> HttpResponse:
    """How many have it and what became of the last issues; take an address off."""
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        gone = Subscriber.objects.filter(address__iexact=form.cleaned_data["address"]).delete()[0]
        said = _("Taken off.") if gone else _("Nobody has it under that address.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("newsletter_figures"), status=HTTPStatus.SEE_OTHER)
    counts = {
        each.value: Count("deliveries", filter=Q(deliveries__mail=each)) for each in Delivery.Mail
    }
    context = {
        "form": form,
        "subscribers": Subscriber.objects.count(),
        "issues": Issue.objects.annotate(**counts)[:ISSUES],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "cms/readers/newsletter_figures.html", context, status=status)
