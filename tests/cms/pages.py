"""Reading what the site answered, as a program reads it."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.http import HttpResponse
from lxml import html

PART = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)|\.(?P<kind>[\w-]+)|\[(?P<name>[\w-]+)(?:(?P<how>[$^]?=)'?(?P<value>[^\]']*)'?)?\]"
)


def select(root: html.HtmlElement, css: str) -> list[html.HtmlElement]:
    """The elements that match, in document order. Knows tags, classes, attributes, “ ”, “>” and “,”."""
    paths = ["." + "".join(_steps(each)) for each in css.split(",")]
    return root.xpath(" | ".join(paths))


def _steps(css: str) -> Iterator[str]:
    axis = "//"
    for step in css.split():
        if step == ">":
            axis = "/"
            continue
        yield axis + _step(step)
        axis = "//"


def _step(css: str) -> str:
    tag, conditions = "*", ""
    for part in PART.finditer(css):
        if part["tag"]:
            tag = part["tag"]
        elif part["kind"]:
            conditions += (
                f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['kind']} ')]"
            )
        else:
            conditions += f"[{_attribute(part['name'], part['how'], part['value'])}]"
    return tag + conditions


def _attribute(name: str, how: str | None, value: str) -> str:
    if how == "^=":
        return f"starts-with(@{name}, '{value}')"
    if how == "$=":
        return f"substring(@{name}, string-length(@{name}) - {len(value) - 1}) = '{value}'"
    return f"@{name} = '{value}'" if how else f"@{name}"


def parsed(response: HttpResponse) -> html.HtmlElement:
    return html.document_fromstring(response.content.decode())


def words(element: html.HtmlElement) -> str:
    """The text as it is read: blocks apart from each other, what is inline run on."""
    copy = deepcopy(element)
    for block in copy.iter("dt", "dd", "h2", "h3", "li", "p", "td", "th"):
        block.tail = f" {block.tail or ''}"
    return " ".join(copy.text_content().split())


def badge_of(response: HttpResponse) -> tuple[str, str] | None:
    """(state, words) of the badge on an article's page."""
    found = select(parsed(response), "section.badge")
    return (found[0].get("data-state"), words(found[0])) if found else None


def graph_of(response: HttpResponse) -> dict[str, Any]:
    """The page's JSON-LD."""
    (script,) = select(parsed(response), "script[type=application/ld+json]")
    data: dict[str, Any] = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    return data


def nodes_of(response: HttpResponse) -> dict[str, dict[str, Any]]:
    """The nodes of the page's JSON-LD graph, by type."""
    return {node["@type"]: node for node in graph_of(response)["@graph"]}


def robots_of(response: HttpResponse) -> str:
    found = select(parsed(response), "meta[name=robots]")
    return found[0].get("content") if found else ""
