"""Identifiers: one form of each, whatever somebody pastes, and plain words for what is none."""

import pytest

from articles.references import identifiers
from articles.references.identifiers import HOME_PAGE, Malformed, identify


@pytest.mark.parametrize(
    ("pasted", "name", "value"),
    [
        ("10.15585/mmwr.mm6814a2", "DOI", "10.15585/mmwr.mm6814a2"),
        ("doi: 10.15585/MMWR.mm6814a2.", "DOI", "10.15585/mmwr.mm6814a2"),
        ("DOI 10.15585/mmwr.mm6814a2", "DOI", "10.15585/mmwr.mm6814a2"),
        ("https://doi.org/10.15585/mmwr.mm6814a2),", "DOI", "10.15585/mmwr.mm6814a2"),
        (
            "<https://dx.doi.org/10.1016/S0140-6736(97)11096-0>",
            "DOI",
            "10.1016/s0140-6736(97)11096-0",
        ),
        (
            "https://doi.org/10.1016%2FS0140-6736(97)11096-0?x=1",
            "DOI",
            "10.1016/s0140-6736(97)11096-0",
        ),
        ("10.1002/(SICI)1097<1::AID-X>3.0", "DOI", "10.1002/(sici)1097<1::aid-x>3.0"),
        ("PMID: 30973850", "PMID", "30973850"),
        ("PMID 77", "PMID", "77"),
        ("30973850", "PMID", "30973850"),
        ("https://pubmed.ncbi.nlm.nih.gov/32607084/?from=x", "PMID", "32607084"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/32607084", "PMID", "32607084"),
        ("PMC7309661", "PMCID", "PMC7309661"),
        ("pmcid: pmc7309661.", "PMCID", "PMC7309661"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7309661/", "PMCID", "PMC7309661"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7309661/", "PMCID", "PMC7309661"),
        ("ISBN 1-85775-310-0", "ISBN", "1857753100"),
        ("978-0470057964", "ISBN", "9780470057964"),
        ("0-8044-2957-X", "ISBN", "080442957X"),
        ("https://www.who.int/news/kratom.", "URL", "https://www.who.int/news/kratom"),
        ("www.who.int/news?id=3", "URL", "https://www.who.int/news?id=3"),
    ],
)
def test_an_identifier_is_recognised_and_brought_to_one_form(pasted, name, value):
    assert identify(pasted) == identifiers.Identifier(name, value)


@pytest.mark.parametrize(
    "words", ["", "kratom 2019", "2019", "olsen2019", "doing well", "10 mg/day", "1.5", "ISBN"]
)
def test_words_are_words(words):
    assert identify(words) is None


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("doi:11.1000/x", "A DOI begins with “10.”, as in 10.15585/mmwr.mm6814a2."),
        ("PMID: 012345", "A PMID has one to eight digits and no leading zero, as in 30973850."),
        ("PMID: 123456789", "A PMID has one to eight digits and no leading zero, as in 30973850."),
        ("PMC12x", "A PMCID is “PMC” and digits, as in PMC6459583."),
        ("ISBN 978-0-470-05796-5", "This ISBN has a typing error: its check digit does not match."),
        ("ISBN 12345", "An ISBN has ten digits or thirteen, as in 978-0-470-05796-4."),
        ("https://www.who.int/", HOME_PAGE),
        ("https://localhost/x", "This address is not complete: copy it from the page itself."),
        ("http://[::1", "This address is not complete: copy it from the page itself."),
    ],
)
def test_what_is_meant_as_one_and_is_none_is_refused_in_plain_words(pasted, why):
    with pytest.raises(Malformed) as refusal:
        identify(pasted)

    assert str(refusal.value) == why


def test_one_book_has_two_names():
    both = {"080442957X", "9780804429573"}

    assert [identifiers.isbn_forms(each) for each in both] == [both, both]
    assert identifiers.isbn_forms("9791032305690") == {"9791032305690"}


@pytest.mark.parametrize("read", [identifiers.doi, identifiers.pmid, identifiers.pmcid])
def test_nothing_stays_nothing(read):
    assert read(" ") == ""


@pytest.mark.parametrize(
    ("value", "forms"),
    [
        ("978-0-470-05796-4", {"9780470057964", "0470057963"}),
        ("0470057963", {"9780470057964", "0470057963"}),
        ("979-8-88-000000-1", {"9798880000001"}),
        ("no number", {"NONUMBER"}),
    ],
)
def test_an_isbn_has_two_forms_and_what_is_none_has_one(value, forms):
    assert identifiers.isbn_forms(value) == forms
