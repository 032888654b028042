"""What machines read on the front page, on lists, of people and about the site: schema.org graphs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from articles.identity import site_name
from articles.languages import active
from articles.models import SitePage, Topic
from cms.addresses import absolute
from cms.discovery.structured_data import Node, dress, trail
from cms.site.about import AboutPage
from cms.site.profiles import Profile
from cms.site.teasers import Teaser
from reviews.models import Credential


def site_graph() -> Node:
    """The site, its search, and who publishes it."""
    search = absolute(reverse("search"))
    site: Node = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "url": absolute(reverse("home")),
        "name": site_name(),
        "inLanguage": active(),
        "publisher": {"@id": absolute("/#publisher")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    publisher = {
        "@type": "Organization",
        "@id": absolute("/#publisher"),
        "name": site_name(),
        "url": absolute("/"),
        **dress(),
        "publishingPrinciples": absolute(reverse("about", args=["editorial-process"])),
        "correctionsPolicy": absolute(reverse("about", args=["corrections"])),
        "ethicsPolicy": absolute(reverse("about", args=["advertising"])),
    }
    return {"@context": "https://schema.org", "@graph": [site, publisher]}


def about_graph(page: AboutPage) -> Node:
    """A page about the site: its kind, when its text was last changed, and who reviews here."""
    kinds = {SitePage.CONTACT: "ContactPage", SitePage.SITE: "AboutPage"}
    node: Node = {
        "@type": kinds.get(page.name, "WebPage"),
        "@id": page.canonical,
        "url": page.canonical,
        "name": page.title,
        "description": page.standfirst,
        "inLanguage": active(),
        "isPartOf": {"@id": absolute("/#site")},
        "breadcrumb": {"@id": f"{page.canonical}#breadcrumb"},
    }
    nodes = [node, trail(page.canonical, [(page.title, page.canonical)])]
    if page.record:
        node["datePublished"] = page.record.published_at.isoformat()
        node["dateModified"] = page.record.updated_at.isoformat()
    if page.reviewers:
        people = [each.person for each in page.reviewers]
        links = [(each.name, absolute(each.get_absolute_url())) for each in people]
        nodes.append(_item_list(f"{page.canonical}#reviewers", links))
        node["mainEntity"] = {"@id": f"{page.canonical}#reviewers"}
    return {"@context": "https://schema.org", "@graph": nodes}


@dataclass(frozen=True)
class Collection:
    """A list of articles. The `line` leads down to it by names and paths, itself last."""

    name: str
    description: str
    line: list[tuple[str, str]]


def topic_collection(topic: Topic) -> Collection:
    line = [(str(each), each.get_absolute_url()) for each in topic.ancestry()[::-1]]
    return Collection(str(topic), topic.shown_introduction, line)


def collection_graph(
    collection: Collection, path: str, listed: Iterable[Teaser], before: int
) -> Node:
    """A page of the list, its articles and its place; `before` it stand so many articles."""
    address = absolute(path)
    page = {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": collection.name,
        "description": collection.description,
        "inLanguage": active(),
        "isPartOf": {"@id": absolute("/#site")},
        "breadcrumb": {"@id": f"{address}#breadcrumb"},
        "mainEntity": {"@id": f"{address}#articles"},
    }
    known = {name: value for name, value in page.items() if value}
    links = [(each.text.title, absolute(each.get_absolute_url())) for each in listed]
    line = [(name, absolute(path)) for name, path in collection.line]
    items = _item_list(f"{address}#articles", links, before)
    return {"@context": "https://schema.org", "@graph": [known, items, trail(address, line)]}


def _item_list(key: str, links: Iterable[tuple[str, str]], before: int = 0) -> Node:
    """Pages by their names and addresses, in the order of the list."""
    return {
        "@type": "ItemList",
        "@id": key,
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "url": address}
            for position, (name, address) in enumerate(links, start=before + 1)
        ],
    }


def profile_graph(profile: Profile) -> Node:
    """The person with the credentials that were checked and hold today."""
    person, address = profile.person, absolute(profile.person.get_absolute_url())
    held = [credential for credential, is_valid in profile.credentials if is_valid]
    node = {
        "@type": "Person",
        "@id": f"{address}#person",
        "url": address,
        "name": person.name,
        "honorificSuffix": person.post_nominals,
        "jobTitle": person.occupation,
        "description": person.biography,
        "sameAs": [f"https://orcid.org/{profile.orcid}"] if profile.orcid else [],
        "hasCredential": [_credential(each) for each in held],
        "knowsAbout": sorted({each.specialty.name for each in held if each.specialty}),
    }
    page = {
        "@type": "ProfilePage",
        "@id": address,
        "url": address,
        "name": person.titled_name,
        "inLanguage": active(),
        "isPartOf": {"@id": absolute("/#site")},
        "mainEntity": {"@id": f"{address}#person"},
    }
    known = {name: value for name, value in node.items() if value not in ("", [])}
    return {"@context": "https://schema.org", "@graph": [page, known]}


def _credential(credential: Credential) -> Node:
    node: Node = {
        "@type": "EducationalOccupationalCredential",
        "name": credential.title,
        "credentialCategory": credential.kind,
        "recognizedBy": {"@type": "Organization", "name": credential.issuer},
    }
    if credential.number:
        node["identifier"] = credential.number
    if credential.expires_on:
        node["expires"] = credential.expires_on.isoformat()
    return node
