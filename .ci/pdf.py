"""Make one PDF of the whole guide per language from its print pages: `make pdf` writes them to `dist/`.

Chromium prints the built page under the address it will have, answered from the files: links that leave the document carry the
public address, and nothing is asked of any host. It prints twice, because only the first print knows on which sheet each page
of the guide begins. What Chromium leaves wrong is mended afterwards: radicals that stand for characters, title and author.
"""

from __future__ import annotations

import argparse
import io
import mimetypes
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, IndirectObject, NameObject, StreamObject, TextStringObject

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser.chromium import find_chromium  # noqa: E402

PREFIX = {"zh": "", "en": "en/"}
NAME = "sim-cancellation-guide.{language}.pdf"
AUTHOR = "SIM Cancellation Guide 销号指南, CC BY 4.0"
DEFAULT_URL = "http://127.0.0.1:8000/"
MOST_PRINTS = 3
MOST_IN_STREAM = 200
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
# Pairs of a look-alike and the character it stands for, where Unicode's compatibility mapping does not say so: Noto CJK draws
# both with one glyph, and a PDF knows glyphs only.
_PAIRS = (
    "⺁厂⺐尢⺒巳⺓幺⺔彑⺕彐⺜日⺝月⺠民⺧牛⺩王⺪疋⺫目⺬示⺮竹⺷羊⺸羊⺻聿⺼月⺽臼⻁虎⻄西⻅见⻆角⻇角⻉贝⻊足⻋车⻏邑⻑長⻓长⻔门"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟戶户‒–"
)
LOOK_ALIKES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_BLOCK = re.compile(rb"(\d+) begin(bfchar|bfrange)\s(.*?)end\2", re.DOTALL)
_ENTRY = {
    "bfchar": re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>"),
    "bfrange": re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>"),
}


# --- text that can be searched and copied -------------------------------------------------------------------------------


def ordinary(text: str, known: Iterable[str]) -> str:
    """The text with each character that `known` lacks replaced by the one it stands for, where `known` has that one."""
    known = known if isinstance(known, (set, frozenset)) else set(known)

    def mended(char: str) -> str:
        if char in known:
            return char
        plain = unicodedata.normalize("NFKC", char)
        for other in (plain, LOOK_ALIKES.get(char, char), LOOK_ALIKES.get(plain, plain)):
            if other != char and set(other) <= known:
                return other
        return char

    return "".join(map(mended, text))


def mended_cmap(cmap: bytes, known: Iterable[str]) -> bytes:
    """A font's table from glyph codes to text (a ToUnicode CMap) with ordinary characters; every range is written out."""
    known = set(known)

    def mended(match: re.Match[bytes]) -> bytes:
        kind = match[2].decode()
        lines: list[bytes] = []
        for entry in _ENTRY[kind].finditer(match[3]):
            first, width = int(entry[1], 16), len(entry[1])
            last = first if kind == "bfchar" else int(entry[2], 16)
            text = bytes.fromhex(entry.group(entry.lastindex or 2).decode()).decode("utf-16-be")
            for step in range(last - first + 1):
                told = text[:-1] + chr(ord(text[-1]) + step)
                lines.append(b"<%0*X> <%s>" % (width, first + step, ordinary(told, known).encode("utf-16-be").hex().upper().encode()))
        # The format allows 100 entries in a block.
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        return b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)

    return _BLOCK.sub(mended, cmap)


def told_by(cmap: bytes) -> str:
    """Every character a mended table gives."""
    parts = (match[2] for block in _BLOCK.finditer(cmap) for match in _ENTRY["bfchar"].finditer(block[3]))
    return "".join(bytes.fromhex(part.decode()).decode("utf-16-be") for part in parts)


def strange_characters(text: Iterable[str], known: Iterable[str]) -> set[str]:
    """Han and radicals of a PDF's text that the page does not have: whoever searches for the word would not find it."""
    return {
        char
        for char in set(text) - set(known)
        if "\u2e80" <= char <= "\u2fdf" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"
    }


