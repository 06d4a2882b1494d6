"""What a build offers of `dist/`: the links, their sizes and days, and nothing where nothing was made."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from downloads import OFFERED, day_of, links, size_of, there

PDF_ZH, PDF_EN, ZIP = (item.name for item in OFFERED)


def made(dist: Path, name: str, size: int) -> Path:
    path = dist / name
    path.write_bytes(b"x" * size)
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_nothing_made_nothing_said(tmp_path: Path) -> None:
    assert there(tmp_path) == there(tmp_path / "gone") == []
    assert links([], tmp_path, "print/", "zh") == ""


def test_an_empty_file_is_not_offered(tmp_path: Path) -> None:
    made(tmp_path, PDF_ZH, 0)
    assert there(tmp_path) == []


@pytest.mark.parametrize(("size", "words"), [(10, "1 kB"), (999_400, "999 kB"), (1_000_000, "1.0 MB"), (3_127_521, "3.1 MB")])
def test_sizes_read_as_people_know_them(tmp_path: Path, size: int, words: str) -> None:
    assert size_of(made(tmp_path, PDF_ZH, size)) == words


def test_the_day_does_not_depend_on_where_the_site_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert day_of(made(tmp_path, PDF_ZH, 1)) == date(2026, 11, 20)


def test_each_language_links_its_own_pdf_and_the_zip(tmp_path: Path) -> None:
    for name in (PDF_ZH, PDF_EN, ZIP):
        made(tmp_path, name, 2_345_678)
    zh, en = (links(there(tmp_path), tmp_path, at, language) for at, language in (("print/", "zh"), ("en/", "en")))
    assert f'href="../downloads/{PDF_ZH}"' in zh
    assert f'href="../downloads/{PDF_EN}"' in en
    assert PDF_EN not in zh
    assert PDF_ZH not in en
    assert ZIP in zh
    assert ZIP in en
    assert "2.3 MB，2026-11-20 生成" in zh
    assert "2.3 MB, made on 2026-11-20" in en
