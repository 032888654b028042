"""Images as readers get them: the files, the article's page, and a file that is not the sealed one."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.drafting.drafts import DraftText, save_draft
from articles.images import library
from reviews.record.verification import problems
from tests import factories
from tests.factories import figure, picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "kind"),
    [("480.webp", "image/webp"), ("480.avif", "image/avif"), ("master.png", "image/png")],
)
def test_a_file_comes_with_its_type_and_may_be_kept_for_ever(client, name, kind):
    image = factories.image()

    response = client.get(f"/media/images/{image.key}/{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response
    assert "default-src 'none'" in response["Content-Security-Policy"]
    again = client.get(
        f"/media/images/{image.key}/{name}", headers={"If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304
    b"".join(response.streaming_content)


@pytest.mark.parametrize(
    "path",
    [
        "images/{key}/9999.webp",
        "images/{key}/480.svg",
        "images/{key}/..",
        "images/{key}/../../secret_key",
        "images/{key}/%2e%2e%2f%2e%2e%2fsecret_key",
        "images/../secret_key",
        "images/%2e%2e/secret_key",
        "secret_key",
        "images/{key}/",
        "images/",
        "",
    ],
)
def test_no_other_file_is_given(client, settings, path):
    image = factories.image()
    (settings.MEDIA_ROOT.parent / "secret_key").write_text("secret")
    (settings.MEDIA_ROOT / "secret_key").write_text("secret")

    assert client.get(f"/media/{path.format(key=image.key)}").status_code == 404


def test_the_article_shows_its_lead_and_its_figures_and_the_front_page_the_lead(client):
    writer = factories.writer()
    lead = factories.image(picture(1200, 630), credit="Ada Smith", licence="cc-by")
    inside = factories.image(picture(90, 60), licence="own")
    draft = factories.draft(writer, "<p>Rest.</p>" + figure(inside, "A dot", "Small"))
    text = DraftText(draft.title, "", draft.body, lead_image=lead.key, lead_alt="A <b> square")
    live = factories.published(save_draft(draft, 1, writer, text))

    page = client.get(live.article.get_absolute_url()).content.decode()

    files = f"/media/images/{lead.key}"
    assert (
        f'<figure class="lead-image"><picture><source type="image/avif" srcset="{files}/480.avif 480w, '
        f'{files}/800.avif 800w, {files}/1200.avif 1200w" sizes='
    ) in page
    assert 'width="1200" height="630" alt="A &lt;b&gt; square" fetchpriority="high"' in page
    assert (
        '<figcaption><small class="credit">Image: Ada Smith · '
        '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener noreferrer">'
        "CC BY 4.0</a></small></figcaption>"
    ) in page
    assert 'alt="A dot" loading="lazy" decoding="async"' in page
    assert "<figcaption>Small</figcaption>" in page
    assert "</source>" not in page
    front = client.get("/").content.decode()
    assert f'srcset="{files}/480.webp 480w' in front
    assert 'width="1200" height="630" alt="" fetchpriority="high"' in front
    assert 'rel="license noopener noreferrer">CC BY 4.0</a></small></figcaption>' in front
    assert files not in client.get("/articles/").content.decode()
    assert (
        f'<meta property="og:image" content="http://127.0.0.1:8000/articles/{live.article.slug}/card.png">'
        in page
    )


def test_a_file_that_is_not_the_one_sealed_is_named_by_verification():
    image, gone = factories.image(), factories.image(picture(61))
    assert list(problems(timezone.localdate())) == []

    name = library.picture_of(image).master
    with default_storage.open(name, "wb") as file:
        file.write(picture(62))
    default_storage.delete(library.picture_of(gone).master)

    assert [str(problem) for problem in problems(timezone.localdate())] == [
        f"image {image.key}: its file {name} is missing or is another one",
        f"image {gone.key}: its file {library.picture_of(gone).master} is missing or is another one",
    ]


def test_an_image_taken_from_under_a_sealed_text_is_named_by_verification():
    image = factories.image()
    revision = factories.submitted(factories.draft(body=figure(image)))
    image.uses.all().delete()
    library.remove(image)

    assert [str(problem) for problem in problems(timezone.localdate())] == [
        f"revision {revision.pk} ({revision.title}): shows image {image.key}, "
        "which the library has no longer"
    ]
