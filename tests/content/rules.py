"""The rules every guide page keeps. One function per rule; each yields what is wrong, where, and how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from posixpath import normpath

import autocorrect_py
from citations import expanded
from markdown_source import CITATION, LINK, Block, SourcePage, plain_text
from site_checks import heading_problems

HAN = "\u3400-\u9fff"
BADGES = {
    "zh": {"law": "法律规定", "carrier": "运营商说法", "vendor": "厂商说法", "reported": "网友反映", "official": "官方", "retold": "转述"},
    "en": {
        "law": "Law",
        "carrier": "Carrier says",
        "vendor": "Maker says",
        "reported": "People report",
        "official": "Official",
        "retold": "Reported",
    },
}
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule: file, line, the rule's name, what is wrong and how to mend it."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


def find(page: SourcePage, line: int, rule: str, message: str) -> Finding:
    """A finding on this page."""
    return Finding(str(page.path), line, rule, message)


# --- one page ---------------------------------------------------------------------------------------------------------


def front_matter(page: SourcePage, today: date | None = None) -> Iterator[Finding]:
    """Title, description and the day the facts were checked: search results and readers both depend on them."""
    limits = {"zh": (25, 90), "en": (40, 160)}[page.language]  # what previews of links and search results show whole
    for key in ("title", "description", "checked"):
        if not page.meta.get(key):
            yield find(page, 1, "front-matter", f"`{key}:` is missing; add it between the --- lines")
    description = str(page.meta.get("description", ""))
    if description and not limits[0] <= len(description) <= limits[1]:
        line = page.meta_lines.get("description", 1)
        yield find(page, line, "front-matter", f"description has {len(description)} characters; write {limits[0]}–{limits[1]}")
    checked = page.meta.get("checked")
    if checked and not isinstance(checked, date):
        yield find(page, page.meta_lines.get("checked", 1), "front-matter", "`checked:` is not a date; write YYYY-MM-DD")
    elif isinstance(checked, date) and checked > (today or date.today()):
        yield find(page, page.meta_lines.get("checked", 1), "front-matter", "`checked:` lies in the future")


def build_refusals(page: SourcePage) -> Iterator[Finding]:
    """What the build itself refuses: headings without an id, steps without a phase or with an unknown facet."""
    for line, message in heading_problems(page):
        yield find(page, line, "heading", message)


def heading_ids(page: SourcePage) -> Iterator[Finding]:
    """Ids are ASCII words, each once: Han headings would get `_1`, `_2`, and links to them would move."""
    seen: set[str] = set()
    for heading in page.headings:
        if heading.id and not re.fullmatch(r"[a-z][a-z0-9-]*", heading.id):
            yield find(page, heading.line, "heading-id", f"id “{heading.id}” must be lower-case ASCII words joined by -")
        elif heading.id in seen:
            yield find(page, heading.line, "heading-id", f"id “{heading.id}” is used twice on this page")
        if heading.id:
            seen.add(heading.id)


def heading_levels(page: SourcePage) -> Iterator[Finding]:
    """One H1, and no level skipped: screen readers use levels as the table of contents."""
    previous = 0
    for heading in page.headings:
        if previous == 0 and heading.level != 1:
            yield find(page, heading.line, "heading-level", "the first heading must be the page's only H1 (#)")
        if previous and heading.level == 1:
            yield find(page, heading.line, "heading-level", "a second H1; use ## or deeper")
        if heading.level > previous + 1 and previous:
            yield find(page, heading.line, "heading-level", f"level jumps from {previous} to {heading.level}")
        previous = heading.level
    if not page.headings:
        yield find(page, 1, "heading-level", "the page has no heading; start it with # Title { #id }")


def steps(page: SourcePage) -> Iterator[Finding]:
    """A step's text is one short action, and only steps carry a step's attributes."""
    for heading in page.headings:
        if not heading.is_step:
            if "data-phase" in heading.attributes or "data-when" in heading.attributes:
                yield find(page, heading.line, "step", "data-phase/data-when on a heading without .step; add .step or remove them")
            continue
        words = len(re.findall(rf"[{HAN}]|[A-Za-z0-9]+", plain_text(heading.text)))
        if words > {"zh": 26, "en": 13}[page.language]:
            yield find(page, heading.line, "step", f"the step's text is long ({words} words); shorten it to one action")


def markdown_traps(page: SourcePage) -> Iterator[Finding]:
    """Markdown that looks right in the source and comes out wrong."""
    for number, line in enumerate(page.body.split("\n"), start=page.body_line):
        if re.search(r"[，。：；！？、）]\*\*(?=\S)", line) and not re.search(r"[，。：；！？、）]\*\*(?=[，。：；！？、）|])", line):
            yield find(page, number, "markdown", "punctuation just inside closing **; move it outside, or the stars stay visible")
        if re.search(r"\]（|\{：|!!!.*“", line):
            yield find(page, number, "markdown", 'full-width punctuation in Markdown syntax; use ( ) : " there')
        if re.search(r"<(?!!--)/?[a-zA-Z][^>]*>", line) and not re.search(r"<https?:", line):
            yield find(page, number, "markdown", "raw HTML; use Markdown and attribute lists")
        if re.search(r"<script|\bon[a-z]+=|javascript:", line, re.IGNORECASE):
            yield find(page, number, "markdown", "scripts and event handlers are not allowed in content")
        if re.match(r"\[\^[^\]]+\]:", line):
            yield find(page, number, "markdown", "footnote definitions are built from data/sources.yml; remove it")


POINTING = re.compile(r"(?<!!)\[(?:这里|此处|这一段|点这里|看这里|here|click here|this|link|more)\]\(", re.IGNORECASE)


def link_words(page: SourcePage) -> Iterator[Finding]:
    """A link says where it leads: read alone, from a list of links or by a search engine, "here" says nothing."""
    for number, line in enumerate(page.body.split("\n"), start=page.body_line):
        if match := POINTING.search(line):
            yield find(page, number, "link", f"“{match[0][1:-2]}” does not say where the link leads; name what is there")


def badges(page: SourcePage) -> Iterator[Finding]:
    """The marks law / carrier / maker / people say the same words everywhere."""
    known = BADGES[page.language]
    for block in page.blocks:
        for match in re.finditer(r"\*([^*]+)\*\{ *\.([a-z]+) *\}", block.text):
            if match[2] in known and match[1] != known[match[2]]:
                yield find(page, block.line, "badge", f"badge .{match[2]} must read “{known[match[2]]}”, not “{match[1]}”")
            if match[2] not in known:
                yield find(page, block.line, "badge", f"unknown badge .{match[2]}; use {', '.join(known)}")


FORBIDDEN = {
    r"t\.me/|telegram\.me|wa\.me/|line\.me/": "a messenger handle",
    r"(?:加|联系)(?:我|客服)?(?:微信|VX|QQ)|微信号[:：]|QQ ?群|扫码加": "a messenger handle",
    r"[?&](?:ref|aff|utm_[a-z]+|invite)=|优惠码|邀请码|promo code|referral code": "an affiliate link or code",
    r"代办销户|收卡|(?<!买)卖号|买号|guaranteed removal": "a seller's offer",
    r"您": "您; the guide says 你",
    r"一键注销|包销号|100 ?%": "a promise nobody can keep",
    r"具有法律效力|legally valid letter": "a promise of legal effect",
    r"(?:^|\s)(?:TODO|FIXME|TBD|lorem ipsum)|待补充|敬请期待|coming soon": "a promise instead of content",
}


def forbidden_words(page: SourcePage) -> Iterator[Finding]:
    """No sellers, no handles, no affiliate links, no promises."""
    source = "\n".join([str(page.meta.get("title", "")), str(page.meta.get("description", "")), page.body])
    offset = page.body_line - 3
    for number, line in enumerate(source.split("\n"), start=1):
        for pattern, what in FORBIDDEN.items():
            match = re.search(pattern, line, re.IGNORECASE)
            if match:
                yield find(page, max(number + offset, 1), "forbidden", f"“{match[0].strip()}” is {what}; remove it")


def chinese_typography(page: SourcePage) -> Iterator[Finding]:
    """Spaces between Han and Latin or digits; full-width punctuation in Chinese sentences."""
    if page.language != "zh":
        return
    for block in [*page.blocks, *(Block(h.line, "heading", h.text, h.id or "") for h in page.headings)]:
        text = plain_text(block.text)
        text = re.sub(r"https?://\S+", "", text)
        wanted = autocorrect_py.format(text)
        if wanted != text:
            at = next((i for i, (a, b) in enumerate(zip(text, wanted, strict=False)) if a != b), min(len(text), len(wanted)))
            yield find(
                page, block.line, "typography", f"write “{wanted[max(0, at - 6) : at + 10]}” instead of “{text[max(0, at - 6) : at + 10]}”"
            )
        match = re.search(rf"[{HAN}] *[,;!?](?=\s*[{HAN}]|$)", text)
        if match:
            yield find(page, block.line, "typography", f"half-width punctuation after “{match[0]}”; use ，；！？")


def marked_language(page: SourcePage) -> Iterator[Finding]:
    """Foreign words are marked with `lang`, so that a screen reader says them right; no text is left untranslated."""
    other = "en" if page.language == "zh" else "zh"
    for block in [*page.blocks, *(Block(h.line, "heading", h.text, h.id or "") for h in page.headings)]:
        text = re.sub(rf"[*_]+[^*_]+[*_]+\{{[^{{}}]*lang=\"?{other}(?:-\w+)?\"?[^{{}}]*\}}", "", block.text)
        text = re.sub(rf"\[[^\]]+\]\([^)]*\)\{{[^{{}}]*lang=\"?{other}[^{{}}]*\}}", "", text)
        text = plain_text(text)
        if page.language == "en":
            match = re.search(rf"[{HAN}]+", text)
            if match:
                yield find(page, block.line, "language", f"mark “{match[0]}” as Chinese: *{match[0]}*{{ lang=zh }}")
            if re.search(r"[，。；：？！（）“”]", text) and not re.search(r"[“”]", text):
                yield find(page, block.line, "language", "full-width punctuation in English text")
        else:
            match = re.search(r"(?:[A-Za-z][A-Za-z'-]*[ ,]+){6,}[A-Za-z]+", text)
            if match:
                yield find(page, block.line, "language", f"translate or mark as English: “{match[0][:60]}”")


def reading_ease(page: SourcePage) -> Iterator[Finding]:
    """Short sentences: people read this under stress, often in a second language."""
    for block in page.blocks:
        if block.kind in ("row", "header"):
            continue
        text = plain_text(block.text)
        if page.language == "en":
            for sentence in re.split(r"(?<=[.?!:;])\s+", text):
                words = len(sentence.split())
                if words > 38:
                    yield find(page, block.line, "reading", f"a sentence of {words} words; split it: “{sentence[:50]}…”")
        else:
            for sentence in re.split(r"[。？！；：]", text):
                count = len(re.findall(rf"[{HAN}]", sentence))
                if count > 75:
                    yield find(page, block.line, "reading", f"a sentence of {count} Han characters; split it: “{sentence[:24]}…”")


NAMES_WITH_DIGITS = re.compile(
    r"\b[2-6]G\b|(?:iOS|iPadOS|Android|Windows|watchOS|One UI|HarmonyOS|MIUI|HyperOS|ColorOS|ChromeOS|MagicOS)[  ]?\d[\d.]*"
    r"|(?:iPhone|iPad|Galaxy|Pixel|Mate|Find|Magic|Watch|Series|Air|Ultra|Xiaomi)[  ]?[A-Z]?\d+\w*"
    r"|\bA4\b|(?:交管 ?)?\b12123\b|\b12306\b|\b2FA\b|\bApple ?ID\b|\bISO \d+\b|\bU\+\d+\b|24/7|CC BY 4\.0|一证通查 ?2\.0|check 2\.0"
    r"|\b[Oo]2\b|\bM1\b|\b1O1O\b|\bWCAG \d\.\d\b"
)
ONLY_A_LINK = re.compile(r"(?:\s*[-*] )?\[[^\]]*\]\([^)]*\)\s*")
STATES_FACT = {
    "zh": re.compile(
        r"\d|[一二两三四五六七八九十百]+(?:个)?(?:天|日内|月|年|元|小时|分钟|工作日|周)"
        r"|身份证|护照|通行证|户口簿|授权书|委托书|死亡证明|营业执照|有权|无权|不得|违约金的?金额|免费|不收费"
    ),
    "en": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|thirty|sixty|ninety)\b[ -](?:working )?(?:day|month|year|week|hour|minute)s?"
        r"|\bpassports?\b|\bID cards?\b|\bidentity cards?\b|travel permits?|household register|power of attorney|death certificate|business licen[cs]e"
        r"|\b(?:has|have|had) (?:a|the|no) right\b|\bright to\b|\bentitled\b|\bmay not (?:refuse|limit|charge|delay)\b|\bfree of charge\b|\bno fee\b",
        re.IGNORECASE,
    ),
}


def citations_per_block(page: SourcePage, exceptions: Iterable[str] = ()) -> Iterator[Finding]:
    """A number, deadline, fee, document, hotline or right carries its source in the same block.

    `exceptions` are snippets from the reviewed list; a block that contains one is let through.
    """
    allowed = tuple(exceptions)
    for block in page.blocks:
        if block.kind == "header" or CITATION.search(block.text) or CITATION.search(block.inherited):
            continue
        if ONLY_A_LINK.fullmatch(block.text):  # the page it leads to carries the source
            continue
        text = NAMES_WITH_DIGITS.sub("", plain_text(block.text))
        if block.kind in ("item", "paragraph"):
            text = re.sub(r"^\d+\.\s", "", text)
        match = STATES_FACT[page.language].search(text)
        if match and not any(snippet in block.text for snippet in allowed):
            yield find(page, block.line, "citation", f"states “{match[0]}” without a source; add [^key] in this block: “{text[:40]}…”")


def situation_page(page: SourcePage) -> Iterator[Finding]:
    """A person with a problem first sees what to do today, gets steps made for that problem, and ends with proof in hand."""
    if page.path.parent.name != "situations" or page.path.name == "index.md":
        return
    today = re.search(r"^# .*\n\n(?P<text>[^\n]+)\n\{ *\.today *\}$", page.body, re.MULTILINE)
    if not today:
        yield find(
            page, page.body_line, "situation", "right below the H1 stands one paragraph with { .today } under it: the thing to do today"
        )
    else:
        text = plain_text(today["text"])
        length = len(re.findall(rf"[{HAN}]", text)) if page.language == "zh" else len(text.split())
        limit = {"zh": 120, "en": 70}[page.language]
        if length > limit:
            yield find(
                page, page.body_line, "situation", f"the thing to do today has {length} words; it must fit a phone's first screen: {limit}"
            )
    own = [heading for heading in page.headings if heading.is_step]
    if not any(heading.attributes.get("data-phase") in ("before", "cancel") for heading in own):
        yield find(page, 1, "situation", "no step in the phase before or cancel; what can the person do?")
    for heading in own:
        if "situation:" not in heading.attributes.get("data-when", ""):
            yield find(page, heading.line, "situation", f'step “{heading.id}” is for this problem only; add data-when="situation:…"')
    last = [heading for heading in page.headings if heading.level == 2][-1:]
    if not last or not str(last[0].id).endswith("-proof"):
        yield find(
            page, last[0].line if last else 1, "situation", "the last section says what proof to keep; give it an id ending in -proof"
        )
    elif sum(block.kind == "item" and block.section == last[0].id for block in page.blocks) < 2:
        yield find(page, last[0].line, "situation", "the proof section lists fewer than 2 things to keep")


def myth_page(page: SourcePage) -> Iterator[Finding]:
    """Each myth says who tells it, what a source says instead, and what to do."""
    if page.path.name != "myths.md":
        return
    for heading in (heading for heading in page.headings if heading.level == 3):
        items = [block for block in page.blocks if block.section == heading.id and block.kind == "item"]
        if len(items) != 3:
            yield find(page, heading.line, "myth", f"{len(items)} list items; write three: who says it, what the source says, what to do")
            continue
        if not CITATION.search(items[1].text):
            yield find(page, items[1].line, "myth", "the correction has no source; cite one, or take the myth out")
        if not LINK.search(items[2].text):
            yield find(page, items[2].line, "myth", "what to do has no link to the page that does it")


def faq_page(page: SourcePage) -> Iterator[Finding]:
    """Each question gets an answer of two sentences and a link to the page that does it."""
    if page.path.name != "faq.md":
        return
    questions = [heading for heading in page.headings if heading.level == 3]
    if len(questions) < 40:
        yield find(page, 1, "faq", f"{len(questions)} questions; answer at least 40")
    for heading in questions:
        answer = [block for block in page.blocks if block.section == heading.id]
        if not heading.text.endswith(("?", "？")):
            yield find(page, heading.line, "faq", "the heading is not a question")
        if len(answer) != 1 or not LINK.search(answer[0].text):
            yield find(page, heading.line, "faq", "write one paragraph with a link to the page that does it")
            continue
        text = plain_text(answer[0].text)
        sentences = [
            part for part in re.split(r"[。！？]" if page.language == "zh" else r"(?<=[A-Za-z0-9)\"])[.!?](?=\s|$)", text) if part.strip()
        ]
        if len(sentences) != 2:
            yield find(page, answer[0].line, "faq", f"{len(sentences)} sentences; answer in two")


# --- a page and its other language ------------------------------------------------------------------------------------


def heading_parity(zh: SourcePage, en: SourcePage) -> Iterator[Finding]:
    """Same headings in both languages: number, order, level, id and step attributes."""
    for index, (a, b) in enumerate(zip(zh.headings, en.headings, strict=False), start=1):
        if (a.level, a.id) != (b.level, b.id):
            yield find(
                en, b.line, "parity", f"heading №{index} is {'#' * b.level} “{b.id}”, in Chinese (line {a.line}) {'#' * a.level} “{a.id}”"
            )
            return
        if (a.classes, a.attributes) != (b.classes, b.attributes):
            yield find(
                en,
                b.line,
                "parity",
                f"“{b.id}” has other attributes than in Chinese: {b.classes} {b.attributes} ≠ {a.classes} {a.attributes}",
            )
    if len(zh.headings) != len(en.headings):
        yield find(en, 1, "parity", f"{len(en.headings)} headings, but {len(zh.headings)} in Chinese")


def _by_section(page: SourcePage) -> dict[str, tuple[int, str]]:
    sections: dict[str, tuple[int, list[str]]] = {}
    for heading in page.headings:
        sections.setdefault(heading.id or "", (heading.line, [heading.text]))
    for block in page.blocks:
        sections.setdefault(block.section, (block.line, []))[1].append(block.text)
    return {key: (line, "\n".join(texts)) for key, (line, texts) in sections.items()}


def _compare_sections(zh: SourcePage, en: SourcePage, rule: str, extract) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
    ours, theirs = _by_section(zh), _by_section(en)
    for key in ours.keys() & theirs.keys():
        a, b = extract(ours[key][1], zh), extract(theirs[key][1], en)
        if a != b:
            only_zh = sorted(map(str, (a - b) if isinstance(a, set) else (a - b).elements()))
            only_en = sorted(map(str, (b - a) if isinstance(b, set) else (b - a).elements()))
            yield find(en, theirs[key][0], rule, f"section “{key}”: only zh has {only_zh}, only en has {only_en}")


def citation_parity(zh: SourcePage, en: SourcePage) -> Iterator[Finding]:
    """Both languages cite the same sources in the same section."""
    yield from _compare_sections(zh, en, "parity-citations", lambda text, _: {m["key"] for m in CITATION.finditer(text)})


def link_parity(zh: SourcePage, en: SourcePage) -> Iterator[Finding]:
    """Both languages link to the same pages from the same section."""
    yield from _compare_sections(zh, en, "parity-links", lambda text, _: Counter(m["target"] for m in LINK.finditer(text)))


def numbers(text: str, language: str) -> set[str]:
    """The figures a reader sees, in one form for both languages: 1 万元 = 10,000 yuan, 1 January = 1 月 1 日."""
    text = plain_text(text)
    if language == "en":
        for index, month in enumerate(MONTHS, start=1):
            text = (
                re.sub(rf"\b{month}\b(?= \d| of|,|\.|$|\s)", f" {index} ", text)
                if month != "May"
                else re.sub(r"(?<=\d )May\b|\bMay(?= \d{4})", f" {index} ", text)
            )
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
        scale = {"million": 1_000_000, "billion": 1_000_000_000}
        text = re.sub(r"(\d+(?:\.\d+)?) (million|billion)", lambda m: f"{round(float(m[1]) * scale[m[2]])}", text)
    else:
        han_scale = {"万": 10_000, "亿": 100_000_000}
        text = re.sub(r"(\d+(?:\.\d+)?) ?(万|亿)", lambda m: f"{round(float(m[1]) * han_scale[m[2]])}", text)
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return {value.lstrip("0") or "0" for value in re.findall(r"\d+(?:\.\d+)?", text)}


def figure_parity(zh: SourcePage, en: SourcePage) -> Iterator[Finding]:
    """Every figure in one language stands in the same section of the other."""
    yield from _compare_sections(zh, en, "parity-figures", lambda text, page: numbers(text, page.language))


def table_parity(zh: SourcePage, en: SourcePage) -> Iterator[Finding]:
    """Lists, tables, quotations and admonitions have the same number of parts."""
    for kind in ("item", "row", "quote", "admonition"):
        a = sum(block.kind == kind for block in zh.blocks)
        b = sum(block.kind == kind for block in en.blocks)
        if a != b:
            yield find(en, 1, "parity-blocks", f"{b} {kind}s, but {a} in Chinese")


def untranslated(zh: SourcePage, en: SourcePage) -> Iterator[Finding]:
    """A title, description or paragraph that is the same in both languages was not translated."""
    for key in ("title", "description", "applies"):
        if zh.meta.get(key) and zh.meta.get(key) == en.meta.get(key):
            yield find(en, en.meta_lines.get(key, 1), "untranslated", f"`{key}` is the same in both languages")
    chinese = {block.text for block in zh.blocks if len(block.text) > 40}
    for block in en.blocks:
        if block.text in chinese:
            yield find(en, block.line, "untranslated", f"the same text stands in Chinese: “{block.text[:40]}…”")


# --- between pages and data ---------------------------------------------------------------------------------------------


FITTING_KINDS = {"law": {"regulator"}, "carrier": {"carrier"}, "vendor": {"vendor"}, "reported": {"community", "press", "paper"}}


def badges_fit_sources(page: SourcePage, kinds: Mapping[str, str], exceptions: Iterable[str] = ()) -> Iterator[Finding]:
    """What is marked as law rests on a law text or regulator, and so on. `kinds` gives each citation key's kind.

    A mark speaks for the sentences up to the next mark; one of the sources cited there must fit. `exceptions` are snippets
    from the reviewed list; a block that contains one may mark without citing.
    """
    allowed = tuple(exceptions)
    for block in page.blocks:
        marks = list(re.finditer(r"\*[^*]+\*\{ *\.(law|carrier|vendor|reported) *\}", block.text))
        for mark, following in zip_longest(marks, marks[1:]):
            said = block.text[mark.end() : following.start() if following else None]
            cited = [match["key"] for match in CITATION.finditer(said)] or [match["key"] for match in CITATION.finditer(block.inherited)]
            found = {kinds.get(key, "unknown") for key in cited}
            if cited and not found & FITTING_KINDS[mark[1]]:
                yield find(page, block.line, "badge", f"marked .{mark[1]}, but cites {', '.join(sorted(found))}: {', '.join(cited)}")
            if not cited and page.path.name != "method.md" and not any(snippet in block.text for snippet in allowed):
                yield find(page, block.line, "badge", f"marked .{mark[1]} without a source behind it")


def _is_made_from_data(file: Path, docs: Path) -> bool:
    """Whether the build makes this page from an entry of the directory; its anchors are checked in the built page."""
    data = docs.parent / "data" / file.parent.name / f"{file.stem}.yml"
    return file.suffix == ".md" and file.parent.name in ("carriers", "regions") and data.is_file()


def page_links(page: SourcePage, docs: Path) -> Iterator[Finding]:
    """Links between pages name a Markdown file that exists, and an anchor that is there."""
    root = docs / page.language
    for number, line in enumerate(page.body.split("\n"), start=page.body_line):
        for match in LINK.finditer(line):
            target = match["target"]
            if re.match(r"[a-z]+:", target):
                if target.startswith("http://"):
                    yield find(page, number, "link", f"{target}: use https, or cite it as a source")
                continue
            name, _, anchor = target.partition("#")
            place = normpath((page.path.parent.relative_to(root) / name).as_posix())
            if place.startswith("../api/v1/"):
                continue  # made by the build, which refuses a link to a document that it does not make
            file = root / place if name else page.path
            if _is_made_from_data(file, docs):
                continue
            if file.suffix != ".md" or not file.is_file():
                yield find(page, number, "link", f"{target}: no such page; link to the .md file relative to this one")
            elif anchor:
                ids = re.findall(r"\{[^{}]*#([a-z0-9-]+)", expanded(file.read_text(encoding="utf-8"), page.language))
                if anchor not in ids:
                    yield find(page, number, "link", f"{target}: that page has no id “{anchor}”")


ONE_PAGE = (
    front_matter,
    build_refusals,
    heading_ids,
    heading_levels,
    steps,
    markdown_traps,
    link_words,
    badges,
    forbidden_words,
    chinese_typography,
    marked_language,
    reading_ease,
    situation_page,
    myth_page,
    faq_page,
)
TWO_PAGES = (heading_parity, citation_parity, link_parity, figure_parity, table_parity, untranslated)
