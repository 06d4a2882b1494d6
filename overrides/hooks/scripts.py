"""Serve the scripts without their comments, which are for contributors and a third of the bytes.

Only what cannot be code is taken out: JSDoc blocks, lines that are nothing but a comment, and indentation. Scripts must not
hold a template literal over several lines; `comments_out` refuses one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError


def comments_out(script: str, name: str = "script") -> str:
    """The script without comments. Raises `PluginError` for a template literal that spans lines."""
    bare = re.sub(r"/\*\*.*?\*/ ?", "", script, flags=re.DOTALL)
    lines = [line.strip() for line in bare.split("\n")]
    for number, line in enumerate(lines, 1):
        if line.count("`") % 2 and not line.startswith("//"):
            raise PluginError(f"{name}: near line {number} without comments: a template literal over several lines; join strings instead")
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


def on_post_build(config: Any, **_: Any) -> None:
    """Rewrite the guide's own modules in the built site."""
    for path in sorted((Path(config.site_dir) / "assets" / "js").rglob("*.js")):
        if "vendor" in path.parts:  # served as its authors publish it, with a checksum
            continue
        path.write_text(comments_out(path.read_text(encoding="utf-8"), path.name), encoding="utf-8")
