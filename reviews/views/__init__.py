"""The reviewer's and the editor's desk."""

from reviews.views.actions import act
from reviews.views.checklists import (
    checklist_save,
    difference_settle,
    dismissal_agree,
    statement_add,
    verdict_give,
)
from reviews.views.dossiers import dossier, dossier_file
from reviews.views.figures import figures, figures_file
from reviews.views.inbox import (
    assignment_calendar,
    assignment_remind,
    calendar,
    calendar_change,
    inbox,
    mail_again,
    mail_failed,
    notification_open,
    notifications_mark,
    preferences,
)
from reviews.views.lists.articles import desk
from reviews.views.lists.board import board
from reviews.views.lists.bulk import board_bulk
from reviews.views.lists.dashboard import dashboard, volunteer
from reviews.views.lists.due_plan import due_plan
from reviews.views.lists.planned import planned, planned_feed
from reviews.views.lists.policies import policy_gaps
from reviews.views.lists.rereviews import rereviews_due
from reviews.views.pending import pending_all, pending_change
from reviews.views.people.accounts import account_changes, account_confirm
from reviews.views.people.bylines import byline_answer, bylines
from reviews.views.people.guests import guest, guest_decide, invited
from reviews.views.people.lay_readers import lay_readers, lay_reading, lay_reading_end
from reviews.views.people.profiles import (
    amendment,
    amendments,
    check_file,
    credential_check,
    people_list,
    person_desk,
    person_link,
    proposal_settle,
    proposals,
)
from reviews.views.people.resting import grounds, rests_on
from reviews.views.review import changes, review
from reviews.views.rules.house_rules import rule, rule_ask, rule_new, rules
from reviews.views.rules.notices import notice, notice_ask, notice_take, notices
from reviews.views.sources import source, source_ask, source_match, source_reason, sources
from reviews.views.threads import thread_answer, thread_open, thread_resolve

__all__ = [
    "account_changes",
    "account_confirm",
    "act",
    "amendment",
    "amendments",
    "assignment_calendar",
    "assignment_remind",
    "board",
    "board_bulk",
    "byline_answer",
    "bylines",
    "calendar",
    "calendar_change",
    "changes",
    "check_file",
    "checklist_save",
    "credential_check",
    "dashboard",
    "desk",
    "difference_settle",
    "dismissal_agree",
    "dossier",
    "dossier_file",
    "due_plan",
    "figures",
    "figures_file",
    "grounds",
    "guest",
    "guest_decide",
    "inbox",
    "invited",
    "lay_readers",
    "lay_reading",
    "lay_reading_end",
    "mail_again",
    "mail_failed",
    "notice",
    "notice_ask",
    "notice_take",
    "notices",
    "notification_open",
    "notifications_mark",
    "pending_all",
    "pending_change",
    "people_list",
    "person_desk",
    "person_link",
    "planned",
    "planned_feed",
    "policy_gaps",
    "preferences",
    "proposal_settle",
    "proposals",
    "rereviews_due",
    "rests_on",
    "review",
    "rule",
    "rule_ask",
    "rule_new",
    "rules",
    "source",
    "source_ask",
    "source_match",
    "source_reason",
    "sources",
    "statement_add",
    "thread_answer",
    "thread_open",
    "thread_resolve",
    "verdict_give",
    "volunteer",
]
