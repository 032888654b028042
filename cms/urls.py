"""All addresses of the project. The reading site is at the root; the desks bring their own."""

from django.contrib import admin
from django.urls import include, path

from cms import views

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("desk/", include("articles.urls")),
    path("reviews/", include("reviews.urls")),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "cms.errors.bad_request"
handler403 = "cms.errors.permission_denied"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"
