"""Render the letters and scripts of `data/letters.yml`, each in both languages, with blanks to fill by hand or in the browser.

The page reads and prints without a script; `docs/assets/js/letters/desk.js` fills the blanks, copies, prints one letter and
saves it as a file. Every rule about the data is a function of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from data_files import SCHEMAS, DataError, read_entries
from sources import Register
from tool_parts import SHARED_TEXTS, data_attributes, link_to, page_titles, row
from ui_text import LANGUAGES, ROOT, language_of, ui_texts

LETTERS = ROOT / "data" / "letters.yml"
FIELDS = ROOT / "data" / "letter-fields.yml"
EVERY_LETTER = "<!-- every letter -->"
LETTER_FORM = "<!-- letter form -->"
# {name}; {name!} where the sentence says already what to write there.
BLANK = re.compile(r"\{([a-z][a-z0-9_]*)(!?)\}")
# What makes a sentence a claim about the law: an act, an article, a number of days, a right.
CLAIM = {
    "zh": re.compile(r"《[^》]+》|第 ?[\d一二三四五六七八九十百]+ ?条|\d+ ?(?:个)?(?:工作)?[日天月年]|有权|无权|不得|依法"),
    "en": re.compile(
        r"\bArticles?\b|\bAct\b|\bLaw\b|\bRegulations?\b|\bCivil Code\b|\d+ (?:working )?(?:days?|months?|years?)|\bentitled\b|\bright to\b"
    ),
}
# Papers that somebody demands.
PAPERS = {
    "zh": re.compile(r"证件|身份证|护照|去世的证明|公证"),
    "en": re.compile(r"\bIDs?\b|passport|certificate|proof of the death|notar", re.IGNORECASE),
}
PROMISE = {
    "zh": re.compile(r"法律效力|保证(?:能|会)|一定(?:能|会)|必须接受"),
    "en": re.compile(r"legally (?:valid|binding)|guarantee|must accept", re.IGNORECASE),
}
SCRIPT_TEXTS = (
    *SHARED_TEXTS,
    "letters_last4",
    "letters_copied",
    "letters_copy_blocked",
    "letters_downloaded",
    "letters_blank",
)


@dataclass(frozen=True)
class Letters:
    """All letters and all blanks by id, as their schemas describe them, and the line each stands on."""

    letters: Mapping[str, Mapping[str, Any]]
    fields: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, int] = field(default_factory=dict)


def _texts(paragraphs: list[Any]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from [paragraph] if isinstance(paragraph, str) else paragraph


def blanks(text: str) -> list[str]:
    """The blanks of a paragraph in order."""
    return [match[1] for match in BLANK.finditer(text)]


# --- rules: each yields (letter, what is wrong and the remedy) ------------------------------------------------------------

Finding = tuple[str, str]


def same_shape(data: Letters) -> Iterator[Finding]:
    """Side by side, paragraph by paragraph: whoever points at one must point at the same in the other language."""
    for key, letter in data.letters.items():
        shapes = [[1 if isinstance(part, str) else len(part) for part in letter[language]] for language in LANGUAGES]
        kinds = [[isinstance(part, str) for part in letter[language]] for language in LANGUAGES]
        if shapes[0] != shapes[1] or kinds[0] != kinds[1]:
            yield key, f"zh has paragraphs of {shapes[0]} parts, en of {shapes[1]}; write the same paragraphs in both"


def same_blanks(data: Letters) -> Iterator[Finding]:
    """A blank filled in one language stands in the same paragraph of the other."""
    for key, letter in data.letters.items():
        for number, (zh, en) in enumerate(zip(_texts(letter["zh"]), _texts(letter["en"]), strict=False), 1):
            if sorted(blanks(zh)) != sorted(blanks(en)):
                yield key, f"paragraph {number} has the blanks {sorted(blanks(zh))} in zh and {sorted(blanks(en))} in en; use the same"


def blanks_are_declared(data: Letters) -> Iterator[Finding]:
    """`fields` is what the form asks for: neither more nor less than the letter uses, all of them known."""
    for key, letter in data.letters.items():
        used = {name for language in LANGUAGES for text in _texts(letter[language]) for name in blanks(text)}
        for name in sorted({*used, *letter["fields"]} - set(data.fields)):
            yield key, f"unknown blank {{{name}}}; add it to data/letter-fields.yml or correct the name"
        if extra := sorted(set(letter["fields"]) - used):
            yield key, f"fields names {', '.join(extra)}, which no paragraph uses; take it out"
        if lacking := sorted(used - set(letter["fields"])):
            yield key, f"fields lacks {', '.join(lacking)}; add it"


def blanks_are_used(data: Letters) -> Iterator[Finding]:
    """A field of the form that fills nothing would ask people for something in vain."""
    used = {name for letter in data.letters.values() for name in letter["fields"]}
    for name in data.fields:
        if name not in used:
            yield name, "no letter uses this blank; use it or remove it"


def claims_have_a_basis(data: Letters) -> Iterator[Finding]:
    """A letter that names a law, an article or days says below, with sources, what it rests on; so does the line above it."""
    for key, letter in data.letters.items():
        for language in LANGUAGES:
            for text in _texts(letter[language]):
                if (match := CLAIM[language].search(text)) and "basis" not in letter:
                    yield key, f"{language} states “{match[0]}” without a basis; add basis with sources, or take the claim out"
            if (match := CLAIM[language].search(letter["for"][language])) and "for_sources" not in letter:
                yield key, f"for.{language} states “{match[0]}” without for_sources; add them"


def papers_have_sources(data: Letters) -> Iterator[Finding]:
    """Whoever is told to bring a paper must see who asks for it."""
    for key, letter in data.letters.items():
        for item in letter.get("attach", []):
            for language in LANGUAGES:
                if (match := PAPERS[language].search(item[language])) and "sources" not in item:
                    yield key, f"attach.{language} names “{match[0]}” without sources; add them"


def nothing_is_promised(data: Letters) -> Iterator[Finding]:
    """No letter can promise an effect."""
    for key, letter in data.letters.items():
        for language in LANGUAGES:
            for text in [*_texts(letter[language]), letter["for"][language]]:
                if match := PROMISE[language].search(text):
                    yield key, f"{language} promises “{match[0]}”; take it out"


def figures_agree(data: Letters) -> Iterator[Finding]:
    """The same figures in both languages, paragraph by paragraph."""
    for key, letter in data.letters.items():
        for number, (zh, en) in enumerate(zip(_texts(letter["zh"]), _texts(letter["en"]), strict=False), 1):
            figures = [sorted(re.findall(r"\d+", text)) for text in (zh, en)]
            if figures[0] != figures[1]:
                yield key, f"paragraph {number} has the figures {figures[0]} in zh and {figures[1]} in en; correct one"


def is_translated(data: Letters) -> Iterator[Finding]:
    """Chinese in the Chinese text, none in the English one."""
    for key, letter in data.letters.items():
        if any(not re.search(r"[\u3400-\u9fff]", text) for text in _texts(letter["zh"])):
            yield key, "a paragraph of zh has no Chinese; translate it"
        if any(re.search(r"[\u3400-\u9fff]", text) for text in _texts(letter["en"])):
            yield key, "a paragraph of en has Chinese in it; translate it"


RULES: tuple[Callable[[Letters], Iterator[Finding]], ...] = (
    same_shape,
    same_blanks,
    blanks_are_declared,
    blanks_are_used,
    claims_have_a_basis,
    papers_have_sources,
    nothing_is_promised,
    figures_agree,
    is_translated,
)


def parse_letters(letters: str, fields: str) -> Letters:
    """Read both files. Raises `DataError` with one line per mistake: what a schema refuses, what breaks a rule."""
    entries, lines = read_entries(letters, "data/letters.yml", SCHEMAS / "letters.schema.json")
    known, field_lines = read_entries(fields, "data/letter-fields.yml", SCHEMAS / "letter-fields.schema.json")
    data = Letters(entries, known, lines)
    problems = []
    for rule in RULES:
        for key, message in rule(data):
            name, line = ("letter-fields", field_lines[key]) if rule is blanks_are_used else ("letters", lines[key])
            problems.append(f"data/{name}.yml:{line}: {key}: {message}")
    if problems:
        raise DataError("\n".join(problems))
    return data


@cache
def _letters(_changed: float) -> Letters:
    return parse_letters(LETTERS.read_text(encoding="utf-8"), FIELDS.read_text(encoding="utf-8"))


def read_letters() -> Letters:
    """The letters from disk, read anew when a file has changed."""
    return _letters(LETTERS.stat().st_mtime + FIELDS.stat().st_mtime)


def cited_in(data: Letters) -> Iterator[tuple[str, str]]:
    """Every source of the letters as (letter, key)."""
    for key, letter in data.letters.items():
        parts = [letter.get("for_sources", []), letter.get("basis", {}).get("sources", [])]
        parts += [item.get("sources", []) for item in letter.get("attach", [])]
        yield from ((key, source) for part in parts for source in part)


def unknown_sources(data: Letters, register: Register) -> list[str]:
    """Sources of letters that the register does not have."""
    return [
        f"data/letters.yml:{data.lines.get(key, 1)}: {key}: unknown source “{source}”; add it to data/sources.yml or correct the key"
        for key, source in cited_in(data)
        if source not in register.sources
    ]


# --- page ---------------------------------------------------------------------------------------------------------------


def paragraph_html(text: str, fields: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """A paragraph as HTML, each blank as `______ (what to write)`, or as a longer line where the sentence says that already."""
    if language == "zh":
        text = re.sub(r"(?<=[\u3400-\u9fff]) ?(?=\{)|(?<=\}) ?(?=[\u3400-\u9fff])", "", text)
    parts = []
    last = 0
    for match in BLANK.finditer(text):
        before = text[last : match.start()]
        parts.append(escape(before, quote=False))
        name = match[1]
        label = fields[name]["label"][language]
        blank = ui_texts(language)["letters_blank"].format(label=label)
        if match[2]:
            blank = "______" * 2
        kept = "" if fields[name]["kind"] == "hand" else f' data-field="{name}" data-blank="{escape(blank)}"'
        parts.append(f'<span class="blank"{kept}>{escape(blank)}</span>')
        last = match.end()
    parts.append(escape(text[last:], quote=False))
    return "".join(parts)


def sheet_html(letter: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """One language of a letter."""
    parts = [f'<p class="letter__title"><strong>{escape(letter["title"][language])}</strong></p>']
    for paragraph in letter[language]:
        if isinstance(paragraph, str):
            parts.append(f"<p>{paragraph_html(paragraph, fields, language)}</p>")
        else:
            items = "".join(f"<li>{paragraph_html(item, fields, language)}</li>" for item in paragraph)
            parts.append(f"<ol>{items}</ol>")
    return f'<div class="letter__sheet" lang="{language}" data-sheet="{language}">{"".join(parts)}</div>'


def _button(texts: Mapping[str, str], name: str, attribute: str, title: str) -> str:
    words = escape(texts[name])
    return f'<button type="button" class="tool__button" {attribute} aria-label="{words}: {escape(title)}">{words}</button>'


def letter_html(key: str, data: Letters, language: str) -> str:
    """Both languages of a letter, the page's own first, and the buttons that need a script."""
    letter, texts = data.letters[key], ui_texts(language)
    title = letter["title"][language]
    order = (language, *(other for other in LANGUAGES if other != language))
    sheets = "".join(sheet_html(letter, data.fields, side) for side in order)
    buttons = "".join(
        _button(texts, name, attribute, title)
        for name, attribute in (
            ("letters_fill", "data-fill"),
            ("letters_copy_zh", 'data-copy="zh"'),
            ("letters_copy_en", 'data-copy="en"'),
            ("letters_print", "data-print-letter"),
            ("letters_download", "data-download"),
        )
    )
    return (
        f'<div class="letter letter--{letter["kind"]}" data-letter="{key}"><div class="letter__sheets">{sheets}</div>'
        f'<div class="letter__tools needs-script">{buttons}<p class="tool__status" role="status"></p></div></div>'
    )


