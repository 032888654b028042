"""The editor for the lines of a checklist: fields in, the way they are kept out, and back."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.configuration.checklist_forms import differences, lines_formset, text_of
from reviews.lines import LineKind, parse
from reviews.models import Amendment, Checklist
from tests.cms.configuration.conftest import form_of, said

pytestmark = pytest.mark.django_db

WORDS = st.text("abcdefgh ?é", min_size=1, max_size=30).map(str.strip).filter(bool)
LINE = st.fixed_dictionaries(
    {
        "question": WORDS,
        "help": st.just("") | WORDS,
        "kind": st.sampled_from([kind.value for kind in LineKind]),
        "group": st.sampled_from(["Accuracy", "Harm"]),
        "is_required": st.booleans(),
    }
)


def posted(lines: list[dict], **others) -> dict:
    """What the page sends for these lines."""
    found = {"lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": 0, **others}
    for number, line in enumerate(lines):
        found |= {f"lines-{number}-{name}": value for name, value in line.items() if value}
    return found


@given(st.lists(LINE, min_size=1, max_size=6))
def test_lines_that_are_entered_are_the_lines_that_are_read(lines):
    formset = lines_formset(posted(lines))
    assert formset.is_valid(), formset.errors

    read = parse(text_of(formset))

    assert [(each.question, each.help, each.kind.value, each.is_required) for each in read] == [
        (
            " ".join(line["question"].split()),
            " ".join(line["help"].split()),
            line["kind"],
            line["is_required"],
        )
        for line in lines
    ]
    assert [each.group for each in read] == [line["group"] for line in lines]


def test_a_line_that_is_changed_keeps_its_key_and_moves_by_its_place(client):
    checklist = Checklist.objects.get(slug="article")
    before = checklist.current.lines
    address = reverse("configure_checklist", args=[checklist.pk])
    page = client.get(address)
    lines = [
        {**line.initial, "is_required": line.initial.get("is_required")}
        for line in page.context["lines"].initial_forms
    ]
    lines[0] |= {"question": "Is it true?", "place": 999}
    lines[1]["leave_out"] = "1"
    sent = posted(lines, **form_of(page))

    looked = client.post(address, {**sent, "look": "1"})
    assert Checklist.objects.get(slug="article").current.lines == before
    client.post(address, sent)

    after = Checklist.objects.get(slug="article").current.lines
    assert after[-1].key == before[0].key
    assert before[1].key not in {line.key for line in after}
    assert looked.context["effect"] == differences(before, after)
    assert "Changed: “Is it true?”" in looked.context["effect"]
    assert Amendment.objects.order_by("-number")[0].act == "add_checklistversion"


def test_without_a_change_no_version_is_made(client):
    checklist = Checklist.objects.get(slug="article")
    address = reverse("configure_checklist", args=[checklist.pk])
    page = client.get(address)
    lines = [line.initial for line in page.context["lines"].initial_forms]

    client.post(address, posted(lines, **form_of(page)))

    assert checklist.versions.count() == 1


def test_a_new_checklist_has_a_line_and_no_sign_that_parts(client):
    address = reverse("configure_checklist_new")

    empty = client.post(address, posted([], name="Short"))
    barred = client.post(address, posted([{"question": "Yes | no?"}], name="Short"))
    client.post(address, posted([{"question": "Is it short?"}], name="Short"))

    assert "A checklist asks something: write at least one line." in said(empty)
    assert "The sign | can" in said(barred)
    assert Checklist.objects.get(name="Short").current.lines[0].key == "is-it-short"
