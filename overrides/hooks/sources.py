"""The register of sources: read `data/sources.yml`, check it, and say what is wrong with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from data_files import SCHEMAS, DataError, read_entries
from markdown_source import CITATION, numbered_lines, split_front_matter
from ui_text import ROOT

REGISTER = ROOT / "data" / "sources.yml"
SCHEMA = SCHEMAS / "sources.schema.json"
KINDS = ("regulator", "carrier", "vendor", "standard", "paper", "press", "community")


@dataclass(frozen=True)
class Document:
    """Something we read: a page, a law, a standard. `date` is the page's own, `read` the day we read it."""

    key: str
    title: dict[str, str]
    publisher: dict[str, str]
    kind: str
    url: str | None
    date: str | None
    read: str
    how: str
    lang: str
    copy: dict[str, str] | None = None

    @property
    def address(self) -> str | None:
        """The address, safe to put into HTML and Markdown (Han and brackets percent-encoded)."""
        return quote(self.url, safe=":/?#&=%@!$+,;~*'") if self.url else None

    @property
    def host(self) -> str:
        """The short address that is shown and printed."""
        return urlsplit(self.url).netloc.removeprefix("www.") if self.url else ""


@dataclass(frozen=True)
class Source:
    """What a citation key stands for: a document and, where it helps, the place in it."""

    key: str
    document: Document
    where: dict[str, str] | None = None


@dataclass(frozen=True)
class Register:
    """All sources by key, and the line each stands on."""

    sources: dict[str, Source]
    lines: dict[str, int] = field(default_factory=dict)

    def documents(self) -> list[Document]:
        """Every document once, by kind and then key."""
        unique = {source.document.key: source.document for source in self.sources.values()}
        return sorted(unique.values(), key=lambda document: (KINDS.index(document.kind), document.key))


def parse_register(text: str, name: str = "data/sources.yml", today: date | None = None) -> Register:
    """Read the register.

    Raises `DataError` with one line per mistake: broken YAML, an unknown field, a missing language, a future date,
    a `part_of` that names nothing.
    """
    raw, lines = read_entries(text, name, SCHEMA)
    problems: list[str] = []
    limit = (today or date.today()).isoformat()
    documents: dict[str, Document] = {}
    for key, entry in raw.items():
        if "part_of" in entry:
            continue
        for name_, value in (("date", entry["date"]), ("read", entry["read"])):
            if value and str(value) > limit:
                problems.append(f"{name}:{lines[key]}: {key}.{name_} {value} lies in the future; write the day as it was")
        documents[key] = Document(key=key, **entry)
    sources = {key: Source(key, document) for key, document in documents.items()}
    for key, entry in raw.items():
        if "part_of" in entry:
            parent = documents.get(entry["part_of"])
            if parent is None:
                problems.append(
                    f"{name}:{lines[key]}: {key}.part_of names “{entry['part_of']}”, which is no document here; add it or correct the name"
                )
            else:
                sources[key] = Source(key, parent, entry["where"])
    if problems:
        raise DataError("\n".join(problems))
    return Register(sources, lines)


@cache
def _register(path: Path, _changed: float) -> Register:
    return parse_register(path.read_text(encoding="utf-8"), path.name)


def read_register(path: Path = REGISTER) -> Register:
    """The register from disk, read anew when the file has changed."""
    return _register(path, path.stat().st_mtime)


def citations_in(source: str) -> Iterator[tuple[int, str]]:
    """Every citation in a page's Markdown as (line, key)."""
    _, body, first = split_front_matter(source)
    for number, line in numbered_lines(body, first):
        for match in CITATION.finditer(line):
            yield number, match["key"]


def check_citations(pages: Iterable[tuple[str, str]], register: Register, name: str = "data/sources.yml") -> list[str]:
    """Compare pages, given as (file name, Markdown), with the register.

    Returns a line for each unknown key in a page and each key of the register that no page cites.
    """
    problems: list[str] = []
    used: set[str] = set()
    for file, source in pages:
        for line, key in citations_in(source):
            used.add(key)
            if key not in register.sources:
                problems.append(f"{file}:{line}: unknown source [^{key}]; add “{key}:” to {name} or correct the key")
    cited_documents = {register.sources[key].document.key for key in used if key in register.sources}
    for key in register.sources:
        if key not in used | cited_documents:
            problems.append(f"{name}:{register.lines.get(key, 1)}: no page cites “{key}”; cite it as [^{key}] or remove it")
    return problems
