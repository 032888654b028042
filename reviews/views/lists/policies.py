"""Reviews that have less than the policy of their topic asks for today."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.approval.policy_gaps import gaps
from reviews.eligibility.rights import PUBLISH


@login_required
@permission_required(PUBLISH, raise_exception=True)
@require_safe
def policy_gaps(request: HttpRequest) -> HttpResponse:
    """Published texts whose review has less than the policy of their topic asks for today."""
    found = gaps(timezone.localdate())
    return render(request, "reviews/desk/policies/gaps.html", {"gaps": found})
