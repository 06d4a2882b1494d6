"""Drop the rules of a stylesheet that nothing on the built pages can ever match, and write the rest short.

A rule stays while every class, id, element and attribute its selector asks for stands somewhere: on a page, or as a word in a
script, which may put it on a page. So states that scripts set need no list of their own. A selector is judged by single names,
never by how they are nested; what is in doubt stays. Variables and animations that no rule that stays uses go too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import tinycss2

_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']+|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*(?:\bsrc=|\btype=\"application/))[^>]*>(.*?)</script>", re.DOTALL)
_WORD = re.compile(r"[A-Za-z][\w-]*")
_QUOTED_WORD = re.compile(r"[\"'`<]([A-Za-z][\w-]*)")
# Selectors in brackets of which one has to match.
_ANY_OF = {"is", "where", "has", "matches", "-webkit-any", "-moz-any"}
_NESTING = {"media", "supports", "layer", "container"}
_SPACES = re.compile(r"\s+")
# What the theme's script makes only out of content or settings the guide does not have. On a page, each counts like any other name.
IDLE_WORDS = re.compile(
    r"md-(annotat|version|source|status|tags?\b|code|clipboard|consent|feedback|mermaid|banner|announce|hidden-|instant)"
    r"|(annotat|tabbed|admonition|highlight|hll|lightbox|mermaid)|(rtl|linenodiv|code|pre|kbd)$"
)


@dataclass
class Seen:
    """What stands on pages and what scripts may put there."""

    tags: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # classes, ids and names of attributes
    values: dict[str, set[str]] = field(default_factory=dict)  # of attributes
    words: set[str] = field(default_factory=set)  # of scripts
    quoted: set[str] = field(default_factory=set)

    def has_tag(self, tag: str) -> bool:
        """Whether there may be such an element."""
        return tag in self.tags or tag in self.quoted

    def has_name(self, name: str) -> bool:
        """Whether an element may have this class, id or attribute."""
        return name in self.names or self._is_spoken(name)

    def _is_spoken(self, name: str) -> bool:
        # A script reaches data-plan-print as dataset.planPrint.
        spoken = re.sub(r"-([a-z])", lambda match: match[1].upper(), name.removeprefix("data-"))
        return name in self.words or spoken in self.words

    def has_value(self, name: str, sign: str | None, value: str) -> bool:
        """Whether an attribute may have a value that a selector asks for with `=`, `^=`, `*=` and so on."""
        # What a script calls by its own name it may set to anything; but plain attributes, and the theme's colours, which are those of
        # the switches on the page, keep to values that stand somewhere.
        free = name.startswith(("data-", "aria-")) and not name.startswith("data-md-color-") and self._is_spoken(name)
        if value in self.quoted or free:
            return True
        return any(_fits(found, sign, value) for found in self.values.get(name, ()))


def _fits(found: str, sign: str | None, value: str) -> bool:
    if sign == "~=":
        return value in found.split()
    if sign == "|=":
        return found == value or found.startswith(f"{value}-")
    if sign == "^=":
        return found.startswith(value)
    if sign == "$=":
        return found.endswith(value)
    return value in found if sign == "*=" else found == value


def seen_on(pages: Iterable[str], scripts: Iterable[str]) -> Seen:
    """Everything that stands on built pages (HTML) and in scripts."""
    seen = Seen(tags={"html", "head", "body"})
    tags: set[str] = set()  # most stand many times
    inline: set[str] = set()
    for html in pages:
        tags.update(_TAG.findall(html))
        inline.update(_INLINE_SCRIPT.findall(html))
    for tag in tags:
        (element, *_), *attributes = _ATTRIBUTE.findall(tag)
        seen.tags.add(element.lower())
        for name, *values in attributes:
            value = "".join(values)
            lower = name.lower()
            seen.names.add(lower)
            if lower in ("class", "id"):
                seen.names.update(value.split())
            seen.values.setdefault(lower, set()).add(value)
    for script in [*scripts, *inline]:
        seen.words.update(word for word in _WORD.findall(script) if not IDLE_WORDS.match(word))
        seen.quoted.update(word for word in _QUOTED_WORD.findall(script) if not IDLE_WORDS.match(word))
    return seen


# --- Selectors --------------------------------------------------------------------------------------------------------


def split_selectors(prelude: Sequence[Any]) -> list[list[Any]]:
    """The selectors of a list, as tokens."""
    selectors: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def may_match(selector: Sequence[Any], seen: Seen) -> bool:
    """Whether some element may match a selector, as far as its single names tell."""
    before = ""
    for token in selector:
        kind = token.type
        if kind == "ident" and before == ".":
            if not seen.has_name(token.value):
                return False
        elif kind == "ident" and not before.startswith(":"):
            if not seen.has_tag(token.lower_value):
                return False
        elif kind == "hash":
            if not seen.has_name(token.value):
                return False
        elif kind == "[] block":
            if not _attribute_may_match(token.content, seen):
                return False
        elif (
            kind == "function"
            and before.startswith(":")
            and token.lower_name in _ANY_OF
            and not any(may_match(inner, seen) for inner in split_selectors(token.arguments))
        ):
            return False
        before = token.value if kind == "literal" else ""
    return True


def _attribute_may_match(content: Sequence[Any], seen: Seen) -> bool:
    tokens = [token for token in content if token.type not in ("whitespace", "comment")]
    name = tokens[0].lower_value
    if not seen.has_name(name):
        return False
    if len(tokens) == 1:
        return True
    value = next((token for token in tokens[1:] if token.type in ("ident", "string")), None)
    sign = next((token.value for token in tokens[1:] if token.type == "literal"), "=")
    return value is None or seen.has_value(name, sign, value.value)


# --- Sheets -----------------------------------------------------------------------------------------------------------


def _written(tokens: Iterable[Any]) -> str:
    """Tokens as text, with no more white space than needed."""
    text: str = tinycss2.serialize([token for token in tokens if token.type != "comment"])
    if '"' in text or "'" in text or "url(" in text:
        return text.strip()
    return _SPACES.sub(" ", text).strip().replace(", ", ",")


def _selector_written(tokens: Sequence[Any]) -> str:
    return re.sub(r" ?([>~]) ?| ?(\+) (?=[^\d.])", lambda match: match[1] or match[2], _written(tokens))


@dataclass
class Rule:
    """A rule with its selectors and declarations as text, or one that holds others (`inner`), or one that stands as it is (neither)."""

    head: str
    selectors: list[str] = field(default_factory=list)
    declarations: list[tuple[str, str]] = field(default_factory=list)
    inner: list[Rule] | None = None

    def written(self) -> str:
        """As CSS."""
        if self.inner is not None:
            return f"{self.head}{{{''.join(rule.written() for rule in self.inner)}}}"
        if not self.selectors:
            return self.head
        return f"{','.join(self.selectors)}{{{';'.join(f'{name}:{value}' for name, value in self.declarations)}}}"


def _declarations(content: Sequence[Any]) -> list[tuple[str, str]]:
    found = []
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration":
            raise ValueError(f"line {node.source_line}: {getattr(node, 'message', 'a rule within a rule')}; write it as a rule of its own")
        value = _written(node.value)
        found.append((node.name if node.name.startswith("--") else node.lower_name, f"{value}!important" if node.important else value))
    return found


def _rules(nodes: Iterable[Any], seen: Seen, dropped: list[str]) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "error":
            raise ValueError(f"line {node.source_line}: {node.message}; mend it")
        if node.type == "qualified-rule":
            parted = [(_selector_written(tokens), may_match(tokens, seen)) for tokens in split_selectors(node.prelude)]
            dropped += [text for text, stays in parted if not stays]
            selectors = [text for text, stays in parted if stays]
            declarations = _declarations(node.content)
            if selectors and declarations:
                yield Rule("", selectors, declarations)
        elif node.lower_at_keyword == "charset":
            continue
        elif node.lower_at_keyword in _NESTING and node.content is not None:
            content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            inner = list(_rules(content, seen, dropped))
            if inner:
                yield Rule(f"@{node.lower_at_keyword} {_written(node.prelude)}", inner=inner)
        else:
            content = f"{{{_SPACES.sub(' ', tinycss2.serialize(node.content)).strip()}}}" if node.content is not None else ";"
            yield Rule(f"@{node.lower_at_keyword} {_written(node.prelude)}".rstrip() + content)


def _each(rules: Iterable[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        yield from _each(rule.inner or [])


def _without_unused_names(rules: list[Rule], words: Collection[str]) -> list[Rule]:
    """Take out variables that nothing reads and animations that nothing runs."""
    while True:
        text = "".join(rule.written() for rule in rules)
        used = set(re.findall(r"var\(\s*(--[\w-]+)", text)) | {f"--{word}" for word in words}
        values = " ".join(value for rule in _each(rules) for _, value in rule.declarations)
        running = set(_WORD.findall(values))
        for rule in _each(rules):
            rule.declarations = [(name, value) for name, value in rule.declarations if not name.startswith("--") or name in used]
        kept = _without_empty(rules, running)
        if "".join(rule.written() for rule in kept) == text:
            return kept
        rules = kept


def _without_empty(rules: Iterable[Rule], running: Collection[str]) -> list[Rule]:
    kept = []
    for rule in rules:
        animation = re.match(r"@(?:-webkit-)?keyframes ([\w-]+)", rule.head)
        if rule.inner is not None:
            rule.inner = _without_empty(rule.inner, running)
            if rule.inner:
                kept.append(rule)
        elif (rule.declarations or not rule.selectors) and not (animation and animation[1] not in running):
            kept.append(rule)
    return kept


def needed(sheet: str, seen: Seen) -> tuple[str, list[str]]:
    """A stylesheet without what nothing can match, and the selectors that were dropped.

    Raises `ValueError` with line and remedy for what is no CSS, or a rule inside a rule.
    """
    dropped: list[str] = []
    rules = list(_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), seen, dropped))
    kept = _without_unused_names(rules, {word.removeprefix("--") for word in seen.words})
    return "".join(rule.written() for rule in kept) + "\n", dropped
