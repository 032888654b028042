"""Addresses of the desk of administrators."""

from django.urls import path

from cms.configuration.kinds import ROWS
from cms.configuration.views import checklists, identity, overview, people, rules, unchecked

urlpatterns = [
    path("", overview.overview, name="configuration"),
    path("defaults/", overview.take_defaults, name="configuration_defaults"),
    path("identity/", identity.identity, name="configure_identity"),
    path("identity/live/", identity.identity_live, name="configure_identity_live"),
    path("identity/<int:pk>/<str:part>", identity.identity_part, name="configure_identity_part"),
    path("people/", people.accounts, name="configure_people"),
    path("people/new/", people.account_new, name="configure_person_new"),
    path("people/<int:pk>/", people.account, name="configure_person"),
    path("people/<int:pk>/mail/", people.account_mail, name="configure_person_mail"),
    path("people/<int:pk>/profile/", people.profile_new, name="configure_profile_new"),
    path("profiles/<int:pk>/", people.profile, name="configure_profile"),
    path("profiles/<int:pk>/credentials/", people.credential_new, name="configure_credential_new"),
    path("credentials/<int:pk>/", people.credential, name="configure_credential"),
    path("checklists/", checklists.checklists, name="configure_checklists"),
    path("checklists/new/", checklists.checklist, name="configure_checklist_new"),
    path("checklists/<int:pk>/", checklists.checklist, name="configure_checklist"),
    path("unchecked/", unchecked.unchecked_list, name="unchecked_list"),
]
for kind in ROWS:
    named = {"kind": kind.name}
    urlpatterns += [
        path(f"{kind.name}/", rules.rows, named, name=f"configure_{kind.name}"),
        path(f"{kind.name}/new/", rules.row, named, name=f"configure_{kind.name}_new"),
        path(f"{kind.name}/<int:pk>/", rules.row, named, name=f"configure_{kind.name}_row"),
    ]
