"""What stood around the article on its page goes, each line with its reason; the article stays."""

import pytest

from articles.importing import parse
from articles.importing.furniture import patterns
from articles.importing.furniture.patterns import reason_for
from articles.importing.lines.wording import folded, words
from tests.articles.importing.webcopy import (
    RAIN,
    SLEEP,
    WALKS,
    doubts,
    dropped,
    kinds,
    question,
    spaced,
    unspaced,
)

TITLE = "Living in the Hills"


def reason(line: str) -> str:
    return reason_for(folded(line), len(words(line)))


@pytest.mark.parametrize(
    "line",
    [
        "Facebook",
        "LinkedIn 12",
        "Share",
        "Share this:",
        "Share this article on Facebook",
        "Share on WhatsApp",
        "Click to share on Twitter (Opens in new window)",
        "Facebook | Twitter | Pinterest | Email",
        "Tweet",
        "Pin it",
        "1.2k shares",
        "Sharing is caring!",
        "Follow us on Instagram",
    ],
)
def test_share_buttons(line: str):
    assert reason(line) == "share button"


@pytest.mark.parametrize(
    "line",
    [
        "SUBSCRIBE TO THE HILL LETTER NEWSLETTER",
        "Sign up for our weekly newsletter",
        "Join our mailing list and never miss a walk!",
        "Get EXCLUSIVE offers from the BEST SHOPS of the valley!",
        "Enter your email address",
        "No spam. Unsubscribe at any time.",
        "Fresh walks, delivered straight to your inbox",
    ],
)
def test_newsletter_lines(line: str):
    assert reason(line) == "newsletter sign-up"


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Leave a comment",
        "Leave a Reply Cancel reply",
        "Please enter your comment!",
        "Your email address will not be published. Required fields are marked *",
        "Save my name, email, and website in this browser for the next time I comment.",
        "3 Comments",
        "2 thoughts on “Living in the Hills”",
        "What do you think? Let us know in the comments below!",
    ],
)
def test_comment_forms(line: str):
    assert reason(line) == "comment form"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Related articles", "label of links to other articles"),
        ("More to explorer", "label of links to other articles"),
        ("You may also like", "label of links to other articles"),
        ("Read more »", "filler line"),
        ("Related: Ten walks by the sea", "filler line"),
        ("Click here to learn more", "filler line"),
        ("Thanks for reading!", "filler line"),
        ("Skip to content", "navigation of the site"),
        ("Home > Walks > Hills", "navigation of the site"),
        ("Home | About | Contact | Privacy Policy", "navigation of the site"),
        ("← Previous Post: The sea", "navigation of the site"),
        ("We use cookies to improve your walk.", "cookie notice"),
        ("Accept all cookies", "cookie notice"),
        ("© 2021 Hill Letter. All rights reserved.", "copyright or legal line of the site"),
        ("This image is property of pictures.example.", patterns.MEDIA),
        ("Photo by Ann Other on Unsplash", patterns.MEDIA),
        ("ADVERTISEMENT", "advertisement"),
        ("Table of Contents [hide]", patterns.CONTENTS),
        ("In this article", patterns.CONTENTS),
        ("Buy our boots now!", "call to buy"),
        ("Use code RAIN10 for 10% off", "call to buy"),
        ("Add to cart", "call to buy"),
    ],
)  # fmt: skip
def test_other_furniture(line: str, why: str):
    assert reason(line) == why


@pytest.mark.parametrize(
    "line",
    [
        "Posted on May 4, 2021 by admin",
        "Last updated: 2021-05-04",
        "4th May 2021",
        "5 min read",
        "Tags: rain, hills",
        "Filed under: Walks",
        "May 4, 2021 | Walks",
    ],
)
def test_datelines(line: str):
    assert reason(line) == "date, reading time or filing line: the site keeps its own"


@pytest.mark.parametrize(
    "line",
    [
        "Medically reviewed by Dr. Ann Other, MD",
        "Reviewed by: Prof. B. Hill",
        "This article was medically reviewed by our board.",
        "Fact-checked by C. Stone on May 4, 2021",
        "Last medically reviewed on May 4, 2021",
        "Medical Reviewer: Ann Other",
        "✓ Scientifically reviewed",
    ],
)
def test_claims_of_a_review(line: str):
    assert reason(line) == "claim of a review: an import never grants one"


