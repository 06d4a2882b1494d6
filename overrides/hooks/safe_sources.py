r"""Refuse what could run, load or collect something, wherever a contributor may write: pages, data files, interface texts.

The guide needs no raw HTML at all, so nothing is weighed: a tag is refused whether it is harmful or not. Text is looked at twice,
as it is written and with its character references (`&#106;`) and YAML escapes (`\x3c`) resolved, because a browser resolves them.
What comes another way, from a template or a hook, is found in the finished pages (`content_policy.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import yaml
from data_files import FAST_LOADER

TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)
# The marks by which hooks find their place in a page, and addresses that are their own link.
HARMLESS = re.compile(r"<!-- [\w ]+ -->|<https://[^\s<>\"']+>")
# A browser drops these inside an address, so that `java⇥script:` is a script.
DROPPED = re.compile(r"[\x00-\x1f]")
SCRIPT_ADDRESS = re.compile(r"\b(?:java|vb|live)script:|\bdata:(?:text|image|application)/", re.IGNORECASE)
LINK = re.compile(r"\]\(\s*<?\s*([a-z][a-z0-9+.-]*):|^ {0,3}\[[^\]]+\]:\s*<?\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = ("https", "http", "tel", "mailto", "sms")
PICTURE = re.compile(r"!\[[^\]]*\](?:\(\s*<?\s*(?P<target>[^)\s]*)|\[)")
ATTRIBUTE = re.compile(r"(?<![\w?&/#%.-])(?P<name>[a-z_:][\w:.-]*)\s*=\s*[^\s=]", re.IGNORECASE)
ATTRIBUTES = re.compile(r"(id|class|lang|title|data-[a-z-]+)", re.IGNORECASE)
# What a YAML file must hold before one of its texts can be refused; most hold none of it, and are not read a second time.
SUSPICIOUS = re.compile(
    r"<[a-z/!?]|&[#a-z]|\\[xuN\n]|script\s*:|data\s*:\s*[tia]|!\[|\]\(\s*<?\s*(?!https:|tel:)[a-z+.-]+:|^\s*\[[^\]]+\]:|"
    r"(?<![\w?&/#%.-])(?!lang=|data-)[a-z_:][\w:.-]*\s*=\s*[^\s=]",
    re.IGNORECASE | re.MULTILINE,
)


def problems_in_line(line: str) -> Iterator[str]:
    """What is wrong in one line of text whose references are resolved, each with the remedy."""
    if TAG.search(HARMLESS.sub("", line)):
        yield "raw HTML; use Markdown and attribute lists, or leave it out (no scripts, frames, objects, forms or styles)"
    if SCRIPT_ADDRESS.search(line):
        yield "an address that runs or holds something (javascript:, data:); link to a page"
    for match in LINK.finditer(line):
        scheme = (match[1] or match[2]).lower()
        if scheme not in SCHEMES and not SCRIPT_ADDRESS.search(line):
            yield f"a link to {scheme}:; links may begin with {', '.join(f'{name}:' for name in SCHEMES)} or lead to a page"
    for match in PICTURE.finditer(line):
        target = match["target"]
        if target is None or re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", target, re.IGNORECASE):
            yield "a picture from another host, which would tell it who reads this page; describe it in words, or put it below docs/assets"
    if "{" in line:
        for match in ATTRIBUTE.finditer(line[line.index("{") :]):
            if not ATTRIBUTES.fullmatch(match["name"]):
                yield f"the attribute {match['name']}=; an attribute list may hold id, class, lang, title and data-… only"


def problems_in_text(text: str, first: int = 1) -> list[tuple[int, str]]:
    """(line, what is wrong and the remedy) of a text that begins on line `first`."""
    found: dict[tuple[int, str], None] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines, first):
        found |= {(number, problem): None for version in {line, unescape(line)} for problem in problems_in_line(DROPPED.sub("", version))}
    # A scheme may be broken over lines, too.
    whole = DROPPED.sub("", unescape(text))
    if SCRIPT_ADDRESS.search(whole) and not any("javascript:" in problem for _, problem in found):
        before = next(
            number for number in range(len(lines)) if SCRIPT_ADDRESS.search(DROPPED.sub("", unescape("\n".join(lines[: number + 1]))))
        )
        found[(first + before, next(problems_in_line("javascript:")))] = None
    return list(found)


def problems_in_yaml(text: str) -> list[tuple[int, str]]:
    """The same for every text in a YAML file, as YAML reads it. A file that is no YAML has no texts; other rules say so."""
    if not SUSPICIOUS.search(text):
        return []
    found: dict[tuple[int, str], None] = {}
    try:
        events = [event for event in yaml.parse(text, Loader=FAST_LOADER) if isinstance(event, yaml.ScalarEvent)]
    except yaml.YAMLError:
        return []
    for event in events:
        line = event.start_mark.line if event.start_mark else 0
        first = line + (2 if event.style in ("|", ">") else 1)
        found |= dict.fromkeys(problems_in_text(event.value, first))
    return list(found)


def problems_in_page_source(text: str) -> list[tuple[int, str]]:
    """The same for a page: its front matter is YAML, the rest Markdown."""
    front = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if not front:
        return problems_in_text(text)
    body = text[front.end() :]
    return [(line + 1, problem) for line, problem in problems_in_yaml(front[1])] + problems_in_text(
        body, text[: front.end()].count("\n") + 1
    )


def problems_in_sources(docs: Path, data: Path) -> list[str]:
    """Everything refused in the pages below `docs` and the YAML files below `data`, as `file:line: what; remedy`."""
    root = docs.parent
    problems = []
    for folder, ending, read in ((docs, "md", problems_in_page_source), (data, "yml", problems_in_yaml)):
        for path in sorted(folder.rglob(f"*.{ending}")):
            name = path.relative_to(root) if path.is_relative_to(root) else path.name
            problems += [f"{name}:{line}: {problem}" for line, problem in read(path.read_text(encoding="utf-8"))]
    return problems
