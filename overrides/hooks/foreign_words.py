"""Say in which language foreign words are, so that a screen reader speaks them with the right voice and the right font shows them.

What an author marked (`*销户*{ lang=zh }`) stays as it is. This marks what is left: runs of Han, kana, Hangul and Thai in a text of
another language, and English phrases of four words or more in a Chinese one. Shorter ones every Chinese voice reads well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNTOUCHED = {"textarea", "title"}
# Elements that hold text only: they can be marked as a whole or not at all.
TEXT_ONLY = {"option"}

# A comment, a script or style as a whole, a tag with quoted attributes, or the text up to the next one.
_PIECE = re.compile(
    r"""<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<!?/?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+|<""", re.DOTALL
)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_LANG = re.compile(r"""\slang=["']?(?P<lang>[A-Za-z]+)""")

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_EAST = f"{_HAN}{_KANA}"
_INSIDE = "，。、；：？！（）《》〈〉「」“”‘’·…—～\u3000 0-9A-Z/-"  # what may stand between two characters of one run: 发送 CXXZ 到 10086
_OTHERS = (
    r"(?P<ko>[\uac00-\ud7af](?:[ ,.0-9]{0,3}[\uac00-\ud7af])*)"
    r"|(?P<th>[\u0e00-\u0e7f](?:[ 0-9]{0,3}[\u0e00-\u0e7f])*)"
    r"|(?P<en>[A-Za-z][A-Za-z’'-]*(?:,? [A-Za-z0-9£$€][A-Za-z0-9’'.,-]*){2,} [A-Za-z0-9£$€][A-Za-z0-9’'-]*)"
)
_RUN = re.compile(rf"(?P<east>[{_EAST}](?:[{_INSIDE}]{{0,12}}[{_EAST}])*[。？！]?)|{_OTHERS}")
# In a Chinese text nothing says where a Japanese word of Han begins; its kana give themselves away.
_RUN_IN_CHINESE = re.compile(rf"(?P<east>[{_KANA}]+)|{_OTHERS}")
_SMALL_WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z’'-]*")
FEWEST_ENGLISH_WORDS = 4


def _language_of(match: re.Match[str]) -> str:
    if match["east"]:
        return "ja" if re.search(f"[{_KANA}]", match[0]) else "zh"
    return match.lastgroup or ""


def _is_phrase(text: str) -> bool:
    """Whether Latin words make a phrase, not a row of codes and names such as “ETSI TS 102 221”."""
    return len(text.split()) >= FEWEST_ENGLISH_WORDS and len(_SMALL_WORD.findall(text)) >= FEWEST_ENGLISH_WORDS - 1


def foreign_runs(text: str, language: str) -> list[tuple[int, int, str]]:
    """The parts of a text that are in another language than `language`, as (start, end, language)."""
    if language != "zh" and text.isascii():
        return []
    found = []
    for match in (_RUN_IN_CHINESE if language == "zh" else _RUN).finditer(text):
        spoken = _language_of(match)
        if spoken == language or (spoken, language) == ("zh", "ja"):
            continue
        if spoken != "en" or (language == "zh" and _is_phrase(match[0])):
            found.append((match.start(), match.end(), spoken))
    return found


def _marked_text(text: str, runs: Sequence[tuple[int, int, str]]) -> str:
    for start, end, spoken in reversed(runs):
        text = f'{text[:start]}<span lang="{spoken}">{text[start:end]}</span>{text[end:]}'
    return text


def with_marked_words(html: str) -> str:
    """The page with every foreign run inside an element that names its language. Idempotent: what is marked is not marked again.

    An element that holds nothing but the run gets the attribute itself, which is shorter than one more element.
    """
    pieces = _PIECE.findall(html)
    out: list[str] = []
    stack: list[tuple[str, str]] = []  # the open elements: name, language
    for index, piece in enumerate(pieces):
        tag = _TAG.match(piece)
        if piece.startswith(("<!", "<script", "<style")):
            out.append(piece)
            continue
        if tag is None:
            name, language = stack[-1] if stack else ("", "")
            runs = foreign_runs(piece, language) if language and name not in UNTOUCHED else []
            if not runs or any(outer == "svg" for outer, _ in stack):
                out.append(piece)
                continue
            alone = len(runs) == 1 and piece[runs[0][0] : runs[0][1]] == piece.strip()
            closes = index + 1 < len(pieces) and pieces[index + 1].startswith(f"</{name}")
            if alone and closes and out[-1].startswith(f"<{name}") and not _LANG.search(out[-1]):
                out[-1] = f'<{name} lang="{runs[0][2]}"{out[-1][len(name) + 1 :]}'
                out.append(piece)
            else:
                out.append(piece if name in TEXT_ONLY else _marked_text(piece, runs))
            continue
        out.append(piece)
        name = tag["name"].lower()
        if tag["end"]:
            # An optional end tag may be left out: close up to the element that ends here.
            while stack and any(outer == name for outer, _ in stack):
                if stack.pop()[0] == name:
                    break
        elif name not in VOID and not piece.endswith("/>"):
            said = _LANG.search(piece)
            stack.append((name, said["lang"].lower() if said else (stack[-1][1] if stack else "")))
    return "".join(out)


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_post_page(output: str, **_: Any) -> str:
    """Mark the whole page, menus and footer included, once everything is on it and the search has read it."""
    return with_marked_words(output)
