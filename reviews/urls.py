from django.urls import path

from reviews import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("board/", views.board, name="board"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/threads/", views.thread_open, name="thread_open"),
    path("threads/<int:pk>/answer/", views.thread_answer, name="thread_answer"),
    path("threads/<int:pk>/resolve/", views.thread_resolve, name="thread_resolve"),
    path("<int:pk>/<slug:name>/", views.act, name="review_action"),
]
