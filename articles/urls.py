from django.urls import path

from articles import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("articles/<int:pk>/", views.timeline, name="timeline"),
]