def mend(pdf: bytes, known: Iterable[str], *, title: str, subject: str, language: str) -> tuple[bytes, set[str]]:
    """The PDF with ordinary characters, and with what a reader's program shows of it: title, author, bookmarks open.

    `known` are the characters of the page; the second value are those of the PDF that could not be mended.
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    known, told = set(known), set()
    for item in writer._objects:
        if isinstance(item, DictionaryObject) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
            stream = item["/ToUnicode"]
            if isinstance(stream, StreamObject):
                table = mended_cmap(stream.get_data(), known)
                told |= set(told_by(table))
                stream.set_data(table)
    writer.add_metadata({"/Title": title, "/Author": AUTHOR, "/Subject": subject})
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    return packed(writer), strange_characters(told, known)


def packed(writer: PdfWriter) -> bytes:
    """The document as a file in which small objects share compressed streams: the tags of a long text are a hundred thousand of them.

    It is the form of PDF 1.5; pypdf reads it but writes each object by itself, which makes the file more than twice as long.
    """
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    # Where each object is: (1, place in the file, 0) or (2, number of its stream, place in that stream).
    places: dict[int, tuple[int, int, int]] = {}
    small: list[tuple[int, bytes]] = []

    def put(number: int, body: bytes) -> None:
        places[number] = (1, out.tell(), 0)
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def stream(entries: bytes, data: bytes) -> bytes:
        data = zlib.compress(data, 9)
        return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)

    for number, item in enumerate(writer._objects, 1):
        if item is None:
            continue
        body = io.BytesIO()
        item.write_to_stream(body)
        if isinstance(item, StreamObject):
            put(number, body.getvalue())
        else:
            small.append((number, body.getvalue()))
    last = len(writer._objects)
    for start in range(0, len(small), MOST_IN_STREAM):
        last += 1
        group = small[start : start + MOST_IN_STREAM]
        offsets, texts, at = [], [], 0
        for place, (number, text) in enumerate(group):
            places[number] = (2, last, place)
            offsets.append(b"%d %d" % (number, at))
            texts.append(text)
            at += len(text) + 1
        head = b" ".join(offsets) + b"\n"
        put(last, stream(b"/Type /ObjStm /N %d /First %d" % (len(group), len(head)), head + b"\n".join(texts)))
    last += 1
    start = out.tell()
    places[last] = (1, start, 0)
    rows = [places.get(number, (0, 0, 65535)) for number in range(last + 1)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    root, info = writer.root_object.indirect_reference, writer._info.indirect_reference if writer._info else None
    assert root is not None
    entries = b"/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R" % (last + 1, root.idnum)
    entries += b" /Info %d 0 R" % info.idnum if info else b""
    put(last, stream(entries, table))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


# --- printing -----------------------------------------------------------------------------------------------------------


def sheet_numbers(pdf: bytes) -> dict[str, int]:
    """On which sheet, from 1, each place that something links to begins, by its id."""
    reader = PdfReader(io.BytesIO(pdf))
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1) if page.indirect_reference}
    found = {}
    for name, place in reader.named_destinations.items():
        page = place.page
        if isinstance(page, IndirectObject) and page.idnum in numbers:
            found[unquote(name.removeprefix("/"))] = numbers[page.idnum]
    return found


def file_for(address: str, site_url: str, site: Path) -> Path | None:
    """The built file behind an address of the guide; None for another host or a file that is not there."""
    if not address.startswith(site_url):
        return None
    path = unquote(urlsplit(address).path.removeprefix(urlsplit(site_url).path)).lstrip("/")
    file = site / path / "index.html" if path.endswith("/") or not path else site / path
    return file if file.is_file() and file.resolve().is_relative_to(site.resolve()) else None


class Printed(NamedTuple):
    """A finished PDF, what was missing while its page was open, and characters a search in it would miss."""

    pdf: bytes
    missing: list[str]
    strange: set[str]


def _answer(site: Path, site_url: str, missing: list[str]):  # type: ignore[no-untyped-def]
    def answer(route: Route) -> None:
        file = file_for(route.request.url.split("#")[0].split("?")[0], site_url, site)
        if file is None:
            missing.append(route.request.url)
            route.abort()
        else:
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream")

    return answer


def _print(page: Page, paper: str, *, draft: bool = False) -> bytes:
    """A draft has the same sheets without tags and bookmarks, which take most of the time."""
    return page.pdf(format=paper, tagged=not draft, outline=not draft)


def _number_contents(page: Page, sheets: Mapping[str, int]) -> None:
    page.evaluate(
        """(sheets) => {
          for (const link of document.querySelectorAll(".book__contents a")) {
            link.dataset.page = sheets[decodeURIComponent(link.hash.slice(1))] ?? "";
          }
        }""",
        dict(sheets),
    )


def print_guide(browser: Browser, site: Path, site_url: str, language: str, paper: str = "A4") -> Printed:
    """Print the whole guide of a language. Raises `RuntimeError` when its contents cannot be numbered or its text is wrong."""
    missing: list[str] = []
    # No script runs: paper needs none, and nothing may be saved or asked for in the background.
    context = browser.new_context(locale=language, java_script_enabled=False, service_workers="block")
    try:
        page = context.new_page()
        page.route("**/*", _answer(site, site_url, missing))
        page.goto(f"{site_url}{PREFIX[language]}print/")
        title, text = page.locator("h1").inner_text(), page.evaluate("document.documentElement.textContent")
        subject = page.locator("meta[name=description]").get_attribute("content") or ""
        sheets = sheet_numbers(_print(page, paper, draft=True))
        for _ in range(MOST_PRINTS):
            _number_contents(page, sheets)
            pdf = _print(page, paper)
            found = sheet_numbers(pdf)
            if found == sheets:
                break
            sheets = found
        else:
            raise RuntimeError(f"{language}: the page numbers of the contents do not come to rest")
        mended, strange = mend(pdf, set(text), title=title, subject=subject, language={"zh": "zh-CN"}.get(language, language))
    finally:
        context.close()
    return Printed(mended, missing, strange)


def build(site: Path, site_url: str) -> None:
    """Build the guide for printing. Raises `subprocess.CalledProcessError`; MkDocs has said by then what is wrong."""
    mkdocs = Path(sys.executable).with_name("mkdocs")
    environment = {**os.environ, "SITE_URL": site_url, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([str(mkdocs), "build", "--quiet", "--strict", "--site-dir", str(site)], cwd=ROOT, env=environment, check=True)


def main(arguments: list[str]) -> int:
    """Build, print both languages, write them to the folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--site", type=Path, help="a site built before with the same SITE_URL; otherwise one is built")
    options = parser.parse_args(arguments)
    site_url = os.environ.get("SITE_URL", DEFAULT_URL).rstrip("/") + "/"
    chromium = find_chromium()
    if chromium is None:
        print("error: no Chromium to print with. Install Chromium or Chrome, or set CHROMIUM=/path/to/it", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        site = options.site or Path(folder) / "site"
        if options.site is None:
            try:
                build(site, site_url)
            except subprocess.CalledProcessError:
                return 1
        options.out.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for language in PREFIX:
                printed = print_guide(browser, site, site_url, language)
                if printed.missing:
                    print("error: the print page asked for what is not there:\n" + "\n".join(printed.missing), file=sys.stderr)
                    return 1
                if printed.strange:
                    print(f"note: in {language}, a search will miss words with {' '.join(sorted(printed.strange))}; add them to _PAIRS")
                target = options.out / NAME.format(language=language)
                unfinished = target.with_suffix(".part")
                unfinished.write_bytes(printed.pdf)
                unfinished.replace(target)  # a run that is stopped leaves the old file whole
                pages = len(PdfReader(io.BytesIO(printed.pdf)).pages)
                print(
                    f"{target.relative_to(ROOT) if target.is_relative_to(ROOT) else target}: {pages} pages, {len(printed.pdf) / 1e6:.1f} MB"
                )
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
