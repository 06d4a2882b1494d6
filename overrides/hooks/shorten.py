"""Make a classic script short without changing what it does: short names, no comments, no white space nobody needs.

A name is exchanged for a short one everywhere in the script or nowhere, and no two names become one: so each use still means
what it meant, however scopes are nested. Names stay that the script does not declare itself, wherever they are used (`window`,
`name`), and so do all properties. The names of functions and classes change: a script may not ask for `something.name`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import count

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_javascript.language()))
FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
# What a name declared by let, const, class or function is known in.
_BLOCKS = FUNCTIONS | {"program", "statement_block", "for_statement", "for_in_statement", "switch_body"}
_NAMES = {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
_PRIVATE = "private_property_identifier"


def parsed(source: bytes) -> Node:
    """The syntax tree of a script or module."""
    return _PARSER.parse(source).root_node


def text_of(node: Node | None) -> str:
    """What stands in the source; nothing for no node."""
    return node.text.decode() if node and node.text else ""


def inside(node: Node, *, but_not: Collection[str] = ()) -> Iterator[Node]:
    """A node and everything in it, in the order of the source; `but_not` names types whose inside is left out."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if current.type not in but_not:
            waiting += reversed(current.children)


# --- Names ------------------------------------------------------------------------------------------------------------


def _bound(pattern: Node | None) -> Iterator[str]:
    """The names a pattern declares; what it only uses (defaults, computed keys) is left out."""
    if pattern is None:
        return
    if pattern.type in _NAMES:
        yield text_of(pattern)
    elif pattern.type in ("object_pattern", "array_pattern", "formal_parameters", "rest_pattern"):
        for child in pattern.named_children:
            yield from _bound(child)
    elif pattern.type == "pair_pattern":
        yield from _bound(pattern.child_by_field_name("value"))
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        yield from _bound(pattern.child_by_field_name("left"))


def _block_around(node: Node) -> Node:
    around = node.parent
    while around and around.type not in _BLOCKS:
        around = around.parent
    return around or node


def _declared(node: Node) -> Iterator[tuple[str, Node]]:
    """The names a node declares, each with the part of the script that knows it."""
    name = node.child_by_field_name("name")
    if node.type == "variable_declarator":
        yield from ((bound, _block_around(node)) for bound in _bound(name))
    elif node.type in ("function_declaration", "generator_function_declaration", "class_declaration"):
        yield text_of(name), _block_around(node)
    elif node.type in ("function_expression", "generator_function", "class") and name:
        yield text_of(name), node
    elif node.type == "catch_clause":
        yield from ((bound, node) for bound in _bound(node.child_by_field_name("parameter")))
    elif node.type == "for_in_statement" and node.child_by_field_name("kind"):
        yield from ((bound, node) for bound in _bound(node.child_by_field_name("left")))
    if node.type in FUNCTIONS:
        for place in ("parameters", "parameter"):
            yield from ((bound, node) for bound in _bound(node.child_by_field_name(place)))


def _short_names(taken: Collection[str]) -> Iterator[str]:
    """a, b, … z, A, … aa, ba, …: never a word of the language, never one that is taken."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    words = {"as", "do", "if", "in", "is", "of", "for", "get", "let", "new", "set", "try", "var"}
    for number in count():
        name, rest = letters[number % 52], number // 52
        while rest:
            rest -= 1
            name, rest = name + letters[rest % 52], rest // 52
        if name not in words and name not in taken:
            yield name


def renamed(script: str) -> str:
    """The script with short names. Raises `ValueError` for `var`, `with` and `eval`, whose names cannot be told apart by reading."""
    source = script.encode()
    tree = parsed(source)
    uses: dict[str, list[Node]] = {}
    private: dict[str, list[Node]] = {}
    known: dict[str, list[tuple[int, int]]] = {}
    for node in inside(tree):
        if node.type in ("variable_declaration", "with_statement") or (node.type == "identifier" and text_of(node) == "eval"):
            raise ValueError(f"line {node.start_point.row + 1}: {text_of(node)[:40]}: use let, const or a function")
        if node.type in _NAMES:
            uses.setdefault(text_of(node), []).append(node)
        elif node.type == _PRIVATE:
            private.setdefault(text_of(node), []).append(node)
        for name, scope in _declared(node):
            known.setdefault(name, []).append((scope.start_byte, scope.end_byte))
    ours = {
        name
        for name, nodes in uses.items()
        if all(any(start <= node.start_byte < end for start, end in known.get(name, [])) for node in nodes)
    }
    cuts: list[tuple[Node, str]] = []
    often = Counter({name: len(uses[name]) for name in sorted(ours)})
    for (name, _), short in zip(often.most_common(), _short_names(uses.keys() - ours), strict=False):
        for node in uses[name]:
            cuts.append((node, short if node.type == "identifier" else f"{name}:{short}"))
    for (name, _), short in zip(
        Counter({name: len(private[name]) for name in sorted(private)}).most_common(), _short_names(()), strict=False
    ):
        cuts += [(node, f"#{short}") for node in private[name]]
    parts, at = [], 0
    for node, instead in sorted(cuts, key=lambda cut: cut[0].start_byte):
        parts += [source[at : node.start_byte], instead.encode()]
        at = node.end_byte
    return b"".join([*parts, source[at:]]).decode()


# --- White space ------------------------------------------------------------------------------------------------------

# Written as they stand.
_WHOLE = {"regex", "string", "template_string"}
_WORD = re.compile(r"[\w$#\u0080-\uffff]")
# Two signs that side by side would mean another.
_APART = {("+", "+"), ("-", "-"), ("/", "/"), ("?", ".")}
# The end of a line after or before one of these never ends a statement, or the sign ends it anyway.
_GOES_ON_AFTER = set("{;,([:?=<>&|!*%^~+-") | {"=>", "...", "&&", "||", "??"}
_GOES_ON_BEFORE = set("});],.:?=") | {"?.", "&&", "||", "??", "=>"}
# The brace that closes a block ends these too.
_ENDED_BY_BRACE = {"expression_statement", "lexical_declaration", "return_statement", "throw_statement"}


def _tokens(tree: Node) -> Iterator[Node]:
    whole = [node for node in inside(tree, but_not=_WHOLE) if node.type in _WHOLE or not node.children]
    return (node for node in whole if node.start_byte < node.end_byte)


def packed(script: str) -> str:
    """The script without white space that nobody needs and without comments, but for those that begin with `!`."""
    parts: list[str] = []
    last, row = "", 0
    tokens = list(_tokens(parsed(script.encode())))
    for node, following in zip(tokens, [*tokens[1:], None], strict=True):
        text = text_of(node)
        if node.type == "comment":
            parts += [text, "\n"] if text.startswith("/*!") else []
            continue
        if following and following.type == "}" and (text == "," or (text == ";" and node.parent and node.parent.type in _ENDED_BY_BRACE)):
            continue
        if last and node.start_point.row > row and last not in _GOES_ON_AFTER and text not in _GOES_ON_BEFORE:
            parts.append("\n")
        elif last and (
            (_WORD.match(last[-1]) and _WORD.match(text)) or (last[-1], text[0]) in _APART or (last[-1].isdigit() and text[0] == ".")
        ):
            parts.append(" ")
        parts.append(text)
        last, row = text, node.end_point.row
    return "".join(parts) + "\n"


def minified(script: str) -> str:
    """The same script, short."""
    return packed(renamed(script))
