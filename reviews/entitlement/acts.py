"""The table of acts: each row says all that differs between one change to people or rules and another."""

from typing import Final

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from articles.users import User
from reviews.eligibility.rights import ASSIGN, CHECK, holders_of
from reviews.entitlement import effects, guards
from reviews.entitlement.act import Act, Change
from reviews.models.people.credentials import FACTS

WHO = ("name", "post_nominals")
PERSON = (*WHO, "occupation", "biography", "orcid", "interests", "interests_declared_on")
CREDENTIAL = ("kind", "title", "specialty", "number", "issuer", "expires_on")
RIGHTS = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
POLICY = (
    "approvals", "specialty", "checklist", "reports", "is_blind", "interval_months", "days_to_review",
    "days_to_settle_debt", "remind_unanswered_days", "remind_before_days", "remind_every_days",
    "escalate_after_days", "evidence_from", "unsourced", "house_rules", "placeholders", "import_notes",
    "dead_links", "incomplete_works", "dead_addresses", "checked", "partly_passes", "fallen_source",
    "lay_readers",
)  # fmt: skip
WITNESS = ("name", "email", "is_active")
TOPIC = ("name", "slug", "parent", "introduction", "position", "others")
DISCLAIMER = (
    "name", "slug", "placement", "everywhere", "categories", "jurisdiction", "owner", "is_active",
    "topics",
)  # fmt: skip

HOUSE_RULE = (
    "category", "severity", "reason", "question", "suggestion", "phrases", "left_out", "exceptions",
    "exceptions_left_out", "about", "closed_by_source", "reads_headings", "owner", "look_at_on",
    "in_use",
)  # fmt: skip

# of what decides who counts as whom: who does it, is asked for as before readers
IN_PERSON = (guards.has_second_factor, guards.is_settled)
# of what is said of people: whoever looks it up must not have entered it by somebody else's account
IN_HAND = (guards.is_settled,)

ANOTHER = (guards.is_not_the_proposer, guards.administers, guards.is_not_of_them)


def editors(change: Change) -> list[User]:
    return list(holders_of(ASSIGN.split(".")[1]))


def the_one_who_gains(change: Change) -> list[User]:
    """The account that a profile comes to belong to."""
    return list(get_user_model().objects.filter(pk=change.changed.get("user") or 0))