def _notes(keys: list[str]) -> str:
    return "".join(f"[^{key}]" for key in keys)


def letter_markdown(key: str, data: Letters, titles: Mapping[str, str], language: str) -> str:
    """A letter as a section: for whom, the text itself, what to bring, what it rests on."""
    letter, texts = data.letters[key], ui_texts(language)
    parts = [
        f"### {letter['title'][language]} {{ #letter-{key} }}\n",
        letter["for"][language] + _notes(letter.get("for_sources", [])) + "\n",
        letter_html(key, data, language) + "\n",
    ]
    space = " " if language == "en" else ""
    points = []
    if "attach" in letter:
        said = space.join(item[language] + _notes(item.get("sources", [])) for item in letter["attach"])
        points.append(f"- **{texts['letters_attach']}**{texts['colon']}{said}")
    if "basis" in letter:
        basis = letter["basis"]
        mark = f"*{texts['mark_' + basis['mark']]}*{{ .{basis['mark']} }} "
        points.append(f"- **{texts['letters_basis']}**{texts['colon']}{mark}{basis[language]}{_notes(basis['sources'])}")
    points.append(f"- {texts['letters_see']}{link_to(letter['see'], titles)}")
    parts.append("\n".join(points) + "\n")
    return "\n".join(parts)


def _control(name: str, field_: Mapping[str, Any], language: str) -> str:
    described = f' aria-describedby="fill-{name}-hint"' if "hint" in field_ else ""
    common = f'id="fill-{name}" data-fills="{name}" data-kind="{field_["kind"]}" autocomplete="off"{described}'
    if field_["kind"] == "date":
        return f'<input type="date" min="1900-01-01" max="2199-12-31" {common}>'
    # A longer ID number is cut to its end by the script; cutting it at its start would leave the wrong characters.
    limit = "" if field_["kind"] == "last4" else f' maxlength="{field_["max"]}"'
    suggestions = field_.get("suggestions", [])
    if field_["kind"] == "carrier":
        # The script fetches the names: in the page, they would make it grow with the directory.
        return f'<input type="text"{limit} list="fill-{name}-list" {common}><datalist id="fill-{name}-list" data-carriers></datalist>'
    if not suggestions:
        return f'<input type="text"{limit} {common}>'
    options = "".join(
        f'<option value="{escape(pair[language])}" data-zh="{escape(pair["zh"])}" data-en="{escape(pair["en"])}"></option>'
        for pair in suggestions
    )
    return f'<input type="text"{limit} list="fill-{name}-list" {common}><datalist id="fill-{name}-list">{options}</datalist>'


