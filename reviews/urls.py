from django.urls import path

from reviews import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("board/", views.board, name="board"),
    path("<int:pk>/", views.review, name="review"),
]
