"""What templates print, looked up and escaped as Django does it, by a shorter way where that leads there too.

Most of what a page prints are attributes of plain objects, and words. Django asks each object first
whether it is a mapping, by an error that it catches; and each word whether it is a number, a date or a
promise. Whatever is not so plain goes Django's own way.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from html import escape
from types import MethodType
from typing import Any, Final

from django.conf import settings
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    Variable,
    VariableNode,
)
from django.template.context import BaseContext, Context
from django.template.defaultfilters import date as in_format
from django.template.defaulttags import TemplateLiteral, URLNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.languages import active

OF_DAYS: Final = ("Y-m-d", "DATE_FORMAT", "SHORT_DATE_FORMAT", "F j, Y")  # that no hour is part of
THOUSAND: Final = 1000  # from which on languages part numbers
PLAIN_WORD: Final = re.compile(r"[a-z][a-z0-9-]*")  # that stands in an address as it is


class NotPlain(Exception):
    """Django knows what to do with it."""


class Lookup(Variable):
    """A variable of parts, "page.title"."""

    def __init__(self, var: str) -> None:
        super().__init__(var)
        self.first, *self.rest = self.lookups or ()

    def _resolve_lookup(self, context: BaseContext) -> Any:
        try:
            return self._plainly(context)
        except Exception:  # whatever it was: it happens again there, and is treated as it should be
            return super()._resolve_lookup(context)  # type: ignore[misc]

    def _plainly(self, context: Any) -> Any:
        for layer in reversed(context.dicts):
            if self.first in layer:
                found: Any = layer[self.first]
                break
        else:
            raise NotPlain
        if callable(found):
            found = _called(found)
        for bit in self.rest:
            kind: Any = type(found)
            if kind is dict:
                found = found[bit]
            elif _is_subscripted(kind):
                raise NotPlain
            else:
                found = getattr(found, bit)
            if callable(found):
                found = _called(found)
        return found


class Direct(FilterExpression):
    """What a variable of parts is, as it is."""

    __slots__ = ()

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        try:
            return self.var._plainly(context)
        except Exception:  # as above
            return super().resolve(context, ignore_failures)


class Printed(VariableNode):
    """`{{ … }}`"""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        if type(value) is int and 0 <= value < THOUSAND:
            return str(value)
        return super().render(context)


class Parts(NodeList):
    """Nodes one after the other, without what Django notes of errors for those who develop."""

    def render(self, context: Context) -> SafeString:
        return SafeString(
            "".join([node.s if type(node) is TextNode else node.render(context) for node in self])
        )


class Address(URLNode):
    """`{% url … %}`, in the language of its template."""

    language: str

    def render(self, context: Context) -> str:
        if not context.autoescape:
            return super().render(context)
        try:
            arguments = [each.resolve(context) for each in self.args]
            return _address(_site(context), self.language, self.view_name.var, arguments)
        except Exception:  # as above
            return super().render(context)


class Included(IncludeNode):
    """`{% include "…" %}` of a template that is named: looked for once."""

    found: Template | None = None

    def render(self, context: Context) -> SafeString:
        if self.found is None:
            rendered = super().render(context)
            loaded: Any = context.render_context.dicts[0][self]
            (self.found,) = loaded.values()
            return rendered
        values = {name: each.resolve(context) for name, each in self.extra_context.items()}
        with context.push(**values):
            return self.found.render(context)


def quickened(node: Node) -> Node:
    """The same node, which from now on does the same by a shorter way."""
    for expression in _expressions([*vars(node).values()]):
        expression.var = _quick(expression.var)
        if type(expression.var) is Lookup and not expression.filters:
            expression.__class__ = Direct
        for _function, arguments in expression.filters:
            arguments[:] = [(is_looked_up, _quick(each)) for is_looked_up, each in arguments]
        expression.filters = [
            (_dated if function is in_format else function, arguments)
            for function, arguments in expression.filters
        ]
    node.__class__ = _kind(node)
    if isinstance(node, Address):
        node.language = active()
    return node


def _kind(node: Node) -> type[Node]:
    """The quick kind of a node, else its own."""
    match node:
        case VariableNode() if type(node) is VariableNode:
            return Printed
        case URLNode() if not (node.asvar or node.kwargs) and _is_plain_name(node.view_name):
            return Address
        case IncludeNode() if not node.isolated_context and _is_plain_name(node.template):
            return Included
    return type(node)


def _is_plain_name(expression: FilterExpression) -> bool:
    """Of a view outside of all name spaces, or of a template."""
    name = expression.var
    return isinstance(name, str) and not expression.filters and ":" not in name


def _expressions(value: Any) -> Iterator[FilterExpression]:
    """Those that a node has for itself, not those of the nodes that stand in it."""
    match value:
        case FilterExpression():
            yield value
        case TemplateLiteral():
            yield from _expressions([value.value])
        case TokenBase():
            yield from _expressions([value.first, value.second])
        case dict():
            yield from _expressions([*value.values()])
        case list() | tuple() if not isinstance(value, NodeList):
            for each in value:
                yield from _expressions(each)


def _quick(variable: Any) -> Any:
    is_looked_up = type(variable) is Variable and variable.lookups and not variable.translate
    return Lookup(variable.var) if is_looked_up else variable


def _dated(value: Any, form: str | None = None) -> Any:
    """What the filter `date` prints: pages name few days, and each many times."""
    if form in OF_DAYS and isinstance(value, date):
        return _day((value.year, value.month, value.day), form, get_language())
    return in_format(value, form)


vars(_dated).update(vars(in_format))  # what Django has noted of the filter, its time zone above all


@lru_cache(maxsize=4096)
def _day(day: tuple[int, int, int], form: str, _language: str | None) -> str:
    return str(in_format(date(*day), form))


def _site(context: Context) -> tuple[str, str | None]:
    """Where addresses lead, asked once for all that are printed in one go."""
    of_all: dict[Any, Any] = context.render_context.dicts[0]
    if _site not in of_all:
        of_all[_site] = (get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    found: tuple[str, str | None] = of_all[_site]
    return found


def _address(site: tuple[str, str | None], language: str, name: str, arguments: list[Any]) -> str:
    """That of a view. What differs are plain words and numbers: they are put into the form of it."""
    if not all(type(each) is int or _is_plain_word(each) for each in arguments):
        raise NotPlain
    found = _form(site, language, name, *map(type, arguments))
    between = (*map(str, arguments), "")
    return "".join([each for pair in zip(found, between, strict=True) for each in pair])


def _is_plain_word(argument: Any) -> bool:
    return isinstance(argument, str) and PLAIN_WORD.fullmatch(argument) is not None


@cache
def _form(
    site: tuple[str, str | None], _language: str, name: str, *kinds: type[int | str]
) -> tuple[str, ...]:
    """What stands before, between and after the arguments. Raises where stand-ins are no arguments."""
    stand_ins = [
        10**6 + number if kind is int else f"stand-in-{number}" for number, kind in enumerate(kinds)
    ]
    _prefix, urlconf = site
    parts, rest = [], escape(reverse(name, urlconf, stand_ins))
    for each in map(str, stand_ins):
        before, rest = rest.split(each)
        parts.append(before)
    return (*parts, rest)


@cache
def _is_subscripted(kind: Any) -> bool:
    return hasattr(kind, "__getitem__")


def _called(found: Any) -> Any:
    is_plain = isinstance(found, MethodType) and not getattr(found, "alters_data", False)
    if not is_plain or getattr(found, "do_not_call_in_templates", False):
        raise NotPlain
    return found()