ROWS: Final = (
    # --- people and their accounts
    Act(
        "add_person",
        _("Add a profile"),
        _("added the profile of"),
        "articles.add_person",
        columns=(*PERSON, "slug"),
    ),
    Act(
        "change_person",
        _("Change the profile"),
        _("changed the profile of"),
        "articles.change_person",
        columns=PERSON,  # and no slug: sealed texts name their authors by it
        voids=WHO,
        guards=IN_HAND,
        needs_second=guards.parts_what_is_one,
        guards_of_second=ANOTHER,
    ),
    Act(
        "link_person",
        _("Link the profile to an account"),
        _("linked to another account the profile of"),
        "articles.change_person",
        columns=("user",),
        voids=("user",),
        guards=IN_PERSON,
        checks=(guards.names_a_free_account,),
        needs_second=guards.moves_a_profile,
        guards_of_second=(
            guards.is_not_the_proposer,
            guards.administers_or_is_concerned,
            guards.is_not_who_gains,
        ),
        effect=effects.unsettle,
        tells=the_one_who_gains,
    ),
    Act(
        "prove_orcid",
        _("Sign in at orcid.org"),
        _("signed in at orcid.org, which proves the ORCID of"),
        None,
        guards=(guards.is_ones_own, guards.is_settled),
        checks=(guards.has_that_orcid,),
        effect=effects.prove_orcid,
    ),
    Act(
        "add_account",
        _("Add an account"),
        _("added the account of"),
        "cms.add_user",
        columns=("email", "name", "language"),
    ),
    Act(
        "change_account",
        _("Change the account"),
        _("changed the account of"),
        "cms.change_user",
        columns=("email", "name", "language"),
        needs_second=guards.needs_second_of_account,
        guards_of_second=(guards.is_not_the_proposer, guards.administers_or_is_concerned),
    ),
    Act(
        "end_factors",
        _("Take the second factors off"),
        _("took the second factors off the account of"),
        "cms.change_user",
        guards=(guards.is_not_oneself, guards.has_factors, *IN_PERSON),
        needs_second=guards.is_not_alone,
        guards_of_second=(guards.is_not_the_proposer, guards.administers),
        effect=effects.end_factors,
    ),
    Act(
        "add_group",
        _("Add a role"),
        _("added the role"),
        "auth.add_group",
        columns=("name", "permissions"),
        needs_second=guards.gives_role,
        guards_of_second=(guards.is_not_the_proposer, guards.administers),
        guards=IN_PERSON,
        tells=editors,
    ),
    Act(
        "change_group",
        _("Change what a role may do"),
        _("changed what may be done in the role"),
        "auth.change_group",
        columns=("name", "permissions"),
        needs_second=guards.gives_role,
        guards_of_second=(guards.is_not_the_proposer, guards.administers),
        guards=IN_PERSON,
        tells=editors,
    ),
    Act(
        "change_rights",
        _("Change what they may do"),
        _("changed what may be done by"),
        "cms.change_user",
        columns=RIGHTS,
        guards=(guards.is_not_oneself, *IN_PERSON),
        needs_second=guards.gives_rights,
        guards_of_second=(guards.is_not_the_proposer, guards.administers, guards.is_not_who_gains),
        effect=effects.note_who_administers_no_more,
    ),
    # --- credentials
    Act(
        "add_credential",
        _("Add a credential"),
        _("added the credential"),
        "reviews.add_credential",
        columns=("person", *CREDENTIAL),
        guards=IN_HAND,
    ),
    Act(
        "change_credential",
        _("Change the credential"),
        _("changed the credential"),
        "reviews.change_credential",
        columns=CREDENTIAL,
        voids=tuple(FACTS),
        guards=IN_HAND,
        needs_second=guards.parts_what_is_one,
        guards_of_second=ANOTHER,
    ),
    Act(
        "check_credential",
        _("I have looked it up"),
        _("looked up and found true the credential"),
        CHECK,
        guards=(
            guards.is_of_somebody_else,
            guards.did_not_invite,
            guards.did_not_enter_it,
            guards.has_no_text_before_them,
            guards.is_not_expired,
            *IN_PERSON,
        ),
        checks=(guards.says_what_was_looked_up,),
        effect=effects.check,
    ),
    Act(
        "void_check",
        _("Void the check"),
        _("voided the check of the credential"),
        CHECK,
        guards=(guards.is_checked,),
        checks=(guards.says_why,),
        effect=effects.void,
        tells=editors,
    ),
    # --- guests
    Act("invite_guest", _("Invite"), _("invited as a guest"), ASSIGN, guards=IN_HAND),
    Act("confirm_guest", _("Confirm"), _("said who they are, as the guest"), None),
    Act("revoke_guest", _("Take the invitation back"), _("took back the invitation of"), ASSIGN),
    # --- rules
    Act(
        "add_policy",
        _("Add a policy"),
        _("set the rule"),
        "reviews.add_policy",
        columns=("topic", *POLICY),
        tells=editors,
    ),
    Act(
        "change_policy",
        _("Change the policy"),
        _("changed the rule"),
        "reviews.change_policy",
        columns=("topic", *POLICY),
        tells=editors,
    ),
    Act("add_topic", _("Add a topic"), _("added the topic"), "articles.add_topic", columns=TOPIC),
    Act(
        "change_topic",
        _("Change the topic"),
        _("changed the topic"),
        "articles.change_topic",
        columns=TOPIC,
    ),
    Act(
        "add_specialty",
        _("Add a specialty"),
        _("added the specialty"),
        "reviews.add_specialty",
        columns=("name",),
    ),
    Act(
        "change_specialty",
        _("Change the specialty"),
        _("changed the specialty"),
        "reviews.change_specialty",
        columns=("name",),
        voids=("name",),
        guards=IN_HAND,
    ),
    Act(
        "add_checklist",
        _("Add a checklist"),
        _("added the checklist"),
        "reviews.add_checklist",
        columns=("name", "slug"),
    ),
    Act(
        "change_checklist",
        _("Change the checklist"),
        _("changed the checklist"),
        "reviews.change_checklist",
        columns=("name",),
    ),
    Act(
        "add_checklistversion",
        _("Change the lines"),
        _("wrote anew the lines of the checklist"),
        "reviews.add_checklistversion",
        columns=("checklist", "text", "written_by"),
        tells=editors,
    ),
    Act(
        "add_disclaimer",
        _("Add a disclaimer"),
        _("added the disclaimer"),
        "articles.add_disclaimer",
        columns=DISCLAIMER,
    ),
    Act(
        "change_disclaimer",
        _("Change the disclaimer"),
        _("changed the disclaimer"),
        "articles.change_disclaimer",
        columns=DISCLAIMER,
    ),
    Act(
        "add_wording",
        _("Word it anew"),
        _("worded anew the disclaimer"),
        "articles.add_wording",
        columns=("disclaimer", "language", "title", "text", "effective_on", "written_by"),
        tells=editors,
    ),
    Act(
        "add_houserule",
        _("Add a house rule"),
        _("added to the house rules"),
        "articles.add_houserule",
        columns=("language", "name", *HOUSE_RULE),
        checks=(guards.is_taken_up_as_it_comes,),
        tells=editors,
    ),
    Act(
        "change_houserule",
        _("Change the house rule"),
        _("changed the house rule"),
        "articles.change_houserule",
        columns=HOUSE_RULE,
        needs_second=guards.asks_less_of_a_grave_rule,
        guards_of_second=(guards.is_not_the_proposer, guards.keeps_rules),
        tells=editors,
    ),
    # --- who keeps heads of the log
    Act(
        "add_witness",
        _("Name a witness"),
        _("named as a witness of the record"),
        "reviews.add_witness",
        columns=WITNESS,
    ),
    Act(
        "change_witness",
        _("Change the witness"),
        _("changed the witness of the record"),
        "reviews.change_witness",
        columns=WITNESS,
    ),
)
ACTS: Final = {row.name: row for row in ROWS}
