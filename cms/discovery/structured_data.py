"""What machines read on the page of an article: a schema.org graph, and the tags of Google Scholar.

`lastReviewed` and `reviewedBy` belong to the web page, not to the article, and are there only while
the badge is shown. Names carry no letters; those go to `honorificSuffix`.
"""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.identity import identity, site_name
from articles.languages import active, path_in
from articles.models.articles import State
from articles.references.bibliography import links
from articles.sealing.seal import Signature
from cms.addresses import absolute
from cms.site.article_pages import ArticlePage
from reviews.approval.badge import Reviewer

Node = dict[str, Any]
LITERATURE = {"article-journal": "ScholarlyArticle", "book": "Book", "webpage": "WebPage"}
# "</script>", "<!--" and the two line ends that JSON allows and JavaScript did not
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def as_script(data: Node, *, are_invented: bool = False) -> SafeString:
    """JSON that can stand inside a script element; of invented people it says so, as their pages do."""
    told = _called_invented(data) if are_invented else data
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 escaped


def _called_invented(data: Any) -> Any:
    if isinstance(data, list):
        return [_called_invented(each) for each in data]
    if not isinstance(data, dict):
        return data
    node = {name: _called_invented(value) for name, value in data.items()}
    if node.get("@type") == "Person":
        node["disambiguatingDescription"] = gettext(
            "An invented person of this demonstration. So are the credentials."
        )
    return node


def graph(page: ArticlePage) -> Node:
    nodes = [_web_page(page), _breadcrumbs(page)]
    if not page.is_withdrawn:
        nodes.append(_article(page))
        if page.reading.questions:
            nodes.append(_questions(page))
    return {"@context": "https://schema.org", "@graph": nodes}


def scholar_tags(page: ArticlePage) -> list[tuple[str, str]]:
    """The tags by which Google Scholar and Zotero take a page up; a journal's own are left out. Zotero
    would guess a journal article from them: it is told that this is a web page.
    """
    if page.is_withdrawn:
        return []
    authors = [("citation_author", writer.name) for writer in page.version.writers]
    return [
        ("z:itemType", "webpage"),
        ("citation_title", page.title),
        *authors,
        ("citation_publication_date", f"{page.published_at:%Y/%m/%d}"),
        ("citation_online_date", f"{page.updated_at:%Y/%m/%d}"),
        ("citation_publisher", site_name()),
        ("citation_language", page.language),
        ("citation_public_url", page.canonical),
        ("citation_fulltext_html_url", page.canonical),
    ]


def _web_page(page: ArticlePage) -> Node:
    node: Node = {
        "@type": "MedicalWebPage",
        "@id": page.canonical,
        "url": page.canonical,
        "name": page.title,
        "inLanguage": page.language,
        "isPartOf": {
            "@type": "WebSite",
            "@id": absolute("/#site"),
            "url": absolute("/"),
            "name": site_name(),
        },
        "breadcrumb": {"@id": f"{page.canonical}#breadcrumb"},
        "publishingPrinciples": _address("about", "editorial-process"),
    }
    if not page.is_withdrawn:
        node["description"] = page.version.text.standfirst
        node["mainEntity"] = {"@id": f"{page.canonical}#article"}
    if page.badge.is_shown and page.badge.reviewed_on:
        node["lastReviewed"] = page.badge.reviewed_on.isoformat()
        node["reviewedBy"] = [_person(reviewer) for reviewer in page.badge.reviewers]
    return node


def _article(page: ArticlePage) -> Node:
    text = page.version.text
    node: Node = {
        "@type": "Article",
        "@id": f"{page.canonical}#article",
        "mainEntityOfPage": {"@id": page.canonical},
        "headline": page.title,
        "description": text.standfirst,
        "abstract": page.plain_words,
        "inLanguage": page.language,
        **_translations(page),
        "isAccessibleForFree": True,
        "version": page.version.number,
        "articleSection": str(page.article.topic),
        "keywords": [tag.name for tag in page.article.tags.all()],
        "wordCount": page.reading.rendered.words,
        "datePublished": page.published_at.isoformat(),
        "dateModified": page.modified_at.isoformat(),
        "author": [_person(writer) for writer in page.version.writers],
        "editor": [_person(editor) for editor in page.version.editors],
        "publisher": {
            "@type": "Organization",
            "@id": absolute("/#publisher"),
            "name": site_name(),
            "url": absolute("/"),
            **dress(),
            "correctionsPolicy": _address("about", "corrections"),
        },
        "citation": [_work(csl) for csl in text.references],
    }
    card = _address("article_card", page.article.slug)
    node["image"] = [*filter(None, [page.share_image]), card]
    node["correction"] = [
        {
            "@type": "CorrectionComment",
            "text": f"{version.change.was_wrong} {version.change.says_now}",
            "datePublished": f"{version.revision.published_at:%Y-%m-%d}",
        }
        for version in page.corrections
        if version.change
    ]
    if page.is_retracted:
        node["creativeWorkStatus"] = "Retracted"
    elif page.fallen:
        node["creativeWorkStatus"] = "Under review: a source was retracted or doubted"
    return {name: value for name, value in node.items() if value not in ("", [])}


def dress() -> Node:
    """What the publisher calls itself besides its name, and its logo, where an administrator has said so."""
    found = identity()
    logo = {"@type": "ImageObject", "url": absolute(found.logo)} if found.logo else ""
    return {name: said for name, said in (("slogan", found.tagline), ("logo", logo)) if said}


def _translations(page: ArticlePage) -> Node:
    """What it was translated from, or into, where readers find that."""
    if page.article.translation_of_id is None:
        into = [each.address for each in page.family.others]
        return {"workTranslation": [{"@id": f"{address}#article"} for address in into]}
    original = page.family.original
    if original is None or original.state != State.PUBLISHED:
        return {}
    return {"translationOfWork": {"@id": f"{page.family.first}#article"}}


def _breadcrumbs(page: ArticlePage) -> Node:
    above = [(str(topic), absolute(topic.get_absolute_url())) for topic in page.topics]
    return trail(page.canonical, [*above, (page.title, page.canonical)])


def trail(address: str, line: list[tuple[str, str]]) -> Node:
    """The way from the front page to the page of an address, by names and addresses."""
    steps = [(site_name(), _address("home")), *line]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{address}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }


def _questions(page: ArticlePage) -> Node:
    return {
        "@type": "FAQPage",
        "@id": f"{page.canonical}#questions",
        "isPartOf": {"@id": page.canonical},
        "mainEntity": [
            {
                "@type": "Question",
                "name": each.question,
                "acceptedAnswer": {"@type": "Answer", "text": each.answer},
            }
            for each in page.reading.questions
        ],
    }


def _person(who: Signature | Reviewer) -> Node:
    node = {
        "@type": "Person",
        "name": who.name,
        "url": _address("person", who.slug),
    }
    if who.post_nominals:
        node["honorificSuffix"] = who.post_nominals
    return node


def _work(csl: Node) -> Node:
    node = {
        "@type": LITERATURE.get(str(csl.get("type")), "CreativeWork"),
        "name": str(csl.get("title", "")),
    }
    if found := links(csl):
        node["url"] = found[0][1]
    return node


def _address(name: str, *arguments: str) -> str:
    return absolute(path_in(active(), name, *arguments))
