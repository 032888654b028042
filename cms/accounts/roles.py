"""The roles of a newsroom, as groups of permissions. Reviewing, publishing and configuring are apart."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

ROLES: dict[str, tuple[str, ...]] = {
    "Writers": ("articles.write_article",),
    "Reviewers": ("reviews.review_revision",),
    "Editors": (
        "articles.write_article",
        "articles.write_any_article",
        "reviews.assign_reviewer",
        "reviews.publish_revision",
        "reviews.check_credential",
        "reviews.strike_approval",
        "articles.add_houserule",
        "articles.change_houserule",
        "articles.view_houserule",
        "articles.add_articletemplate",
        "articles.change_articletemplate",
        "articles.view_articletemplate",
        "cms.add_glossaryterm",
        "cms.change_glossaryterm",
        "cms.view_glossaryterm",
    ),
    "Administrators": (
        "reviews.add_sameperson",
        "reviews.view_sameperson",
        "reviews.check_credential",
        *(
            f"{app}.{action}_{model}"
            for app, model in (
                ("cms", "user"),
                ("cms", "synonym"),
                ("cms", "emergency"),
                ("cms", "glossaryterm"),
                ("articles", "person"),
                ("articles", "topic"),
                ("articles", "tagintroduction"),
                ("articles", "disclaimer"),
                ("articles", "wording"),
                ("articles", "houserule"),
                ("articles", "articletemplate"),
                ("reviews", "policy"),
                ("reviews", "checklist"),
                ("reviews", "checklistversion"),
                ("reviews", "specialty"),
                ("reviews", "credential"),
                ("reviews", "witness"),
            )
            for action in ("add", "change", "view")
        ),
    ),
}


def install_roles(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the groups and give them their permissions; what a site added by hand stays."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    for label in ("cms", "articles", "reviews"):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(permissions[permission] for permission in wanted))
