"""The reviewer's and the editor's desk."""

from reviews.views.actions import act
from reviews.views.lists import board, dashboard
from reviews.views.review import review
from reviews.views.threads import thread_answer, thread_open, thread_resolve

__all__ = [
    "act",
    "board",
    "dashboard",
    "review",
    "thread_answer",
    "thread_open",
    "thread_resolve",
]
