"""The public reading site."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/home.html")


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands after signing in: the desk of the work that is theirs."""
    for permission, desk in (
        ("reviews.publish_revision", "board"),
        ("reviews.review_revision", "dashboard"),
        ("articles.write_article", "desk"),
    ):
        if request.user.has_perm(permission):
            return redirect(desk)
    return redirect("home")


def article(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def person(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
