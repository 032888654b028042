"""The templates of articles: listed, made and changed by editors."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.drafting.forms import TemplateForm
from articles.models import ArticleTemplate
from articles.text.outline import outline_of
from articles.views.access import user_of

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY
may_change = permission_required("articles.change_articletemplate", raise_exception=True)


@login_required
@may_change
@require_safe
def article_templates(request: HttpRequest) -> HttpResponse:
    """All of them, those that are not offered too."""
    found = ArticleTemplate.objects.select_related("topic").order_by("language", "position", "name")
    rows = [(each, outline_of(each.body), len(each.listed())) for each in found]
    return render(request, "articles/reusing/templates.html", {"rows": rows})


@login_required
@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def article_template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One, or a new one."""
    template = get_object_or_404(ArticleTemplate, pk=pk) if pk else ArticleTemplate()
    form = TemplateForm(request.POST if request.method == "POST" else None, instance=template)
    if form.is_valid():
        form.instance.changed_by = user_of(request)
        form.save()
        messages.success(request, _("Saved: %(what)s.") % {"what": form.instance})
        return redirect("article_templates")
    context = {
        "form": form,
        "template": template,
        "media": form.media.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
    }
    status = INVALID if form.errors else HTTPStatus.OK
    return render(request, "articles/reusing/template.html", context, status=status)