def form_html(data: Letters, language: str) -> str:
    """The form that fills every letter. It starts with the first letter; the script shows the fields of another."""
    texts = ui_texts(language)
    first = next(iter(data.letters))
    options = "".join(
        f'<option value="{key}" data-fields="{" ".join(letter["fields"])}">{escape(letter["title"][language])}</option>'
        for key, letter in data.letters.items()
    )
    rows = [row("letter-choice", texts["letters_which"], f'<select id="letter-choice" autocomplete="off">{options}</select>')]
    for name, field_ in data.fields.items():
        if field_["kind"] == "hand":
            continue
        hidden = "" if name in data.letters[first]["fields"] else " hidden"
        hint = field_["hint"][language] if "hint" in field_ else ""
        rows.append(row(f"fill-{name}", field_["label"][language], _control(name, field_, language), hint, f' data-row="{name}"{hidden}'))
    papers = "".join(
        f'<label class="tool__choice"><input type="radio" name="paper" value="{value}" autocomplete="off"{" checked" if value == "both" else ""}> {escape(words)}</label>'
        for value, words in (
            ("both", texts["letters_paper_both"]),
            ("zh", texts["language_zh"]),
            ("en", texts["language_en"]),
        )
    )
    every_day = " ".join(
        f'data-{name.replace("_", "-")}-{side}="{escape(ui_texts(side)[name])}"'
        for side in LANGUAGES
        for name in ("day_long", "month_names")
    )
    return (
        f'<form class="tool needs-script" lang="{language}" data-letter-form autocomplete="off" aria-labelledby="letters-form" '
        f"{data_attributes(texts, SCRIPT_TEXTS)} {every_day}>"
        f'<p class="tool__promise">{escape(texts["tool_nothing_sent"])}</p>'
        f'<div class="tool__rows">{"".join(rows)}</div>'
        f'<fieldset class="tool__choices"><legend>{escape(texts["letters_paper"])}</legend>{papers}</fieldset>'
        f'<p class="tool__keep"><label class="tool__choice"><input type="checkbox" data-keep autocomplete="off"> {escape(texts["tool_keep"])}</label> '
        f'<span class="tool__hint">{escape(texts["tool_keep_shared"])}</span></p>'
        f'<p class="tool__buttons"><button type="submit" class="tool__button tool__button--main">{escape(texts["letters_show"])}</button>'
        f'<button type="button" class="tool__button" data-clear>{escape(texts["tool_clear"])}</button></p>'
        '<p class="tool__status" role="status"></p></form>'
    )


def expand(markdown: str, language: str, titles: Mapping[str, str] | None = None) -> str:
    """Put the form and every letter in place of their marks; other pages stay as they are."""
    if EVERY_LETTER in markdown:
        data = read_letters()
        letters = "\n".join(letter_markdown(key, data, titles or {}, language) for key in data.letters)
        markdown = markdown.replace(EVERY_LETTER, letters)
    if LETTER_FORM in markdown:
        markdown = markdown.replace(LETTER_FORM, form_html(read_letters(), language))
    return markdown


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_page_markdown(markdown: str, page: Any, files: Any, **_: Any) -> str:
    """Fill the page of letters. Runs before the citations are resolved."""
    if EVERY_LETTER not in markdown and LETTER_FORM not in markdown:
        return markdown
    language = language_of(page.file.src_uri)
    return expand(markdown, language, page_titles(files, language))
