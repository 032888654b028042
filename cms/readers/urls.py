"""Where readers speak, and where editors read it."""

from django.urls import path

from cms.readers.views import letters, moderation, newsletter, voices

# on the reading site, in each of its languages
reading = [
    path("articles/<slug:slug>/helpful/", voices.helpful, name="helpful"),
    path("articles/<slug:slug>/report/", voices.report, name="report"),
    path("articles/<slug:slug>/comment/", voices.comment, name="comment"),
    path("newsletter/", newsletter.sign_up, name="newsletter"),
    path("newsletter/confirm/<str:key>/", newsletter.confirm, name="newsletter_confirm"),
    path("newsletter/stop/<str:key>/", newsletter.stop, name="newsletter_stop"),
]

urlpatterns = [
    path("readers/", letters.report_list, name="report_list"),
    path("readers/reports/<int:pk>/", letters.report_detail, name="report_detail"),
    path("readers/comments/", moderation.comment_list, name="comment_list"),
    path("readers/comments/<int:pk>/", moderation.comment_detail, name="comment_detail"),
    path("readers/switches/", moderation.switch_list, name="switch_list"),
    path("readers/switches/<int:pk>/delete/", moderation.switch_delete, name="switch_delete"),
    path("readers/newsletter/", newsletter.figures, name="newsletter_figures"),
    path("readers/helpful/", letters.helpful_list, name="helpful_list"),
    path("readers/helpful/<int:pk>/", letters.helpful_detail, name="helpful_detail"),
    path("readers/remarks/<int:pk>/delete/", letters.remark_delete, name="remark_delete"),
]
