"""Files brought in as drafts, several at once: the same as `import_articles` makes of them."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from articles.bringing_in import sent
from articles.bringing_in.imports import Outcome
from articles.drafting.forms import ImportForm
from articles.models import Article, Topic
from articles.users import User
from articles.views.access import for_writers, user_of
from articles.views.references.entry import wants_json


@for_writers
def articles_import(request: HttpRequest) -> HttpResponse:
    """Take files in, and say of each what became of it. Sent twice, a file makes nothing twice.

    What the worker has, or is through with, stands below; asked for JSON, how far that is.
    """
    writer = user_of(request)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form, outcomes = ImportForm(*posted), []
    if form.is_valid():
        outcomes = _brought_in(form, writer)
        kept = ("topic", "is_rules_first")
        form = ImportForm(initial={name: form.cleaned_data[name] for name in kept})
    how_far = sent.how_far(writer)
    if wants_json(request):
        return JsonResponse(how_far)
    long = sent.sent_by(writer)
    refused = form.errors or (outcomes and all(each.refused for each in outcomes))
    return render(
        request,
        "articles/drafting/articles_import.html",
        {
            "form": form,
            "outcomes": outcomes,
            "long": long,
            "how_far": how_far,
            "seen": _seen([*outcomes, *long], writer),
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
    )


def _brought_in(form: ImportForm, writer: User) -> list[Outcome]:
    topic: Topic | None = form.cleaned_data["topic"]
    is_rules_first: bool = form.cleaned_data["is_rules_first"]
    allowance = sent.Allowance()
    return [
        sent.take_in(
            file.name or "", file.read(), writer, topic, allowance, is_rules_first=is_rules_first
        )
        for file in form.cleaned_data["texts"]
    ]


def _seen(outcomes: list[Outcome], writer: User) -> set[int]:
    """Which of the articles that stand here the writer may see."""
    known = [each.pk for outcome in outcomes if (each := outcome.made or outcome.known)]
    return set(
        Article.objects.writable_by(writer).filter(pk__in=known).values_list("pk", flat=True)
    )
