"""What templates print, looked up and escaped as Django does it, by a shorter way where that leads there too.

Most of what a page prints are attributes of plain objects, and words. Django asks each object first
whether it is a mapping, by an error that it catches; and each word whether it is a number, a date or a
promise. Whatever is not so plain goes Django's own way.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from types import MethodType
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, Variable, VariableNode
from django.template.context import BaseContext, Context
from django.template.defaulttags import TemplateLiteral
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString


class NotPlain(Exception):
    """Django knows what to do with it."""


class Lookup(Variable):
    """A variable of parts, "page.title"."""

    def _resolve_lookup(self, context: BaseContext) -> Any:
        try:
            return self._plainly(context)
        except Exception:  # whatever it was: it happens again there, and is treated as it should be
            return super()._resolve_lookup(context)  # type: ignore[misc]

    def _plainly(self, context: BaseContext) -> Any:
        found: Any = context
        for bit in self.lookups or ():
            kind: Any = type(found)
            if kind is dict or found is context:
                found = found[bit]
            elif _is_subscripted(kind):
                raise NotPlain
            else:
                found = getattr(found, bit)
            if callable(found):
                found = _called(found)
        return found


class Printed(VariableNode):
    """`{{ … }}`"""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        return super().render(context)


def quickened(node: Node) -> Node:
    """The same node, or one that does the same."""
    for expression in _expressions([*vars(node).values()]):
        expression.var = _quick(expression.var)
        for _function, arguments in expression.filters:
            arguments[:] = [(is_looked_up, _quick(each)) for is_looked_up, each in arguments]
    if type(node) is not VariableNode:
        return node
    quick = Printed(node.filter_expression)
    quick.token, quick.origin = node.token, node.origin
    return quick


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


@cache
def _is_subscripted(kind: Any) -> bool:
    return hasattr(kind, "__getitem__")


def _called(found: Any) -> Any:
    is_plain = isinstance(found, MethodType) and not getattr(found, "alters_data", False)
    if not is_plain or getattr(found, "do_not_call_in_templates", False):
        raise NotPlain
    return found()
