"""`make pdf` in its parts: text that can be searched, a smaller file, and the guide's files behind its public address."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from tests.guide import ROOT
from tests.test_commands import load

pdf = load("pdf")


@pytest.mark.parametrize(
    ("told", "known", "text"),
    [
        ("⼈⼾⻔⺠", "人户门民", "人户门民"),  # radicals, with and without a mapping of Unicode's
        ("戶", "户", "户"),
        ("ﬁ", "fi", "fi"),
        ("⼈", "人⼈", "⼈"),  # the page has the radical itself
        ("⼈", "口", "⼈"),  # nothing better is known
        ("人x", "人x", "人x"),
    ],
)
def test_look_alikes_become_what_the_page_says(told: str, known: str, text: str) -> None:
    assert pdf.ordinary(told, known) == text


CMAP = b"""/CIDInit /ProcSet findresource begin
1 begincodespacerange
<00> <FF>
endcodespacerange
2 beginbfchar
<01> <2F08>
<02> <00410042>
endbfchar
1 beginbfrange
<10> <12> <2F08>
endbfrange
endcmap"""


def test_a_font_tells_ordinary_characters() -> None:
    mended = pdf.mended_cmap(CMAP, "人AB⼉⼊")
    assert b"<01> <4EBA>" in mended
    assert b"<02> <00410042>" in mended
    assert b"<10> <4EBA>\n<11> <2F09>\n<12> <2F0A>" in mended
    assert b"bfrange" not in mended
    assert mended.startswith(CMAP[:40])


def test_a_long_range_is_written_in_blocks_of_a_hundred() -> None:
    mended = pdf.mended_cmap(b"1 beginbfrange\n<0000> <00FA> <4E00>\nendbfrange", set())
    assert [line for line in mended.split(b"\n") if b"begin" in line] == [b"100 beginbfchar", b"100 beginbfchar", b"51 beginbfchar"]
    assert b"<00FA> <4EFA>" in mended


def test_strange_characters_are_those_nobody_could_search_for() -> None:
    assert pdf.strange_characters("⼈门x•人", "人门") == {"⼈"}


def small_pdf() -> PdfWriter:
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 300)
    table = StreamObject()
    table.set_data(CMAP)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/ToUnicode"): writer._add_object(table)})
    writer.pages[0][NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    for number in range(pdf.MOST_IN_STREAM + 5):
        writer._add_object(DictionaryObject({NameObject("/N"): NameObject(f"/x{number}")}))
    return writer


def test_the_packed_file_holds_the_same() -> None:
    data = pdf.packed(small_pdf())
    reader = PdfReader(io.BytesIO(data), strict=True)
    assert [tuple(page.mediabox) for page in reader.pages] == [(0, 0, 200, 300)] * 3
    assert data.count(b"/Type /ObjStm") == 2
    plain = io.BytesIO()
    small_pdf().write(plain)
    assert len(data) < len(plain.getvalue()) / 3


def test_mending_keeps_the_pages_and_says_what_the_document_is() -> None:
    plain = io.BytesIO()
    small_pdf().write(plain)
    mended, strange = pdf.mend(plain.getvalue(), "人", title="标题", subject="S", language="zh-CN")
    assert strange == {"⼉", "⼊"}
    reader = PdfReader(io.BytesIO(mended), strict=True)
    assert len(reader.pages) == 3
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author, reader.metadata.subject) == ("标题", pdf.AUTHOR, "S")
    root: Any = reader.root_object
    assert root["/Lang"] == "zh-CN"
    assert root["/PageMode"] == "/UseOutlines"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_files_are_found_behind_the_public_address(tmp_path: Path) -> None:
    url = "https://guide.example/guide/"
    for name in ("index.html", "en/print/index.html", "assets/名.css"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text("x")
    (tmp_path / "secret").write_text("x")
    site = tmp_path / "site"
    assert pdf.file_for(url, url, site) == site / "index.html"
    assert pdf.file_for(url + "en/print/", url, site) == site / "en/print/index.html"
    assert pdf.file_for(url + "assets/%E5%90%8D.css", url, site) == site / "assets/名.css"
    for address in (url + "gone/", url + "../secret", url + "%2e%2e/secret", "https://other.example/guide/", "https://guide.example/"):
        assert pdf.file_for(address, url, site) is None, address


def test_without_a_browser_the_command_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(pdf, "find_chromium", lambda: None)
    assert pdf.main([]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Install Chromium or Chrome, or set CHROMIUM" in error


def test_the_deploy_job_prints_before_it_builds() -> None:
    """The build offers what lies in dist/, so it must come after."""
    steps = (ROOT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8")
    assert 0 < steps.index("run: make pdf") < steps.index("run: make build")
