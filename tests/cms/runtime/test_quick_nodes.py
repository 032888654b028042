"""Templates print the same by the shorter way."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from articles.languages import _form
from cms.runtime.quick_nodes import OF_DAYS, Address, Lookup, Printed, Sentence
from cms.runtime.templates import fold

PARTS = {"part": "{{ a }}{{ c }}{{ thing.name }}{% if forloop.last %}.{% endif %}", "none": ""}
ENGINE = Engine(
    builtins=["django.templatetags.i18n"],
    loaders=[("django.template.loaders.locmem.Loader", PARTS)],
)


@dataclass
class Thing:
    name: str = "<b>Rest</b>"
    parts: dict[str, object] = field(default_factory=lambda: {"items": 3, "keys": None})
    rows: tuple[str, ...] = ("one", "two & three")

    def said(self):
        return f"said {self.name}"

    def needs(self, _what):
        return "never"

    def taken_away(self):
        raise AssertionError("a template must not do this")

    def kept(self):
        return "never called"

    taken_away.alters_data = True
    kept.do_not_call_in_templates = True

    @property
    def gone(self):
        raise ObjectDoesNotExist

    @property
    def broken(self):
        return self.no_such_attribute


VALUES = {
    "thing": Thing(),
    "kind": Thing,
    "words": "a < b",
    "safe": mark_safe("<i>a</i>"),
    "lazy": gettext_lazy("Search"),
    "number": 12345,
    "counts": [0, 7, 999, 1000, -7, -1000, True],
    "amount": Decimal("1.50"),
    "day": date(2026, 11, 29),
    "nothing": None,
    "pairs": [("a", 1), ("b", 2)],
    "key": "name",
    "part": "part",
    "late": SimpleLazyObject(lambda: "a < b"),
    "late_thing": SimpleLazyObject(Thing),
    "late_nothing": SimpleLazyObject(lambda: None),
}
TEMPLATES = [
    "{{ thing.name }}{{ thing.said }}{{ thing.needs }}|{{ thing.taken_away }}",
    "{{ thing.parts.items }}{{ thing.parts.keys }}{{ thing.parts.values }}{{ thing.parts.more }}",
    "{{ thing.rows.0 }}{{ thing.rows.1 }}{{ thing.rows.9 }}{{ thing.rows }}",
    "{{ thing.gone }}{{ thing.missing }}{{ missing.all }}{{ kind.name }}",
    "{{ words }}{{ safe }}{{ lazy }}{{ nothing }}{{ number }}{{ amount }}{{ day }}",
    "{% for count in counts %}{{ count }} {% endfor %}{% autoescape off %}{{ number }}{% endautoescape %}",
    "{% autoescape off %}{{ words }}{{ thing.name }}{{ safe }}{% endautoescape %}",
    "{{ words|upper }}{{ nothing|default:thing.name }}{{ words|add:thing.name }}{{ day|date:'Y' }}",
    "{% for a, b in pairs %}{{ forloop.counter }}{{ a }}{{ b }}{% if forloop.last %}.{% endif %}{% endfor %}",
    "{% if thing.name and not thing.missing or number > 3 %}{{ thing.kept }}{% else %}b{% endif %}",
    "{% with a=thing.name b=words|lower %}{{ a }}{{ b }}{% endwith %}",
    "{{ late }}{{ late.upper }}{{ late_thing.name }}{{ late_thing.parts.items }}",
    "{{ late_nothing }}{{ late_nothing.name }}{% if late_nothing %}a{% endif %}{{ late|upper }}",
    "{% blocktranslate with a=thing.name %}Search {{ a }}{% endblocktranslate %}",
    "{% blocktranslate with a=number b=day c=5 %}9 % {{ a }}{{ b }}{{ c }}{{ words }}{% endblocktranslate %}",
    "{% blocktranslate context 'on a day' %}Updated{% endblocktranslate %}{% blocktranslate trimmed %}"
    " {{ late }} {{ missing }} {{ safe }} {% endblocktranslate %}{% autoescape off %}{% blocktranslate %}"
    "{{ words }}{% endblocktranslate %}{% endautoescape %}",
    "{% blocktranslate asvar c %}d{% endblocktranslate %}{{ c }}",
    "{% blocktranslate count a=number %}one{% plural %}{{ a }} {{ words }}{% endblocktranslate %}",
    "{% blocktranslate context thing.name with a=words|upper %}{{ a }}{% endblocktranslate %}",
    "{% url 'article' key %} {% url 'article' number %} {% url 'article' key|upper %}",
    "{% url 'article_version' key number %}{% url 'article_references' 'a-b' 'bib' %}{% url 'home' %}",
    "{% url 'article' words as there %}{{ there }}{% url 'article' slug=key %}",
    "{% autoescape off %}{% url 'article' key %}{% endautoescape %}",
    "{% for a, b in pairs %}{% include 'part' with c=b %}{% include 'none' %}{% endfor %}",
    "{% with a=1 %}{% include 'part' only %}{% include part %}{% endwith %}{{ a }}",
    "{% firstof missing thing.name %}{% widthratio number 100 10 %}{{ thing.name.upper.lower }}",
]


@pytest.mark.parametrize("written", TEMPLATES)
def test_a_template_says_the_same(written):
    plain = ENGINE.from_string(written)

    shorter = quick(written)
    for _ in range(2):  # what is found at first is known from then on
        assert shorter.render(Context(VALUES)) == plain.render(Context(VALUES))


def test_an_address_that_is_none_is_an_error():
    with pytest.raises(NoReverseMatch):
        quick("{% url 'article_version' key words %}").render(Context(VALUES))


def test_an_address_is_in_the_language_of_its_template():
    with translation.override("es"):
        template = quick("{% url 'article' key %}")
        assert template.render(Context(VALUES)) == "/es/articles/name/"
    assert quick("{% url 'article' key %}").render(Context(VALUES)) == "/articles/name/"


def test_a_sentence_is_in_the_language_of_its_template():
    written = "{% blocktranslate %}{{ minutes }} min read{% endblocktranslate %}"
    told = {"minutes": "<5>"}

    with translation.override("es"):
        template = quick(written)
        (node,) = template.nodelist
        assert template.render(Context(told)) == "&lt;5&gt; min de lectura"
    assert isinstance(node, Sentence)
    assert quick(written).render(Context(told)) == "&lt;5&gt; min read"


def test_a_word_of_the_page_is_translated():
    written = (
        "{% translate word %}|{% translate word|lower|capfirst %}|{% translate thing.name %}"
        "|{% translate word as said %}{{ said }}|{{ word }}|{% translate word noop %}"
    )
    told = {"word": "Reason", "thing": Thing("Tried")}

    with translation.override("es"):
        assert quick(written).render(Context(told)) == "Motivo|Motivo|Intentos|Motivo|Reason|Reason"
        assert ENGINE.from_string(written).render(Context(told)) == quick(written).render(
            Context(told)
        )


def test_an_address_takes_the_shorter_way():
    (node,) = quick("{% url 'article_version' key number %}").nodelist

    assert isinstance(node, Address)
    assert _form(("/", settings.ROOT_URLCONF), "en", "article_version", str, int) == (
        "/articles/",
        "/history/",
        "/",
    )


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", [*OF_DAYS, "Y-m-d H:i:sO", "j F", ""])
def test_a_day_is_said_as_django_says_it(form, language, settings):
    """In the time zone of the site, of moments and days, and of what is neither."""
    settings.TIME_ZONE = "America/Bogota"
    night = datetime(2026, 11, 30, 3, 59, tzinfo=UTC)
    days = [] if "H" in form else [date(2026, 11, 29)]
    values = [*days, night, night.replace(tzinfo=None), None, "", "2026-11-29", 7]
    written = f'{{% for each in values %}}{{{{ each|date:"{form}" }}}}|{{% endfor %}}'

    with translation.override(language):
        context = {"values": values}
        for _ in range(2):
            said = quick(written).render(Context(context))
            assert said == ENGINE.from_string(written).render(Context(context))
    if form == "Y-m-d":
        assert said == "2026-11-29|2026-11-29|2026-11-30|||||"


def test_an_error_of_ours_is_still_an_error():
    template = quick("{{ thing.broken }}")

    with pytest.raises(AttributeError, match="no_such_attribute"):
        template.render(Context(VALUES))


def test_what_is_printed_takes_the_shorter_way():
    (node,) = quick("{{ thing.name }}").nodelist

    assert isinstance(node, Printed)
    assert isinstance(node.filter_expression.var, Lookup)
    assert node.filter_expression.var._plainly(Context(VALUES)) == "<b>Rest</b>"


def quick(written):
    template = ENGINE.from_string(written)
    bare = Context()
    with bare.bind_template(template):
        fold(template.nodelist, bare)
    return template