@pytest.mark.parametrize(
    "line",
    [
        "Order of Effects",
        "How to Buy Boots Safely",
        "More on Dosage",
        "By Age Group",
        "Share your worries with your doctor",
        "Print this list and take it to the clinic",
        "Call an ambulance now",
        "Home Remedies",
        "Reviewed Studies",
        "Expert Opinions",
        "Related Conditions",
        "Latest Research",
        "Responses to Treatment",
        "Contents of the Capsule",
        "Next Steps",
        "Published in 2019, the study followed 300 people.",
        "Images from the trial show inflammation",
        "Limited time in the sun is best",
        "Manage stress",
        "Read the label",
        "Don't miss a dose",
        "You may also notice bruising",
        "20% off the daily value",
        "30 minutes a day",
        "This site of the body is vulnerable",
        "By using it daily, people risk dependence.",
        "Reviewed by the agency in 2018, the drug was turned down.",
        "Medically Supervised Withdrawal",
        "Clinically Tested Doses",
        "Link Between Diet and Mood",
    ],
)
def test_lines_of_articles_are_no_furniture(line: str):
    assert reason(line) == ""


def test_a_page_is_swept_and_every_line_of_it_is_listed():
    found = parse(
        spaced(
            "Home » Walks",
            TITLE,
            "Facebook\nEmail\nPrint",
            RAIN,
            WALKS,
            "Leave a Reply\nName *\nEmail *",
        )
    )

    assert found.title == TITLE
    assert kinds(found) == ["paragraph", "paragraph"]
    assert [one.line for one in found.dropped] == [1, 5, 6, 7, 13, 14, 15]
    assert dropped(found) == [
        ("Home » Walks", "navigation of the site"),
        ("Facebook", "share button"),
        ("Email", "share button"),
        ("Print", "share button"),
        ("Leave a Reply", "comment form"),
        ("Name *", "comment form"),
        ("Email *", "comment form"),
    ]


def test_an_ambiguous_word_stays_without_company():
    found = parse(spaced(TITLE, RAIN, "Line", WALKS))

    assert found.dropped == ()


def test_an_item_that_reads_like_a_button_stays_among_other_items():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            unspaced("- Walk every day.", "- Learn more about your family history", "- Sleep."),
        )
    )

    assert found.dropped == ()


def test_a_list_of_buttons_goes():
    found = parse(spaced(TITLE, RAIN, unspaced("• Facebook", "• Twitter", "• Email")))

    assert kinds(found) == ["paragraph"]
    assert [text for text, _ in dropped(found)] == ["• Facebook", "• Twitter", "• Email"]


def test_a_heading_that_reads_like_a_label_stays_above_its_section():
    found = parse(spaced(TITLE, RAIN, "Related Topics", WALKS))

    assert found.dropped == ()


def test_links_and_teasers_below_related_articles_go():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Related articles",
            "Ten Walks by the Sea",
            "Storms and How to Enjoy Them",
            "Storms are loud, but they pass. In this post we look at …\nRead more",
        )
    )

    assert dropped(found) == [
        ("Related articles", "label of links to other articles"),
        ("Ten Walks by the Sea", "link to another page"),
        ("Storms and How to Enjoy Them", "link to another page"),
        ("Storms are loud, but they pass. In this post we look at …", "link to another page"),
        ("Read more", "filler line"),
    ]


