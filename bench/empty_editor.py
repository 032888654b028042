"""The site's addresses, and one page with nothing but an empty django-prose-editor on it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django_prose_editor.config import EXTENSION_MAPPING
from django_prose_editor.fields import ProseEditorFormField

from articles.text.editor import extensions
from cms.urls import urlpatterns as site

STOCK = {name: how for name, how in extensions().items() if name in EXTENSION_MAPPING}


class EmptyForm(forms.Form):
    body = ProseEditorFormField(config={"extensions": STOCK}, preset="configurable")


def empty(request: HttpRequest) -> HttpResponse:
    form = EmptyForm()
    media = form.media.with_nonce(request.csp_nonce)
    return HttpResponse(
        f"<!doctype html><html lang=en><title>Empty</title>{media}<form>{form.as_div()}</form>"
    )


urlpatterns = [path("empty/", empty), *site]
