"""The writer's desk."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/desk.html")


@login_required
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
