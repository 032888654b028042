"""The library of images: taking in, finding again, describing, removing; and images in texts."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image as Pillow

from articles.drafting.drafts import DraftText, save_draft, start_draft
from articles.images import files, library
from articles.models import Image
from articles.sealing import seal
from reviews.refusal import Refused
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.images.test_decoding import NO_IMAGE
from tests.factories import figure, picture
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
UNKNOWN = "f" * 64


@shared
def writer():
    return factories.writer()


def sent(data: bytes = b"", name: str = "rest.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or picture(), "image/png")


def refused_by_trigger(act) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        act()
    return str(refused.value).split("\n")[0]


# --- taking in ---------------------------------------------------------------------------------------


def test_an_image_is_named_by_the_digest_of_its_file_and_has_renditions(writer):
    stored = library.store(picture(1000, 700), writer, "My_rest-1.png")
    image, files = stored.image, library.picture_of(stored.image)

    with default_storage.open(files.master) as master:
        assert hashlib.sha256(master.read()).hexdigest() == image.key
    sizes = {}
    for width in files.widths:
        for extension in ("avif", "webp"):
            with default_storage.open(files.rendition(width, extension)) as file:
                opened = Pillow.open(file)
                sizes[(width, opened.format.lower())] = opened.size
    assert sizes == {
        (width, extension): (width, round(width * 0.7))
        for width in (480, 800, 1000)
        for extension in ("avif", "webp")
    }
    assert (image.title, image.width, image.height, image.kind) == ("My rest 1", 1000, 700, "png")
    assert (stored.is_new, image.uploaded_by) == (True, writer)


def test_the_same_picture_twice_is_found_again_and_mends_its_files(writer):
    first = library.store(picture(), writer, "rest.png")
    lost = library.picture_of(first.image).rendition(480, "avif")
    default_storage.delete(lost)

    again = library.store(picture() + b"another tail", factories.writer(), "other.png", credit="Me")

    assert (again.is_new, again.image) == (False, first.image)
    assert (again.image.title, again.image.credit) == ("rest", "")
    assert default_storage.exists(lost)
    assert Image.objects.count() == 1


def test_a_small_picture_is_never_blown_up(writer):
    assert library.picture_of(factories.image(picture(90, 60))).widths == (90,)
    assert library.picture_of(factories.image(picture(480, 60))).widths == (480,)


# --- what never changes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"), [("key", UNKNOWN), ("kind", "jpg"), ("width", 1), ("height", 1)]
)
def test_the_file_of_an_image_never_changes(column, value):
    image = factories.image()
    setattr(image, column, value)

    with pytest.raises(ValidationError) as refused:
        image.save()

    assert refused.value.messages == ["The file of an image never changes: upload the new one."]
    changed = Image.objects.filter(pk=image.pk)
    said = refused_by_trigger(lambda: changed.update(**{column: value}))
    assert said == "the file of an image never changes"


def test_what_is_said_about_an_image_can_be_corrected():
    image = factories.image()
    image.credit = "Mara Lindqvist"

    image.save()

    image.refresh_from_db()
    assert image.credit == "Mara Lindqvist"


def test_a_licence_that_asks_for_credit_has_one_in_the_database_too():
    image = factories.image()

    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.filter(pk=image.pk).update(licence=Image.Licence.CC_BY)
    Image.objects.filter(pk=image.pk).update(licence=Image.Licence.CC0)


def test_an_image_of_a_sealed_text_stays():
    image = factories.image()
    revision = factories.submitted(factories.draft(body=figure(image)))

    with pytest.raises(library.InUse):
        library.remove(image)

    assert list(revision.images.all()) == [image]
    assert files.is_whole(library.picture_of(image))


# --- in texts ------------------------------------------------------------------------------------------


def test_a_draft_knows_which_images_it_shows(writer):
    first, second = factories.image(picture(60)), factories.image(picture(61))
    draft = factories.draft(writer, figure(first) + figure(first))
    assert list(draft.images.all()) == [first]

    draft = factories.rewrite(
        draft, figure(second) + f'<figure><img data-image="{UNKNOWN}"></figure>'
    )
    assert list(draft.images.all()) == [second]

    factories.rewrite(draft, "<p>None.</p>")
    assert list(draft.images.all()) == []


def test_the_next_draft_shows_the_same_images_and_the_same_lead(writer):
    image, lead = factories.image(picture(60)), factories.image(picture(61))
    draft = factories.draft(writer, figure(image))
    text = DraftText(draft.title, "", draft.body, lead_image=lead.key, lead_alt="A  square")
    live = factories.published(save_draft(draft, 1, writer, text))

    following = start_draft(live.article, writer)

    assert set(following.images.all()) == {image, lead}
    assert (following.lead_image, following.lead_alt) == (lead.key, "A square")


def test_the_seal_binds_the_pixels_and_keeps_the_credit(writer):
    image = factories.image(credit="Mara Lindqvist", licence="cc-by")
    revision = factories.published(factories.draft(writer, figure(image)))
    Image.objects.filter(pk=image.pk).update(credit="Somebody else")

    text = seal.text_of(revision)

    assert [(each.key, each.credit) for each in text.images] == [(image.key, "Mara Lindqvist")]
    assert image.key in revision.sealed
    following = start_draft(revision.article, writer)
    assert seal.compose(following).images[0].credit == "Somebody else"


def test_another_lead_image_or_description_is_another_text(writer):
    lead = factories.image()
    draft = factories.draft(writer)
    seen = {seal.compose(draft).serialised()}

    for number, fields in enumerate(
        ({}, {"lead_image": lead.key}, {"lead_image": lead.key, "lead_alt": "x"})
    ):
        draft = save_draft(
            draft, draft.version, writer, DraftText(draft.title, "x", draft.body, **fields)
        )
        seen.add(seal.compose(draft).serialised())
        assert len(seen) == number + 2


@pytest.mark.parametrize("where", ["body", "lead"])
def test_a_text_with_an_unknown_image_is_not_submitted(writer, where):
    draft = factories.draft(writer)
    unknown = f'<figure><img data-image="{UNKNOWN}" alt=""></figure>'
    shown = {"body": unknown} if where == "body" else {"body": "<p>x</p>", "lead_image": UNKNOWN}
    draft = save_draft(draft, 1, writer, DraftText(draft.title, **shown))

    with pytest.raises(Refused) as refused:
        perform("submit", draft, writer)

    name = {"body": "Image 1", "lead": "The lead image"}[where]
    assert str(refused.value) == f"{name} is not in the library. Choose another."


def test_images_without_alternative_text_or_licence_are_not_submitted(writer):
    stated, silent = factories.image(picture(60)), factories.image(picture(61), licence="")
    body = factories.figure(stated, "") + factories.figure(silent, None)
    draft = factories.draft(writer, body)

    with pytest.raises(Refused) as refused:
        perform("submit", draft, writer)

    assert str(refused.value) == (
        "Say what image 2 shows, or mark it as decorative. "
        "State the licence of the image “rest”, and who made it, in the library."
    )


# --- the library's pages -------------------------------------------------------------------------------


def test_several_files_are_sent_in_at_once(client, writer):
    client.force_login(writer)
    files = [sent(picture(60), "one.png"), sent(picture(61, form="JPEG"), "two.png")]

    response = client.post(
        reverse("images"), {"pictures": files, "credit": "Me", "licence": "cc-by"}, follow=True
    )

    assert [str(message) for message in response.context["messages"]] == [
        "“one” is in the library.",
        "“two” is in the library.",
    ]
    assert set(Image.objects.values_list("credit", "licence")) == {("Me", "cc-by")}


def test_of_several_files_the_good_ones_are_kept_and_the_others_named(client, writer):
    client.force_login(writer)
    factories.image(by=writer)
    files = [sent(b"<svg/>", "bad.png"), sent(name="again.png"), sent(picture(61), "good.png")]

    response = client.post(reverse("images"), {"pictures": files, "licence": "own"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "bad.png: SVG drawings can carry scripts" in page
    assert "again.png is in the library already, as “rest”." in page
    assert "“good” is in the library." in page
    assert Image.objects.count() == 2


def test_a_licence_that_asks_for_credit_is_not_taken_without(client, writer):
    client.force_login(writer)

    response = client.post(reverse("images"), {"pictures": [sent()], "licence": "cc-by"})

    assert response.status_code == 422
    assert "CC BY 4.0 asks for a credit: say who made it." in response.content.decode()
    assert not Image.objects.exists()


def test_no_file_is_said(client, writer):
    client.force_login(writer)

    response = client.post(reverse("images"), {})

    assert response.status_code == 422
    assert "Choose one picture or more." in response.content.decode()


def test_the_editor_sends_one_file_and_hears_what_became_of_it(client, writer):
    client.force_login(writer)

    created = client.post(reverse("image_upload"), {"file": sent()})
    again = client.post(reverse("image_upload"), {"file": sent()})
    refused = client.post(reverse("image_upload"), {"file": sent(b"MZ\x90", "photo.jpg")})
    nothing = client.post(reverse("image_upload"))

    image = Image.objects.get()
    assert (created.status_code, created.json()["key"]) == (201, image.key)
    assert created.json()["thumbnail"] == f"/media/images/{image.key}/480.webp"
    assert (again.status_code, again.json()["is_new"]) == (200, False)
    assert (refused.status_code, refused.json()) == (422, {"error": NO_IMAGE})
    assert (nothing.status_code, nothing.json()["error"]) == (
        422,
        "No file arrived. Send it again.",
    )


def test_images_are_found_by_words_and_by_keys(client, writer):
    client.force_login(writer)
    heart = factories.image(picture(60), title="Heart", alt="A drawn heart")
    sleep = factories.image(picture(61), title="Sleep", credit="Ada Smith")

    def found(query: str) -> list[str]:
        results = client.get(f"{reverse('image_search')}?{query}").json()["results"]
        return [result["key"] for result in results]

    assert found("q=drawn+heart") == [heart.key]
    assert found("q=ada") == [sleep.key]
    assert found("q=nothing") == []
    assert found(f"key={sleep.key}&key={UNKNOWN}") == [sleep.key]


def test_the_grid_asks_the_database_the_same_for_one_image_and_for_many(
    client, writer, django_assert_num_queries
):
    client.force_login(writer)  # of the seven one is for the filters that were kept
    factories.image(picture(60))
    with django_assert_num_queries(7):
        client.get(reverse("images"))

    for width in range(61, 66):
        factories.image(picture(width))
    with django_assert_num_queries(7):
        page = client.get(reverse("images")).content.decode()
    assert page.count("No alternative text on file") == 6


def test_an_image_is_described_on_its_page(client, writer):
    client.force_login(writer)
    image = factories.image()
    entered = {"title": "Rest", "alt": "A square", "credit": "", "licence": "cc-by-sa"}

    refused = client.post(image.get_absolute_url(), entered)
    assert refused.status_code == 422
    assert 'value="Rest"' in refused.content.decode()

    client.post(image.get_absolute_url(), {**entered, "credit": "Ada"})
    image.refresh_from_db()
    assert (image.title, image.alt, image.credit, image.licence) == (
        "Rest",
        "A square",
        "Ada",
        "cc-by-sa",
    )


def test_an_image_says_where_it_is_used_but_not_what_others_write(client, writer):
    client.force_login(writer)
    image = factories.image(by=writer)
    factories.draft(writer, figure(image), "My draft")
    factories.draft(factories.writer(), figure(image), "Secret plan")
    public = factories.published(factories.draft(factories.writer(), figure(image), "Read by all"))

    page = client.get(image.get_absolute_url()).content.decode()

    assert "My draft" in page
    assert f'<a href="{public.article.get_absolute_url()}">Read by all</a>' in page
    assert "Secret plan" not in page
    assert "1 unpublished text of other writers" in page
    assert "Delete this image" not in page


def test_an_unused_image_goes_with_its_files(client, writer, django_capture_on_commit_callbacks):
    client.force_login(writer)
    image = factories.image(by=writer)
    files = list(library.picture_of(image).files())
    assert all(map(default_storage.exists, files))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("image_delete", args=[image.key]))

    assert not Image.objects.exists()
    assert not any(map(default_storage.exists, files))


def test_an_image_in_use_stays_and_that_is_said(client, writer):
    client.force_login(writer)
    image = factories.image(by=writer)
    factories.draft(writer, figure(image))

    response = client.post(reverse("image_delete", args=[image.key]), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "“rest” stands in a text, so it stays."
    ]
    assert files.is_whole(library.picture_of(image))


def test_only_who_sent_it_in_or_an_editor_deletes_an_image(client, writer):
    image = factories.image(by=writer)

    client.force_login(factories.writer())
    assert client.post(reverse("image_delete", args=[image.key])).status_code == 403

    client.force_login(factories.editor())
    assert client.post(reverse("image_delete", args=[image.key])).status_code == 302


# --- the lead image on the page of a draft ---------------------------------------------------------------


def edited(client, draft, **fields: str):
    form = {
        "title": draft.title,
        "body": draft.body,
        "topic": draft.article.topic_id,
        "version": draft.version,
        "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
        **fields,
    }
    return client.post(reverse("revision_edit", args=[draft.pk]), form)


def test_the_lead_image_is_named_by_the_address_of_its_page(client, writer):
    client.force_login(writer)
    draft, image = factories.draft(writer), factories.image()

    edited(
        client, draft, lead_image=f" https://example.org{image.get_absolute_url()}", lead_alt="A"
    )

    draft.refresh_from_db()
    assert (draft.lead_image, draft.lead_alt) == (image.key, "A")


@pytest.mark.parametrize(
    ("entered", "reason"),
    [
        ("a photo", "This is not the address of an image of the library."),
        (UNKNOWN, "The library does not have this image."),
    ],
)
def test_a_lead_image_that_is_none_is_refused(client, writer, entered, reason):
    client.force_login(writer)
    draft = factories.draft(writer)

    response = edited(client, draft, lead_image=entered)

    assert response.status_code == 422
    assert reason in response.content.decode()


def test_an_image_that_came_after_the_text_is_kept_with_its_seal(writer):
    image = factories.image()
    markup = figure(image)
    library.remove(image)
    draft = factories.draft(writer, markup)

    assert factories.image() != image
    perform("submit", draft, writer)

    assert [each.key for each in draft.images.all()] == [image.key]
