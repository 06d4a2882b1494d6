"""A moved page's old address leads to the new one, in both languages and below the site's own path."""

from pathlib import Path
from types import SimpleNamespace

import old_addresses
import pytest
from lxml import html as lxml_html
from mkdocs.structure.files import File, Files
from mkdocs_redirects.plugin import RedirectPlugin

from tests.data.test_carriers import SOUND, directory_of, entry_of
from tests.site.test_built_site import foreign_requests, html_problems

DIRECTORY = directory_of(entry_of(SOUND.replace("history:", "former_slugs: [former]\nhistory:")))
MOVED = {"zh/cancel/counter.md": "zh/cancel/store.md", "en/cancel/counter.md": "en/cancel/store.md"}


def built(language: str, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the plugin writes for one language, from pages placed where the language plugin places them."""
    monkeypatch.setattr(old_addresses, "read_directory", lambda: DIRECTORY)
    old_addresses.on_startup()
    plugin = RedirectPlugin()
    plugin.load_config({"redirect_maps": MOVED})
    files = Files([])
    for page in ("carriers/sample", "cancel/store"):
        place = f"{page}/index.html" if language == "zh" else f"en/{page}/index.html"
        files.append(File(f"{language}/{page}.md", "docs", str(site), True, dest_uri=place))
    old_addresses.on_files(files, SimpleNamespace(plugins={"redirects": plugin}))
    plugin.on_post_build({"use_directory_urls": True, "site_dir": str(site)})


def test_old_addresses_lead_on_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("zh", "en"):
        built(language, tmp_path, monkeypatch)
    expected = {"carriers/former": "../sample/", "cancel/counter": "../store/"}
    expected |= {f"en/{old}": new for old, new in expected.items()}
    found = {path.parent.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("index.html")}
    assert found.keys() == expected.keys()
    for old, text in found.items():
        assert f'content="0; url={expected[old]}"' in text
        assert lxml_html.fromstring(text).xpath("//a/@href") == [expected[old]] * 2
        assert "<script" not in text
        assert html_problems(text) == foreign_requests(text) == []


def test_former_slugs_are_addresses_of_both_languages() -> None:
    assert old_addresses.former_addresses(DIRECTORY) == {
        "zh/carriers/former.md": "zh/carriers/sample.md",
        "en/carriers/former.md": "en/carriers/sample.md",
    }
