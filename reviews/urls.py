"""Addresses of the reviewer's and the editor's desk."""

from django.urls import path

from reviews import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("due/", views.rereviews_due, name="rereviews_due"),
    path("board/", views.board, name="board"),
    path("board/bulk/", views.board_bulk, name="board_bulk"),
    path("offered/<int:pk>/take/", views.volunteer, name="volunteer"),
    path("dossier/<int:pk>/", views.dossier, name="dossier"),
    path("dossier/<int:pk>.json", views.dossier_file, name="dossier_file"),
    path("figures/", views.figures, name="figures"),
    path("figures/<slug:slug>.csv", views.figures_file, name="figures_file"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/mark/", views.notifications_mark, name="notifications_mark"),
    path("inbox/<int:pk>/", views.notification_open, name="notification_open"),
    path("inbox/mail/", views.preferences, name="preferences"),
    path("inbox/failed/", views.mail_failed, name="mail_failed"),
    path("inbox/failed/<int:pk>/again/", views.mail_again, name="mail_again"),
    path("calendar/", views.calendar_change, name="calendar_change"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
    path("assignments/<int:pk>/due.ics", views.assignment_calendar, name="assignment_calendar"),
    path("assignments/<int:pk>/remind/", views.assignment_remind, name="assignment_remind"),
    path("guest/<str:token>/", views.guest, name="guest"),
    path("guests/<int:pk>/", views.guest_decide, name="guest_decide"),
    path("<int:pk>/guests/", views.invited, name="guests"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/changes/", views.changes, name="review_changes"),
    path("<int:pk>/checklist/", views.checklist_save, name="checklist_save"),
    path("<int:pk>/verdicts/", views.verdict_give, name="verdict_give"),
    path("<int:pk>/dismissals/agree/", views.dismissal_agree, name="dismissal_agree"),
    path("<int:pk>/threads/", views.thread_open, name="thread_open"),
    path("threads/<int:pk>/answer/", views.thread_answer, name="thread_answer"),
    path("threads/<int:pk>/resolve/", views.thread_resolve, name="thread_resolve"),
    path("<int:pk>/<slug:name>/", views.act, name="review_action"),
]
