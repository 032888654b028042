"""A template is kept once for each language, with what is constant there put in."""

from datetime import date

from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.utils import translation

from cms.runtime.templates import fold

SAME = (
    '{% load i18n static %}<a href="{% url "search" %}">{% translate "Search" %}</a>'
    "{# nobody reads this #}{% blocktranslate trimmed %} Close {% endblocktranslate %}"
)


def folded(source: str) -> Template:
    template = Template(source, engine=Engine.get_default())
    bare = Context()
    with bare.bind_template(template):
        fold(template.nodelist, bare)
    return template


def test_what_is_constant_becomes_one_piece_of_text():
    with translation.override("es"):
        template = folded(SAME)

    (only,) = template.nodelist
    assert isinstance(only, TextNode)
    assert only.s == '<a href="/es/search/">Buscar</a>Cerrar'


def test_what_is_of_the_page_stays():
    template = folded(
        '{% load i18n %}{% if shown %}{% translate "Search" %} {{ word }}{% endif %}'
        "{% blocktranslate %}Version {{ word }}{% endblocktranslate %}"
        '{% translate "Close" as close %}{{ close|upper }}{% url "article" slug %}'
    )

    page = template.render(Context({"shown": True, "word": "<b>", "slug": "sleep"}))

    assert page == "Search &lt;b&gt;Version &lt;b&gt;CLOSE/articles/sleep/"


def test_a_block_of_another_language_keeps_to_it():
    inner = """{% translate "Search" %} {% blocktranslate %}{{ minutes }} min read{% endblocktranslate %}
        {{ day|date:"F j" }} {% url "article" "sleep" %}{% endlanguage %}{% translate "Search" %}"""
    told = {"minutes": 5, "day": date(2026, 11, 30), "code": "en"}

    with translation.override("es"):
        pages = [
            folded(f"{{% load i18n %}}{{% language {code} %}}{inner}").render(Context(told))
            for code in ('"en"', "code")
        ]

    assert [" ".join(page.split()) for page in pages] == [
        "Search 5 min read November 30 /articles/sleep/Buscar"
    ] * 2


def test_an_address_that_is_not_there_fails_the_page_that_comes_to_it():
    page = folded('{% if wanted %}{% url "nowhere" %}{% endif %}read').render(Context())

    assert page == "read"


def test_each_language_has_its_own():
    engine = Engine.get_default()
    rendered = []
    for language in ("en", "es", "en"):
        with translation.override(language):
            rendered.append(engine.get_template("cms/_footer_links.html").render(Context()))

    assert "Editorial process" in rendered[0] == rendered[2]
    assert "Editorial process" not in rendered[1]
