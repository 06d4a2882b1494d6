"""Build the same content with the stock theme: what our figures stand beside.

The Markdown, the generated pages and the citations are ours; templates, styles, scripts and search are the theme's.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils.yaml import get_yaml_loader

ROOT = Path(__file__).resolve().parents[2]
# Hooks that write text into pages; the others serve our own templates, search and checks.
WRITING = ("directory", "freshness", "open_data", "glossary", "citations", "checklist", "plan", "letters", "deadlines", "tables")


def stock_config(text: str, root: Path = ROOT) -> dict[str, Any]:
    """The configuration of the stock site from the text of our `mkdocs.yml`."""
    config: dict[str, Any] = yaml.load(text, Loader=get_yaml_loader())
    config["theme"].pop("custom_dir")
    for name in ("extra_css", "extra_javascript", "watch", "strict"):
        config.pop(name, None)
    config["docs_dir"] = str(root / config["docs_dir"])
    config["hooks"] = [str(root / hook) for hook in config["hooks"] if Path(hook).stem in WRITING]
    # The theme's search as its pages describe it for several languages; with jieba installed it cuts Chinese words by itself.
    named = [(plugin, {}) if isinstance(plugin, str) else next(iter(plugin.items())) for plugin in config["plugins"]]
    config["plugins"] = [{"search": {}}, *({name: settings} for name, settings in named if name == "i18n")]
    return config


def build_stock(work: Path, site_url: str) -> Path:
    """Build into `work/stock` and return it. Raises `subprocess.CalledProcessError`."""
    file = work / "stock.yml"
    config = stock_config((ROOT / "mkdocs.yml").read_text(encoding="utf-8")) | {"site_url": site_url}
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    mkdocs = Path(sys.executable).with_name("mkdocs")
    subprocess.run(
        [str(mkdocs), "build", "--quiet", "--config-file", str(file), "--site-dir", str(work / "stock")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return work / "stock"
