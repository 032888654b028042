"""Where readers speak, and where editors read it."""

from django.urls import path

from cms.views import letters, voices

urlpatterns = [
    path("articles/<slug:slug>/helpful/", voices.helpful, name="helpful"),
    path("articles/<slug:slug>/report/", voices.report, name="report"),
    path("readers/", letters.report_list, name="report_list"),
    path("readers/reports/<int:pk>/", letters.report_detail, name="report_detail"),
    path("readers/helpful/", letters.helpful_list, name="helpful_list"),
    path("readers/helpful/<int:pk>/", letters.helpful_detail, name="helpful_detail"),
    path("readers/remarks/<int:pk>/delete/", letters.remark_delete, name="remark_delete"),
]
