"""The reviewer's and the editor's desk."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "reviews/dashboard.html")


@login_required
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "reviews/board.html")


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
