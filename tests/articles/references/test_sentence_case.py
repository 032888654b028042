"""Titles in sentence case, as AMA has them: what is no name is small, and names keep their capital."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.references.sentence_case import is_title_case, sentence_case


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Effect of Opioid vs Nonopioid Medications: The SPACE Randomized Clinical Trial",
            "Effect of opioid vs nonopioid medications: the SPACE randomized clinical trial",
        ),
        (
            "A Guideline From the American College of Physicians in the United States",
            "A guideline from the American College of Physicians in the United States",
        ),
        ("Kratom (Mitragyna Speciosa) Liver Injury", "Kratom (Mitragyna speciosa) liver injury"),
        ("Vitamin C and a Cold: What Helps?", "Vitamin C and a cold: what helps?"),
        ("What Helps? A Review. No Answer", "What helps? A review. No answer"),
        ("RETRACTED: Melatonin in Older Adults", "RETRACTED: Melatonin in older adults"),
        ("Alzheimer’s Disease in May", "Alzheimer’s disease in may"),  # a person looks
        ("7-Hydroxymitragynine Is Active", "7-Hydroxymitragynine is active"),
    ],
)
def test_words_are_small_and_names_are_not(title, expected):
    assert sentence_case(title) == expected


@given(st.text(max_size=80))
def test_it_changes_letters_alone_and_is_done_at_once(title):
    once = sentence_case(title)

    assert once.casefold() == title.casefold()
    assert sentence_case(once) == once


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Effect of Salt Substitution on Cardiovascular Events and Death", True),
        ("Effect of salt substitution on cardiovascular events and death", False),
        ("Paracetamol for low-back pain: the PACE study in Australia and New Zealand", False),
        ("Kratom and Pain", False),  # too short to tell
    ],
)
def test_title_case_is_told_by_words_that_are_no_names(title, expected):
    assert is_title_case(title) is expected
