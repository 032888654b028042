"""What claims a review in words, and what only speaks of one."""

import re
import tomllib

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from articles.models import Person, Wording
from articles.text.review_claims import PHRASES, claim_in

CLAIMS = """
Medically reviewed by Prof. Ada Byron, MD, on 1 November 2026
MEDICALLY  REVIEWED
Medically-reviewed content you can trust
Clinically reviewed by our team
Fact-checked by Ben
Fact checked
This is a peer-reviewed article.
Peer reviewed
This article has been reviewed by two cardiologists.
Our content is carefully checked by physicians.
Reviewed by Dr Ada Byron
Last reviewed on 3 May 2026 by Dr Ada Byron
Reviewed and approved by Ada Byron
Reviewed for medical accuracy by Ada Byron, MD
Medical reviewer: Ada Byron
Medical review by Ada Byron
Expert reviewed
Checked by our medical board
Reviewer: Ada Byron
It is not only medically reviewed, but also free.
Medi\u00adcally re\u200bviewed by Ada
Médicamente revisado por la Dra. Ada Byron
Revisado médicamente
Revisado por la Dra. Ada Byron
Revisión médica: Dra. Ada Byron
Revisión médica a cargo de la Dra. Ada Byron
Este artículo ha sido revisado por dos cardiólogas.
Artículo revisado por nuestro equipo médico
Este es un artículo revisado por pares.
Datos verificados
Verificación de datos: Ada Byron
Revisora médica: Ada Byron
Avalado científicamente
"""
HONEST = """
A peer-reviewed study of 40 people found no difference.
It was published in a peer-reviewed journal.
Several peer-reviewed, placebo-controlled trials agree.
The peer-reviewed clinical literature is small.
A peer-reviewed article in a journal described it.
The preprint has not been peer reviewed.
The results weren't peer reviewed.
The study was not yet peer reviewed when it was quoted.
Have your medicines reviewed by a doctor or pharmacist.
Ask your doctor for a review of your medicines.
The committee reviewed the evidence in 2024.
The evidence was reviewed by an expert panel of the agency.
Use a clinically validated cuff.
A medical review of your medicines is free.
This page is not medically reviewed yet.
Peer support helps.
Un estudio revisado por pares no halló diferencias.
Se publicó en una revista revisada por pares.
Pida una revisión médica cada año.
Este texto aún no ha sido revisado médicamente.
Use un tensiómetro validado clínicamente.
La agencia revisó las pruebas en 2024.
Revisado el tratamiento, se reduce la dosis.
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("words", lines(CLAIMS))
def test_a_claim_is_found(words):
    assert claim_in(words)


@pytest.mark.parametrize("words", lines(HONEST))
def test_what_speaks_of_another_work_or_of_advice_is_none(words):
    assert claim_in(words) == ""


def test_a_claim_beside_an_honest_phrase_is_found():
    assert claim_in("A peer-reviewed study. This page is medically reviewed.") == (
        "this page is medically reviewed"
    )


def test_there_are_phrases_of_each_language_of_the_site_and_each_can_be_read():
    phrases = tomllib.loads(PHRASES.read_text())

    assert {code for code, _name in settings.LANGUAGES} <= phrases.keys()
    for language in phrases.values():
        assert language.keys() == {"claims", "honest"}
        for each in (*language["claims"], *language["honest"]):
            assert re.compile(each).search("") is None, each


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Person(name="Ada", slug="ada", biography="Medically reviewed by me."), "biography"),
        (Person(name="Ada", slug="ada", occupation="Medical reviewer: all pages"), "occupation"),
        (Wording(title="Note", text="All is peer reviewed."), "text"),
    ],
)
def test_a_biography_and_a_notice_that_claim_one_are_refused_where_they_are_entered(row, field):
    with pytest.raises(ValidationError) as refused:
        row.clean()

    assert refused.value.message_dict.keys() == {field}
    assert "on its badge below the title" in refused.value.message_dict[field][0]
