"""Read a guide page's Markdown as headings and blocks, each with its line number.

Every rule about content (steps, citations, parity between languages) starts from this one reading of the source,
so that an error can always name the file and the line a person has to change.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from data_files import FAST_LOADER

HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<text>.*?)\s*(?:\{(?P<attrs>[^{}]*)\})?\s*$")
LIST_ITEM = re.compile(r"^(?P<indent> *)(?:[-*+]|\d+\.)\s+(?P<text>.*)$")
ADMONITION = re.compile(r'^ *!!! +[\w ]+?(?: +"(?P<title>.*)")?\s*$')
FENCE = re.compile(r"^ *(```|~~~)")
CITATION = re.compile(r"\[\^(?P<key>[^\]\s]+)\](?!:)")
LINK = re.compile(r"(?<!!)\[[^\]^][^\]]*\]\((?P<target>[^)\s]+)[^)]*\)")
ATTRIBUTE = re.compile(r"""(?P<id>\#[^\s.#]+)|(?P<cls>\.[^\s.#=]+)|(?P<key>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))""")


@dataclass(frozen=True)
class Heading:
    """One heading: its `line` in the file (1-based), `level` 1–6, visible `text` and `{ … }` attributes."""

    line: int
    level: int
    text: str
    id: str | None
    classes: tuple[str, ...]
    attributes: dict[str, str]

    @property
    def is_step(self) -> bool:
        """Whether this heading is a step of the guide."""
        return "step" in self.classes


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row, quotation or admonition title.

    `inherited` is the text of the list items around it and of the sentence that introduces its list: a citation there
    covers this block too. `section` is the id of the nearest heading above.
    """

    line: int
    kind: str
    text: str
    section: str
    inherited: str = ""


@dataclass(frozen=True)
class SourcePage:
    """A page as written: front matter, headings and blocks in reading order."""

    path: Path
    meta: dict[str, Any]
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    body: str
    body_line: int
    meta_lines: dict[str, int] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """`zh` or `en`, from the folder the page lies in."""
        return next((part for part in self.path.parts if part in ("zh", "en")), "zh")


def parse_attributes(source: str | None) -> tuple[str | None, tuple[str, ...], dict[str, str]]:
    """Split `#id .class key="value"` into id, classes and attributes."""
    id_: str | None = None
    classes: list[str] = []
    attributes: dict[str, str] = {}
    for match in ATTRIBUTE.finditer((source or "").lstrip(":")):
        if match["id"]:
            id_ = match["id"][1:]
        elif match["cls"]:
            classes.append(match["cls"][1:])
        else:
            value = match["quoted"] if match["quoted"] is not None else match["bare"]
            attributes[match["key"]] = value
    return id_, tuple(classes), attributes


def split_front_matter(source: str) -> tuple[dict[str, Any], str, int]:
    """Return front matter, body, and the line number at which the body starts."""
    match = re.match(r"---\n(.*?)\n---\n", source, re.DOTALL)
    if not match:
        return {}, source, 1
    return copy.deepcopy(_front_matter(match[1])), source[match.end() :], source[: match.end()].count("\n") + 1


@lru_cache(maxsize=4096)
def _front_matter(text: str) -> dict[str, Any]:
    # Every rule that looks at a page asks for it again, in both builds of a page.
    return yaml.load(text, Loader=FAST_LOADER) or {}


def numbered_lines(body: str, first: int) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) of everything outside fenced code and comments."""
    fenced = commented = False
    for number, line in enumerate(body.split("\n"), start=first):
        if FENCE.match(line):
            fenced = not fenced
            continue
        if "<!--" in line:
            commented = "-->" not in line
            continue
        if commented:
            commented = "-->" not in line
            continue
        if not fenced:
            yield number, line


def _is_table_rule(line: str) -> bool:
    return bool(re.fullmatch(r" *\|?[ :|-]+\|?", line)) and "-" in line


def parse_page(source: str, path: Path) -> SourcePage:
    """Read one Markdown file. Raises `yaml.YAMLError` when the front matter is broken."""
    meta, body, first = split_front_matter(source)
    headings: list[Heading] = []
    blocks: list[Block] = []
    section = ""
    items: list[tuple[int, str]] = []  # the list items around the current line: indent and text
    intro = ""  # the sentence just above, when it ends with a colon and so introduces a list or table
    open_block: tuple[int, str, list[str]] | None = None

    def close() -> None:
        nonlocal open_block, intro
        if open_block is None:
            return
        line, kind, parts = open_block
        text = " ".join(part.strip() for part in parts)
        around = [text_ for _, text_ in items if text_ != text]
        if kind in ("item", "row") and intro:
            around.append(intro)
        blocks.append(Block(line, kind, text, section, " ".join(around)))
        if kind == "item" and items:
            items[-1] = (items[-1][0], text)
        if kind in ("paragraph", "quote") and not items:
            plain = CITATION.sub("", text).rstrip().rstrip("*")
            intro = text if plain.endswith((":", "：")) else ""
        open_block = None

    for number, line in numbered_lines(body, first):
        heading = HEADING.match(line)
        if heading and not line.startswith(" "):
            close()
            items, intro = [], ""
            id_, classes, attributes = parse_attributes(heading["attrs"])
            text = heading["text"]
            headings.append(Heading(number, len(heading["marks"]), text, id_, classes, attributes))
            section = id_ or ""
            continue
        if not line.strip():
            close()
            continue
        if re.fullmatch(r" *\{[^{}]*\} *", line):
            continue
        item = LIST_ITEM.match(line)
        admonition = ADMONITION.match(line)
        if admonition:
            close()
            items, intro = [], ""
            open_block = (number, "admonition", [admonition["title"] or ""])
            close()
        elif item:
            close()
            indent = len(item["indent"])
            items = [(depth, text) for depth, text in items if depth < indent]
            items.append((indent, item["text"]))
            open_block = (number, "item", [item["text"]])
        elif line.lstrip().startswith("|"):
            close()
            if not _is_table_rule(line):
                open_block = (number, "row", [line])
                close()
            elif blocks and blocks[-1].kind == "row":
                head = blocks.pop()
                blocks.append(Block(head.line, "header", head.text, head.section, head.inherited))
        elif open_block is not None:
            open_block[2].append(line.lstrip("> "))
        else:
            indent = len(line) - len(line.lstrip())
            items = [(depth, text) for depth, text in items if depth < indent]
            if not items and not line.startswith(" "):
                intro = intro if line.startswith(">") else ""
            kind = "quote" if line.lstrip().startswith(">") else "paragraph"
            open_block = (number, kind, [line.lstrip("> ")])
    close()
    meta_lines = {
        match[1]: index for index, row in enumerate(source.split("\n")[: first - 1], start=1) if (match := re.match(r"(\w+):", row))
    }
    return SourcePage(path, meta, tuple(headings), tuple(blocks), body, first, meta_lines)


def read_page(path: Path) -> SourcePage:
    """Read a page from disk."""
    return parse_page(path.read_text(encoding="utf-8"), path)


def plain_text(markdown: str) -> str:
    """The words a reader sees: markup, attributes, link targets and citations removed."""
    text = CITATION.sub("", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\{[^{}]*\}", "", text)
    text = re.sub(r"`([^`]*)`", r"\1", text)
    return re.sub(r"(\*\*|\*|__)", "", text).strip()
