"""What templates print, looked up and escaped as Django does it, by a shorter way where that leads there too.

Most of what a page prints are attributes of plain objects, and words. Django asks each object first
whether it is a mapping, by an error that it catches; and each word whether it is a number, a date or a
promise. Whatever is not so plain goes Django's own way.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from html import escape
from types import MethodType
from typing import Any, Final, cast

from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.context import BaseContext, Context
from django.template.defaultfilters import date as in_format
from django.template.defaulttags import TemplateLiteral, URLNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.functional import SimpleLazyObject, empty
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from articles.languages import Site, active, formed, site

OF_DAYS: Final = ("Y-m-d", "DATE_FORMAT", "SHORT_DATE_FORMAT", "F j, Y")  # that no hour is part of
THOUSAND: Final = 1000  # from which on languages part numbers


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
        found = _in_context(context, self.first)
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
        return _plainly_printed(value, context) or super().render(context)


class Sentence(BlockTranslateNode):
    """`{% blocktranslate %}` of a sentence that counts nothing, put into the language of its template."""

    said: str
    named: list[str]

    def render(self, context: Context, nested: bool = False) -> str:
        try:
            return self.said % {name: self._printed(name, context) for name in self.named}
        except Exception:  # as above
            return super().render(context, nested)

    def _printed(self, name: str, context: Context) -> str:
        own = self.extra_context.get(name)
        value = own.resolve(context) if own else _in_context(context, name)
        return _plainly_printed(value, context) or render_value_in_context(value, context)


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
            return formed(_site(context), self.language, self.view_name.var, arguments)
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
    if isinstance(node, TranslateNode):
        return node  # only when it is rendered it tells its variable to translate
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
    if isinstance(node, Sentence):
        node.said, node.named = _translated(node)
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
        case BlockTranslateNode() if not (node.asvar or node.countervar) and _is_in_context(node):
            return Sentence
    return type(node)


def _is_plain_name(expression: FilterExpression) -> bool:
    """Of a view outside of all name spaces, or of a template."""
    name = expression.var
    return isinstance(name, str) and not expression.filters and ":" not in name


def _is_in_context(node: BlockTranslateNode) -> bool:
    """Whether what a translator is told of a sentence, if anything, is the same each time."""
    told = node.message_context
    return told is None or (isinstance(told.var, str) and not told.filters)


def _translated(node: BlockTranslateNode) -> tuple[str, list[str]]:
    """The sentence in the active language, and the names of what is put into it."""
    said, named = node.render_token_list(node.singular)
    told = node.message_context
    return (pgettext(str(told.var), said) if told else gettext(said)), named


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


def _site(context: Context) -> Site:
    """Where addresses lead, asked once for all that are printed in one go."""
    of_all: dict[Any, Any] = context.render_context.dicts[0]
    if _site not in of_all:
        of_all[_site] = site()
    found: Site = of_all[_site]
    return found


@cache
def _is_subscripted(kind: Any) -> bool:
    return hasattr(kind, "__getitem__")


def _in_context(context: Any, name: str) -> Any:
    """What a page knows by a name; of what it works out when asked, what came of it."""
    for layer in reversed(context.dicts):
        if name in layer:
            found = layer[name]
            return _worked_out(found) if type(found) is SimpleLazyObject else found
    raise NotPlain


def _worked_out(lazy: "SimpleLazyObject[Any]") -> Any:
    bare = object.__getattribute__
    if bare(lazy, "_wrapped") is empty:
        bare(lazy, "_setup")()
    return bare(lazy, "_wrapped")


def _plainly_printed(value: Any, context: Context) -> str:
    """What Django prints of a value; "" where that is nothing, or Django must say."""
    kind = type(value)
    if kind is SafeString:
        return cast(SafeString, value)
    if kind is str and context.autoescape:
        return escape(value)
    return str(value) if kind is int and 0 <= value < THOUSAND else ""


def _called(found: Any) -> Any:
    is_plain = isinstance(found, MethodType) and not getattr(found, "alters_data", False)
    if not is_plain or getattr(found, "do_not_call_in_templates", False):
        raise NotPlain
    return found()
