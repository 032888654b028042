"""What a site's own code hears of articles, and what it may do then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.dispatch import Signal
from taggit.models import Tag

from articles.comments.discussion import answer
from articles.models import Article, Comment, Thread
from articles.signals import article_changed, comment_answered
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db


@contextmanager
def receiver(signal: Signal, hears: Any) -> Iterator[None]:
    signal.connect(hears)
    try:
        yield
    finally:
        signal.disconnect(hears)


def test_a_receiver_hears_when_readers_find_an_article_and_when_they_find_it_otherwise():
    heard = []

    def hears(sender: type, article: Article, comes_or_goes: bool, **_: Any) -> None:
        heard.append((sender, article.revisions.published().count(), comes_or_goes))

    with receiver(article_changed, hears):
        text = factories.published()
        corrected = factories.approved(factories.next_draft(text.article, "<p>New.</p>"))
        perform("publish", corrected, factories.editor())
        perform("retract", corrected, factories.editor(), Inputs("Wrong."))

    assert heard == [(Article, 1, True), (Article, 1, False), (Article, 0, True)]


def test_what_a_receiver_raises_undoes_the_change_and_what_it_wrote():
    text = factories.published()

    def refuses(**_: Any) -> None:
        Tag.objects.create(name="Written by a receiver")
        raise RuntimeError("The portal is full.")

    with receiver(article_changed, refuses), pytest.raises(RuntimeError):
        perform("retract", text, factories.editor(), Inputs("Wrong."))

    text.refresh_from_db()
    assert text.state == text.State.PUBLISHED
    assert not Tag.objects.filter(name="Written by a receiver").exists()


def test_a_receiver_of_answers_says_whom_it_told():
    draft = factories.draft()
    thread = Thread.objects.create(revision=draft, opened_by=factories.author_of(draft))

    def tells(sender: type, comment: Comment, **_: Any) -> str:
        return f"The portal was told of “{comment.text}”."

    with receiver(comment_answered, tells):
        told = answer(thread, factories.writer(), "Done.")

    assert "The portal was told of “Done.”." in told
