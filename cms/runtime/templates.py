"""Templates with everything that is the same on each page of a language put in when they are loaded.

Words without variables, addresses without arguments and names of static files are then plain text, so
that a page pays only for what is its own. What is its own is printed by `quick_nodes`.
"""

from typing import Any

from django.template import Node, NodeList, Template
from django.template.base import FilterExpression, Origin, TextNode, TokenType
from django.template.context import Context
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as OneByOne
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language, override

from cms.runtime.quick_nodes import Parts, quickened


class Folding(OneByOne):
    """Finished before anybody else may see it: a template is shared by all threads."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        bare = Context()
        with bare.bind_template(template):
            fold(template.nodelist, bare)
        return template


class Loader(cached.Loader, Folding):
    """As Django's own loader that keeps templates, but one for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{get_language()}-{super().cache_key(template_name, skip)}"


def fold(nodes: NodeList, bare: Context) -> None:
    """Put in place what is constant in the active language, and join the text that stands together.

    `bare` is a context of the template without any variable.
    """
    folded: list[Node] = []
    for node in (_folded(each, bare) for each in nodes):
        if isinstance(node, TextNode) and folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + node.s)
        else:
            folded.append(node)
    nodes[:] = folded
    if bare.template and not bare.template.engine.debug:
        nodes.__class__ = Parts


def _folded(node: Node, bare: Context) -> Node:
    if isinstance(node, (LoadNode, CommentNode)):
        return TextNode("")
    if _is_constant(node):
        try:
            return TextNode(node.render(bare))
        except NoReverseMatch:  # the error belongs to the page that comes to it
            return node
    if isinstance(node, LanguageNode):
        _fold_otherwise(node, bare)
        return node
    for inner in _inside(node):
        fold(inner, bare)
    return quickened(node)


def _fold_otherwise(node: LanguageNode, bare: Context) -> None:
    """What is of another language than the page, where that is one and the same each time."""
    language: Any = node.language.var
    if isinstance(language, str) and not node.language.filters:
        with override(language):
            fold(node.nodelist, bare)


def _inside(node: Node) -> list[NodeList]:
    if isinstance(node, IfNode):
        return [inner for _condition, inner in node.conditions_nodelists]
    found = (getattr(node, name, None) for name in node.child_nodelists)
    return [each for each in found if isinstance(each, NodeList)]


def _is_constant(node: Node) -> bool:
    match node:
        case TranslateNode():
            return not node.asvar and _all_literal(node.filter_expression, node.message_context)
        case BlockTranslateNode():
            return _is_plain(node)
        case URLNode():
            given = [node.view_name, *node.args, *node.kwargs.values()]
            return not node.asvar and _all_literal(*given)
        case StaticNode():
            return not node.varname and _all_literal(node.path)
    return False


def _is_plain(node: BlockTranslateNode) -> bool:
    """Words alone: nothing is counted, named, or taken from the page."""
    taken = [node.extra_context, node.countervar, node.asvar, node.plural, node.message_context]
    return not any(taken) and all(each.token_type == TokenType.TEXT for each in node.singular)


def _all_literal(*expressions: FilterExpression | None) -> bool:
    return all(each is None or _is_literal(each) for each in expressions)


def _is_literal(expression: FilterExpression) -> bool:
    variable: Any = expression.var
    return not expression.filters and not getattr(variable, "lookups", None)