def test_the_article_goes_on_below_links_in_its_middle():
    found = parse(
        spaced(
            TITLE, RAIN, "You may also like", "Ten Walks by the Sea", "Sleep", SLEEP, "Food", WALKS
        )
    )

    assert [text for text, _ in dropped(found)] == ["You may also like", "Ten Walks by the Sea"]
    assert kinds(found) == ["paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_prose_below_links_at_the_end_is_kept_and_asked_about():
    found = parse(spaced(TITLE, RAIN, WALKS, SLEEP, RAIN, WALKS, "Related Posts", "1. " + SLEEP))

    assert question(found, "other articles") == (
        "This stands below “Related Posts”, where articles usually are over. "
        "Does it belong to this one?"
    )


def test_readers_comments_go_and_the_writer_is_told():
    comment = "I have lived in the hills all my life and " + RAIN
    found = parse(
        spaced(
            TITLE,
            RAIN,
            WALKS,
            SLEEP,
            RAIN,
            "2 Comments",
            "Ann says:",
            comment,
            "Reply",
            "Bob says:",
            "Me too.",
        )
    )

    assert dropped(found) == [
        ("2 Comments", "comment form"),
        ("Ann says:", "below the comment form: readers' comments and the foot of the page"),
        (comment, "below the comment form: readers' comments and the foot of the page"),
        ("Reply", "below the comment form: readers' comments and the foot of the page"),
        ("Bob says:", "below the comment form: readers' comments and the foot of the page"),
        ("Me too.", "below the comment form: readers' comments and the foot of the page"),
    ]
    assert question(found, "dropped text") == (
        "These paragraphs below the comment form were dropped. Are they all readers' comments?\n\n"
        f"{comment}"
    )


def test_a_comment_label_above_the_article_drops_nothing_but_itself():
    found = parse(spaced(TITLE, "Leave a Comment", RAIN, WALKS, SLEEP))

    assert [text for text, _ in dropped(found)] == ["Leave a Comment"]


def test_a_claim_of_a_review_grants_nothing_and_is_asked_about():
    found = parse(
        spaced(TITLE, "Medically reviewed by\nDr. Ann Other, MD", "Reviewed on 4 May 2021", RAIN)
    )

    assert [text for text, _ in dropped(found)] == [
        "Medically reviewed by",
        "Dr. Ann Other, MD",
        "Reviewed on 4 May 2021",
    ]
    assert question(found, "review claim") == (
        "The file says that it was reviewed or checked. An import never grants a review, so this was "
        "dropped: does anybody hold the evidence?\n\n"
        "Medically reviewed by\nDr. Ann Other, MD\nReviewed on 4 May 2021"
    )


def test_bylines_and_author_boxes_make_one_question():
    bio = "Ann has walked the hills since she was ten. She lives with two goats."
    found = parse(spaced(TITLE, "By Ann Other", RAIN, WALKS, "About the Author", "Ann Other", bio))

    assert kinds(found) == ["paragraph", "paragraph"]
    assert question(found, "byline") == (
        "The file names people. Who of them belongs on this article?\n\n"
        f"By Ann Other\nAbout the Author\nAnn Other\n{bio}"
    )


def test_by_is_no_byline_inside_the_text():
    found = parse(spaced(TITLE, RAIN, "By Mouth", WALKS))

    assert found.dropped == ()


def test_a_profession_above_the_text_goes_with_the_name_above_it():
    found = parse(
        spaced(
            TITLE,
            RAIN[:60] + ".",
            "Ann Other\nHealth correspondent\nTue 4 May 2021 06.00 GMT",
            RAIN,
        )
    )

    assert [text for text, _ in dropped(found)] == [
        "Ann Other",
        "Health correspondent",
        "Tue 4 May 2021 06.00 GMT",
    ]


def test_calls_to_see_what_a_heading_names_go():
    found = parse(
        unspaced(
            "Best Teas",
            "1. Green Tea",
            RAIN,
            "Shop Green Tea",
            "2. Black Tea",
            WALKS,
            "Shop Around First",
            SLEEP,
        )
    )

    assert dropped(found) == [("Shop Green Tea", "call to buy")]


def test_a_date_in_the_text_stays_and_one_above_it_goes():
    found = parse(spaced(TITLE, "March 2016", RAIN, "August 2016", WALKS))

    assert [text for text, _ in dropped(found)] == ["March 2016"]
    assert kinds(found) == ["paragraph", "heading", "paragraph"]


def test_a_disclaimer_at_the_top_gives_way_to_the_managed_ones():
    text = (
        "Disclaimer: A visitor wrote this. We do not necessarily stand behind every view. "
        "Please send your own stories to"
    )
    found = parse(spaced(TITLE, text, RAIN))

    assert dropped(found) == [(text, "disclaimer: the managed disclaimers take its place")]
    assert question(found, "disclaimer") == (
        "A disclaimer of the site was dropped; the managed disclaimers take its place. Is there "
        f"anything in it that they should say?\n\n{text}"
    )


@pytest.mark.parametrize(
    "line",
    [
        "This article is for informational purposes only and is not medical advice.",
        "The content on this site is not a substitute for professional medical advice.",
        "These statements have not been evaluated by the Food and Drug Administration. "
        "This product is not intended to diagnose, treat, cure or prevent any disease.",
        "The views expressed here are those of the writer.",
        "As an Amazon Associate we earn from qualifying purchases.",
    ],
)
def test_disclaimers_of_all_kinds_go(line: str):
    found = parse(spaced(TITLE, RAIN, line))

    assert dropped(found) == [(line, "disclaimer: the managed disclaimers take its place")]


@pytest.mark.parametrize(
    "line",
    [
        "Always ask a doctor before you try a new supplement, above all if you take other medicines.",
        "Herbal tea is not a substitute for medical care.",
        "The tea has not been approved by any agency.",
        "You must be 21 to buy it in some states.",
        "Opinions among doctors do not agree.",
    ],
)
def test_advice_to_the_reader_is_no_disclaimer(line: str):
    found = parse(spaced(TITLE, RAIN, line))

    assert found.dropped == ()


def test_a_disclaiming_sentence_inside_a_paragraph_is_kept_and_asked_about():
    text = f"{RAIN} {WALKS} {SLEEP} This article is not medical advice."
    found = parse(spaced(TITLE, text))

    assert found.dropped == ()
    assert question(found, "disclaimer") == (
        "This sentence disclaims, inside a paragraph that says more, so it was kept. The managed "
        "disclaimers may say it already: can it go?"
    )


def test_a_page_without_furniture_raises_no_doubt():
    assert doubts(parse(spaced(TITLE, RAIN, WALKS))) == []
