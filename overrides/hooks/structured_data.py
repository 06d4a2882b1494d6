"""Tell programs that read pages what each one is, in the vocabulary of schema.org: where it stands, its steps, its questions.

Only what the reader sees is said: the same steps in the same order, the same questions and answers. It is one data block
(JSON-LD) at the end of the page; no browser runs it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from checklist import Step, steps_in
from markupsafe import Markup
from ui_text import language_of

LANGUAGE_CODES = {"zh": "zh-CN", "en": "en"}
FAQ = "help/faq.md"
QUESTION = re.compile(r"<h3 [^>]*>(?P<question>.*?)</h3>\s*<p>(?P<answer>.*?)</p>", re.DOTALL)
# One step is an instruction, not a way to do something.
FEWEST_STEPS = 2


def plain(html: str) -> str:
    """What a reader sees of a piece of HTML: no tags, no citation numbers, no marks that only keep things together."""
    seen = re.sub(r'<a class="headerlink".*?</a>|<sup\b.*?</sup>', "", html, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", "", seen))
    return re.sub(r"\s+", " ", re.sub("[\u2060\u00ad\u200b]", "", text)).strip()


def questions_in(html: str) -> list[tuple[str, str]]:
    """The questions of a page with their answers, as text, in reading order."""
    return [(plain(match["question"]), plain(match["answer"])) for match in QUESTION.finditer(html)]


def breadcrumbs(trail: Sequence[tuple[str, str]], title: str) -> dict[str, Any]:
    """Where a page stands: `trail` is name and absolute address of each page above it, home first."""
    above = [
        {"@type": "ListItem", "position": position, "name": name, "item": address} for position, (name, address) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": [*above, {"@type": "ListItem", "position": len(above) + 1, "name": title}]}


def how_to(title: str, steps: Sequence[Step], address: str) -> dict[str, Any]:
    """The steps of a page: their names and where each is explained, not the explanation again."""
    named = [{"@type": "HowToStep", "name": plain(step.label), "url": f"{address}#{step.id}"} for step in steps]
    return {"@type": "HowTo", "name": title, "step": named}


def faq_page(questions: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Questions and their answers."""
    entities = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}} for question, answer in questions
    ]
    return {"@type": "FAQPage", "mainEntity": entities}


def website(name: str, address: str, language: str) -> dict[str, Any]:
    """The guide in one language, and the address that opens its search."""
    action = {"@type": "SearchAction", "target": f"{address}?q={{q}}", "query-input": "required name=q"}
    return {"@type": "WebSite", "name": name, "url": address, "inLanguage": LANGUAGE_CODES[language], "potentialAction": action}


def graph_of(html: str, source: str, title: str, address: str, trail: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """What is said of an inner page: `html` is its content, `source` its path below `docs/`, `address` its own address."""
    graph = [breadcrumbs(trail, title)]
    steps = steps_in(html)
    if len(steps) >= FEWEST_STEPS:
        graph.append(how_to(title, steps, address))
    if source.split("/", 1)[-1] == FAQ and (questions := questions_in(html)):
        graph.append(faq_page(questions))
    return graph


def data_block(graph: Sequence[Mapping[str, Any]]) -> Markup:
    """The data as an element that no text can end or turn into markup: `</script>` and line separators are written as escapes."""
    data = {"@context": "https://schema.org", **(graph[0] if len(graph) == 1 else {"@graph": list(graph)})}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup('<script type="application/ld+json">' + text + "</script>")


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def _title(page: Any) -> str:
    return str(page.meta.get("title") or page.title)


def trail_of(page: Any, nav: Any) -> list[tuple[str, str]]:
    """The pages above a page: home, and the first page of the folder it is in, by the name the navigation gives it."""
    folder = page.file.src_uri.rsplit("/", 1)[0] + "/index.md"
    above = [(nav.homepage.title, nav.homepage.canonical_url)]
    for other in nav.pages:
        if other.file.src_uri == folder and other is not page and other.file.src_uri != nav.homepage.file.src_uri:
            section = other.parent
            named = section.title if section and section.children[0] is other else _title(other)
            above.append((named, other.canonical_url))
    return above


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Give the template the page's data block."""
    if "noindex" in str(page.meta.get("robots", "")):
        return context  # it repeats other pages, and asks not to be found
    language = language_of(page.file.src_uri)
    if page.file.src_uri == f"{language}/index.md":  # the theme's own word for home fits the first language only
        graph = [website(config.site_name, page.canonical_url, language)]
    else:
        graph = graph_of(page.content, page.file.src_uri, _title(page), page.canonical_url, trail_of(page, nav))
    context["structured_data"] = data_block(graph)
    return context
