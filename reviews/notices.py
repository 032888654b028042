"""Telling people: one plain message each, sent by the worker after the transition is committed."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from articles.users import User
from reviews.models import Event


def tell_on_commit(event: Event, people: Iterable[User]) -> None:
    """Queue one message to each person once the transaction is through; none if it is rolled back."""
    for person in people:
        transaction.on_commit(partial(send_notice.enqueue, event.pk, person.pk))


@task()
def send_notice(event_id: int, user_id: int) -> None:
    """Mail one person about one event."""
    event = Event.objects.select_related("revision", "article").get(pk=event_id)
    person = get_user_model().objects.get(pk=user_id)
    address = reverse("timeline", args=[event.article_id])
    if event.revision.assignments.filter(reviewer=person).exists():
        address = reverse("review", args=[event.revision_id])
    context = {"event": event, "person": person, "address": settings.SITE_URL + address}
    EmailMessage(
        subject=f"{event.revision.title}: {event.get_target_display().lower()}",
        body=render_to_string("reviews/notice.txt", context),
        to=[person.email],
    ).send()
